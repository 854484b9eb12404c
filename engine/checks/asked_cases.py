"""The cases of a table in which it may be asked, by what its columns tell of the tables before it."""

from collections.abc import Iterator
from datetime import date

from engine.checks.boxes import Box, Budget, OutOfBudget, intersection, is_empty
from engine.checks.grid import left_over
from engine.checks.slices import Slice, asked_of
from engine.checks.space import SINGLE, Space
from engine.model import Between, HitPolicy, Literal, Row, Table

MOST_COMPARED = 100_000


def asked_cases(space: Space, part: Slice) -> Iterator[tuple[Box, tuple[Box, ...]]]:
    """Yield boxes of cases in which the table may be asked, each with boxes of cases in which it is not."""
    for context in space.columns.contexts:
        box = part.full
        apart: list[Box] = []
        for name, place in context:
            table = space.model.tables[name]
            retained = table.rows[place]
            box = intersection(box, _box(space, part, table, retained))
            box = intersection(box, _given_by(space, part, table, retained))
            if table.policy is HitPolicy.FIRST:
                apart += [
                    _box(space, part, table, row)
                    for row in table.rows[:place]
                    if _says_all(space, table, row, retained)
                ]
        if not is_empty(box):
            yield box, tuple(apart)


def is_asked(space: Space, row: Row, first: date, last: date) -> bool:
    """Whether a case of these days may be decided by *row*, as far as the columns of the table tell."""
    inside = Between(Literal(first), Literal(last))
    place = space.table.rows.index(row)
    for part in space.slices:
        if part.days is None:
            continue
        days = dict(zip(part.axes, part.full, strict=True))
        days[space.day] &= part.axes[space.day].cut(inside).holds
        mine = intersection(part.may_hold[place], tuple(days.values()))
        for box, apart in asked_cases(space, part):
            try:
                if next(left_over(intersection(mine, box), apart, Budget(MOST_COMPARED)), None):
                    return True
            except OutOfBudget:
                return True
    return False


def _box(space: Space, part: Slice, table: Table, row: Row) -> Box:
    """Return the cases that *row* of another table accepts, by the columns of this one."""
    masks = dict(zip(part.axes, part.full, strict=True))
    for name, test in asked_of(row, space.day):
        if name in masks and (name != space.day or _same_day(space, table) or name in space.columns.tests):
            masks[name] &= part.axes[name].cut(test).holds
    return tuple(masks.values())


def _given_by(space: Space, part: Slice, table: Table, row: Row) -> Box:
    """Return the cases in which the columns of this table hold what *row* of another one gives."""
    masks = dict(zip(part.axes, part.full, strict=True))
    for outcome in row.outcomes:
        single = space.model.producers.get(outcome.term) == table.name and table.policy in SINGLE
        if (
            single
            and outcome.term in masks
            and isinstance(outcome.value, Literal)
            and _same_day(space, table)
        ):
            masks[outcome.term] &= part.axes[outcome.term].at(outcome.value.value)
    return tuple(masks.values())


def _says_all(space: Space, table: Table, row: Row, retained: Row) -> bool:
    """Whether the columns of this table tell whether *row* of another one holds when *retained* does."""
    return (row.period.is_open or _same_day(space, table)) and all(
        condition.term in space.terms or condition.term == space.day or condition in retained.conditions
        for condition in row.conditions
    )


def _same_day(space: Space, table: Table) -> bool:
    return table.reference_date in (space.table.reference_date, space.day)
