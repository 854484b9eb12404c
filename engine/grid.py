"""The distinct cells of a table: what two rows ask alike is looked at once."""

from typing import NamedTuple, TypeAlias

from engine.model import Condition, Ref, Table, UnaryTest
from engine.once import once

MOST_TABLES = 1024
"""Tables of which what is made once is kept."""

Cell: TypeAlias = tuple[str, UnaryTest]
"""A term and what is asked of it."""


class Grid(NamedTuple):
    """``cells`` in order of appearance, with what reads the term of each; ``rows`` holds the places of
    the cells of each row; ``places`` that of each condition, by identity."""

    cells: tuple[Cell, ...]
    terms: tuple[Ref, ...]
    rows: tuple[tuple[int, ...], ...]
    places: dict[int, int]

    def place(self, condition: Condition) -> int:
        """Return where the cell of *condition*, one of the table's own, stands."""
        return self.places[id(condition)]


@once(MOST_TABLES)
def grid_of(table: Table) -> Grid:
    """Return the distinct cells of *table*."""
    index: dict[Cell, int] = {}
    rows = tuple(
        tuple(index.setdefault((c.term, c.test), len(index)) for c in row.conditions) for row in table.rows
    )
    places = {
        id(condition): place
        for row, of_row in zip(table.rows, rows, strict=True)
        for condition, place in zip(row.conditions, of_row, strict=True)
    }
    terms = {term: Ref(term) for term, _ in index}
    return Grid(tuple(index), tuple(terms[term] for term, _ in index), rows, places)
