"""Exact numbers of a plan: a whole number of units over a power of ten and a divisor."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import gcd

from engine.batch.expressions import (
    ONE,
    TRUE,
    ZERO,
    Expr,
    Held,
    Inexpressible,
    Op,
    add,
    case,
    compare,
    divide,
    either,
    integer,
    modulo,
    multiply,
    narrowed,
    negative,
    null,
    number_of,
    subtract,
)
from engine.values import Rounding


@dataclass(frozen=True, slots=True)
class Number:
    """``units / 10**places / divisor``; the divisor is positive, or missing where it would be zero."""

    units: Expr
    places: int = 0
    divisor: Expr = ONE

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number of units."""
        return self.divisor == ONE


def literal(value: Decimal | Fraction | int) -> Number:
    """Return a constant number."""
    exact = Fraction(value)
    return _simple(integer(exact.numerator), 0, exact.denominator)


MISSING = Number(null(Held.INT))


def _simple(units: Expr, places: int, divisor: int) -> Number:
    """Return the number, the twos and fives of *divisor* turned into places."""
    twos = fives = 0
    while divisor % 2 == 0:
        twos, divisor = twos + 1, divisor // 2
    while divisor % 5 == 0:
        fives, divisor = fives + 1, divisor // 5
    most = max(twos, fives)
    units = multiply(units, integer(2 ** (most - twos) * 5 ** (most - fives)))
    return Number(units, places + most, integer(divisor))


def at(number: Number, places: int) -> Number:
    """Return the same number with *places* at least."""
    if places <= number.places:
        return number
    return Number(multiply(number.units, integer(10 ** (places - number.places))), places, number.divisor)


def alike(numbers: list[Number]) -> list[Number]:
    """Return the same numbers with the same places, and the same divisor when all are constant."""
    places = max(number.places for number in numbers)
    found = [at(number, places) for number in numbers]
    divisors = [number_of(number.divisor) for number in found]
    known = [divisor for divisor in divisors if divisor is not None]
    if len(known) < len(found):
        return found
    common = reduce(lambda a, b: a * b // gcd(a, b), known, 1)
    return [
        Number(multiply(number.units, integer(common // divisor)), places, integer(common))
        for number, divisor in zip(found, known, strict=True)
    ]


def plus(left: Number, right: Number) -> Number:
    """Return the sum."""
    left, right = alike([left, right])
    if left.divisor == right.divisor:
        return Number(add(left.units, right.units), left.places, left.divisor)
    return Number(
        add(multiply(left.units, right.divisor), multiply(right.units, left.divisor)),
        left.places,
        multiply(left.divisor, right.divisor),
    )


def opposite(number: Number) -> Number:
    """Return the opposite."""
    return Number(negative(number.units), number.places, number.divisor)


def times(left: Number, right: Number) -> Number:
    """Return the product: zero where one side is zero, even if the other is missing."""
    units = multiply(left.units, right.units)
    divisor = multiply(left.divisor, right.divisor)
    zero_left = [compare(Op.EQ, left.units, ZERO)] if right.units.nullable and may_be_zero(left) else []
    zero_right = [compare(Op.EQ, right.units, ZERO)] if left.units.nullable and may_be_zero(right) else []
    if not zero_left and not zero_right:
        return Number(units, left.places + right.places, divisor)
    zero = either(*zero_left, *zero_right)
    plain_divisor = divisor if number_of(divisor) is not None else case([(zero, ONE)], divisor)
    return Number(case([(zero, ZERO)], units), left.places + right.places, plain_divisor)


def may_be_zero(number: Number) -> bool:
    """Whether *number* can be zero."""
    return number.units.low <= 0 <= number.units.high


def over(left: Number, right: Number) -> Number:
    """Return the quotient: missing where *right* is zero."""
    known = number_of(right.units)
    left_divisor, right_divisor = number_of(left.divisor), number_of(right.divisor)
    if known == 0:
        return MISSING
    if known is not None and right_divisor is not None and left_divisor is not None:
        factor = Fraction(known, 10**right.places * right_divisor)
        sign = 1 if factor > 0 else -1
        units = multiply(left.units, integer(sign * factor.denominator))
        return _simple(units, left.places, left_divisor * abs(factor.numerator))
    units = multiply(multiply(left.units, right.divisor), integer(10**right.places))
    magnitude = right.units
    if right.units.low < 0:
        below = compare(Op.LT, right.units, ZERO)
        units = case([(below, negative(units))], units)
        magnitude = case([(below, negative(right.units))], right.units)
        magnitude = narrowed(magnitude, 0, max(-right.units.low, right.units.high))
    if may_be_zero(right):
        magnitude = case([(compare(Op.NE, magnitude, ZERO), magnitude)], null(magnitude.held))
    magnitude = narrowed(magnitude, 1, magnitude.high)
    if right.units.nullable or may_be_zero(right):  # units are missing wherever the number is
        units = case([(compare(Op.NE, right.units, ZERO), units)], null(units.held))
    return Number(units, left.places, multiply(left.divisor, magnitude))


def compared(op: Op, left: Number, right: Number) -> Expr:
    """Return ``left op right``."""
    left, right = alike([left, right])
    if left.divisor == right.divisor:
        return compare(op, left.units, right.units)
    return compare(op, multiply(left.units, right.divisor), multiply(right.units, left.divisor))


def chosen(branches: list[tuple[Expr, Number]], otherwise: Number) -> Number:
    """Return the number of the first of *branches* whose condition is true, else *otherwise*."""
    numbers = alike([*(number for _, number in branches), otherwise])
    conditions = [condition for condition, _ in branches]

    def chosen_of(parts: list[Expr]) -> Expr:
        return case(list(zip(conditions, parts[:-1], strict=True)), parts[-1])

    divisors = [number.divisor for number in numbers]
    divisor = divisors[0] if len(set(divisors)) == 1 else chosen_of(divisors)
    return Number(chosen_of([number.units for number in numbers]), numbers[0].places, divisor)


def rounded(number: Number, decimals: int, rounding: Rounding) -> Expr:
    """Return *number* rounded to *decimals* decimals, in units: the twin of ``values.rounded``."""
    units, divisor = _scaled(number, decimals)
    if divisor == ONE:
        return units
    match rounding:
        case Rounding.DOWN:
            return by_sign(units, lambda n: divide(n, divisor), lambda n: _up(n, divisor))
        case Rounding.UP:
            return by_sign(units, lambda n: _up(n, divisor), lambda n: divide(n, divisor))
        case Rounding.NEAREST:
            return by_sign(units, lambda n: _nearest(n, divisor), lambda n: _nearest(n, divisor))


def _scaled(number: Number, decimals: int) -> tuple[Expr, Expr]:
    """Return what *number* is in units of *decimals* decimals: a numerator and a divisor."""
    if decimals >= number.places:
        return multiply(number.units, integer(10 ** (decimals - number.places))), number.divisor
    return number.units, multiply(number.divisor, integer(10 ** (number.places - decimals)))


def _up(magnitude: Expr, divisor: Expr) -> Expr:
    return divide(add(magnitude, subtract(divisor, ONE)), divisor)


def _nearest(magnitude: Expr, divisor: Expr) -> Expr:
    known = number_of(divisor)
    if known is not None and known % 2 == 0:
        return divide(add(magnitude, integer(known // 2)), divisor)
    return divide(add(multiply(magnitude, integer(2)), divisor), multiply(divisor, integer(2)))


def by_sign(units: Expr, positive: Callable[[Expr], Expr], magnitude_below: Callable[[Expr], Expr]) -> Expr:
    """Return *positive* of *units*, or the opposite of *magnitude_below* of its magnitude below zero."""
    if units.low >= 0:
        return positive(units)
    below = negative(magnitude_below(narrowed(negative(units), 0, -units.low)))
    if units.high <= 0:
        return below
    above = positive(narrowed(units, 0, units.high))
    return case([(compare(Op.GE, units, ZERO), above), (compare(Op.LT, units, ZERO), below)], null(Held.INT))


def exact(number: Number, decimals: int) -> tuple[Expr, Expr]:
    """Return *number* in units of *decimals* decimals, and whether it is a whole number of them."""
    units, divisor = _scaled(number, decimals)
    known = number_of(divisor)
    if known is None:
        raise Inexpressible("un quotient par un nombre variable n’est ni arrondi ni comparé")
    if known == 1:
        return units, TRUE
    whole = by_sign(units, lambda n: divide(n, divisor), lambda n: divide(n, divisor))
    return whole, compare(Op.EQ, modulo(units, known), ZERO)


def finite(number: Number) -> tuple[Expr, int, Expr]:
    """Return *number* as units and their places, and whether it has a finite decimal form."""
    units, is_finite = exact(number, number.places)
    return units, number.places, is_finite
