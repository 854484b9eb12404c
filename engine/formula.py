"""What an expression is worth: exact fractions inside, unknown kept unknown.

A missing operand makes the result missing, except where the answer does not depend on it: one false
in ``et``, one true in ``ou``, a product by zero, a condition whose two branches agree.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Protocol, TypeAlias, assert_never

from engine.matching import compare
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
    match expression:  # the commonest first
        case Ref(name):
            return _exact(around.value(name))
        case Literal(value):
            return _exact(value)
        case Binary(operator, left, right):
            return _binary(operator, compute(left, around), compute(right, around))
        case Call(function, arguments):
            return _call(function, [compute(argument, around) for argument in arguments])
        case Conditional(condition, then, otherwise):
            return _conditional(compute(condition, around), then, otherwise, around)
        case Unknown():
            return Missing()
        case ReferenceDate():
            return _exact(around.day)
        case IsKnown(name):
            return not isinstance(around.value(name), Missing)
        case ParameterAt(name, day):
            when = compute(day, around)
            if isinstance(when, Missing):
                return when
            assert isinstance(when, date)
            return _exact(around.parameter(name, when))
        case _:
            assert_never(expression)


def _exact(value: Known) -> Exact | Missing:
    return _fraction(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=1024)
def _fraction(number: Decimal) -> Fraction:
    return Fraction(number)  # slow to make, and few figures are read again and again


def _value(exact: Exact) -> Value:
    return as_decimal(exact) if isinstance(exact, Fraction) else exact


def _binary(operator: Operator, left: Exact | Missing, right: Exact | Missing) -> Exact | Missing:
    if operator is Operator.AND or operator is Operator.OR:
        decisive = operator is Operator.OR
        if left is decisive or right is decisive:
            return decisive
        missing = [side for side in (left, right) if isinstance(side, Missing)]
        return needing_all(missing) if missing else not decisive
    if isinstance(left, Missing) or isinstance(right, Missing):
        if operator is Operator.MUL and (left == 0 or right == 0):
            return Fraction(0)
        return needing_all([side for side in (left, right) if isinstance(side, Missing)])
    if operator in _COMPARISONS:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return _COMPARISONS[operator](left, right)
        return compare(operator, _value(left), _value(right))
    assert isinstance(left, Fraction) and isinstance(right, Fraction)
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUB:
            return left - right
        case Operator.MUL:
            return left * right
        case Operator.DIV:
            return left / right
        case _:
            raise ValueError(f"{operator} is not arithmetic")


_COMPARISONS: Mapping[Operator, Callable[[Fraction, Fraction], bool]] = {
    Operator.LT: lt,
    Operator.LE: le,
    Operator.GT: gt,
    Operator.GE: ge,
    Operator.EQ: eq,
    Operator.NE: ne,
}


def _conditional(
    condition: Exact | Missing, then: Expression, otherwise: Expression, around: Surroundings
) -> Exact | Missing:
    if not isinstance(condition, Missing):
        return compute(then if condition else otherwise, around)
    branches = [compute(then, around), compute(otherwise, around)]
    missing = [branch for branch in branches if isinstance(branch, Missing)]
    if not missing and branches[0] == branches[1]:
        return branches[0]
    return needing_all([condition, *missing])


def _call(function: Function, arguments: Sequence[Exact | Missing]) -> Exact | Missing:
    missing = [argument for argument in arguments if isinstance(argument, Missing)]
    if missing:
        return needing_all(missing)
    match function:
        case Function.NOT:
            return not arguments[0]
        case Function.MONTHS_BETWEEN:
            start, end = _days(arguments)
            return Fraction(months_between(start, end))
        case Function.DAYS_BETWEEN:
            start, end = _days(arguments)
            return Fraction((end - start).days)
        case Function.ADD_MONTHS:
            return add_months(_day(arguments[0]), _whole(arguments[1]))
        case Function.ADD_DAYS:
            return _day(arguments[0]) + timedelta(days=_whole(arguments[1]))
        case Function.YEAR:
            return Fraction(_day(arguments[0]).year)
        case Function.DATE:
            return _day(arguments[0])
        case Function.MIN | Function.MAX if isinstance(arguments[0], date):
            days = [_day(argument) for argument in arguments]
            return min(days) if function is Function.MIN else max(days)
        case _:
            return _numeric(function, [argument for argument in arguments if isinstance(argument, Fraction)])


def _numeric(function: Function, numbers: Sequence[Fraction]) -> Fraction:
    match function:
        case Function.MIN:
            return min(numbers)
        case Function.MAX:
            return max(numbers)
        case Function.SUM:
            return sum(numbers, Fraction(0))
        case Function.MEAN:
            return sum(numbers, Fraction(0)) / len(numbers)
        case Function.FLOOR:
            return Fraction(numbers[0].__floor__())
        case Function.CEILING:
            return Fraction(numbers[0].__ceil__())
        case Function.ABS:
            return abs(numbers[0])
        case Function.ROUND:
            decimals = numbers[1].numerator if len(numbers) > 1 else 0
            return Fraction(rounded(numbers[0], decimals, Rounding.NEAREST))
        case _:
            raise ValueError(f"{function} is not a function of numbers")


def _day(value: Exact | Missing) -> date:
    assert isinstance(value, date)
    return value


def _days(values: Sequence[Exact | Missing]) -> tuple[date, date]:
    return _day(values[0]), _day(values[1])


def _whole(value: Exact | Missing) -> int:
    assert isinstance(value, Fraction)
    return value.__floor__()
