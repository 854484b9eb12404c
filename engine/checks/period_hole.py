"""Days between two lines that follow each other, on which neither is in force."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from engine.checks.asked_cases import is_asked
from engine.checks.boxes import Budget, OutOfBudget
from engine.checks.dated import figures_of
from engine.checks.grid import left_over
from engine.checks.space import Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.model import Between, DatedValue, Formula, Literal, Model, Period, Ref, Row, Table
from engine.reach import read_by

MOST_COMPARED = 200_000

Line = tuple[Period, CellRef]


def period_hole(model: Model, spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each hole between the periods of a figure, of a calculation, or of rows that ask the same.

    A hole between rows that other rows fill is none, nor is one of a figure that no row reads then.
    """
    dated: Mapping[str, Mapping[str, Sequence[DatedValue | Formula]]]
    dated = {"valeur": model.parameters, "formule": model.calculations}
    for what, names in dated.items():
        for name, lines in names.items():
            for hole, before, after in _holes([(line.period, line.where) for line in lines]):
                reader = next(_readers(model, spaces, name, hole), None)
                if reader is not None:
                    lacks = f"«\u00a0{model.terms[name].label}\u00a0» n’a pas de {what}"
                    yield _fault(hole, before, after, lacks, reader)
    for table in model.tables.values():
        for rows in _alike(table):
            for hole, before, after in _holes([(row.period, row.where) for row in rows]):
                if not spaces[table.name].is_too_large and _is_open(spaces[table.name], rows, hole):
                    what = "aucune ligne semblable n’est en vigueur"
                    yield _fault(hole, before, after, what, spaces[table.name])


def _readers(
    model: Model, spaces: Mapping[str, Space], name: str, hole: tuple[date, date]
) -> Iterator[Space]:
    """Yield the tables that decide, or to whose right is joined, what may read *name* on these days."""
    for benefit in model.benefits.values():
        joined = (*benefit.amounts, *benefit.durations, *benefit.steps)
        if name in figures_of(model, (Ref(n) for n in joined if n not in model.tables)):
            yield spaces[benefit.table]
    for space in spaces.values():
        for row in space.table.rows:
            if name in figures_of(model, read_by(row)) and (
                space.is_too_large or is_asked(space, row, *hole)
            ):
                yield space


def _holes(lines: Sequence[Line]) -> Iterator[tuple[tuple[date, date], CellRef, CellRef]]:
    """Yield the days between the end of a line and the start of the next one, with their places."""
    ordered = sorted(lines, key=lambda line: line[0].start or date.min)
    last: Line | None = None
    for line in ordered:
        if last is not None:
            end, start = last[0].end, line[0].start
            if end is not None and start is not None and start > end + timedelta(days=1):
                yield (end + timedelta(days=1), start - timedelta(days=1)), last[1], line[1]
        if last is None or (last[0].end is not None and (line[0].end is None or line[0].end > last[0].end)):
            last = line


def _alike(table: Table) -> Iterator[Sequence[Row]]:
    """Yield the rows that ask the same of the same columns, two at least.

    Rows that ask nothing are the bounds of a table, not lines that follow each other.
    """
    groups: dict[frozenset[object], list[Row]] = {}
    for row in table.rows:
        if row.conditions:
            groups.setdefault(frozenset((c.term, c.test) for c in row.conditions), []).append(row)
    yield from (rows for rows in groups.values() if len(rows) > 1)


def _is_open(space: Space, rows: Sequence[Row], hole: tuple[date, date]) -> bool:
    """Whether a case of *rows*, were they in force during *hole*, is left by the others."""
    inside = Between(Literal(hole[0]), Literal(hole[1]))
    for part in space.slices:
        if part.days is None:
            continue
        masks = dict(zip(part.axes, part.full, strict=True))
        masks[space.day] &= part.axes[space.day].cut(inside).holds
        for condition in rows[0].conditions:
            masks[condition.term] &= part.axes[condition.term].cut(condition.test).holds
        try:
            if next(left_over(tuple(masks.values()), part.may_hold, Budget(MOST_COMPARED)), None):
                return True
        except OutOfBudget:
            return True
    return False


def _fault(hole: tuple[date, date], before: CellRef, after: CellRef, what: str, space: Space) -> Diagnostic:
    first, last = hole
    return Diagnostic(
        code="trou-de-periode",
        where=after,
        message=f"{what} du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
        help="faire commencer cette période au lendemain de la précédente, ou ajouter une ligne entre les deux",
        related=((before, "la période précédente"),),
        severity=Severity.WARNING,
        witness=space.case(Witness(((space.day, first),), first)),
    )
