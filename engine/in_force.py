"""What is in force on a day that may be missing."""

from datetime import date

from engine.model import Period, Table
from engine.once import once
from engine.trace import Truth
from engine.values import Known, Missing

MOST_KEPT = 1024
"""Tables of which it is kept whether a row of theirs is dated."""


def held_on(period: Period, day: Known) -> Truth:
    """Return whether *period* holds a day that may be missing."""
    if period.is_open:
        return Truth.SATISFIED
    if isinstance(day, Missing):
        return Truth.UNKNOWN
    assert isinstance(day, date)
    return Truth.SATISFIED if period.holds(day) else Truth.VIOLATED


def rows_in_force(table: Table, day: Known) -> tuple[Truth, ...]:
    """Return whether each row of *table* is in force on *day*."""
    return _always(table) or tuple(held_on(row.period, day) for row in table.rows)


@once(MOST_KEPT)
def _always(table: Table) -> tuple[Truth, ...]:
    """Return that each row is in force whatever the day; nothing where a row is dated."""
    if all(row.period.is_open for row in table.rows):
        return (Truth.SATISFIED,) * len(table.rows)
    return ()
