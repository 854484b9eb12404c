"""Each measure gives right answers on a tiny size; what it takes is not looked at."""

import json
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from benchmarks import (
    batch,
    beside_spark,
    drawn_cases,
    large_tables,
    one_batch,
    shipped,
    single_case,
    table_size,
)
from benchmarks.peers import by_sql, people


def test_the_sql_written_by_hand_answers_as_ours(tmp_path: Path) -> None:
    source, ours, theirs = (tmp_path / name for name in ("cases", "ours", "theirs"))
    people.write(source, 300)
    one_batch.main("decide", source, ours)
    by_sql.decide(source, theirs)
    assert batch._differences(ours, theirs) == 0
    assert batch._unlike_reference(source, ours, 50) == 0


@pytest.mark.parametrize("shape", large_tables.SHAPES)
def test_a_table_of_any_shape_answers_as_the_reference(shape: str, tmp_path: Path) -> None:
    target = tmp_path / "found.json"
    table_size.main(shape, 12, 200, target)
    found = json.loads(target.read_text("utf-8"))
    assert (found["rows"], found["differ"]) == (12, 0) and found["other"] is not None


def test_a_shipped_benefit_answers_as_the_reference(tmp_path: Path) -> None:
    model, source = shipped._model(), tmp_path / "cases"
    drawn_cases.write(model, ["deuil_parental"], source, 100)
    found = shipped._decided(model, "deuil_parental", source, 20, tmp_path / "found.json")
    assert found["differ"] == 0


def test_one_engine_decides_two_sizes(tmp_path: Path) -> None:
    few, many = beside_spark._facts("reduced", tmp_path, 10, 20)
    beside_spark.main("duck", "reduced", few, many, tmp_path / "duck")
    assert json.loads((tmp_path / "duck.json").read_text("utf-8")).keys() >= {"statement", "few", "many"}


def test_one_decision_is_measured_without_the_other_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_case, "find_spec", lambda _: None)
    monkeypatch.setattr(single_case, "publicodes", lambda: None)
    said = single_case.measured(small=True)
    assert "| our verdict |" in said and "Not measured: ZEN" in said
