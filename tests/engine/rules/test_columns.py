from datetime import date
from decimal import Decimal

import pytest

from engine.model import Expression, Literal, Operator, Ref
from engine.rules import columns as columns_module
from engine.rules.columns import FAR, HUB, Columns
from engine.values import Known, Missing, Value
from tests.strategies import TERMS


def reading(columns: Columns, **facts: Value) -> dict[str, int]:
    def values(expression: Expression) -> Known:
        match expression:
            case Ref(name):
                return facts.get(name, Missing())
            case Literal(value):
                return value
            case _:
                raise AssertionError(expression)

    fact = columns.read(values)
    assert fact.pop(HUB) == 1
    return fact


@pytest.mark.parametrize(
    ("term", "value", "number"),
    [
        ("revenu", Decimal("12.50"), 2500),
        ("revenu", Decimal("12.505"), 2501),
        ("revenu", Decimal("-12.505"), -2501),
        ("revenu", Decimal("1E+30"), FAR),
        ("revenu", Decimal("-1E+30"), -FAR),
        ("trimestres", Decimal(12), 24),
        ("taux", Decimal("0.062"), 124),
        ("date_debut", date(2024, 2, 29), date(2024, 2, 29).toordinal()),
        ("affilie", True, 1),
        ("affilie", False, 0),
        ("statut", "commerçant", 1),
        ("statut", "inconnu du glossaire", -1),
        ("commune", "Nîmes", -1),
    ],
)
def test_a_value_becomes_an_integer(term: str, value: Value, number: int) -> None:
    columns = Columns(TERMS)
    columns.of_value(term)
    assert reading(columns, **{term: value}) == {"c001": number}


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("revenu", True),
        ("revenu", "12"),
        ("affilie", Decimal(1)),
        ("statut", True),
        ("date_debut", "2024-02-29"),
        ("revenu", date(2024, 2, 29)),
    ],
)
def test_a_value_of_another_type_is_never_compared(term: str, value: Value) -> None:
    columns = Columns(TERMS)
    columns.of_value(term)
    with pytest.raises(TypeError):
        reading(columns, **{term: value})
    assert columns.constant(term, Operator.EQ, value) is None


def test_an_open_text_is_numbered_by_the_texts_that_cells_name() -> None:
    columns = Columns(TERMS)
    columns.of_value("commune")
    named = [columns.constant("commune", Operator.EQ, text) for text in ("Nîmes", "", "Nîmes", "nîmes")]
    assert named == [0, 1, 0, 2]
    assert reading(columns, commune="") == {"c001": 1}


@pytest.mark.parametrize("value", [Decimal("12.505"), Decimal("1E+30")])
def test_a_constant_that_the_column_cannot_hold_takes_a_sign(value: Decimal) -> None:
    columns = Columns(TERMS)
    assert columns.constant("revenu", Operator.GE, value) is None
    columns.of_sign("revenu", Literal(value))
    assert reading(columns, revenu=value) == {"c001": 0}
    assert reading(columns, revenu=value / 2) == {"c001": -1}


def test_texts_have_no_order_in_a_column() -> None:
    assert Columns(TERMS).constant("statut", Operator.LT, "artisan") is None


def test_a_column_is_absent_when_its_value_or_its_endpoint_is_missing() -> None:
    columns = Columns(TERMS)
    columns.of_value("revenu")
    columns.of_sign("revenu", Ref("seuil"))
    assert reading(columns) == {}
    assert reading(columns, seuil=Decimal(1)) == {}
    assert reading(columns, revenu=Decimal(1)) == {"c001": 200}
    assert reading(columns, revenu=Decimal(1), seuil=Decimal("0.99")) == {"c001": 200, "c002": 1}
    assert columns.optional == ("c001", "c002")


def test_the_column_of_presence_is_always_there() -> None:
    columns = Columns(TERMS)
    assert columns.of_presence("revenu") == "k001"
    assert reading(columns) == {"k001": 0}
    assert reading(columns, revenu=Decimal(0)) == {"k001": 1}
    assert columns.optional == ()


def test_one_question_has_one_column() -> None:
    columns = Columns(TERMS)
    asked = [columns.of_value("revenu"), columns.of_sign("revenu", Ref("seuil")), columns.of_value("revenu")]
    assert asked == ["c001", "c002", "c001"]
    assert columns.of_sign("duree", Ref("seuil")) == "c003"


def test_where_a_c_long_is_short_numbers_stay_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "FAR", 1 << 30)
    columns = Columns(TERMS)
    assert columns.constant("revenu", Operator.GE, Decimal(10_000_000)) is None
    columns.of_value("revenu")
    assert reading(columns, revenu=Decimal(10_000_000)) == {"c001": 1 << 30}
