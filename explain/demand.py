"""What a cell asks, in the form that is easiest to say, and how far a value is from it."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from engine.model import AnyOf, Between, Compare, Expression, IsUnknown, Literal, Not, Operator, UnaryTest
from engine.values import Known, Type
from explain.explanation import Direction, Gap

_OPPOSITE = {
    Operator.LT: Operator.GE,
    Operator.LE: Operator.GT,
    Operator.GT: Operator.LE,
    Operator.GE: Operator.LT,
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
}


def affirmed(test: UnaryTest) -> UnaryTest:
    """Return *test* without negation, save that of a list or of ``inconnu``."""
    match test:
        case Not(Compare(operator, endpoint)):
            return Compare(_OPPOSITE[operator], endpoint)
        case Not(Between(low, high, low_included, high_included)):
            below = Operator.LT if low_included else Operator.LE
            above = Operator.GT if high_included else Operator.GE
            return AnyOf((Compare(below, low), Compare(above, high)))
        case Not(Not(inner)):
            return affirmed(inner)
        case AnyOf(tests):
            return AnyOf(tuple(affirmed(inner) for inner in tests))
        case Not(AnyOf(tests)):
            return Not(AnyOf(tuple(affirmed(inner) for inner in tests)))
        case _:
            return test


def accepted(test: UnaryTest) -> tuple[Expression, ...]:
    """Return the values that *test* lists; none when it is not a list of values."""
    match test:
        case Compare(Operator.EQ, endpoint):
            return (endpoint,)
        case AnyOf(tests):
            listed = [accepted(inner) for inner in tests]
            return tuple(value for values in listed for value in values) if all(listed) else ()
        case _:
            return ()


def gap(test: UnaryTest, value: Known, type_: Type) -> Gap | None:
    """Return how far *value*, which violates *test*, is from the nearest value that passes it; None
    when that has no size (a choice, a list, a value or endpoint that is not known)."""
    match test:
        case Compare(Operator.GE | Operator.GT as operator, Literal(low)):
            return _gap(low, value, type_, Direction.SHORT, operator is Operator.GE)
        case Compare(Operator.LE | Operator.LT as operator, Literal(high)):
            return _gap(high, value, type_, Direction.OVER, operator is Operator.LE)
        case Between(Literal() as low, Literal() as high, low_included, high_included):
            return _gap(low.value, value, type_, Direction.SHORT, low_included) or _gap(
                high.value, value, type_, Direction.OVER, high_included
            )
        case Compare() | Between() | AnyOf() | Not() | IsUnknown():
            return None


def _gap(bound: Known, value: Known, type_: Type, direction: Direction, included: bool) -> Gap | None:
    if isinstance(bound, date) and isinstance(value, date):
        size, step = Decimal((bound - value).days), Decimal(1)
    elif isinstance(bound, Decimal) and isinstance(value, Decimal):
        step = Decimal(1).scaleb(-type_.decimals)
        rounding = ROUND_CEILING if direction is Direction.SHORT else ROUND_FLOOR
        with localcontext(prec=60):
            reached = bound.quantize(step, rounding=rounding)
            size = reached - value
            included = included or reached != bound
    else:
        return None
    if not included:
        size += step if direction is Direction.SHORT else -step
    if direction is Direction.OVER:
        size = -size
    return Gap(size, direction) if size > 0 else None
