"""What is in force on a day that may be missing."""

from datetime import date

from engine.grid import MOST_TABLES
from engine.model import Period, Table
from engine.once import once
from engine.trace import Truth
from engine.values import Known, Missing


def held_on(period: Period, day: Known) -> Truth:
    """Return whether *period* holds a day that may be missing."""
    if period.start is None and period.end is None:
        return Truth.SATISFIED
    if isinstance(day, Missing):
        return Truth.UNKNOWN
    assert isinstance(day, date)
    return Truth.SATISFIED if period.holds(day) else Truth.VIOLATED


def rows_in_force(table: Table, day: Known) -> tuple[Truth, ...]:
    """Return whether each row of *table* is in force on *day*."""
    periods, of_rows = _periods(table)
    held = [held_on(period, day) for period in periods]
    return tuple([held[place] for place in of_rows])


@once(MOST_TABLES)
def _periods(table: Table) -> tuple[tuple[Period, ...], tuple[int, ...]]:
    """Return the distinct periods of the rows of *table*, and the place of that of each row."""
    index: dict[Period, int] = {}
    of_rows = tuple(index.setdefault(row.period, len(index)) for row in table.rows)
    return tuple(index), of_rows
