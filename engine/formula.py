"""What an expression is worth: exact numbers inside, whole or fractions, unknown kept unknown.

A missing operand makes the result missing, except where the answer does not depend on it: one false
in ``et``, one true in ``ou``, a product by zero, a condition whose two branches agree.

An expression is read once, into a function of what surrounds it: one function per node, below.
"""

import operator as of_python
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any, Protocol, TypeAlias, assert_never

from engine.matching import COMPARISONS
from engine.model import (
    Binary,
    Call,
    Conditional,
    Expression,
    Formula,
    Function,
    IsKnown,
    Literal,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    Unknown,
)
from engine.once import once
from engine.values import (
    Known,
    Missing,
    Number,
    Rounding,
    add_months,
    as_decimal,
    exactly,
    months_between,
    needing_all,
    rounded,
)

Exact: TypeAlias = Number | bool | str | date
"""A known value inside a formula: a number is whole, or else a fraction, which costs more."""

MOST_KEPT = 16_384
"""Expressions whose function is kept: eight times what the shipped workbooks have."""


class Surroundings(Protocol):
    """What an expression can read."""

    @property
    def day(self) -> Known:
        """The reference date."""
        ...

    def value(self, name: str, /) -> Known:
        """The value of a term at the reference date."""
        ...

    def parameter(self, name: str, day: date) -> Known:
        """A dated figure on *day*."""
        ...


Worth: TypeAlias = Callable[[Surroundings], Exact | Missing]
"""What an expression is worth where it is read."""


def worth(expression: Expression, around: Surroundings) -> Known:
    """Return the value of *expression*; numbers come back as exact decimals.

    Raises:
        ZeroDivisionError: a divisor is zero.
        ValueError: the result has no finite decimal form.
    """
    match compute(expression, around):
        case bool() | str() | date() | Missing() as known:
            return known
        case number:
            return as_decimal(number)


def result(line: Formula, around: Surroundings) -> Known:
    """Return what *line* gives, rounded as it says.

    Raises:
        ZeroDivisionError: a divisor is zero.
        ValueError: it says nothing, and the result has more decimals than it announces.
    """
    match _kept(line.expression)(around):
        case bool() | str() | date() | Missing() as known:
            return known
        case number if line.rounding is None:
            return exactly(number, line.decimals)
        case number:
            return rounded(number, line.decimals, line.rounding)


def compute(expression: Expression, around: Surroundings) -> Exact | Missing:
    """Return the exact value of *expression* (see ``worth``)."""
    match expression:  # made for the occasion, often: not to be kept
        case Ref(name):
            return _exact(around.value(name))
        case Literal(value):
            return _exact(value)
        case _:
            return _kept(expression)(around)


def _function(expression: Expression) -> Worth:
    match expression:
        case Ref(name):
            return _reference(name)
        case Literal(value):
            constant = _exact(value)
            return lambda _: constant
        case Binary(operator, left, right):
            return _binary(operator, _function(left), _function(right))
        case Call(function, arguments):
            return _call(_FUNCTIONS[function], [_function(argument) for argument in arguments])
        case Conditional(condition, then, otherwise):
            return _conditional(_function(condition), _function(then), _function(otherwise))
        case Unknown():
            return lambda _: Missing()
        case ReferenceDate():
            return lambda around: _exact(around.day)
        case IsKnown(name):
            return lambda around: not isinstance(around.value(name), Missing)
        case ParameterAt(name, day):
            return _parameter_at(name, _function(day))
        case _:
            assert_never(expression)


_kept = once(MOST_KEPT)(_function)


def _exact(value: Known) -> Exact | Missing:
    return _number(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=1024)
def _number(value: Decimal) -> Number:
    numerator, denominator = value.as_integer_ratio()
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def _reference(name: str) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        value = around.value(name)
        return _number(value) if isinstance(value, Decimal) else value

    return worth


def _parameter_at(name: str, day: Worth) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        when = day(around)
        if isinstance(when, Missing):
            return when
        assert isinstance(when, date)
        return _exact(around.parameter(name, when))

    return worth


def _conditional(condition: Worth, then: Worth, otherwise: Worth) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        holds = condition(around)
        if not isinstance(holds, Missing):
            return then(around) if holds else otherwise(around)
        branches = [then(around), otherwise(around)]
        missing = _missing(branches)
        if not missing and branches[0] == branches[1]:
            return branches[0]
        return needing_all([holds, *missing])

    return worth


def _missing(values: Sequence[Exact | Missing]) -> list[Missing]:
    return [value for value in values if isinstance(value, Missing)]


# --- operators ---------------------------------------------------------------------------


def _binary(operator: Operator, left: Worth, right: Worth) -> Worth:
    if operator in (Operator.AND, Operator.OR):
        return _logical(operator is Operator.OR, left, right)
    if operator in COMPARISONS:
        return _comparison(operator, left, right)
    return _arithmetic(operator, left, right)


def _logical(decisive: bool, left: Worth, right: Worth) -> Worth:
    """Return ``ou`` when true is *decisive*, ``et`` when false is."""

    def worth(around: Surroundings) -> Exact | Missing:
        one, other = left(around), right(around)
        if one is decisive or other is decisive:
            return decisive
        if isinstance(one, Missing) or isinstance(other, Missing):
            return needing_all(_missing([one, other]))
        return not decisive

    return worth


def _comparison(operator: Operator, left: Worth, right: Worth) -> Worth:
    holds = COMPARISONS[operator]

    def worth(around: Surroundings) -> Exact | Missing:
        one, other = left(around), right(around)
        if isinstance(one, Missing) or isinstance(other, Missing):
            return needing_all(_missing([one, other]))
        return holds(one, other)

    return worth


def _arithmetic(operator: Operator, left: Worth, right: Worth) -> Worth:
    of_numbers = _ARITHMETIC[operator]

    def worth(around: Surroundings) -> Exact | Missing:
        one, other = left(around), right(around)
        if isinstance(one, Missing) or isinstance(other, Missing):
            if operator is Operator.MUL and (one == 0 or other == 0):
                return 0
            return needing_all(_missing([one, other]))
        return of_numbers(one, other)

    return worth


_ARITHMETIC: Mapping[Operator, Callable[[Any, Any], Number]] = {
    Operator.ADD: of_python.add,
    Operator.SUB: of_python.sub,
    Operator.MUL: of_python.mul,
    Operator.DIV: Fraction,
}


# --- functions ---------------------------------------------------------------------------


def _call(function: Callable[..., Exact], arguments: Sequence[Worth]) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        given = [argument(around) for argument in arguments]
        missing = [one for one in given if isinstance(one, Missing)]
        return needing_all(missing) if missing else function(*given)

    return worth


def _not(holds: bool) -> bool:
    return not holds


def _days_between(start: date, end: date) -> int:
    return (end - start).days


def _add_months(day: date, months: Number) -> date:
    return add_months(day, floor(months))


def _add_days(day: date, days: Number) -> date:
    return day + timedelta(days=floor(days))


def _year(day: date) -> int:
    return day.year


def _date(day: date) -> date:
    return day


def _min(*given: Any) -> Exact:
    least: Exact = min(given)
    return least


def _max(*given: Any) -> Exact:
    greatest: Exact = max(given)
    return greatest


def _sum(*numbers: Number) -> Number:
    return sum(numbers)


def _mean(*numbers: Number) -> Number:
    return Fraction(sum(numbers), len(numbers))


def _abs(number: Number) -> Number:
    return number if number >= 0 else -number


def _round(number: Number, decimals: Number = 0) -> Number:
    return _number(rounded(number, floor(decimals), Rounding.NEAREST))


_FUNCTIONS: Mapping[Function, Callable[..., Exact]] = {
    Function.NOT: _not,
    Function.MONTHS_BETWEEN: months_between,
    Function.DAYS_BETWEEN: _days_between,
    Function.ADD_MONTHS: _add_months,
    Function.ADD_DAYS: _add_days,
    Function.YEAR: _year,
    Function.DATE: _date,
    Function.MIN: _min,
    Function.MAX: _max,
    Function.SUM: _sum,
    Function.MEAN: _mean,
    Function.FLOOR: floor,
    Function.CEILING: ceil,
    Function.ABS: _abs,
    Function.ROUND: _round,
}
