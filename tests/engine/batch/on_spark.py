"""What Spark says of cases, with what its caller adds: cases put apart, and nothing said of those at fault."""

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from engine.batch.by_reference import answers
from engine.batch.columns import ALWAYS, APART
from engine.batch.large import LARGE
from engine.batch.spark import Spark
from engine.model import Model


def decided_by_spark(
    session: SparkSession, model: Model, benefits: Sequence[str], facts: pa.Table, large: int = LARGE
) -> pa.Table:
    """Return the verdicts on the cases of *facts*, in their order, as ``decide_table`` gives them.

    Cases are read from a file, as those of a batch are: Spark interprets those it holds in memory, slowly,
    and does not try what it compiles.
    """
    spark = Spark(model, benefits, large)
    assert spark.refused == {}
    spark.prepare(session)
    with TemporaryDirectory() as folder:
        pq.write_table(facts, f"{folder}/faits.parquet")
        read = session.read.parquet(f"{folder}/faits.parquet")
        said = spark.decided(read).orderBy("position").toArrow()
    fault = said["faute"].to_pylist()
    apart = _places(fault, lambda code: code == APART)
    others = answers(model, benefits, facts.take(apart))
    sound = said.take(_places(fault, lambda code: code is None)).cast(others.schema)
    wrong = said.take(_places(fault, lambda code: code not in (None, APART))).select(ALWAYS)
    return pa.concat_tables([sound, wrong, others], promote_options="permissive").sort_by("position")


def _places(fault: Sequence[str | None], wanted: Callable[[str | None], bool]) -> pa.Int64Array:
    return pa.array([place for place, code in enumerate(fault) if wanted(code)], pa.int64())
