"""The small changes of a formula: a number, a comparison, an operation."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias, assert_never

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
from engine.mutants.steps import STEPS, last_digit


class PartChanged(NamedTuple):
    """A formula with one part changed, and the part before and after."""

    whole: Expression
    before: Expression
    after: Expression


Parts: TypeAlias = Iterator[PartChanged]

_OTHER = {
    Operator.LT: Operator.LE,
    Operator.LE: Operator.LT,
    Operator.GT: Operator.GE,
    Operator.GE: Operator.GT,
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.ADD: Operator.SUB,
    Operator.SUB: Operator.ADD,
    Operator.AND: Operator.OR,
    Operator.OR: Operator.AND,
}
_OTHER_FUNCTION = {
    Function.MIN: Function.MAX,
    Function.MAX: Function.MIN,
    Function.FLOOR: Function.CEILING,
    Function.CEILING: Function.FLOOR,
}


def changed_expressions(expression: Expression) -> Parts:
    """Yield *expression* with one small change at a time."""
    match expression:
        case Literal(value):
            if isinstance(value, bool):
                yield _here(expression, Literal(not value))
            elif isinstance(value, Decimal):
                for sign in STEPS:
                    yield _here(expression, Literal(value + sign * last_digit(value)))
        case Binary(operator, left, right):
            if operator in _OTHER:
                yield _here(expression, Binary(_OTHER[operator], left, right))
            for place, part in _within((left, right)):
                yield part._replace(whole=Binary(operator, *_put((left, right), place, part.whole)))
        case Conditional(condition, then, otherwise):
            parts = (condition, then, otherwise)
            for place, part in _within(parts):
                yield part._replace(whole=Conditional(*_put(parts, place, part.whole)))
        case Call(function, arguments):
            if function in _OTHER_FUNCTION:
                yield _here(expression, Call(_OTHER_FUNCTION[function], arguments))
            looked_into = arguments[:1] if function is Function.ROUND else arguments
            for place, part in _within(looked_into):
                yield part._replace(whole=Call(function, _put(arguments, place, part.whole)))
        case ParameterAt(name, day):
            for part in changed_expressions(day):
                yield part._replace(whole=ParameterAt(name, part.whole))
        case Ref() | ReferenceDate() | IsKnown() | Unknown():
            return
        case _:
            assert_never(expression)


def _here(before: Expression, after: Expression) -> PartChanged:
    return PartChanged(after, before, after)


def _within(parts: Sequence[Expression]) -> Iterator[tuple[int, PartChanged]]:
    for place, inner in enumerate(parts):
        for part in changed_expressions(inner):
            yield place, part


def _put(parts: Sequence[Expression], place: int, part: Expression) -> tuple[Expression, ...]:
    return (*parts[:place], part, *parts[place + 1 :])
