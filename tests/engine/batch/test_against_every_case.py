"""DuckDB says of every case that stands beside the tables what the reference meaning says."""

from functools import cache

import pyarrow as pa
import pytest

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BENEFITS = tuple(shipped().benefits)


@cache
def facts(benefit: str) -> pa.Table:
    return table_of(shipped(), [benefit], shipped_cases()[benefit])


@pytest.mark.parametrize("benefit", BENEFITS)
def test_duckdb_answers_as_the_reference_meaning(benefit: str) -> None:
    expected = answers(shipped(), [benefit], facts(benefit))
    assert decide_table(shipped(), [benefit], facts(benefit)).to_pylist() == expected.to_pylist()


@pytest.mark.parametrize("benefit", BENEFITS)
def test_no_shipped_benefit_is_refused_by_sql(benefit: str) -> None:
    assert Duck(shipped(), [benefit]).refused == {}
