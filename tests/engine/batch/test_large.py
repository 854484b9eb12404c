"""Tables of hundreds of rows are looked up, with the answers of the reference meaning."""

from pathlib import Path

import pyarrow as pa
import pytest

from engine.batch.by_duck import ByDuck
from engine.batch.by_reference import answers
from engine.batch.columns import APART
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from engine.batch.session import Session
from engine.model import Model
from tests.engine.batch.long_tables import BENEFIT, SHAPES, facts_of, long_table
from tests.engine.batch.shipped import expected, facts, shipped, table_of

ROWS = 120
LOOKED_UP = tuple(shape for shape in SHAPES if shape != "boîtes")


def found(model: Model, cases: pa.Table, folder: Path) -> list[dict[str, object]]:
    """Return what the backend of the command answers, in the order in which it does."""
    with Session(folder) as session:
        session.connection.register("cas", cases)
        query = ByDuck(model, [BENEFIT]).decide(session, "cas", folder)
        said: list[dict[str, object]] = session.connection.sql(query).to_arrow_table().to_pylist()
        return said


@pytest.mark.parametrize("shape", LOOKED_UP)
def test_a_long_table_answers_as_the_reference_meaning(shape: str) -> None:
    model = long_table(shape, ROWS)
    assert Duck(model, [BENEFIT]).refused == {}
    cases = table_of(model, [BENEFIT], facts_of(model, 1, 40))
    assert decide_table(model, [BENEFIT], cases).to_pylist() == answers(model, [BENEFIT], cases).to_pylist()


def test_cases_keep_their_order_and_none_is_decided_apart(tmp_path: Path) -> None:
    model = long_table("clés et tranches", ROWS)
    cases = table_of(model, [BENEFIT], facts_of(model, 2, 40) * 200)
    said = found(model, cases, tmp_path)
    assert [row["position"] for row in said] == cases.column("position").to_pylist()
    assert APART not in {row["faute"] for row in said}


def test_few_cases_keep_their_order_too(tmp_path: Path) -> None:
    model = long_table("clés et plafonds", ROWS)
    cases = table_of(model, [BENEFIT], facts_of(model, 3, 20))
    assert [row["position"] for row in found(model, cases, tmp_path)] == list(range(1, 21))


def test_columns_that_cross_too_much_are_left_to_the_reference_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.batch.large.MOST_PAIRS", 1000)
    refused = Duck(long_table("boîtes", 70), [BENEFIT]).refused
    assert refused == {BENEFIT: "les colonnes de la table «\u00a0droits\u00a0» se croisent trop"}


@pytest.mark.parametrize("benefit", ["paternite"])
def test_a_shipped_benefit_whose_tables_are_looked_up_answers_alike(benefit: str) -> None:
    assert (
        decide_table(shipped(), [benefit], facts(benefit), large=0).to_pylist()
        == expected(benefit).to_pylist()
    )
