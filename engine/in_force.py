"""What is in force on a day that may be missing."""

from collections.abc import Sequence
from datetime import date

from engine.grid import MOST_TABLES
from engine.matching import conjunction
from engine.model import Formula, Period, Table
from engine.once import once
from engine.trace import Truth
from engine.values import Known, Missing, lacking


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


def with_dates(held: Sequence[Truth], matched: Sequence[Truth]) -> Sequence[Truth]:
    """Return the truth of rows by their dates, *held*, and by their cells, *matched*, together."""
    if held.count(Truth.SATISFIED) == len(held):
        return matched
    return [
        by_cells
        if by_date is Truth.SATISFIED
        else by_date
        if by_cells is Truth.SATISFIED
        else conjunction([by_date, by_cells])
        for by_date, by_cells in zip(held, matched, strict=True)
    ]


def line_in_force(name: str, lines: tuple[Formula, ...], day: Known) -> Formula | Missing:
    """Return which of the *lines* of the calculation *name* is in force on *day*."""
    for line in lines:
        period = line.period
        if period.start is None and period.end is None:
            return line
        if isinstance(day, Missing):
            return day
        assert isinstance(day, date)
        if period.holds(day):
            return line
    assert isinstance(day, date)
    return lacking(name, day)
