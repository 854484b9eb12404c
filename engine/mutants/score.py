"""How many small changes of the tables the cases notice, and which ones none does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from engine.cases.nearby import witness_near
from engine.checks.space import Space, spaces_of
from engine.diagnostics import Diagnostic, Severity, in_order
from engine.model import Model, Period
from engine.mutants.differs import Effect, effects
from engine.mutants.mutant import Mutant, RowChanged
from engine.mutants.mutate import mutants_of_calculation, mutants_of_figure, mutants_of_table
from engine.mutants.noticed import noticed
from engine.mutants.plays import Plays
from engine.mutants.shown_by import Shown, shown_by

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many changes have been tried, and how many there are."""

MOST_SENTENCES = 4


class Unnoticed(NamedTuple):
    """A change that no case notices; ``shown`` None: no case near them shows it either."""

    mutant: Mutant
    shown: Shown | None


class SheetScore(NamedTuple):
    """The changes of one sheet; those without effect are counted apart from ``total``."""

    workbook: str
    sheet: str
    noticed: int
    total: int
    without_effect: int
    untold: int
    """Of those not noticed, how many could neither be shown to matter nor shown to have no effect."""


class MutationScore(NamedTuple):
    """The changes tried, by sheet, and those that no case notices."""

    sheets: tuple[SheetScore, ...]
    unnoticed: tuple[Unnoticed, ...]

    @property
    def workbooks(self) -> tuple[SheetScore, ...]:
        """The score of each workbook."""
        names = dict.fromkeys(one.workbook for one in self.sheets)
        return tuple(_sum(name, [one for one in self.sheets if one.workbook == name]) for name in names)

    @property
    def whole(self) -> SheetScore:
        """The score of all workbooks together."""
        return _sum("", self.sheets)


def mutants(model: Model, within: Period, only: str = "") -> Iterator[Mutant]:
    """Yield the changes of what is in force at some time *within* a period, in the order of the model.

    *only*: a table, a figure or a calculation; empty: all.
    """
    for table in model.tables.values():
        if only in ("", table.name):
            yield from mutants_of_table(model, table, within)
    for name in model.parameters:
        if only in ("", name):
            yield from mutants_of_figure(model, name, within)
    for name in model.calculations:
        if only in ("", name):
            yield from mutants_of_calculation(model, name, within)


def score(plays: Plays, tried: Sequence[Mutant], progress: Progress | None = None) -> MutationScore:
    """Return what the cases of *plays* notice of the changes *tried*."""
    spaces: Mapping[str, Space] = {}
    counts: dict[tuple[str, str], list[int]] = {}
    unnoticed: list[Unnoticed] = []
    for done, mutant in enumerate(tried):
        if progress is not None:
            progress(done, len(tried))
        count = counts.setdefault((mutant.where.workbook, mutant.where.sheet), [0, 0, 0, 0])
        if noticed(plays, mutant.change) is not None:
            count[0] += 1
            count[1] += 1
            continue
        spaces = spaces or spaces_of(plays.model)
        if isinstance(mutant.change, RowChanged) and _is_vain(spaces, mutant.change):
            count[2] += 1
            continue
        shown = shown_by(plays, mutant.change)
        count[1] += 1
        count[3] += shown is None
        unnoticed.append(Unnoticed(mutant, shown))
    return MutationScore(
        tuple(SheetScore(*place, *count) for place, count in sorted(counts.items())), tuple(unnoticed)
    )


def _is_vain(spaces: Mapping[str, Space], change: RowChanged) -> bool:
    return effects(spaces[change.table], [change])[change] is Effect.NONE


def unnoticed_changes(model: Model, found: MutationScore) -> tuple[Diagnostic, ...]:
    """Return a warning for each cell that can be changed, a case shows it, and no case played notices it."""
    by_cell: dict[object, list[Unnoticed]] = {}
    for one in found.unnoticed:
        if one.shown is not None:
            by_cell.setdefault(one.mutant.where, []).append(one)
    return in_order(_fault(model, cell) for cell in by_cell.values())


def _fault(model: Model, cell: Sequence[Unnoticed]) -> Diagnostic:
    first = cell[0]
    assert first.shown is not None
    sentences = [one.mutant.sentence for one in cell[:MOST_SENTENCES]]
    more = len(cell) - len(sentences)
    said = "\u00a0; ".join(sentences) + (f"\u00a0; et {more} autres" if more else "")
    return Diagnostic(
        code="mutation-non-vue",
        where=first.mutant.where,
        message=f"{said}\u00a0: aucun cas ne le voit",
        help="relire la cellule, puis garder le cas témoin avec l’issue que dit sa source",
        severity=Severity.WARNING,
        witness=witness_near(model, _about(first.mutant), *first.shown),
    )


def _about(mutant: Mutant) -> str:
    return mutant.change.table if isinstance(mutant.change, RowChanged) else ""


def _sum(workbook: str, sheets: Sequence[SheetScore]) -> SheetScore:
    return SheetScore(
        workbook,
        "",
        sum(one.noticed for one in sheets),
        sum(one.total for one in sheets),
        sum(one.without_effect for one in sheets),
        sum(one.untold for one in sheets),
    )
