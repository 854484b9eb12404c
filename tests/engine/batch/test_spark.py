"""Spark says of every case that stands beside the tables what the reference meaning says.

Expressions are interpreted here: to compile them takes Spark longer than all the cases do. One benefit is
compiled too.
"""

import shutil
from collections.abc import Iterator

import pyarrow as pa
import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import SparkSession

from engine.batch.by_reference import answers
from engine.batch.by_spark import started
from engine.batch.large import LARGE
from engine.model import Model
from tests.engine.batch.generated import BENEFIT, Drawn, cases
from tests.engine.batch.long_tables import facts_of, long_table
from tests.engine.batch.on_spark import decided_by_spark
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BENEFITS = tuple(shipped().benefits)
SEEDS = (1, 2, 4, 5, 6)
LOOKED_UP = 5
CASES = 60
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    made = started("local[2]")
    yield made
    made.stop()


@pytest.mark.parametrize("benefit", BENEFITS)
def test_spark_answers_as_the_reference_meaning(benefit: str, session: SparkSession) -> None:
    interpreted(session)
    assert_same(session, shipped(), benefit, table_of(shipped(), [benefit], shipped_cases()[benefit]))


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_models_answer_as_the_reference_meaning(seed: int, session: SparkSession) -> None:
    interpreted(session)
    model = Drawn(seed).model()
    assert_same(session, model, BENEFIT, table_of(model, [BENEFIT], list(cases(model, seed, CASES))))


def test_a_generated_model_whose_tables_are_looked_up_answers_alike(session: SparkSession) -> None:
    interpreted(session)
    model = Drawn(LOOKED_UP).model()
    assert_same(
        session, model, BENEFIT, table_of(model, [BENEFIT], list(cases(model, LOOKED_UP, CASES))), large=0
    )


def test_a_long_table_answers_as_the_reference_meaning(session: SparkSession) -> None:
    interpreted(session)
    model = long_table("clés et tranches", 100)
    assert_same(session, model, BENEFIT, table_of(model, [BENEFIT], facts_of(model, 1, 40)))


def test_compiled_expressions_answer_alike(session: SparkSession) -> None:
    for name in INTERPRETED:
        session.conf.unset(name)
    facts = table_of(shipped(), ["capital_deces"], shipped_cases()["capital_deces"])
    assert_same(session, shipped(), "capital_deces", facts)


def interpreted(session: SparkSession) -> None:
    for name, value in INTERPRETED.items():
        session.conf.set(name, value)


def assert_same(
    session: SparkSession, model: Model, benefit: str, facts: pa.Table, large: int = LARGE
) -> None:
    found = decided_by_spark(session, model, [benefit], facts, large)
    assert found.to_pylist() == answers(model, [benefit], facts).to_pylist()
