"""The rows of one version, on the days on which its figures are constants: tests whose endpoints are values.

What is not worth the same in both versions is told apart by a mark, on the side of the second one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.changes.differing_days import Differing, Span, reading, spans
from engine.checks.dated import Dated, figure, reads_figures_alone
from engine.matching import compare
from engine.model import (
    AnyOf,
    Between,
    Binary,
    Call,
    Compare,
    Conditional,
    Expression,
    IsKnown,
    IsUnknown,
    Literal,
    Model,
    Nature,
    Not,
    Operator,
    ParameterAt,
    Period,
    Ref,
    Row,
    Table,
    UnaryTest,
    Unknown,
    endpoints,
    names_in,
    parts,
    with_endpoints,
)
from engine.reach import reach
from engine.values import Known, Missing, Value

MARK = "′"
"""Ends the name of what the second version gives, where it is not what the first one gives."""


class Column(NamedTuple):
    """What is looked at: a term, or (``after``) its value in the second version, where the two may differ."""

    name: str
    after: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """An outcome that only a case can tell."""

    expression: Expression


Said: TypeAlias = Value | Missing | Symbol | None
"""What a row gives to one output; None: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row on some days (``absent``: and when the date is not given; ``undated``: by the period of the row).

    ``doubtful``: it cannot be satisfied, only left unknown. ``figures`` are the columns of figures that are
    compared with what only a case tells: they have a value on those days.
    """

    row: Row
    days: tuple[Span, ...] = ()
    absent: bool = False
    undated: bool = False
    doubtful: bool = False
    tests: tuple[tuple[Column, UnaryTest], ...] = ()
    figures: frozenset[Column] = frozenset()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """A table in one version; ``after``: the second one. ``outputs`` are those of both, in order."""

    model: Model
    table: Table
    after: bool
    differing: Mapping[str, Differing]
    outputs: tuple[str, ...]

    def drafts(self) -> Iterator[Draft]:
        """Yield the rows in order."""
        for row in self.table.rows:
            yield from self._row(row, row.period)

    def defaults(self) -> Iterator[Draft]:
        """Yield ``sinon``, which has no period."""
        if self.table.default is not None:
            yield from self._row(self.table.default, Period())

    def column(self, name: str, day: date | None) -> Column:
        """Return the column that holds *name* on a reference date."""
        days = self.differing.get(name)
        return Column(name, self.after and days is not None and days.holds(day))

    # --- a row ----------------------------------------------------------------------------

    def _row(self, row: Row, period: Period) -> Iterator[Draft]:
        """Yield *row*, the days that say the same of it together."""
        cuts = tuple(self._cuts(row))
        if not cuts:
            found = self._on(row, None)
            if found is not None:
                yield replace(found, undated=True)
            return
        same: dict[tuple[object, ...], Draft] = {}

        def keep(draft: Draft) -> None:
            key = (draft.doubtful, repr(draft.tests), draft.figures, repr(draft.said))
            before = same.get(key)
            if before is not None:
                draft = replace(
                    before, days=(*before.days, *draft.days), absent=before.absent or draft.absent
                )
            same[key] = draft

        for first, last in spans((*cuts, period)):
            if period.holds(first):
                found = self._on(row, first)
                if found is not None:
                    keep(replace(found, days=((first, last),)))
        found = self._on(row, None)
        if found is not None:
            keep(replace(found, absent=True, doubtful=found.doubtful or not period.is_open))
        yield from same.values()

    def _cuts(self, row: Row) -> Iterator[Period]:
        """Yield periods that tell on which days what *row* reads is worth the same."""
        read: list[str] = []
        for name, expression in self._read(row):
            nature = self.model.terms[name].nature if name else None
            if nature is Nature.PARAMETER:
                read.append(name)
            elif name in self.differing:
                yield from _periods(self.differing[name])
            if expression is not None:
                if reads_figures_alone(self.model, expression):
                    read += names_in(expression)
                yield from _periods(reading(self.differing, expression))
        reached = reach(self.model, dict.fromkeys(read))
        for name in reached.parameters:
            yield from (line.period for line in self.model.parameters[name])
        for name in reached.calculations:
            yield from (line.period for line in self.model.calculations[name])

    def _read(self, row: Row) -> Iterator[tuple[str, Expression | None]]:
        for condition in row.conditions:
            yield condition.term, None
            for end in endpoints(condition.test):
                yield "", end
        for outcome in row.outcomes:
            if outcome.value is not None:
                yield "", outcome.value

    def _on(self, row: Row, day: date | None) -> Draft | None:
        """Return what *row* asks and gives on *day*; None when its figures alone violate it."""
        dated = Dated(self.model, Missing() if day is None else day)
        doubtful = False
        tests: list[tuple[Column, UnaryTest]] = []
        figures: set[Column] = set()
        for condition in row.conditions:
            test = with_endpoints(condition.test, lambda end: self._resolved(end, dated, day))
            column = self.column(condition.term, day)
            if self.model.terms[condition.term].nature is not Nature.PARAMETER:
                tests.append((column, test))
                continue
            value = figure(self.model, condition.term, Missing() if day is None else day)
            folded = _folded(test, value)
            match folded:
                case Literal(True):
                    continue
                case Literal(False):
                    return None
                case Unknown():
                    doubtful = True
                case Literal():
                    raise ValueError(f"{folded} is no truth")
                case _:
                    figures.add(column)
                    tests.append((column, folded))
        return Draft(
            row=row,
            doubtful=doubtful,
            tests=tuple(tests),
            figures=frozenset(figures),
            said=tuple(self._said(row, output, dated, day) for output in self.outputs),
        )

    def _resolved(self, end: Expression, dated: Dated, day: date | None) -> Expression:
        found = dated.worth(end)
        if found is None:
            return self._marked(end, day)
        return Unknown() if isinstance(found, Missing) else Literal(found)

    def _said(self, row: Row, output: str, dated: Dated, day: date | None) -> Said:
        value = next((outcome.value for outcome in row.outcomes if outcome.term == output), None)
        if value is None:
            return None
        found = dated.worth(value)
        return Symbol(self._marked(value, day)) if found is None else found

    def _marked(self, expression: Expression, day: date | None) -> Expression:
        """Return *expression*, a mark on what it reads that is worth something else in the second version."""
        if not self.after:
            return expression
        elsewhen = {part.name for part in parts(expression) if isinstance(part, ParameterAt)}
        names = {
            name
            for name in names_in(expression)
            if name in self.differing and (name in elsewhen or self.differing[name].holds(day))
        }
        return renamed(expression, {name: name + MARK for name in names})


def renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """Return *expression* with other names."""
    match expression:
        case Ref(name):
            return Ref(names.get(name, name))
        case IsKnown(name):
            return IsKnown(names.get(name, name))
        case ParameterAt(name, day):
            return ParameterAt(names.get(name, name), renamed(day, names))
        case Binary(operator, left, right):
            return Binary(operator, renamed(left, names), renamed(right, names))
        case Conditional(condition, then, otherwise):
            return Conditional(renamed(condition, names), renamed(then, names), renamed(otherwise, names))
        case Call(function, arguments):
            return Call(function, tuple(renamed(argument, names) for argument in arguments))
        case _:
            return expression


def unmarked(expression: Expression) -> tuple[Expression, bool]:
    """Return *expression* as its version writes it, and whether that is the second version for sure."""
    marked = {name: name.removesuffix(MARK) for name in names_in(expression) if name.endswith(MARK)}
    return renamed(expression, marked), bool(marked)


def _periods(differing: Differing) -> Iterator[Period]:
    if differing != Differing():
        yield Period()
    for first, last in differing.days:
        yield Period(first, last)


# --- figures among the columns -----------------------------------------------------------

_TRUE, _FALSE = Literal(True), Literal(False)


def _folded(test: UnaryTest, value: Known) -> UnaryTest | Literal | Unknown:
    """Return whether a figure worth *value* passes *test*; the test itself where a case must tell."""
    match test:
        case IsUnknown():
            return Literal(isinstance(value, Missing))
        case Compare(operator, end):
            if isinstance(value, Missing) or isinstance(end, Unknown):
                return Unknown()
            return Literal(compare(operator, value, end.value)) if isinstance(end, Literal) else test
        case Between(low, high, low_included, high_included):
            above = Compare(Operator.GE if low_included else Operator.GT, low)
            below = Compare(Operator.LE if high_included else Operator.LT, high)
            return _negated(_any([_negated(_folded(side, value)) for side in (above, below)]))
        case AnyOf(tests):
            return _any([_folded(inner, value) for inner in tests])
        case Not(inner):
            return _negated(_folded(inner, value))


def _negated(test: UnaryTest | Literal | Unknown) -> UnaryTest | Literal | Unknown:
    match test:
        case Literal(value):
            return Literal(not value)
        case Unknown():
            return test
        case _:
            return Not(test)


def _any(tests: list[UnaryTest | Literal | Unknown]) -> UnaryTest | Literal | Unknown:
    if _TRUE in tests:
        return _TRUE
    left = [test for test in tests if test != _FALSE]
    unsettled = [test for test in left if not isinstance(test, Literal | Unknown)]
    if not unsettled:
        return Unknown() if left else _FALSE
    if len(unsettled) < len(left):
        unsettled.append(Compare(Operator.EQ, Unknown()))
    return AnyOf(tuple(unsettled))
