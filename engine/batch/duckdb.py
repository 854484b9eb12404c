"""Batches decided by an embedded DuckDB: what it writes its own way."""

from collections.abc import Mapping, Sequence

import duckdb
from sqlglot import exp

from engine.batch.expressions import ZERO, Expr, Held, Inexpressible, Op, both, compare, number_of
from engine.batch.large import LARGE
from engine.batch.masks import likely
from engine.batch.plan import Plan, Words, plan, refusals
from engine.batch.sides import to_arrow
from engine.batch.to_sql import Node, Writer, choice, field_of, name_of
from engine.model import Model


class DuckWriter(Writer):
    """DuckDB's SQL."""

    dialect = "duckdb"
    types: Mapping[Held, str] = {**Writer.types, Held.WIDE: "INT128"}

    def __init__(self) -> None:
        super().__init__()
        self.steps: Mapping[str, Expr] = {}
        self.lists: list[str] = []

    def query(self, plan: Plan, source: str) -> str:
        """Return the query of *plan*, joined to the lists of words that are made beforehand."""
        self.steps = plan.steps
        self.lists = []
        return super().query(plan, source) + "".join(self.lists)

    def words(self, value: Words) -> Node:
        """Return the words of some bits: to look a list up by its mask costs much less than to make it."""
        masks = [(mask, words) for mask, words in value.masks if number_of(mask) != 0]
        found = [self._looked_up(mask, words) for mask, words in masks]
        if not found:
            return exp.cast(exp.Array(expressions=[]), "VARCHAR[]", copy=False)
        every = found[0]
        for other in found[1:]:
            every = exp.Anonymous(this="LIST_CONCAT", expressions=[every, other.copy()])
        zero = [compare(Op.EQ, mask, ZERO) for mask, _ in masks]
        alone = [
            both(*(is_zero for one, is_zero in enumerate(zero) if one != place)) for place in range(len(zero))
        ]
        branches = [(self.expression(when), one) for when, one in zip(alone, found, strict=True)]
        return choice(branches, every) if found[1:] else every

    def _looked_up(self, mask: Expr, words: Sequence[str]) -> Node:
        """Return the words of *mask*: a list made beforehand, or made when the mask was not thought of."""
        alias = f"mots_{len(self.lists) + 1}"
        key, made = _in(alias, "#masque"), _in(alias, "#mots")
        listed = ", ".join(map(str, likely(mask, self.steps, len(words))))
        relation = f"""(SELECT "#masque", {self._text(_words(_named("#masque"), words))} AS "#mots"
  FROM (SELECT UNNEST(CAST([{listed}] AS BIGINT[])) AS "#masque")) AS {alias}"""  # noqa: S608 - whole numbers
        written = self.expression(mask)
        self.lists.append(f"\nLEFT JOIN {relation} ON {self._text(exp.EQ(this=key, expression=written))}")
        known = exp.Not(this=exp.Is(this=made, expression=exp.null()))
        return choice([(known, made.copy())], _words(written.copy(), words))

    def _text(self, node: Node) -> str:
        return node.sql(dialect=self.dialect)

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
        connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
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


def _named(name: str) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=name, quoted=True))


def _in(relation: str, name: str) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=name, quoted=True), table=exp.to_identifier(relation))


def _words(mask: Node, words: Sequence[str]) -> Node:
    """Return the list of the *words* whose bit *mask* has, in order."""
    place = exp.to_identifier("bit")
    one = exp.Literal.number(1)
    shifted = exp.Paren(this=exp.BitwiseRightShift(this=mask, expression=place))
    is_set = exp.EQ(this=exp.Paren(this=exp.BitwiseAnd(this=shifted, expression=one)), expression=one.copy())
    every = exp.Anonymous(this="RANGE", expressions=[exp.Literal.number(len(words))])
    places = exp.Anonymous(this="LIST_FILTER", expressions=[every, _each(is_set)])
    names = exp.Array(expressions=[exp.Literal.string(word) for word in words])
    rank = exp.Add(this=place.copy(), expression=one.copy())
    word = exp.Anonymous(this="LIST_EXTRACT", expressions=[names, rank])
    return exp.Anonymous(this="LIST_TRANSFORM", expressions=[places, _each(word)])


def _each(this: Node) -> exp.Lambda:
    return exp.Lambda(this=this, expressions=[exp.to_identifier("bit")])
