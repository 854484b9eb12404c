"""What is told of the rows of a table: each cell, looked at when somebody asks, then each row."""

from collections.abc import Sequence

from engine.grid import grid_of
from engine.matching import Matcher, Values
from engine.model import (
    Condition,
    Expression,
    Literal,
    Table,
    UnaryTest,
    Unknown,
    endpoints,
    with_endpoints,
)
from engine.trace import CellTested, RowTried, Tracer, Truth
from engine.values import Known, Missing


class CellsOf:
    """The cells of a table, asked of the matcher when one is looked at; their values are known by then."""

    def __init__(self, matcher: Matcher, table: Table, values: Values) -> None:
        self._matcher = matcher
        self._table = table
        self._values = values
        self._grid = grid_of(table)
        self._truths: Sequence[Truth] = ()
        self._resolved: dict[int, UnaryTest] = {}

    def truth(self, condition: Condition) -> Truth:
        """Return whether *condition* holds."""
        if not self._truths:
            self._truths = self._matcher.cells(self._table, self._values)
        return self._truths[self._grid.place(condition)]

    def value(self, condition: Condition) -> Known:
        """Return the value that *condition* is about."""
        return self._values(self._grid.terms[self._grid.place(condition)])

    def resolved(self, condition: Condition) -> UnaryTest:
        """Return what *condition* asks with literal endpoints."""
        place = self._grid.place(condition)
        found = self._resolved.get(place)
        if found is None:
            found = self._resolved[place] = resolved(condition.test, self._values)
        return found


def tell_rows(
    tracer: Tracer,
    table: Table,
    in_force: Sequence[Truth],
    matched: Sequence[Truth],
    truths: Sequence[Truth],
    cells: CellsOf,
) -> None:
    """Tell each cell and each row: *in_force* by its dates, *matched* by its cells, *truths* by both."""
    for row, held, by_cells, truth in zip(table.rows, in_force, matched, truths, strict=True):
        of_each = Truth.SATISFIED if by_cells is Truth.SATISFIED else None
        for condition in row.conditions:
            tracer.tell(CellTested(table.name, row.id, condition, cells, of_each))
        tracer.tell(RowTried(table.name, row, held, truth))


def resolved(test: UnaryTest, values: Values) -> UnaryTest:
    """Return *test* with each endpoint replaced by its value (Unknown when it is missing)."""
    if all(isinstance(endpoint, Literal) for endpoint in endpoints(test)):
        return test

    def literal(endpoint: Expression) -> Expression:
        value = values(endpoint)
        return Unknown() if isinstance(value, Missing) else Literal(value)

    return with_endpoints(test, literal)
