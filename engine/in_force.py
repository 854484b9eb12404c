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


def with_dates(table: Table, day: Known, matched: Sequence[Truth]) -> Sequence[Truth]:
    """Return the truth of each row of *table* by its dates and by its cells, *matched*, together."""
    periods, of_rows = _periods(table)
    held = [held_on(period, day) for period in periods]
    if held.count(Truth.SATISFIED) == len(held):
        return matched
    by_date = [held[place] for place in of_rows]
    return [
        one if two is Truth.SATISFIED else two if one is Truth.SATISFIED else conjunction([one, two])
        for one, two in zip(by_date, matched, strict=True)
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
