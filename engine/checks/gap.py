"""A case that no row takes, in a table that gives one answer and has no ``sinon``."""

from collections.abc import Iterator, Mapping

from engine.checks.asked_cases import asked_cases
from engine.checks.boxes import Box, Budget, OutOfBudget, intersection, is_empty
from engine.checks.grid import left_over
from engine.checks.partly_analysed import partly_analysed
from engine.checks.slices import Slice
from engine.checks.space import SINGLE, Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.trace import Truth

MOST_COMPARED = 8_000_000
MOST_TRIED = 50
QUESTION = "si un cas n’est traité par aucune ligne"
TOO_LARGE = "la table est trop grande\u00a0: la couper en deux, ou ajouter une ligne «\u00a0sinon\u00a0»"


def gap(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each table that leaves a case without an answer, with such a case.

    Days before the first row in force and after the last one are not looked at, nor the values of a
    closed list that no row names (see ``untreated_value``).
    """
    for space in spaces.values():
        table = space.table
        if table.policy not in SINGLE or table.default is not None or not table.rows or space.is_too_large:
            continue
        try:
            witness, unsure = found_in(space)
        except OutOfBudget:
            yield partly_analysed(space, table.where, QUESTION, TOO_LARGE)
            continue
        if witness is not None:
            yield _fault(space, witness)
        elif unsure:
            yield partly_analysed(space, table.where, QUESTION)


def found_in(space: Space) -> tuple[Witness | None, bool]:
    """Return a case that every row refuses, and whether one could neither be shown nor excluded.

    Raises:
        OutOfBudget: the table is too large.
    """
    budget = Budget(MOST_COMPARED)
    doubtful = False
    for part in space.slices:
        witness, unsure = _witness(space, part, budget)
        if witness is not None:
            return witness, False
        doubtful = doubtful or unsure
    return None, doubtful


def _witness(space: Space, part: Slice, budget: Budget) -> tuple[Witness | None, bool]:
    """Return a case that every row refuses, and whether one could neither be shown nor excluded."""
    rows = [box for box in part.may_hold if not is_empty(box)]
    looked_at = treated(space, part)
    unsure = False
    for asked, apart in asked_cases(space, part):
        for tried, hole in enumerate(left_over(intersection(looked_at, asked), [*rows, *apart], budget)):
            for witness, found in space.witness(part, hole):
                if all(found.truth(row) is Truth.VIOLATED for row in space.table.rows):
                    return witness, False
            unsure = True
            if tried == MOST_TRIED:
                break
    return None, unsure


def treated(space: Space, part: Slice) -> Box:
    """Return the cases of *part* without the choices that no row takes, and the days of no row."""
    kept: list[int] = []
    for place, (name, axis) in enumerate(part.axes.items()):
        mask = axis.full
        if name == space.day:
            mask &= part.span
        elif space.model.terms[name].type.choices:
            mask = 0
            for box in part.may_hold:
                mask |= box[place]
        kept.append(mask)
    return tuple(kept)


def _fault(space: Space, witness: Witness) -> Diagnostic:
    return Diagnostic(
        code="cas-sans-ligne",
        where=space.table.where,
        message=f"un cas au moins n’est traité par aucune ligne de la table «\u00a0{space.table.name}\u00a0»",
        help="ajouter une ligne pour ce cas, ou une ligne «\u00a0sinon\u00a0»",
        witness=space.case(witness),
        severity=Severity.WARNING,
    )
