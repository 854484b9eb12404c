"""Spark says of every case that stands beside the tables what the reference meaning says.

Expressions are interpreted here: to compile them takes Spark longer than all the cases do. One benefit is
compiled too.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import SparkSession

from engine.batch.by_reference import answers
from engine.batch.by_spark import started
from engine.batch.spark import Spark
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BENEFITS = tuple(shipped().benefits)
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    made = started("local[2]")
    yield made
    made.stop()


def decided(session: SparkSession, benefit: str, facts: pa.Table, folder: Path) -> pa.Table:
    spark = Spark(shipped(), [benefit])
    assert spark.refused == {}
    spark.prepare(session)
    pq.write_table(facts, folder / "faits.parquet")
    found = spark.decided(session.read.parquet(str(folder / "faits.parquet")))
    return found.orderBy("position").toArrow()


@pytest.mark.parametrize("benefit", BENEFITS)
def test_spark_answers_as_the_reference_meaning(benefit: str, session: SparkSession, tmp_path: Path) -> None:
    for name, value in INTERPRETED.items():
        session.conf.set(name, value)
    facts = table_of(shipped(), [benefit], shipped_cases()[benefit])
    expected = answers(shipped(), [benefit], facts)
    assert (
        decided(session, benefit, facts, tmp_path).cast(expected.schema).to_pylist() == expected.to_pylist()
    )


def test_compiled_expressions_answer_alike(session: SparkSession, tmp_path: Path) -> None:
    for name in INTERPRETED:
        session.conf.unset(name)
    facts = table_of(shipped(), ["capital_deces"], shipped_cases()["capital_deces"])
    expected = answers(shipped(), ["capital_deces"], facts)
    assert (
        decided(session, "capital_deces", facts, tmp_path).cast(expected.schema).to_pylist()
        == expected.to_pylist()
    )
