# pyright: reportUnknownVariableType=false
# The stubs of pyarrow leave the types of fields out.
"""What decides a relation of facts: the seam between reading, writing and the engines."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine import __version__
from engine.batch.by_reference import answers
from engine.batch.columns import facts_schema, result_names, result_schema
from engine.batch.parquet import relation_of
from engine.batch.reading.to_sql import name
from engine.batch.session import Session, ShareTold, silent
from engine.model import Model

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 20_000


class Backend(Protocol):
    """An engine that decides benefits.

    ``label`` is its name and version, for the metadata. ``refused`` gives the benefits that it leaves
    to the reference meaning, and why.
    """

    @property
    def label(self) -> str:
        """Its name and version."""
        ...

    @property
    def refused(self) -> Mapping[str, str]:
        """The benefits that it leaves to the reference meaning, each with the reason."""
        ...

    def decide(self, session: Session, facts: str, folder: Path, told: ShareTold = silent) -> str:
        """Return a query that gives ``result_schema`` for each row of the relation *facts*
        (``facts_schema``), in order; files that it needs go to *folder*, which the caller empties.
        *told* hears which share of the work is done beforehand.
        Asked again with the same name, it is to decide the same cases again: some are read better.

        A row with a ``faute`` is asked of the reference meaning.
        """
        ...


class ByReference:
    """The reference meaning, one case after the other: slow, and always right."""

    def __init__(self, model: Model, benefits: Sequence[str]) -> None:
        self.model = model
        self.benefits = tuple(benefits)
        self.label = f"référence {__version__}"
        self.refused: Mapping[str, str] = {}

    def decide(self, session: Session, facts: str, folder: Path, told: ShareTold = silent) -> str:
        """Return a query on the Parquet file of the verdicts, written by batches of ROWS."""
        import pyarrow.parquet as pq

        path = folder / "reference.parquet"
        schema = facts_schema(self.model, self.benefits)
        columns = [field.name for field in schema]
        with pq.ParquetWriter(path, result_schema(self.model, self.benefits), compression="lz4") as written:
            batch: list[tuple[object, ...]] = []
            for row in session.rows(f"SELECT {', '.join(map(name, columns))} FROM {facts}"):
                batch.append(row)
                if len(batch) == ROWS:
                    written.write_table(self._answers(batch, schema))
                    batch.clear()
            if batch:
                written.write_table(self._answers(batch, schema))
        return f"FROM {relation_of(path)}"

    def _answers(self, rows: Sequence[tuple[object, ...]], schema: "pa.Schema") -> "pa.Table":
        import pyarrow as pa

        given = [dict(zip(schema.names, row, strict=True)) for row in rows]
        return answers(self.model, self.benefits, pa.Table.from_pylist(given, schema=schema))


def beside(
    backend: Backend,
    model: Model,
    benefits: Sequence[str],
    ours: str,
    session: Session,
    facts: str,
    folder: Path,
) -> str:
    """Return *ours*, the query of the benefits that *backend* decides, with those that it refuses, decided by
    the reference meaning, beside them."""
    refused = backend.refused
    if not refused:
        return ours
    others = ByReference(model, tuple(refused)).decide(session, facts, folder)
    if len(refused) == len(benefits):
        return others
    columns = ", ".join(
        f"{'others' if code in refused else 'ours'}.{name(field)}"
        for code in benefits
        for field in result_names(model, (code,))
        if field.startswith(f"{code}.")
    )
    return (
        f"SELECT ours.position, ours.id, {columns}, coalesce(ours.faute, others.faute) AS faute"
        f" FROM ({ours}) AS ours JOIN ({others}) AS others USING (position) ORDER BY position"
    )


def duckdb_backend(model: Model, benefits: Sequence[str]) -> Backend:
    """Return the backend of the embedded database."""
    from engine.batch.by_duck import ByDuck

    return ByDuck(model, benefits)


def spark_backend(model: Model, benefits: Sequence[str], master: str = "local[*]") -> Backend:
    """Return the backend of Apache Spark, on the cluster *master*.

    Raises:
        ModuleNotFoundError: pyspark is not installed.
    """
    from engine.batch.by_spark import BySpark

    return BySpark(model, benefits, master)


ENGINES: Mapping[str, Callable[[Model, Sequence[str]], Backend]] = {
    "duckdb": duckdb_backend,
    "reference": ByReference,
    "spark": spark_backend,
}
"""How each engine is made, by the word of the command line."""
