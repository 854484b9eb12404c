"""A statement is written once for the same tables, and again as soon as they change."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import cache
from engine.batch import duckdb
from engine.batch.backend import duckdb_backend
from engine.batch.duckdb import Duck
from engine.batch.expressions import Inexpressible
from engine.batch.plan import Plan, plan
from engine.batch.session import Session
from engine.model import Model
from tests.builders import aid

ROWS = (
    "N° | Exige | Alors\n | revenu | droit\nR1 | < 12000 | ouvert\nR2 | > 90000 | à étudier\nsinon | | refusé"
)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Return the statements written from now on, with an empty cache."""
    found: list[str] = []
    write = Duck.statement

    def noted(duck: Duck, source: str) -> str:
        found.append(write(duck, source))
        return found[-1]

    monkeypatch.setattr(Duck, "statement", noted)
    monkeypatch.setattr(cache, "directory", lambda: tmp_path / "cache")
    return found


def test_a_statement_is_written_once(written: list[str], tmp_path: Path) -> None:
    with Session(tmp_path) as session:
        first, second = (
            duckdb_backend(aid(ROWS), ["aide"]).decide(session, "faits", tmp_path) for _ in range(2)
        )
    assert len(written) == 1
    assert first == second
    assert "FROM faits" in second


def test_the_order_of_rows_makes_another_statement(written: list[str]) -> None:
    lines = ROWS.split("\n")
    lines[2], lines[3] = lines[3], lines[2]
    before, after = aid(ROWS, policy="Unique"), aid("\n".join(lines), policy="Unique")
    assert before.seal == after.seal
    duckdb_backend(before, ["aide"])
    duckdb_backend(after, ["aide"])
    assert len(written) == 2


def test_what_is_refused_is_kept_too(written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(model: Model, benefits: Sequence[str], large: int) -> Plan:
        if benefits:
            raise Inexpressible("trop long")
        return plan(model, benefits, large)

    monkeypatch.setattr(duckdb, "plan", refusing)
    first = duckdb_backend(aid(ROWS), ["aide"]).refused
    monkeypatch.setattr(duckdb, "plan", plan)
    assert first == duckdb_backend(aid(ROWS), ["aide"]).refused == {"aide": "trop long"}
    assert written == []


def test_a_statement_that_cannot_be_read_is_written_again(written: list[str], tmp_path: Path) -> None:
    duckdb_backend(aid(ROWS), ["aide"])
    (kept,) = (tmp_path / "cache").glob("*.txt")
    kept.write_text("[", "utf-8")
    duckdb_backend(aid(ROWS), ["aide"])
    assert len(written) == 2
