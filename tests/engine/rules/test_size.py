"""Tables beyond what one ruleset can hold."""

from decimal import Decimal

import pytest

from engine.model import AnyOf, Between, Compare, Not, Operator, Ref, UnaryTest
from engine.values import Value
from tests.engine.rules.comparing import at_least, check, is_, number, whole_terms
from tests.strategies import table_of

pytest.importorskip("durable_rules_engine", exc_type=ImportError)


def revenus(*numbers: int) -> list[dict[str, Value]]:
    given: list[dict[str, Value]] = [{"revenu": Decimal(number)} for number in numbers]
    return [{}, *given]


def listed(*numbers: int) -> AnyOf:
    return AnyOf(tuple(is_(Decimal(number)) for number in numbers))


def test_600_constants_in_one_column() -> None:
    table = table_of(*({"revenu": is_(Decimal(n))} for n in range(600)), {"revenu": at_least(599)})
    assert check(table, *revenus(-1, 0, 25, 599, 600)).not_compiled == ()


def test_600_thresholds_all_true_at_once() -> None:
    table = table_of(*({"revenu": at_least(n)} for n in range(600)))
    assert check(table, *revenus(-1, 0, 25, 599, 10_000)).not_compiled == ()


@pytest.mark.parametrize("count", [100, 260, 600])
def test_a_list_of_many_values_in_one_cell(count: int) -> None:
    many = listed(*range(0, 2 * count, 2))
    table = table_of({"revenu": many}, {"revenu": Not(many), "duree": at_least(1)})
    cases = [facts | {"duree": Decimal(1)} for facts in revenus(-1, 0, 1, 2 * count - 2, 2 * count)]
    assert check(table, *cases, *revenus(0, 1)).not_compiled == ()


def test_300_rows_that_end_in_the_same_test() -> None:
    table = table_of(*({"duree": at_least(12), "affilie": is_(True)} for _ in range(300)))
    check(table, {"duree": Decimal(12), "affilie": True}, {"duree": Decimal(11)}, {"affilie": True}, {})


def test_300_rows_of_lists_that_share_an_alternative() -> None:
    table = table_of(*({"revenu": listed(1, n + 2)} for n in range(300)))
    assert check(table, *revenus(1, 301)).not_compiled == ()


def test_a_row_of_40_conditions() -> None:
    names = [f"n{index:02d}" for index in range(40)]
    several = AnyOf((Between(number(1), number(2)), Between(number(5), number(6)), is_(Decimal(9))))
    tests: list[UnaryTest] = [at_least(1), several, Compare(Operator.GE, Ref("n00"))]
    table = table_of(*(dict.fromkeys(names, test) for test in tests))
    right: dict[str, Value] = dict.fromkeys(names, Decimal(5))
    wrong: list[dict[str, Value]] = [
        {**right, "n39": Decimal(4)},
        {**right, "n00": Decimal(0)},
        {"n07": Decimal(3)},
    ]
    partial: dict[str, Value] = dict.fromkeys(names[:20], Decimal(5))
    assert check(table, right, *wrong, partial, {}, terms=whole_terms(*names)).not_compiled == ()


def test_300_columns() -> None:
    names = [f"n{index:03d}" for index in range(300)]
    table = table_of(*({name: at_least(1)} for name in names))
    right: dict[str, Value] = dict.fromkeys(names, Decimal(1))
    partial: dict[str, Value] = {"n007": Decimal(0), "n299": Decimal(1)}
    assert check(table, right, partial, terms=whole_terms(*names)).not_compiled == ()


def test_many_true_alternatives_do_not_multiply() -> None:
    names, limits = [f"n{index:02d}" for index in range(12)], list("abcdef")
    table = table_of(dict.fromkeys(names, AnyOf(tuple(Compare(Operator.GE, Ref(name)) for name in limits))))
    right: dict[str, Value] = dict.fromkeys([*names, *limits], Decimal(1))
    partial: dict[str, Value] = dict.fromkeys(names, Decimal(1))
    wrong: dict[str, Value] = {**right, "n03": Decimal(0)}
    assert check(table, right, wrong, partial, terms=whole_terms(*names, *limits)).not_compiled == ()


def test_5000_rows() -> None:
    def cells(row: int) -> dict[str, UnaryTest]:
        step = row // 100
        return {"trimestres": is_(Decimal(row % 100)), "revenu": Between(number(step), number(step + 1))}

    table = table_of(*(cells(row) for row in range(5000)))
    both: dict[str, Value] = {"trimestres": Decimal(50), "revenu": Decimal("0.5")}
    assert check(table, both, {"revenu": Decimal(50)}).not_compiled == ()
