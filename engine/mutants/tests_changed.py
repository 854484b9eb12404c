"""The small changes of what a cell asks: bounds, values of a list, yes for no, the contrary."""

from collections.abc import Iterator
from typing import assert_never

from engine.model import AnyOf, Between, Compare, IsUnknown, Literal, Not, Operator, UnaryTest
from engine.mutants.steps import STEPS, end_moved
from engine.values import Kind, Type

_OPENED_OR_CLOSED = {
    Operator.GE: (Operator.GT, -1),
    Operator.GT: (Operator.GE, 1),
    Operator.LE: (Operator.LT, 1),
    Operator.LT: (Operator.LE, -1),
}
"""The comparison opened or closed, and the step whose effect is not the same as that."""


def changed_tests(test: UnaryTest, type_: Type) -> Iterator[UnaryTest]:
    """Yield *test*, asked of a column of *type_*, with one small change at a time."""
    yield from _inside(test, type_)
    if not _has_steps(type_) or isinstance(test, AnyOf | Not):
        yield from _contrary(test, type_)


def _inside(test: UnaryTest, type_: Type) -> Iterator[UnaryTest]:
    match test:
        case Compare(operator, end):
            if _has_steps(type_):
                yield from _compared(operator, test, type_)
            elif isinstance(end, Literal) and isinstance(end.value, bool):
                yield Compare(operator, Literal(not end.value))
        case Between():
            yield from _between(test, type_)
        case AnyOf(tests):
            for place, inner in enumerate(tests):
                rest = (*tests[:place], *tests[place + 1 :])
                yield rest[0] if len(rest) == 1 else AnyOf(rest)
                for other in _inside(inner, type_):
                    yield AnyOf((*tests[:place], other, *tests[place + 1 :]))
        case Not(inner):
            yield from (Not(other) for other in _inside(inner, type_))
        case IsUnknown():
            return
        case _:
            assert_never(test)


def _compared(operator: Operator, test: Compare, type_: Type) -> Iterator[UnaryTest]:
    steps: tuple[int, ...] = STEPS
    if operator in _OPENED_OR_CLOSED:
        other, step = _OPENED_OR_CLOSED[operator]
        steps = (step,)
        yield Compare(other, test.endpoint)
    for step in steps:
        if (end := end_moved(test.endpoint, step, type_)) is not None:
            yield Compare(operator, end)


def _between(test: Between, type_: Type) -> Iterator[UnaryTest]:
    low, high, low_in, high_in = test.low, test.high, test.low_included, test.high_included
    yield Between(low, high, not low_in, high_in)
    yield Between(low, high, low_in, not high_in)
    if (end := end_moved(low, -1 if low_in else 1, type_)) is not None:
        yield Between(end, high, low_in, high_in)
    if (end := end_moved(high, 1 if high_in else -1, type_)) is not None:
        yield Between(low, end, low_in, high_in)


def _contrary(test: UnaryTest, type_: Type) -> Iterator[UnaryTest]:
    if isinstance(test, Not):
        yield test.test
    elif type_.kind is not Kind.BOOLEAN:
        yield Not(test)


def _has_steps(type_: Type) -> bool:
    return type_.is_numeric or type_.kind is Kind.DATE
