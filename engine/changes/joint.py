"""One table of two versions on the same columns: where each row of each holds, or may hold, as boxes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from engine.changes.differing_days import Differing
from engine.changes.drafts import Column, Draft, Said, Side
from engine.checks.axes import FIRST_DAY, LAST_DAY, SIGNS, Axis, days_around, values_around
from engine.checks.boxes import Box
from engine.checks.slices import REFERENCE_DATE
from engine.model import (
    Between,
    Expression,
    Literal,
    Model,
    Nature,
    Period,
    Row,
    Table,
    Term,
    UnaryTest,
    Unknown,
    endpoints,
)
from engine.values import Kind, Known, Missing, Type, Value

_SOME_FIGURE = Decimal(0)
"""Stands for a figure that only a case can be compared with: its value is that of the day."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A row of one version on some days: the cases that it holds for, those that it may hold for."""

    row: Row
    holds: Box
    may_hold: Box
    said: tuple[Said, ...]


class Ruled(NamedTuple):
    """A table of one version: its rows in order, ``sinon``, and the cases that its glossary admits."""

    table: Table
    rules: tuple[Rule, ...]
    defaults: tuple[Rule, ...]
    admitted: Box


class Joint:
    """Both versions of the table *name*; ``day`` is the column of the reference date.

    Raises:
        TooManyPoints: a column has too many endpoints that depend on the case.
    """

    def __init__(
        self, before: Model, after: Model, name: str, differing: Mapping[str, Differing], day: str
    ) -> None:
        self.models = (before, after)
        self.day = Column(day)
        tables = (before.tables[name], after.tables[name])
        self.outputs = tuple(dict.fromkeys((*tables[1].outputs, *tables[0].outputs)))
        sides = [
            Side(model, table, place == 1, differing, self.outputs)
            for place, (model, table) in enumerate(zip(self.models, tables, strict=True))
        ]
        drafts = [tuple(side.drafts()) for side in sides]
        defaults = [tuple(side.defaults()) for side in sides]
        self._others: dict[Column, int] = {}
        self.axes = self._axes([draft for one in (*drafts, *defaults) for draft in one])
        self.columns = tuple(self.axes)
        self.before, self.after = (
            Ruled(
                table,
                tuple(self._rule(draft) for draft in drafts[place]),
                tuple(
                    self._rule(replace(draft, row=replace(draft.row, period=Period())))
                    for draft in defaults[place]
                ),
                self._admitted(self.models[place]),
            )
            for place, table in enumerate(tables)
        )

    @cached_property
    def full(self) -> Box:
        """Every case."""
        return tuple(axis.full for axis in self.axes.values())

    @property
    def ranked_alike(self) -> bool:
        """Whether the outcomes of a row rank the same in both versions."""
        one, other = self.before.table.outputs, self.after.table.outputs
        return one == other and all(
            self.models[0].terms[name].type.choices == self.models[1].terms[name].type.choices for name in one
        )

    def term(self, column: Column) -> Term | None:
        """Return the term of *column*, in the version that it is of; None for a reference date without a name."""
        ordered = (
            reversed(self.models) if column.after or column.name in self.models[1].terms else self.models
        )
        return next((model.terms[column.name] for model in ordered if column.name in model.terms), None)

    def locate(self, column: Column, value: Known, ends: Mapping[Expression, Known]) -> int:
        """Return the point of a case on *column*; *ends* are what its endpoints are worth."""
        axis = self.axes[column]
        if isinstance(value, Missing):
            return axis.absent
        values = axis.values
        if self.is_figure(column):
            place = 0
        elif isinstance(value, str | bool):
            place = values.index(value) if value in values else self._others.get(column, -1)
        else:
            place = max(bisect_right(values, value) - 1, 0)
        if place < 0 or not values:
            return 0
        width = _width(axis)
        code = 0
        for end in axis.endpoints:
            code = code * len(SIGNS) + SIGNS.index(_sign(value, ends.get(end, Missing())))
        return 1 << (place * width + code)

    def other_text(self, column: Column) -> int | None:
        """Return the place, on a free text, of every text that no cell names."""
        return self._others.get(column)

    def is_figure(self, column: Column) -> bool:
        """Whether *column* is a figure, compared with what only a case can tell."""
        term = self.term(column)
        return term is not None and term.nature is Nature.PARAMETER

    # --- axes -----------------------------------------------------------------------------

    def _axes(self, drafts: Iterable[Draft]) -> dict[Column, Axis]:
        tests: dict[Column, list[UnaryTest]] = {}
        days: set[date] = set()
        for draft in drafts:
            days |= {day for span in draft.days for day in span}
            days |= {day for day in (draft.row.period.start, draft.row.period.end) if day is not None}
            for column, test in draft.tests:
                tests.setdefault(column, []).append(test)
        axes = {self.day: self._day_axis(tests.get(self.day, ()), days)}
        for column, asked in tests.items():
            if column != self.day:
                axes[column] = self._axis(column, asked)
        return axes

    def _axis(self, column: Column, tests: Iterable[UnaryTest]) -> Axis:
        constants, open_ends = _ends(tests)
        if self.is_figure(column):
            return Axis([_SOME_FIGURE], open_ends, _resolve, absent=True)
        term = self._widest(column)
        found = Axis(values_around(term, constants), open_ends, _resolve, absent=True)
        if term.type.kind is Kind.TEXT and not term.type.choices:
            self._others[column] = next(
                place for place, value in enumerate(found.values) if value not in constants
            )
        return found

    def _day_axis(self, tests: Iterable[UnaryTest], days: Iterable[date]) -> Axis:
        constants, open_ends = _ends(tests)
        first, last = FIRST_DAY, LAST_DAY
        if self.day.name != REFERENCE_DATE:
            type_ = self._widest(self.day).type
            first = max(first, type_.minimum) if isinstance(type_.minimum, date) else first
            last = min(last, type_.maximum) if isinstance(type_.maximum, date) else last
        bounds = [*days, *(day for day in constants if isinstance(day, date))]
        return Axis(set(days_around(first, last, bounds)), open_ends, _resolve, absent=True)

    def _widest(self, column: Column) -> Term:
        """Return the term of *column* with the values that either version admits."""
        both = [model.terms[column.name] for model in self.models if column.name in model.terms]
        one, other = both[0], both[-1]
        if one.type == other.type or one.nature is not other.nature:
            return other if column.after else one
        lows, highs = [t.type.minimum for t in both], [t.type.maximum for t in both]
        listed = all(term.type.choices for term in both)
        widest = Type(
            kind=other.type.kind,
            unit=other.type.unit,
            decimals=max(one.type.decimals, other.type.decimals),
            choices=tuple(dict.fromkeys((*other.type.choices, *one.type.choices))) if listed else (),
            minimum=_extreme(lows, least=True),
            maximum=_extreme(highs, least=False),
        )
        return replace(other, type=widest)

    def _admitted(self, model: Model) -> Box:
        return tuple(self._admitted_on(column, axis, model) for column, axis in self.axes.items())

    def _admitted_on(self, column: Column, axis: Axis, model: Model) -> int:
        term = model.terms.get(column.name)
        if term is None or not term.can_be_given or term.type == self._widest(column).type:
            return self._full(axis)
        mask: int = axis.absent
        for place, value in enumerate(axis.values):
            if _admits(term.type, value):
                mask |= ((1 << _width(axis)) - 1) << (place * _width(axis))
        return mask

    def _full(self, axis: Axis) -> int:
        full: int = axis.full
        return full

    # --- rows -----------------------------------------------------------------------------

    def _rule(self, draft: Draft) -> Rule:
        holds = dict.fromkeys(self.axes, 0)
        may: dict[Column, int] = {}
        for column, axis in self.axes.items():
            holds[column] = may[column] = axis.full
        day = self.axes[self.day]
        if draft.undated:
            period = draft.row.period
            if not period.is_open:
                cut = day.cut(Between(Literal(period.start or FIRST_DAY), Literal(period.end or LAST_DAY)))
                holds[self.day] &= cut.holds
                may[self.day] &= ~cut.violated
        else:
            mask = day.absent if draft.absent else 0
            for first, last in draft.days:
                mask |= day.cut(Between(Literal(first), Literal(last))).holds
            holds[self.day] &= mask
            may[self.day] &= mask
        for column, test in draft.tests:
            cut = self.axes[column].cut(test)
            holds[column] &= cut.holds
            may[column] &= ~cut.violated
        for column in draft.figures:
            holds[column] &= self.axes[column].known
            may[column] &= self.axes[column].known
        if draft.doubtful:
            holds[self.day] = 0
        return Rule(draft.row, tuple(holds.values()), tuple(may.values()), draft.said)


def _ends(tests: Iterable[UnaryTest]) -> tuple[list[Value], tuple[Expression, ...]]:
    """Return the constants that *tests* name, and the endpoints that only a case can tell."""
    ends = list(dict.fromkeys(end for test in tests for end in endpoints(test)))
    constants = [end.value for test in tests for end in endpoints(test) if isinstance(end, Literal)]
    return constants, tuple(end for end in ends if not isinstance(end, Literal | Unknown))


def _width(axis: Axis) -> int:
    """Return how many points of *axis* each known value has."""
    width: int = len(SIGNS) ** len(axis.endpoints)
    return width


def _resolve(end: Expression) -> Known | None:
    if isinstance(end, Literal):
        return end.value
    return Missing() if isinstance(end, Unknown) else None


def _sign(value: Value, limit: Known) -> int | None:
    if isinstance(limit, Missing):
        return None
    if isinstance(value, str | bool) or isinstance(limit, str | bool):
        return 0 if value == limit else -1
    return (value > limit) - (value < limit)  # type: ignore[operator]


def _extreme(bounds: list[Any], *, least: bool) -> Any:
    if any(bound is None for bound in bounds):
        return None
    return min(bounds) if least else max(bounds)


def _admits(type_: Type, value: Any) -> bool:
    if type_.choices and value not in type_.choices:
        return False
    low, high = type_.minimum, type_.maximum
    return (low is None or value >= low) and (high is None or value <= high)
