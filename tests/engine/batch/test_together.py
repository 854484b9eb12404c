"""Benefits that share facts, figures and calculations are decided together as each alone."""

from itertools import pairwise
from pathlib import Path

import pytest

from engine import cache
from engine.batch import by_duck
from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.session import Session
from engine.reach import reach
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

TOGETHER = ("maternite", "paternite", "adoption", "deuil_parental", "ajap")
EACH = 12


def test_benefits_that_share_terms_are_decided_together() -> None:
    model = shipped()
    reached = [reach(model, [model.benefits[code].table]) for code in TOGETHER]
    assert all(
        {*one.facts, *one.parameters} & {*other.facts, *other.parameters} for one, other in pairwise(reached)
    )
    cases = [facts for code in TOGETHER for facts in shipped_cases()[code][:EACH]]
    facts = table_of(model, TOGETHER, cases)
    assert decide_table(model, TOGETHER, facts).to_pylist() == answers(model, TOGETHER, facts).to_pylist()


def test_many_benefits_take_several_statements(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(by_duck, "MOST_REACHED", 100)
    monkeypatch.setattr(cache, "directory", lambda: tmp_path / "cache")
    model = shipped()
    facts = table_of(model, TOGETHER, [facts for code in TOGETHER for facts in shipped_cases()[code][:EACH]])
    backend = by_duck.ByDuck(model, TOGETHER)
    assert len(backend.written) > 2
    shares: list[float] = []
    with Session(tmp_path) as session:
        session.connection.register("cas", facts)
        query = backend.decide(session, "cas", tmp_path, shares.append)
        found = session.connection.sql(query).to_arrow_table()
    expected = answers(model, TOGETHER, facts)
    assert found.cast(expected.schema).to_pylist() == expected.to_pylist()
    assert shares == sorted(shares) and shares[0] > 0 and shares[-1] < 1


def test_what_several_statements_say_of_many_cases_stands_side_by_side(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(by_duck, "MOST_REACHED", 1)
    monkeypatch.setattr(cache, "directory", lambda: tmp_path / "cache")
    model, asked, count = shipped(), TOGETHER[-2:], 300_000
    cases = table_of(model, asked, [facts for code in asked for facts in shipped_cases()[code][:EACH]])
    backend = by_duck.ByDuck(model, asked)
    with Session(tmp_path, threads=4) as session:
        session.connection.register("quelques", cases)
        session.run(
            f"CREATE TABLE cas AS SELECT range + 1 AS position, quelques.* EXCLUDE (position)"
            f" FROM range({count}) JOIN quelques ON range % {cases.num_rows} + 1 = quelques.position ORDER BY range"
        )
        query = backend.decide(session, "cas", tmp_path)
        found = session.run(f"SELECT position FROM ({query})")
    assert found == [(position + 1,) for position in range(count)]
