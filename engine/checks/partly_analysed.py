"""A question about a table that could not be settled: said, never guessed."""

from collections.abc import Iterator, Mapping

from engine.cells.show import show_expression
from engine.checks.space import Space
from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.model import endpoints


def too_large(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each table whose columns have too many endpoints that depend on the case."""
    for space in spaces.values():
        if space.is_too_large:
            yield partly_analysed(
                space, space.table.where, "ses recouvrements, ses trous et ses lignes inutiles"
            )


def partly_analysed(space: Space, where: CellRef, what: str, why: str = "") -> Diagnostic:
    """Return the warning that *what* was not settled, with the columns that stand in the way."""
    return Diagnostic(
        code="analyse-incomplete",
        where=where,
        message=f"table «\u00a0{space.table.name}\u00a0»\u00a0: le contrôle n’a pas pu dire {what}",
        help=why or _in_the_way(space),
        severity=Severity.WARNING,
    )


def _in_the_way(space: Space) -> str:
    """Return the columns that are compared with what only a case can tell."""
    named: dict[str, None] = {}
    for row in space.table.rows:
        for condition in row.conditions:
            for end in endpoints(condition.test):
                if space.depends_on_case(end):
                    named[f"{condition.term} ({show_expression(end)})"] = None
    return "non analysé\u00a0: " + ", ".join(named) + " ; relire ces lignes, ou écrire ces bornes en valeurs"
