"""The smallest changes of a value: one step of its decimals, a day, the last digit written."""

from datetime import date, timedelta
from decimal import Decimal

from engine.cases.nearby import is_allowed, step_of
from engine.model import Binary, Call, Expression, Function, Literal, Operator
from engine.values import Kind, Type, Value

STEPS = (-1, 1)
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


def moved(value: Value, steps: int, type_: Type) -> Value | None:
    """Return *value*, *steps* further; None when it has no step, or leaves what *type_* allows."""
    found: Value
    if isinstance(value, date):
        ordinal = value.toordinal() + steps
        if type_.kind is not Kind.DATE or not _FIRST <= ordinal <= _LAST:
            return None
        found = date.fromordinal(ordinal)
    elif isinstance(value, Decimal):
        step = step_of(type_)
        if step is None:
            return None
        found = value + steps * step
    else:
        return None
    return found if is_allowed(found, type_) else None


def end_moved(end: Expression, steps: int, type_: Type) -> Expression | None:
    """Return the endpoint *end* of a column of *type_*, *steps* further."""
    if isinstance(end, Literal):
        value = moved(end.value, steps, type_)
        return None if value is None else Literal(value)
    if type_.kind is Kind.DATE:
        return Call(Function.ADD_DAYS, (end, Literal(Decimal(steps))))
    step = step_of(type_)
    if step is None:
        return None
    return Binary(Operator.ADD if steps > 0 else Operator.SUB, end, Literal(step))


def last_digit(number: Decimal, kind: Kind = Kind.NUMBER) -> Decimal:
    """Return the worth of the last digit of *number* as a person writes it: 1 for 47 100, 0.01 for 50 %."""
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(min(exponent, -2 if kind is Kind.PERCENTAGE else 0))


def day_moved(day: date, steps: int) -> date:
    """Return *day*, *steps* days later."""
    return day + timedelta(days=steps)
