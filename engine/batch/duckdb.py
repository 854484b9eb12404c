"""Batches decided by an embedded DuckDB: what it writes its own way."""

from collections.abc import Mapping, Sequence

import duckdb
from sqlglot import exp

from engine.batch.expressions import Held, Inexpressible
from engine.batch.large import LARGE
from engine.batch.plan import Plan, plan, refusals
from engine.batch.sides import to_arrow
from engine.batch.to_sql import Node, Writer, field_of, name_of
from engine.model import Model


class DuckWriter(Writer):
    """DuckDB's SQL."""

    dialect = "duckdb"
    types: Mapping[Held, str] = {**Writer.types, Held.WIDE: "INT128"}

    def query(self, plan: Plan, source: str) -> str:
        """Return the query of *plan*, in the order of *source* (a join does not keep it)."""
        return super().query(plan, source) + ("\nORDER BY position" if plan.sides else "")

    def element(self, words: Node, place: Node) -> Node:
        """Return the word at *place*, from 1."""
        return exp.Anonymous(this="LIST_EXTRACT", expressions=[words, place])

    def add_days(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* days."""
        return exp.Paren(this=exp.Add(this=day, expression=exp.cast(count, "INT", copy=False)))

    def add_months(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* months."""
        months = exp.Anonymous(this="TO_MONTHS", expressions=[exp.cast(count, "INT", copy=False)])
        return exp.cast(exp.Add(this=day, expression=months), "DATE", copy=False)


class Duck:
    """The SQL of *benefits*. ``refused``: benefits that SQL cannot decide, and why.

    A table of *large* rows or more is looked up where it can be.
    """

    def __init__(self, model: Model, benefits: Sequence[str], large: int = LARGE) -> None:
        self.model = model
        self.refused: dict[str, str] = {}
        try:
            self.plan = plan(model, benefits, large)
        except Inexpressible:
            self.refused = refusals(benefits, lambda code: plan(model, [code], large))
            self.plan = plan(model, [code for code in benefits if code not in self.refused], large)
        self.benefits = tuple(code for code in benefits if code not in self.refused)

    def statement(self, source: str) -> str:
        """Return the query that decides the cases of *source*, a relation of facts (what follows FROM)."""
        return DuckWriter().query(self.plan, source)

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Set what the query needs on the connection that runs it."""
        connection.execute("SET preserve_insertion_order = false")
        self.provide(connection)

    def provide(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make on *connection* the relations to which cases are joined."""
        made = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for side in self.plan.sides:
            name = name_of(side)
            if name in made:
                continue
            named = {column: field_of(column) for column in ("", *side.columns)}
            connection.register("cote", to_arrow(side, named))
            connection.execute(f"CREATE TEMP TABLE {name} AS FROM cote")
            connection.unregister("cote")
