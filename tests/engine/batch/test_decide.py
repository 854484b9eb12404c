"""What SQL cannot work with is decided by the reference meaning, with the same answer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from engine.model import Model
from engine.values import Value
from tests.builders import aid
from tests.engine.batch.shipped import table_of

DAY = date(2024, 3, 1)
SMALL = "N° | Exige | Alors\n | revenu | droit\nR1 | < 12000 | ouvert\nsinon | | refusé"


def verdicts(model: Model, *cases: Mapping[str, Value]) -> list[object]:
    """Return the verdicts on *cases*, checked against the reference meaning."""
    facts = table_of(model, ["aide"], cases)
    said = decide_table(model, ["aide"], facts)
    assert said.to_pylist() == answers(model, ["aide"], facts).to_pylist()
    return [row["aide.verdict"] or row["faute"] for row in said.to_pylist()]


def test_a_number_beyond_the_ordinary_is_decided_all_the_same() -> None:
    far = Decimal("999999999999999.99")
    assert verdicts(
        aid(SMALL), {"jour": DAY, "revenu": far}, {"revenu": -far}, {"revenu": Decimal("5.00")}
    ) == [
        "refuse",
        "ouvert",
        "ouvert",
    ]


def test_a_case_on_which_the_tables_contradict_themselves_is_at_fault() -> None:
    table = "N° | Exige | Alors\n | age | droit\nR1 | > 12 | ouvert\nR2 | > 20 | refusé"
    said = verdicts(aid(table, policy="Unique"), {"age": Decimal(15)}, {"age": Decimal(30)})
    assert said == ["ouvert", "lignes-en-conflit:aide"]


def test_a_table_too_long_for_a_mask_is_looked_up() -> None:
    rows = "\n".join(f"R{place} | {place} | ouvert" for place in range(80))
    model = aid(f"N° | Exige | Alors\n | age | droit\n{rows}\nsinon | | refusé")
    assert Duck(model, ["aide"]).refused == {}
    assert verdicts(model, {"age": Decimal(79)}, {"age": Decimal(80)}, {}) == [
        "ouvert",
        "refuse",
        "indetermine",
    ]


def test_no_case_gives_an_empty_table() -> None:
    assert verdicts(aid(SMALL)) == []
