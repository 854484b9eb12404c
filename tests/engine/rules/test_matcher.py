import sys
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.model import AnyOf, Between, Compare, Expression, Literal, Operator, Ref
from engine.rules import RuleMatcher, best_matcher
from engine.rules import columns as columns_module
from engine.rules import to_rules as to_rules_module
from engine.rules.matcher import Question
from engine.rules.rule_host import EngineFault
from engine.trace import Truth
from engine.values import Known, Value
from tests.engine.rules.comparing import at_least, check, is_, number, same_as_reference, whole_terms
from tests.strategies import model_of, table_of, values_of

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

YES, NO, MAYBE = Truth.SATISFIED, Truth.VIOLATED, Truth.UNKNOWN


def test_the_matcher_names_the_engine_and_its_version() -> None:
    assert RuleMatcher(model_of(table_of({}))).name == "durable-rules 2.0.28"


def test_a_table_is_answered_row_by_row() -> None:
    table = table_of(
        {"trimestres": at_least(12), "statut": is_("artisan")},
        {"trimestres": Compare(Operator.LT, number(12)), "statut": is_("artisan")},
        {"statut": is_("libéral")},
        {},
    )
    model = model_of(table)
    matcher = RuleMatcher(model)
    assert matcher.rows(table, values_of(model, {"statut": "artisan"})) == (MAYBE, MAYBE, NO, YES)
    assert matcher.rows(table, values_of(model, {"statut": "artisan", "trimestres": Decimal(12)})) == (
        YES,
        NO,
        NO,
        YES,
    )
    assert matcher.not_compiled == ()


def test_nothing_is_compiled_before_it_is_asked() -> None:
    table = table_of({"trimestres": at_least(12)})
    model = model_of(table)
    matcher = RuleMatcher(model)
    matcher.rows(table, values_of(model, {"trimestres": Decimal(1)}))
    assert list(matcher._matcher(table)._engines) == [Question.SATISFIED]


def test_a_table_of_the_same_name_is_another_table() -> None:
    first, second = table_of({"trimestres": at_least(12)}), table_of({"trimestres": at_least(13)})
    model = model_of(first)
    matcher = RuleMatcher(model)
    values = values_of(model, {"trimestres": Decimal(12)})
    assert [matcher.rows(table, values) for table in (first, second, first)] == [(YES,), (NO,), (YES,)]


@pytest.mark.parametrize(
    "text", ["", "12", "vrai", "a" * 70_000, '"', "\\", "\0", "🙂", "\ud800", "Nîmes", "Ni\u0302mes"]
)
def test_any_text_is_compared_exactly(text: str) -> None:
    table = table_of(
        {"commune": is_(text)},
        {"commune": AnyOf((is_("Nîmes"), is_(text + "x")))},
        {"commune": Compare(Operator.LT, Literal("M"))},
    )
    check(table, {"commune": text}, {"commune": text + "x"}, {"commune": "Nîmes"}, {"commune": "12"}, {})


def test_a_value_between_two_decimals_keeps_its_order() -> None:
    table = table_of(
        {"revenu": at_least("12.50")},
        {"revenu": is_(Decimal("12.50"))},
        {"revenu": Between(number("12.49"), number("12.50"), False, False)},
        {"revenu": at_least("12.495")},
    )
    check(
        table,
        *({"revenu": Decimal(n)} for n in ("12.49", "12.4949", "12.495", "12.4999", "12.50", "12.50001")),
    )


def test_numbers_beyond_what_the_engine_holds_are_compared_exactly() -> None:
    far = ["9007199254740993", "90071992547409930", "-90071992547409930", "1E+40", "45035996273704.96"]
    table = table_of(*({"revenu": Compare(op, number(n))} for n in far for op in (Operator.GE, Operator.EQ)))
    check(table, *({"revenu": Decimal(n) + step} for n in far for step in (-1, 0, 1)), {})


def test_numbers_are_exact_where_a_c_long_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "FAR", 1 << 30)
    monkeypatch.setattr(to_rules_module, "FAR", 1 << 30)
    limits = ["5368709.11", "5368709.12", "10000000", "-10000000", "0"]
    table = table_of(*({"revenu": at_least(n)} for n in limits), {"revenu": Between(number(2), number(1))})
    check(
        table,
        *({"revenu": Decimal(n) + step} for n in limits for step in (Decimal("-0.01"), 0, Decimal("0.01"))),
    )


def test_what_the_engine_cannot_take_is_answered_by_the_reference_and_named() -> None:
    table = table_of(
        {"revenu": AnyOf(tuple(Between(Ref("seuil"), Ref("coefficient"), n > 0, n > 1) for n in range(3)))},
        {"revenu": AnyOf(())},
    )
    matcher = check(table, {"revenu": Decimal(1)}, {})
    assert matcher.not_compiled == ("droits",)


def test_only_the_question_that_the_engine_cannot_take_goes_to_the_reference() -> None:
    names = [f"n{index:02d}" for index in range(40)]
    terms = whole_terms("revenu", *names)
    table = table_of({"revenu": AnyOf(tuple(Compare(Operator.GE, Ref(name)) for name in names))})
    full: dict[str, Value] = dict.fromkeys(terms, Decimal(1))
    matcher = check(table, full, full | {"revenu": Decimal(0)}, {"revenu": Decimal(1)}, {}, terms=terms)
    assert list(matcher._matcher(table).not_compiled) == [Question.POSSIBLE]


def test_a_value_of_another_type_is_an_error_of_ours() -> None:
    table = table_of({"revenu": at_least(1)})
    model = model_of(table)
    with pytest.raises(TypeError):
        RuleMatcher(model).rows(table, values_of(model, {"revenu": True}))


def test_an_error_in_the_values_leaves_the_rules_as_they_were() -> None:
    def failing(expression: Expression) -> Known:
        raise ZeroDivisionError(expression)

    table = table_of({"revenu": at_least(1)})
    model = model_of(table)
    matcher = RuleMatcher(model)
    with pytest.raises(ZeroDivisionError):
        matcher.rows(table, failing)
    same_as_reference(matcher, model, table, {"revenu": Decimal(1)})


@pytest.mark.parametrize("held", [set[int](), {0, 1}])
def test_a_cell_both_satisfied_and_violated_or_neither_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, held: set[int]
) -> None:
    table = table_of({"revenu": at_least(1)})
    model = model_of(table)
    monkeypatch.setattr("engine.rules.matcher.RuleEngine.holding", lambda *_: held)
    with pytest.raises(EngineFault):
        RuleMatcher(model).cells(table, values_of(model, {"revenu": Decimal(1)}))


def test_a_cell_that_is_settled_without_its_columns_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of({"revenu": at_least(1)})
    model = model_of(table)
    monkeypatch.setattr("engine.rules.matcher.RuleEngine.holding", lambda *_: {1})
    with pytest.raises(EngineFault):
        RuleMatcher(model).cells(table, values_of(model, {}))


def test_a_row_unknown_with_all_of_its_columns_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of({"revenu": at_least(1)}, {"duree": at_least(1)})
    model = model_of(table)
    held = iter([set[int](), {0, 1}])
    monkeypatch.setattr("engine.rules.matcher.RuleEngine.holding", lambda *_: next(held))
    with pytest.raises(EngineFault):
        RuleMatcher(model).rows(table, values_of(model, {"revenu": Decimal(0)}))


def test_threads_share_a_matcher() -> None:
    tables = [
        replace(table_of(*({"revenu": at_least(n + shift)} for n in range(20))), name=f"t{shift}")
        for shift in range(4)
    ]
    model = model_of(tables[0])
    matcher = RuleMatcher(model)
    wrong: list[object] = []

    def work(start: int) -> None:
        for turn in range(80):
            table = tables[(start + turn) % 4]
            facts: dict[str, Value] = {"revenu": Decimal(turn % 24)} if turn % 3 else {}
            try:
                same_as_reference(matcher, model, table, facts)
            except (AssertionError, EngineFault) as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_best_matcher_is_that_of_the_rules() -> None:
    assert isinstance(best_matcher(model_of(table_of({}))), RuleMatcher)


def test_without_durable_rules_the_reference_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("durable", "durable.engine", "durable_rules_engine"):
        monkeypatch.setitem(sys.modules, module, None)
    assert best_matcher(model_of(table_of({}))).name == "référence"
