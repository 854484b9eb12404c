"""Batches decided by an embedded DuckDB: what it writes its own way."""

from collections.abc import Mapping, Sequence

import duckdb
from sqlglot import exp

from engine.batch.expressions import Held, Inexpressible
from engine.batch.plan import plan, refusals
from engine.batch.to_sql import Node, Writer
from engine.model import Model


class DuckWriter(Writer):
    """DuckDB's SQL."""

    dialect = "duckdb"
    element = "LIST_EXTRACT"
    types: Mapping[Held, str] = {**Writer.types, Held.WIDE: "INT128"}

    def add_days(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* days."""
        return exp.Paren(this=exp.Add(this=day, expression=exp.cast(count, "INT", copy=False)))

    def add_months(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* months."""
        months = exp.Anonymous(this="TO_MONTHS", expressions=[exp.cast(count, "INT", copy=False)])
        return exp.cast(exp.Add(this=day, expression=months), "DATE", copy=False)


class Duck:
    """The SQL of *benefits*. ``refused``: benefits that SQL cannot decide, and why."""

    def __init__(self, model: Model, benefits: Sequence[str]) -> None:
        self.model = model
        self.refused: dict[str, str] = {}
        try:
            self.plan = plan(model, benefits)
        except Inexpressible:
            self.refused = refusals(benefits, lambda code: plan(model, [code]))
            self.plan = plan(model, [code for code in benefits if code not in self.refused])
        self.benefits = tuple(code for code in benefits if code not in self.refused)

    def statement(self, source: str) -> str:
        """Return the query that decides the cases of *source*, a relation of facts (what follows FROM)."""
        return DuckWriter().query(self.plan, source)

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Set what the query needs on the connection that runs it."""
        connection.execute("SET preserve_insertion_order = false")
