from decimal import Decimal

import pytest

from engine.model import (
    AnyOf,
    Between,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Ref,
    UnaryTest,
    Unknown,
)
from engine.rules.columns import Columns
from engine.rules.to_rules import Clauses, NotCompilable, clauses_of, to_rules
from tests.strategies import TERMS, table_of

EQ, GE, LT = Operator.EQ, Operator.GE, Operator.LT


def number(value: int) -> Literal:
    return Literal(Decimal(value))


def compiled(test: UnaryTest, term: str = "trimestres") -> tuple[str, str]:
    """Return what makes *test* satisfied, then violated, in words."""
    columns = Columns(TERMS)
    return words(clauses_of(test, term, columns, True)), words(clauses_of(test, term, columns, False))


def words(clauses: Clauses) -> str:
    return " & ".join(
        " | ".join(f"{c} {operator.removeprefix('$')} {n}" for c, operator, n in clause) for clause in clauses
    )


def text(*values: str) -> UnaryTest:
    return AnyOf(tuple(Compare(EQ, Literal(value)) for value in values))


@pytest.mark.parametrize(
    ("test", "satisfied", "violated"),
    [
        (Compare(GE, number(12)), "c001 gte 24", "c001 lte 23"),
        (Compare(EQ, number(12)), "c001 = 24", "c001 neq 24"),
        (Compare(Operator.NE, number(12)), "c001 neq 24", "c001 = 24"),
        (Not(Compare(LT, number(12))), "c001 gte 24", "c001 lte 23"),
        (
            Between(number(12), number(24), True, False),
            "c001 gte 24 & c001 lte 47",
            "c001 lte 23 | c001 gte 48",
        ),
        (
            AnyOf((Compare(EQ, number(3)), Compare(EQ, number(5)))),
            "c001 = 6 | c001 = 10",
            "c001 neq 6 & c001 neq 10",
        ),
        (
            AnyOf((Between(number(1), number(2)), Between(number(5), number(6)))),
            "c001 gte 2 & c001 lte 12 & c001 lte 4 | c001 gte 10",
            "c001 lte 1 | c001 gte 5 & c001 lte 9 | c001 gte 13",
        ),
    ],
)
def test_a_test_of_constants_is_written_on_the_value(test: UnaryTest, satisfied: str, violated: str) -> None:
    assert compiled(test) == (satisfied, violated)


def test_a_test_that_every_value_passes_asks_that_there_be_one() -> None:
    everything = AnyOf((Compare(LT, number(12)), Compare(GE, number(12))))
    assert compiled(everything)[0] == "c001 ex 0"
    assert "gt" in compiled(everything)[1]


def test_texts_are_compared_by_their_number() -> None:
    assert compiled(text("libéral", "artisan"), "statut") == (
        "c001 = 0 | c001 = 2",
        "c001 neq 0 & c001 neq 2",
    )


def test_an_endpoint_that_is_not_a_constant_is_compared_by_sign() -> None:
    assert compiled(Compare(GE, Ref("seuil"))) == ("c001 gte 0", "c001 lte -1")
    assert compiled(Compare(EQ, Unknown())) == ("c001 = 0", "c001 neq 0")


def test_each_end_of_an_interval_has_its_own_column() -> None:
    assert compiled(Between(number(1), Ref("seuil"))) == (
        "c001 gte 2 & c002 lte 0",
        "c001 lte 1 | c002 gte 1",
    )


def test_absence_is_asked_of_its_column() -> None:
    assert compiled(IsUnknown()) == ("k001 = 0", "k001 = 1")
    either = AnyOf((IsUnknown(), Compare(GE, number(12))))
    assert compiled(either) == ("c001 gte 24 | k002 = 0", "c001 lte 23 & k002 = 1")


def test_a_list_of_computed_intervals_is_distributed() -> None:
    test = AnyOf((Between(Ref("seuil"), Ref("revenu")), Compare(EQ, number(1))))
    assert compiled(test)[0] == "c001 = 2 | c002 gte 0 & c001 = 2 | c003 lte 0"


def test_too_many_computed_intervals_are_refused() -> None:
    between: list[UnaryTest] = [Between(Ref(f"a{n}"), Ref(f"b{n}")) for n in range(7)]
    with pytest.raises(NotCompilable, match="too many combinations"):
        compiled(AnyOf(tuple(between)))


@pytest.mark.parametrize("test", [AnyOf(()), Compare(Operator.ADD, Ref("seuil"))])
def test_a_test_without_a_meaning_is_refused(test: UnaryTest) -> None:
    with pytest.raises(NotCompilable):
        compiled(test)


def test_cells_and_columns_are_shared_between_rows() -> None:
    endpoint: Expression = Ref("seuil")
    cell = Compare(GE, endpoint)
    rules = to_rules(
        table_of({"trimestres": cell}, {"revenu": cell, "trimestres": cell}, {}), columns=Columns(TERMS)
    )
    assert rules.cells == (("trimestres", cell), ("revenu", cell))
    assert rules.rows == ((0,), (1, 0), ())
    assert rules.row_columns == (frozenset({"c001"}), frozenset({"c001", "c002"}), frozenset())


def test_a_row_is_possible_while_its_columns_are_absent() -> None:
    rules = to_rules(
        table_of({"trimestres": Compare(GE, number(12)), "duree": IsUnknown()}), columns=Columns(TERMS)
    )
    assert words(rules.row_satisfied(0)) == "c001 gte 24 & k002 = 0"
    assert words(rules.row_possible(0)) == "c001 gte 24 | u001 = 1 & k002 = 0"
