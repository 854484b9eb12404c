"""What differs without any change of meaning: cells written otherwise, rows and columns moved."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.changes.compare_rows import same
from engine.model import Model, Row, Table


class Layout(NamedTuple):
    """How many cells are written otherwise, how many tables have their rows or columns in another order."""

    cells: int
    rows_moved: int
    columns_moved: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the kind was found."""
        return not any(self)


def layout(before: Model, after: Model) -> Layout:
    """Return what differs without changing the meaning, in the cells that both versions have."""
    common = [(before.tables[name], table) for name, table in after.tables.items() if name in before.tables]
    cells = sum(_written_otherwise(old, new) for tables in common for old, new in _rows(*tables))
    for name, lines in after.calculations.items():
        for old, new in zip(before.calculations.get(name, ()), lines, strict=False):
            cells += same(old.expression, new.expression) and old.text != new.text
    return Layout(
        cells=cells,
        rows_moved=sum(_rows_moved(old, new) for old, new in common),
        columns_moved=sum(_columns_moved(old, new) for old, new in common),
    )


def _rows(old: Table, new: Table) -> Iterator[tuple[Row, Row]]:
    known = {row.id: row for row in old.all_rows}
    yield from ((known[row.id], row) for row in new.all_rows if row.id in known)


def _written_otherwise(old: Row, new: Row) -> int:
    """Return how many cells of a row mean the same and are not typed the same."""
    found = 0
    for left, right in ((old.conditions, new.conditions), (old.outcomes, new.outcomes)):
        texts = {cell.term: cell for cell in left}
        found += sum(
            1
            for cell in right
            if cell.term in texts and same(texts[cell.term], cell) and texts[cell.term].text != cell.text
        )
    return found


def _rows_moved(old: Table, new: Table) -> bool:
    """Whether rows changed places where their order says nothing."""
    if new.policy.row_order_matters:
        return False
    both = {row.id for row in old.rows} & {row.id for row in new.rows}
    return [row.id for row in old.rows if row.id in both] != [row.id for row in new.rows if row.id in both]


def _columns_moved(old: Table, new: Table) -> bool:
    both = set(old.inputs) & set(new.inputs)
    places = [[column for column in table.inputs if column in both] for table in (old, new)]
    return places[0] != places[1]
