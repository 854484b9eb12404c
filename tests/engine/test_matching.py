from datetime import date
from decimal import Decimal

import pytest

from engine.grid import grid_of
from engine.matching import Reference, Values, compare, conjunction, disjunction, negation, truth_of
from engine.model import (
    AnyOf,
    Between,
    Binary,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Ref,
    UnaryTest,
)
from engine.trace import Truth
from engine.values import Known, Missing, Value
from tests.strategies import table_of

YES, NO, MAYBE = Truth.SATISFIED, Truth.VIOLATED, Truth.UNKNOWN
LETTERS = {"o": YES, "n": NO, "?": MAYBE}


def truths(letters: str) -> list[Truth]:
    return [LETTERS[letter] for letter in letters]


def known(**facts: Value) -> Values:
    def values(expression: Expression) -> Known:
        match expression:
            case Literal(value):
                return value
            case Ref(name):
                return facts.get(name, Missing())
            case _:
                raise AssertionError(expression)

    return values


def at_least(number: int) -> Compare:
    return Compare(Operator.GE, Literal(Decimal(number)))


def truth(test: UnaryTest, value: Known, **facts: Value) -> Truth:
    return truth_of(test, value, known(**facts))


@pytest.mark.parametrize(
    ("letters", "all_of", "one_of"),
    [
        ("oo", YES, YES),
        ("on", NO, YES),
        ("o?", MAYBE, YES),
        ("nn", NO, NO),
        ("n?", NO, MAYBE),
        ("??", MAYBE, MAYBE),
        ("?on", NO, YES),
        ("", YES, NO),
    ],
)
def test_truths_combine_as_kleene_says(letters: str, all_of: Truth, one_of: Truth) -> None:
    for order in (letters, letters[::-1]):
        assert conjunction(truths(order)) is all_of
        assert disjunction(truths(order)) is one_of


def test_negation_leaves_unknown_unknown() -> None:
    assert [negation(t) for t in truths("on?")] == truths("no?")


@pytest.mark.parametrize("letters", ["oo", "on", "o?", "nn", "n?", "??"])
def test_de_morgan_holds_over_three_values(letters: str) -> None:
    values = truths(letters)
    assert negation(conjunction(values)) is disjunction([negation(v) for v in values])


def test_a_comparison_with_a_missing_value_or_endpoint_is_unknown() -> None:
    assert truth(at_least(12), Missing()) is MAYBE
    assert truth(Compare(Operator.GE, Ref("seuil")), Decimal(12)) is MAYBE
    assert truth(Compare(Operator.GE, Ref("seuil")), Decimal(12), seuil=Decimal(12)) is YES


@pytest.mark.parametrize(
    ("low_included", "high_included", "accepted"),
    [(True, True, "noon"), (True, False, "nonn"), (False, True, "nnon"), (False, False, "nnnn")],
)
def test_each_end_of_an_interval_is_kept_or_left_as_written(
    low_included: bool, high_included: bool, accepted: str
) -> None:
    test = Between(Literal(Decimal(12)), Literal(Decimal(13)), low_included, high_included)
    assert [truth(test, Decimal(n)) for n in (11, 12, 13, 14)] == truths(accepted)


def test_an_interval_with_a_missing_end_is_violated_beyond_the_other() -> None:
    test = Between(Literal(Decimal(12)), Ref("plafond"))
    assert truth(test, Decimal(11)) is NO
    assert truth(test, Decimal(12)) is MAYBE


def test_a_list_is_satisfied_by_one_known_alternative_whatever_the_others() -> None:
    test = AnyOf((at_least(12), Compare(Operator.EQ, Ref("seuil"))))
    assert truth(test, Decimal(12)) is YES
    assert truth(test, Decimal(11)) is MAYBE
    assert truth(test, Decimal(11), seuil=Decimal(1)) is NO


def test_the_test_of_absence_is_never_unknown() -> None:
    assert truth(IsUnknown(), Missing()) is YES
    assert truth(IsUnknown(), Decimal(1)) is NO
    assert truth(Not(IsUnknown()), Missing()) is NO
    assert truth(AnyOf((IsUnknown(), at_least(12))), Missing()) is YES


def test_negation_of_a_test_on_a_missing_value_is_unknown() -> None:
    assert truth(Not(at_least(12)), Missing()) is MAYBE
    assert truth(Not(at_least(12)), Decimal(11)) is YES


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (Decimal("1.10"), Decimal("1.2")),
        (date(2024, 2, 29), date(2024, 3, 1)),
        ("artisan", "commerçant"),
        (False, True),
    ],
)
def test_values_of_one_type_are_ordered(low: Value, high: Value) -> None:
    holding = {op: compare(op, low, high) for op in Operator if op.value in ("<", "<=", ">", ">=", "=", "!=")}
    assert [op.value for op, holds in holding.items() if holds] == ["<", "<=", "!="]
    assert compare(Operator.EQ, low, low)
    assert compare(Operator.GE, high, high)


def test_trailing_zeros_do_not_make_two_numbers_different() -> None:
    assert compare(Operator.EQ, Decimal("12.00"), Decimal(12))


def test_values_of_two_types_are_not_compared() -> None:
    with pytest.raises(TypeError):
        compare(Operator.EQ, True, Decimal(1))


def test_arithmetic_is_not_a_comparison() -> None:
    with pytest.raises(ValueError, match="not a comparison"):
        compare(Operator.ADD, Decimal(1), Decimal(1))


def test_a_row_is_the_conjunction_of_its_cells() -> None:
    table = table_of(
        {"trimestres": at_least(12), "affilie": Compare(Operator.EQ, Literal(True))},
        {"trimestres": at_least(20), "affilie": Compare(Operator.EQ, Literal(True))},
        {"trimestres": at_least(12)},
    )
    assert Reference().rows(table, known(trimestres=Decimal(12))) == (MAYBE, NO, YES)


def test_a_row_that_asks_nothing_is_satisfied() -> None:
    assert Reference().rows(table_of({}), known()) == (YES,)


def test_cells_that_ask_the_same_of_the_same_term_are_one() -> None:
    table = table_of({"trimestres": at_least(12)}, {"trimestres": at_least(12)}, {"duree": at_least(12)})
    assert grid_of(table).cells == (("trimestres", at_least(12)), ("duree", at_least(12)))
    assert Reference().cells(table, known(trimestres=Decimal(3))) == (NO, MAYBE)


def test_a_computed_endpoint_is_asked_of_the_values() -> None:
    double = Binary(Operator.MUL, Literal(Decimal(2)), Ref("seuil"))
    table = table_of({"revenu": Compare(Operator.GE, double)})
    worth = {Ref("revenu"): Decimal(20), double: Decimal(20)}
    assert Reference().rows(table, worth.__getitem__) == (YES,)
