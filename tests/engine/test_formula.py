"""Numbers inside a formula are exact, whole or not."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import formula
from engine.model import Binary, Call, Expression, Function, Literal, Operator, Ref
from engine.values import Known, Missing

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)


class Around:
    day: Known = Missing()

    def __init__(self, **known: Known) -> None:
        self.known = known

    def value(self, name: str) -> Known:
        return self.known[name]

    def parameter(self, name: str, day: date) -> Known:
        raise KeyError(name, day)


def binary(left: Expression, operator: Operator, right: Expression) -> Expression:
    return Binary(operator, left, right)


@given(NUMBERS, NUMBERS.filter(bool))
def test_a_quotient_times_its_divisor_is_the_dividend(number: Decimal, divisor: Decimal) -> None:
    quotient = binary(Ref("number"), Operator.DIV, Ref("divisor"))
    back = binary(quotient, Operator.MUL, Ref("divisor"))
    assert formula.worth(back, Around(number=number, divisor=divisor)) == number


@given(NUMBERS, NUMBERS)
def test_a_comparison_is_that_of_the_numbers(one: Decimal, other: Decimal) -> None:
    around = Around(one=one, other=other)
    assert formula.compute(binary(Ref("one"), Operator.LT, Ref("other")), around) is (one < other)
    assert formula.compute(binary(Ref("one"), Operator.EQ, Ref("other")), around) is (one == other)


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_a_mean_times_their_number_is_the_sum(numbers: list[Decimal]) -> None:
    arguments = tuple(Literal(number) for number in numbers)
    mean = Call(Function.MEAN, arguments)
    whole = binary(mean, Operator.MUL, Literal(Decimal(len(numbers))))
    assert formula.worth(whole, Around()) == formula.worth(Call(Function.SUM, arguments), Around())


@pytest.mark.parametrize(
    ("function", "number", "expected"),
    [
        (Function.FLOOR, "-1.5", "-2"),
        (Function.CEILING, "-1.5", "-1"),
        (Function.ABS, "-1.5", "1.5"),
        (Function.ROUND, "2.5", "3"),
        (Function.FLOOR, "7", "7"),
        (Function.MIN, "7", "7"),
    ],
)
def test_a_function_of_one_number(function: Function, number: str, expected: str) -> None:
    assert formula.worth(Call(function, (Literal(Decimal(number)),)), Around()) == Decimal(expected)


def test_whole_numbers_divide_exactly() -> None:
    third = binary(Literal(Decimal(1)), Operator.DIV, Literal(Decimal(3)))
    with pytest.raises(ValueError, match="no finite decimal form"):
        formula.worth(third, Around())
    with pytest.raises(ZeroDivisionError):
        formula.worth(binary(Literal(Decimal(1)), Operator.DIV, Literal(Decimal(0))), Around())


def test_zero_is_not_false() -> None:
    numbers, truths = (binary(Literal(value), Operator.EQ, Ref("x")) for value in (Decimal(0), False))
    assert formula.compute(numbers, Around(x=Decimal(0))) is True
    assert formula.compute(truths, Around(x=False)) is True
    assert formula.compute(Literal(False), Around()) is False
    assert formula.worth(Literal(Decimal(0)), Around()) == Decimal(0)
