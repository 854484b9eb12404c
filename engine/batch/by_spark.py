"""Facts decided by Apache Spark: they go to it, and its verdicts come back, as Parquet files.

The cluster must see the folder of the work, which stands beside the output.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

from engine.batch.backend import beside
from engine.batch.parquet import relation_of, to_keep
from engine.batch.session import Session, ShareTold, silent
from engine.batch.spark import Spark
from engine.model import Model


class BySpark:
    """Spark; what it cannot say exactly is left to the reference meaning."""

    def __init__(self, model: Model, benefits: Sequence[str], master: str) -> None:
        self.model = model
        self.benefits = tuple(benefits)
        self.spark = Spark(model, benefits)
        self.master = master
        self.label = f"spark {pyspark.__version__}"
        self.refused: Mapping[str, str] = self.spark.refused

    def decide(self, session: Session, facts: str, folder: Path, told: ShareTold = silent) -> str:
        """Return the query on the verdicts that Spark has written, with the others beside it."""
        ours = self._written(session, facts, folder) if self.spark.benefits else ""
        return beside(self, self.model, self.benefits, ours, session, facts, folder)

    def _written(self, session: Session, facts: str, folder: Path) -> str:
        source, target = folder / "faits.parquet", folder / "spark"
        session.run(to_keep(f"FROM {facts}", source))
        spark = started(self.master)
        self.spark.prepare(spark)
        decided = self.spark.decided(spark.read.parquet(str(source)))
        decided.write.mode("overwrite").parquet(str(target))
        return f"FROM {relation_of(target / '*.parquet')} ORDER BY position"


def started(master: str) -> SparkSession:
    """Return the session on *master*, started if need be; it says nothing on its own."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master(master)
        .appName("check-eligibility")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session
