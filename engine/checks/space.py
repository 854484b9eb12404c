"""The cases of a table: one axis per column and one for the reference date, cut by its cells.

Figures change with the reference date, so that a space is a list of slices: days between which every
endpoint that reads figures alone is a constant; then the slice of the cases whose date is absent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, product

from engine.checks.asked_when import ALWAYS, Context, Step, asked_when
from engine.checks.axes import (
    FIRST_DAY,
    LAST_DAY,
    Axis,
    Point,
    Resolve,
    TooManyPoints,
    days_around,
    values_around,
)
from engine.checks.boxes import Box, Budget, OutOfBudget, intersection, is_empty, left_over
from engine.checks.dated import Dated, reads_figures_alone
from engine.checks.realised import Realised, realised
from engine.model import (
    Benefit,
    Between,
    Expression,
    HitPolicy,
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
from engine.values import Kind, Known, Missing, Type, Value
from engine.witness import Held, WitnessCase

REFERENCE_DATE = "date_reference"
"""The axis of the reference date, where benefits that read the table do not take one same fact."""

MOST_TRIES = 500
MOST_POINTS_TRIED = 16
MOST_COMPARED = 100_000


@dataclass(frozen=True, slots=True)
class Witness:
    """A case that shows a fault: what the table reads (None: absent); what is not named may be absent."""

    values: tuple[tuple[str, Value | None], ...]
    day: date | None = None

    def can_be_given(self, model: Model) -> bool:
        """Whether a case can hold these very values; if not, tables and calculations must give them."""
        return all(
            name == REFERENCE_DATE or model.terms[name].can_be_given or model.terms[name].nature is PARAMETER
            for name, _ in self.values
        )


PARAMETER = Nature.PARAMETER
SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)
"""The policies that give the answer of one row."""


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


class Space:
    """The cases of *table*, whose reference date is *day*; *benefit* is one that asks it."""

    def __init__(
        self,
        model: Model,
        table: Table,
        day: str,
        contexts: Iterable[Context] = (ALWAYS,),
        benefit: Benefit | None = None,
    ) -> None:
        self.model = model
        self.table = table
        self.day = day
        self.benefit = benefit
        self.contexts = sorted(contexts, key=sorted)
        self.terms = tuple(dict.fromkeys(name for name, _ in table.inputs if name != day))
        self._tests: dict[str, list[UnaryTest]] = {}
        for row in table.rows:
            self._note(row)
        for table_name, place in frozenset[Step]().union(*self.contexts):
            for row in model.tables[table_name].rows[: place + 1]:
                self._note(row)

    def _note(self, row: Row) -> None:
        for condition in row.conditions:
            if condition.term == self.day or condition.term in self.terms:
                self._tests.setdefault(condition.term, []).append(condition.test)

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The slices, the latest days first; those that say the same as another are left out.

        Raises:
            TooManyPoints: a column has too many endpoints that depend on the case.
        """
        found: dict[tuple[object, ...], Slice] = {}
        for days in self._days():
            part = self._slice(days)
            found.setdefault((days is None, part.full, part.span, part.holds, part.may_hold), part)
        return tuple(found.values())

    @property
    def is_too_large(self) -> bool:
        """Whether a column has too many endpoints that depend on the case."""
        try:
            return not self.slices
        except TooManyPoints:
            return True

    def witness(self, part: Slice, box: Box) -> Iterator[tuple[Witness, Realised]]:
        """Yield cases of *box*, as values that a person can give, with what the rows then say.

        An endpoint that depends on the case gets the values that it takes, where some were found: ask
        the rows.
        """
        for points in islice(_points(part, box), MOST_TRIES):
            chosen = dict(zip(part.axes, points, strict=True))
            day = chosen.pop(self.day).value
            assert day is None or isinstance(day, date)
            if self.day in self._tests:
                chosen[self.day] = Point(day)
            found = realised(self.model, chosen, part.axes, day)
            narrowed = {
                n
                for n, axis, mask in zip(part.axes, part.axes.values(), box, strict=True)
                if mask != axis.full or axis.endpoints
            }
            shown = [
                (name, value)
                for name, value in found.values.items()
                if (name in narrowed or name not in part.axes) and name != self.day
            ]
            if self._reads_day:
                shown.append((self.day, day))
            yield Witness(tuple(shown), day), found

    def case(self, witness: Witness) -> WitnessCase:
        """Return *witness* as what is told of it and kept."""
        benefit = self.benefit
        told = tuple(self._held(name, value) for name, value in witness.values)
        day: Held | None = None
        if benefit is not None and witness.day is not None and self.table.reference_date is None:
            day = self._held(benefit.reference_date, witness.day)
        code = "" if benefit is None else benefit.code
        return WitnessCase(table=self.table.name, benefit=code, told=told, day=day)

    def _held(self, name: str, value: Value | None) -> Held:
        """Return what a witness says of *name*; the reference date goes by the name that the benefit gives it."""
        if name == REFERENCE_DATE:
            if self.benefit is None:
                return Held(
                    name=name, label="date de référence", type=Type(kind=Kind.DATE), value=value, given=False
                )
            name = self.benefit.reference_date
        term = self.model.terms[name]
        return Held(name=name, label=term.label, type=term.type, value=value, given=term.can_be_given)

    @cached_property
    def _reads_day(self) -> bool:
        """Whether the reference date can change what the table says."""
        return (
            self.day in self._tests
            or any(not row.period.is_open for row in self.table.rows)
            or any(self.depends_on_case(end) for end in self._endpoints())
            or len(tuple(self._days())) > 2
        )

    def _endpoints(self) -> Iterator[Expression]:
        for tests in self._tests.values():
            for test in tests:
                yield from endpoints(test)

    def depends_on_case(self, endpoint: Expression) -> bool:
        """Whether *endpoint* reads more than figures."""
        return Dated(self.model, Missing()).worth(endpoint) is None

    def asked(self, part: Slice) -> Iterator[tuple[Box, tuple[Box, ...]]]:
        """Yield boxes of cases in which the table may be asked, each with boxes of cases in which it is not."""
        for context in self.contexts:
            box = part.full
            apart: list[Box] = []
            for name, place in context:
                table = self.model.tables[name]
                retained = table.rows[place]
                box = intersection(box, self._box(part, table, retained))
                box = intersection(box, self._given_by(part, table, retained))
                if table.policy is HitPolicy.FIRST:
                    apart += [
                        self._box(part, table, row)
                        for row in table.rows[:place]
                        if self._says_all(table, row, retained)
                    ]
            if not is_empty(box):
                yield box, tuple(apart)

    def is_asked(self, row: Row, first: date, last: date) -> bool:
        """Whether a case of these days may be decided by *row*, as far as the columns of the table tell."""
        inside = Between(Literal(first), Literal(last))
        place = self.table.rows.index(row)
        for part in self.slices:
            if part.days is None:
                continue
            days = dict(zip(part.axes, part.full, strict=True))
            days[self.day] &= part.axes[self.day].cut(inside).holds
            mine = intersection(part.may_hold[place], tuple(days.values()))
            for box, apart in self.asked(part):
                try:
                    if next(left_over(intersection(mine, box), apart, Budget(MOST_COMPARED)), None):
                        return True
                except OutOfBudget:
                    return True
        return False

    def _box(self, part: Slice, table: Table, row: Row) -> Box:
        """Return the cases that *row* of another table accepts, by the columns of this one."""
        masks = dict(zip(part.axes, part.full, strict=True))
        for name, test in _asked(row, self.day):
            if name in masks and (name != self.day or self._same_day(table) or name in self._tests):
                masks[name] &= part.axes[name].cut(test).holds
        return tuple(masks.values())

    def _given_by(self, part: Slice, table: Table, row: Row) -> Box:
        """Return the cases in which the columns of this table hold what *row* of another one gives."""
        masks = dict(zip(part.axes, part.full, strict=True))
        for outcome in row.outcomes:
            single = self.model.producers.get(outcome.term) == table.name and table.policy in SINGLE
            if (
                single
                and outcome.term in masks
                and isinstance(outcome.value, Literal)
                and self._same_day(table)
            ):
                masks[outcome.term] &= part.axes[outcome.term].at(outcome.value.value)
        return tuple(masks.values())

    def _says_all(self, table: Table, row: Row, retained: Row) -> bool:
        """Whether the columns of this table tell whether *row* of another one holds when *retained* does."""
        return (row.period.is_open or self._same_day(table)) and all(
            condition.term in self.terms or condition.term == self.day or condition in retained.conditions
            for condition in row.conditions
        )

    def _same_day(self, table: Table) -> bool:
        return table.reference_date in (self.table.reference_date, self.day)

    # --- how it is made -------------------------------------------------------------------

    def _days(self) -> Iterator[tuple[date, date] | None]:
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
        names = [name for name in self.terms if self.model.terms[name].nature is PARAMETER]
        for expression in self._endpoints():
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
                return expression.value  # kept out of the memory, where 0 and « non » are one key
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
            for name, test in _asked(row, self.day):
                cut = axes[name].cut(test)
                sure[name] &= cut.holds
                maybe[name] &= ~cut.violated
            holds.append(tuple(sure[name] for name in names))
            may_hold.append(tuple(maybe[name] for name in names))
        span = axes[self.day].cut(_between(_span(self.table))).holds if days else axes[self.day].full
        return Slice(days, axes, tuple(holds), tuple(may_hold), span)

    def _axis(self, name: str, days: tuple[date, date] | None, dated: Dated, resolve: Resolve) -> Axis:
        ends = tuple(dict.fromkeys(end for test in self._tests.get(name, ()) for end in endpoints(test)))
        open_ends = tuple(end for end in ends if resolve(end) is None)
        constants = [value for end in ends if not isinstance(value := resolve(end), Missing | None)]
        if name == self.day:
            return Axis(self._days_on_axis(days, constants), open_ends, resolve, days is None)
        term = self.model.terms[name]
        if term.nature is PARAMETER:
            value = dated.value(name)
            absent = isinstance(value, Missing)
            return Axis([] if isinstance(value, Missing) else [value], open_ends, resolve, absent)
        values = values_around(term, constants)
        if term.nature is Nature.OUTPUT:
            values = _given_by_tables(self.model, name, values)
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


def spaces_of(model: Model) -> Mapping[str, Space]:
    """Return the space of each table, by its name."""
    contexts = asked_when(model)
    days: dict[str, set[str]] = {}
    askers: dict[str, Benefit] = {}
    for benefit in sorted(model.benefits.values(), key=lambda benefit: benefit.order):
        named = [benefit.table, *benefit.amounts, *benefit.durations, *benefit.steps]
        for name in reach(model, named).tables:
            days.setdefault(name, set()).add(benefit.reference_date)
            askers.setdefault(name, benefit)
    found: dict[str, Space] = {}
    for table in model.tables.values():
        own = {table.reference_date} if table.reference_date else days.get(table.name, set())
        day = next(iter(own)) if len(own) == 1 else REFERENCE_DATE
        found[table.name] = Space(model, table, day, contexts[table.name], askers.get(table.name))
    return found


def _asked(row: Row, day: str) -> Iterator[tuple[str, UnaryTest]]:
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


def _given_by_tables(model: Model, name: str, values: set[Value]) -> set[Value]:
    """Return the *values* that the rows of the tables give to the output *name*."""
    given: set[Value] = set()
    for table in model.tables.values():
        if name not in table.outputs:
            continue
        if table.policy.gives_list or table.policy.aggregates:
            return values
        for row in table.all_rows:
            expression = row.outcome(name).value
            if isinstance(expression, Literal):
                given.add(expression.value)
            elif expression is not None:
                return values
    return values & given


def _points(part: Slice, box: Box) -> Iterator[tuple[Point, ...]]:
    """Yield cases of *box*: several where an endpoint depends on the case, else one."""
    several = any(axis.endpoints for axis in part.axes.values())
    return product(
        *(
            tuple(islice(axis.points(mask), MOST_POINTS_TRIED if axis.endpoints else 4 if several else 1))
            for axis, mask in zip(part.axes.values(), box, strict=True)
        )
    )
