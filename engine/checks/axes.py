"""The values of one column, cut into the fewest points that tell its cells apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias, assert_never

from engine.model import AnyOf, Between, Compare, Expression, IsUnknown, Not, Operator, Term, UnaryTest
from engine.values import Kind, Known, Missing, Value, exactly

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
MOST_POINTS = 200_000

Resolve: TypeAlias = Callable[[Expression], Known | None]
"""What an endpoint is worth whatever the case; None: it depends on the case."""

SIGNS = (-1, 0, 1, None)
"""How a value compares with an endpoint that depends on the case; None: the endpoint is missing."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a test holds and where it is violated, one bit a point; elsewhere it is unknown."""

    holds: int
    violated: int


@dataclass(frozen=True, slots=True)
class Point:
    """A value (None: absent) and how it compares with each endpoint that depends on the case."""

    value: Value | None
    signs: tuple[int | None, ...] = ()


class TooManyPoints(ValueError):
    """A column whose cells name too many endpoints that depend on the case."""


class Axis:
    """The points of one column: known values in order, then « absent ».

    A number is a multiple of the declared step: nothing stands between 12 and 13 for an entier.
    """

    def __init__(
        self, values: Iterable[Value], endpoints: tuple[Expression, ...], resolve: Resolve, absent: bool
    ) -> None:
        self.values: list[Any] = sorted(values)
        self.endpoints = endpoints
        self._resolve = resolve
        self._width: int = len(SIGNS) ** len(endpoints)
        if len(self.values) * self._width > MOST_POINTS:
            raise TooManyPoints
        self.known = (1 << len(self.values) * self._width) - 1
        self.absent = self.known + 1 if absent else 0
        self.full = self.known | self.absent
        self._signs = tuple(product(SIGNS, repeat=len(endpoints)))
        self._cuts: dict[UnaryTest, Cut] = {}

    def points(self, mask: int) -> Iterator[Point]:
        """Yield the points of *mask*, known values first."""
        while mask:
            place = (mask & -mask).bit_length() - 1
            mask &= mask - 1
            number, sign = divmod(place, self._width)
            if number == len(self.values):
                yield Point(None, tuple(None for _ in self.endpoints))
            else:
                yield Point(self.values[number], self._signs[sign])

    def at(self, value: Value) -> int:
        """Return the points where the value is *value*."""
        first, last = bisect_left(self.values, value), bisect_right(self.values, value)
        return self._range(first, last)

    def cut(self, test: UnaryTest) -> Cut:
        """Return where *test* holds and where it is violated."""
        if test not in self._cuts:
            self._cuts[test] = self._cut(test)
        return self._cuts[test]

    def _cut(self, test: UnaryTest) -> Cut:
        match test:
            case IsUnknown():
                return Cut(self.absent, self.known)
            case Compare(operator, endpoint):
                return self._compared(operator, endpoint)
            case Between(low, high, low_included, high_included):
                above = self._compared(Operator.GE if low_included else Operator.GT, low)
                below = self._compared(Operator.LE if high_included else Operator.LT, high)
                return Cut(above.holds & below.holds, above.violated | below.violated)
            case AnyOf(tests):
                holds, violated = 0, self.full
                for cut in map(self.cut, tests):
                    holds, violated = holds | cut.holds, violated & cut.violated
                return Cut(holds, violated)
            case Not(inner):
                cut = self.cut(inner)
                return Cut(cut.violated, cut.holds)
            case _:
                assert_never(test)

    def _compared(self, operator: Operator, endpoint: Expression) -> Cut:
        value = self._resolve(endpoint)
        if value is None:
            place = self.endpoints.index(endpoint)
            signs = {sign for sign in (-1, 0, 1) if _sign_passes(operator, sign)}
            return Cut(self._where(place, signs), self._where(place, {-1, 0, 1} - signs))
        if isinstance(value, Missing):
            return Cut(0, 0)
        first, last, end = bisect_left(self.values, value), bisect_right(self.values, value), len(self.values)
        before, equal, after = self._range(0, first), self._range(first, last), self._range(last, end)
        holds = sum(
            part for part, sign in ((before, -1), (equal, 0), (after, 1)) if _sign_passes(operator, sign)
        )
        return Cut(holds, self.known & ~holds)

    def _range(self, first: int, end: int) -> int:
        return (1 << end * self._width) - (1 << first * self._width)

    def _where(self, place: int, signs: set[int]) -> int:
        block = sum(1 << number for number, signs_ in enumerate(self._signs) if signs_[place] in signs)
        where = 0
        for number in range(len(self.values)):
            where |= block << number * self._width
        return where


def _sign_passes(operator: Operator, sign: int) -> bool:
    match operator:
        case Operator.LT:
            return sign < 0
        case Operator.LE:
            return sign <= 0
        case Operator.GT:
            return sign > 0
        case Operator.GE:
            return sign >= 0
        case Operator.EQ:
            return sign == 0
        case Operator.NE:
            return sign != 0
        case _:
            raise ValueError(f"{operator} is not a comparison")


def values_around(term: Term, constants: Iterable[Value]) -> set[Value]:
    """Return values of *term* on both sides of each of *constants*, one in every piece they cut."""
    type_ = term.type
    if type_.kind is Kind.BOOLEAN:
        return {False, True}
    if type_.kind is Kind.TEXT:
        return set(type_.choices) or {*constants, _other_text(constants)}
    if type_.kind is Kind.DATE:
        first = type_.minimum if isinstance(type_.minimum, date) else FIRST_DAY
        last = type_.maximum if isinstance(type_.maximum, date) else LAST_DAY
        return set(days_around(first, last, (day for day in constants if isinstance(day, date))))
    low, high = type_.minimum, type_.maximum
    found: set[int] = {0}
    for number in (*constants, low, high):
        if isinstance(number, Decimal):
            floor = (Fraction(number) * 10**type_.decimals).__floor__()
            found |= {floor - 1, floor, floor + 1}
    steps = (exactly(Fraction(count, 10**type_.decimals), type_.decimals) for count in found)
    return {
        value
        for value in steps
        if (not isinstance(low, Decimal) or value >= low) and (not isinstance(high, Decimal) or value <= high)
    }


def days_around(first: date, last: date, bounds: Iterable[date]) -> Iterator[date]:
    """Yield *first*, *last*, and what stands between them on and beside each of *bounds*."""
    yield first
    yield last
    for bound in bounds:
        for step in (-1, 0, 1):
            if first.toordinal() <= bound.toordinal() + step <= last.toordinal():
                yield bound + timedelta(days=step)


def _other_text(constants: Iterable[Value]) -> str:
    other = "autre"
    while other in set(constants):
        other += " "
    return other
