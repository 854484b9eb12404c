"""What Spark says of cases, with what its caller adds: cases put apart, and nothing said of those at fault."""

from collections.abc import Callable, Sequence

import pyarrow as pa
from pyspark.sql import SparkSession

from engine.batch.by_reference import answers
from engine.batch.columns import ALWAYS, APART
from engine.batch.large import LARGE
from engine.batch.spark import Spark
from engine.model import Model


def decided_by_spark(
    session: SparkSession, model: Model, benefits: Sequence[str], facts: pa.Table, large: int = LARGE
) -> pa.Table:
    """Return the verdicts on the cases of *facts*, in their order, as ``decide_table`` gives them."""
    spark = Spark(model, benefits, large)
    assert spark.refused == {}
    spark.prepare(session)
    said = spark.decided(session.createDataFrame(facts)).orderBy("position").toArrow()
    fault = said["faute"].to_pylist()
    apart = _places(fault, lambda code: code == APART)
    others = answers(model, benefits, facts.take(apart))
    sound = said.take(_places(fault, lambda code: code is None)).cast(others.schema)
    wrong = said.take(_places(fault, lambda code: code not in (None, APART))).select(ALWAYS)
    return pa.concat_tables([sound, wrong, others], promote_options="permissive").sort_by("position")


def _places(fault: Sequence[str | None], wanted: Callable[[str | None], bool]) -> pa.Int64Array:
    return pa.array([place for place, code in enumerate(fault) if wanted(code)], pa.int64())
