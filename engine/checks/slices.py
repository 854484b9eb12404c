"""The cases of a table in slices: days between which every endpoint that reads figures alone is a constant.

Figures change with the reference date; the last slice is that of the cases whose date is absent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from engine.checks.asked_when import Context, Step
from engine.checks.axes import FIRST_DAY, LAST_DAY, Axis, Resolve, days_around, values_around
from engine.checks.boxes import Box
from engine.checks.dated import Dated, reads_figures_alone
from engine.model import (
    Between,
    Expression,
    Literal,
    Model,
    Nature,
    Period,
    Row,
    Table,
    UnaryTest,
    endpoints,
    names_in,
)
from engine.reach import reach, read_by
from engine.values import Known, Missing, Value

REFERENCE_DATE = "date_reference"
"""The axis of the reference date, where benefits that read the table do not take one same fact."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The cases of some days (none: the date is absent): where each row holds, where it may hold."""

    days: tuple[date, date] | None
    axes: Mapping[str, Axis]
    holds: tuple[Box, ...]
    may_hold: tuple[Box, ...]
    span: int
    """The days of the first axis between the first row in force and the last one."""

    @property
    def full(self) -> Box:
        """Every case of the slice."""
        return tuple(axis.full for axis in self.axes.values())


class Columns:
    """What cuts the cases of *table*: its columns and the reference date *day*, by the cells that look at them.

    The cells of the tables before it count too, where *contexts* say which of their rows were retained.
    """

    def __init__(self, model: Model, table: Table, day: str, contexts: Iterable[Context]) -> None:
        self.model = model
        self.table = table
        self.day = day
        self.contexts = sorted(contexts, key=sorted)
        self.terms = tuple(dict.fromkeys(name for name, _ in table.inputs if name != day))
        self.tests: dict[str, list[UnaryTest]] = {}
        for row in table.rows:
            self._note(row)
        for table_name, place in frozenset[Step]().union(*self.contexts):
            for row in model.tables[table_name].rows[: place + 1]:
                self._note(row)

    def _note(self, row: Row) -> None:
        for condition in row.conditions:
            if condition.term == self.day or condition.term in self.terms:
                self.tests.setdefault(condition.term, []).append(condition.test)

    def slices(self) -> tuple[Slice, ...]:
        """Return the slices, the latest days first; those that say the same as another are left out.

        Raises:
            TooManyPoints: a column has too many endpoints that depend on the case.
        """
        found: dict[tuple[object, ...], Slice] = {}
        for days in self.days():
            part = self._slice(days)
            found.setdefault((days is None, part.full, part.span, part.holds, part.may_hold), part)
        return tuple(found.values())

    def endpoints(self) -> Iterator[Expression]:
        """Yield the endpoints of every cell that counts."""
        for tests in self.tests.values():
            for test in tests:
                yield from endpoints(test)

    def days(self) -> Iterator[tuple[date, date] | None]:
        """Yield the days of each slice, the latest first; None where the date is absent."""
        starts = {FIRST_DAY}
        for period in self._dated_periods():
            if period.start is not None:
                starts.add(period.start)
            if period.end is not None:
                starts.add(period.end + timedelta(days=1))
        ends = LAST_DAY
        for start in sorted((day for day in starts if FIRST_DAY <= day <= LAST_DAY), reverse=True):
            yield start, ends
            ends = start - timedelta(days=1)
        yield None

    @cached_property
    def _days_of_figures(self) -> tuple[date, ...]:
        """The days around which a figure that a row reads may start or stop having a value."""
        names = [name for row in self.table.rows for e in read_by(row) for name in names_in(e)]
        found = {
            day
            for name in reach(self.model, dict.fromkeys(names)).parameters
            for line in self.model.parameters[name]
            for day in (line.period.start, line.period.end)
            if day is not None
        }
        return tuple(sorted(found))

    def _dated_periods(self) -> Iterator[Period]:
        """Yield the periods of the figures, and of their formulas, that endpoints or columns read."""
        names = [name for name in self.terms if self.model.terms[name].nature is Nature.PARAMETER]
        for expression in self.endpoints():
            if reads_figures_alone(self.model, expression):
                names += names_in(expression)
        reached = reach(self.model, dict.fromkeys(names))
        for figure in reached.parameters:
            yield from (line.period for line in self.model.parameters[figure])
        for calculation in reached.calculations:
            yield from (line.period for line in self.model.calculations[calculation])

    def _slice(self, days: tuple[date, date] | None) -> Slice:
        dated = Dated(self.model, days[0] if days else Missing())
        known: dict[Expression, Known | None] = {}

        def resolve(expression: Expression) -> Known | None:
            if isinstance(expression, Literal):
                return expression.value
            if expression not in known:
                known[expression] = dated.worth(expression)
            return known[expression]

        axes = {name: self._axis(name, days, dated, resolve) for name in (self.day, *self.terms)}
        names = tuple(axes)
        holds: list[Box] = []
        may_hold: list[Box] = []
        for row in self.table.rows:
            sure = {name: axis.full for name, axis in axes.items()}
            maybe = dict(sure)
            for name, test in asked_of(row, self.day):
                cut = axes[name].cut(test)
                sure[name] &= cut.holds
                maybe[name] &= ~cut.violated
            holds.append(tuple(sure[name] for name in names))
            may_hold.append(tuple(maybe[name] for name in names))
        span = axes[self.day].cut(_between(_span(self.table))).holds if days else axes[self.day].full
        return Slice(days, axes, tuple(holds), tuple(may_hold), span)

    def _axis(self, name: str, days: tuple[date, date] | None, dated: Dated, resolve: Resolve) -> Axis:
        ends = tuple(dict.fromkeys(end for test in self.tests.get(name, ()) for end in endpoints(test)))
        open_ends = tuple(end for end in ends if resolve(end) is None)
        constants = [value for end in ends if not isinstance(value := resolve(end), Missing | None)]
        if name == self.day:
            return Axis(self._days_on_axis(days, constants), open_ends, resolve, days is None)
        term = self.model.terms[name]
        if term.nature is Nature.PARAMETER:
            value = dated.value(name)
            absent = isinstance(value, Missing)
            return Axis([] if isinstance(value, Missing) else [value], open_ends, resolve, absent)
        values = values_around(term, constants)
        if term.nature is Nature.OUTPUT:
            values = _given_by_tables(self.model, name) or values
        return Axis(values, open_ends, resolve, True)

    def _days_on_axis(self, days: tuple[date, date] | None, constants: Iterable[Value]) -> set[date]:
        if days is None:
            return set()
        first, last = days
        bounds = [day for day in constants if isinstance(day, date)]
        bounds += self._days_of_figures
        steps = frozenset[Step]().union(*self.contexts)
        around = [row for name, place in steps for row in self.model.tables[name].rows[: place + 1]]
        for row in (*self.table.rows, *around):
            bounds += [day for day in (row.period.start, row.period.end) if day is not None]
        if self.day != REFERENCE_DATE:
            type_ = self.model.terms[self.day].type
            first = max(first, type_.minimum) if isinstance(type_.minimum, date) else first
            last = min(last, type_.maximum) if isinstance(type_.maximum, date) else last
        return set(days_around(first, last, bounds)) if first <= last else set()


def asked_of(row: Row, day: str) -> Iterator[tuple[str, UnaryTest]]:
    """Yield what *row* asks of each axis, its dates included."""
    if not row.period.is_open:
        yield day, _between(row.period)
    for condition in row.conditions:
        yield condition.term, condition.test


def _between(period: Period) -> UnaryTest:
    return Between(Literal(period.start or FIRST_DAY), Literal(period.end or LAST_DAY))


def _span(table: Table) -> Period:
    """Return the days from the first on which a row is in force to the last."""
    starts = [row.period.start for row in table.rows]
    ends = [row.period.end for row in table.rows]
    return Period(
        None if None in starts else min((day for day in starts if day), default=None),
        None if None in ends else max((day for day in ends if day), default=None),
    )


def _given_by_tables(model: Model, name: str) -> set[Value]:
    """Return the values that the rows of the tables give to the output *name*; none when they cannot be listed."""
    given: set[Value] = set()
    for table in model.tables.values():
        if name not in table.outputs:
            continue
        if table.policy.gives_list or table.policy.aggregates:
            return set()
        for row in table.all_rows:
            expression = row.outcome(name).value
            if isinstance(expression, Literal):
                given.add(expression.value)
            elif expression is not None:
                return set()
    return given
