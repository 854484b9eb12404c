"""DuckDB says of every case that stands beside the tables what the reference meaning says."""

import pytest

from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from tests.engine.batch.shipped import expected, facts, shipped

BENEFITS = tuple(shipped().benefits)


@pytest.mark.parametrize("benefit", BENEFITS)
def test_duckdb_answers_as_the_reference_meaning(benefit: str) -> None:
    said = decide_table(shipped(), [benefit], facts(benefit))
    assert said.to_pylist() == expected(benefit).to_pylist()


def test_no_shipped_benefit_is_refused_by_sql() -> None:
    assert Duck(shipped(), BENEFITS).refused == {}
