"""What an expression is worth: exact fractions inside, unknown kept unknown.

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
from typing import Protocol, TypeAlias, assert_never

from engine.matching import COMPARISONS, compare
from engine.model import (
    Binary,
    Call,
    Conditional,
    Expression,
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
    Rounding,
    Value,
    add_months,
    as_decimal,
    months_between,
    needing_all,
    rounded,
)

Exact: TypeAlias = Fraction | bool | str | date
"""A known value inside a formula: numbers are fractions."""

MOST_KEPT = 16_384
"""Expressions whose function is kept: eight times what the shipped workbooks have."""


class Surroundings(Protocol):
    """What an expression can read."""

    @property
    def day(self) -> Known:
        """The reference date."""
        ...

    def value(self, name: str) -> Known:
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
    result = compute(expression, around)
    return as_decimal(result) if isinstance(result, Fraction) else result


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
            return lambda around: _exact(around.value(name))
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
    return _fraction(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=1024)
def _fraction(number: Decimal) -> Fraction:
    return Fraction(number)  # slow to make, and few figures are read again and again


def _parameter_at(name: str, day: Worth) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        when = day(around)
        if isinstance(when, Missing):
            return when
        return _exact(around.parameter(name, _day(when)))

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
        missing = _missing([one, other])
        return needing_all(missing) if missing else not decisive

    return worth


def _comparison(operator: Operator, left: Worth, right: Worth) -> Worth:
    of_numbers = COMPARISONS[operator]

    def worth(around: Surroundings) -> Exact | Missing:
        one, other = left(around), right(around)
        if isinstance(one, Fraction) and isinstance(other, Fraction):
            return of_numbers(one, other)
        if isinstance(one, Missing) or isinstance(other, Missing):
            return needing_all(_missing([one, other]))
        return compare(operator, _value(one), _value(other))

    return worth


def _value(exact: Exact) -> Value:
    return as_decimal(exact) if isinstance(exact, Fraction) else exact


def _arithmetic(operator: Operator, left: Worth, right: Worth) -> Worth:
    of_numbers = _ARITHMETIC[operator]

    def worth(around: Surroundings) -> Exact | Missing:
        one, other = left(around), right(around)
        if isinstance(one, Fraction) and isinstance(other, Fraction):
            return of_numbers(one, other)
        if operator is Operator.MUL and (one == 0 or other == 0):
            return Fraction(0)
        missing = _missing([one, other])
        assert missing, f"{one!r} {operator.value} {other!r}"
        return needing_all(missing)

    return worth


_ARITHMETIC: Mapping[Operator, Callable[[Fraction, Fraction], Fraction]] = {
    Operator.ADD: of_python.add,
    Operator.SUB: of_python.sub,
    Operator.MUL: of_python.mul,
    Operator.DIV: lambda one, other: one / other,
}


# --- functions ---------------------------------------------------------------------------


def _call(function: Callable[[Sequence[Exact]], Exact], arguments: Sequence[Worth]) -> Worth:
    def worth(around: Surroundings) -> Exact | Missing:
        given = [argument(around) for argument in arguments]
        known = [one for one in given if not isinstance(one, Missing)]
        return function(known) if len(known) == len(given) else needing_all(_missing(given))

    return worth


def _not(given: Sequence[Exact]) -> Exact:
    return not given[0]


def _months_between(given: Sequence[Exact]) -> Exact:
    return Fraction(months_between(_day(given[0]), _day(given[1])))


def _days_between(given: Sequence[Exact]) -> Exact:
    return Fraction((_day(given[1]) - _day(given[0])).days)


def _add_months(given: Sequence[Exact]) -> Exact:
    return add_months(_day(given[0]), _whole(given[1]))


def _add_days(given: Sequence[Exact]) -> Exact:
    return _day(given[0]) + timedelta(days=_whole(given[1]))


def _year(given: Sequence[Exact]) -> Exact:
    return Fraction(_day(given[0]).year)


def _date(given: Sequence[Exact]) -> Exact:
    return _day(given[0])


def _min(given: Sequence[Exact]) -> Exact:
    return min(map(_day, given)) if isinstance(given[0], date) else min(map(_number, given))


def _max(given: Sequence[Exact]) -> Exact:
    return max(map(_day, given)) if isinstance(given[0], date) else max(map(_number, given))


def _sum(given: Sequence[Exact]) -> Fraction:
    return sum(map(_number, given), Fraction(0))


def _mean(given: Sequence[Exact]) -> Exact:
    return _sum(given) / len(given)


def _floor(given: Sequence[Exact]) -> Exact:
    return Fraction(_number(given[0]).__floor__())


def _ceiling(given: Sequence[Exact]) -> Exact:
    return Fraction(_number(given[0]).__ceil__())


def _abs(given: Sequence[Exact]) -> Exact:
    return abs(_number(given[0]))


def _round(given: Sequence[Exact]) -> Exact:
    decimals = _whole(given[1]) if len(given) > 1 else 0
    return Fraction(rounded(_number(given[0]), decimals, Rounding.NEAREST))


def _number(value: Exact) -> Fraction:
    assert isinstance(value, Fraction)
    return value


def _day(value: Exact) -> date:
    assert isinstance(value, date)
    return value


def _whole(value: Exact) -> int:
    return _number(value).__floor__()


_FUNCTIONS: Mapping[Function, Callable[[Sequence[Exact]], Exact]] = {
    Function.NOT: _not,
    Function.MONTHS_BETWEEN: _months_between,
    Function.DAYS_BETWEEN: _days_between,
    Function.ADD_MONTHS: _add_months,
    Function.ADD_DAYS: _add_days,
    Function.YEAR: _year,
    Function.DATE: _date,
    Function.MIN: _min,
    Function.MAX: _max,
    Function.SUM: _sum,
    Function.MEAN: _mean,
    Function.FLOOR: _floor,
    Function.CEILING: _ceiling,
    Function.ABS: _abs,
    Function.ROUND: _round,
}
