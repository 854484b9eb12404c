"""Arrow tables in, Arrow tables out."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from engine.batch.by_reference import answers
from engine.batch.columns import ALWAYS, APART, result_schema
from engine.batch.duckdb import Duck
from engine.batch.large import LARGE
from engine.model import Model


def decide_table(model: Model, benefits: Sequence[str], facts: pa.Table, *, large: int = LARGE) -> pa.Table:
    """Return the verdicts on the cases of *facts* (``columns.facts_schema``), in their order; a table of
    *large* rows or more is looked up."""
    duck = Duck(model, benefits, large)
    if duck.refused:
        return answers(model, benefits, facts)
    schema = result_schema(model, benefits)
    with duckdb.connect() as connection:
        connection.register("cas", facts)
        duck.prepare(connection)
        connection.execute(f"CREATE TEMP TABLE trouves AS {duck.statement('cas')}")
        apart = f"SELECT position FROM trouves WHERE faute = '{APART}'"  # noqa: S608 - no text of a user
        others = connection.sql(f"FROM cas WHERE position IN ({apart}) ORDER BY position").to_arrow_table()
        connection.register("autres", answers(model, benefits, others.cast(facts.schema)))
        columns = ", ".join(
            f'"{name}"' if name in ALWAYS else f'CASE WHEN faute IS NULL THEN "{name}" END AS "{name}"'
            for name in schema.names
        )
        every = f"(FROM trouves WHERE position NOT IN ({apart}) UNION ALL FROM autres)"
        found = connection.sql(f"SELECT {columns} FROM {every} ORDER BY position")  # noqa: S608
        said: pa.Table = found.to_arrow_table().cast(schema)
        return said
