"""Batches decided by Apache Spark: what it writes its own way."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.batch.expressions import INT_MOST, Apply, Held, Inexpressible, Side
from engine.batch.large import LARGE
from engine.batch.plan import plan, refusals
from engine.batch.sides import to_arrow
from engine.batch.to_sql import Layer, Node, Writer, field_of
from engine.model import Model

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, never a NULL
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.codegen.hugeMethodLimit": "8000",  # beyond it the JVM interprets: three times slower
    "spark.sql.optimizer.maxIterations": "500",
}
"""What the query needs of the session that runs it."""

CASES = "faits"
"""The name under which a layer reads the cases."""

LONGEST_QUOTIENT = 10**32
"""A quotient of two decimals keeps six decimals out of 38 digits."""


class SparkWriter(Writer):
    """Spark's SQL, in its ANSI mode."""

    dialect = "spark"

    def constant(self, value: int | bool | str | date) -> Node:
        """Return a literal; a whole number has 64 bits: to widen those of deep expressions one by one takes
        Spark's analyser minutes."""
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > INT_MOST:
            return super().constant(value)
        written = exp.Literal.number(f"{abs(value)}L")
        return exp.Paren(this=exp.Neg(this=written)) if value < 0 else written

    def divide(self, dividend: Node, divisor: Node, expr: Apply) -> Node:
        """Return the whole part of a quotient: beyond 64 bits, what is divided has its remainder taken off,
        so that the quotient of decimals, which Spark rounds, is exact."""
        if expr.held is not Held.WIDE:
            return super().divide(dividend, divisor, expr)
        if max(-expr.low, expr.high) >= LONGEST_QUOTIENT:
            raise Inexpressible("un quotient intermédiaire peut dépasser 32 chiffres")
        rest = exp.Paren(this=exp.Mod(this=dividend.copy(), expression=divisor.copy()))
        whole = exp.Paren(this=exp.Sub(this=dividend, expression=rest))
        return exp.cast(exp.Paren(this=exp.Div(this=whole, expression=divisor)), "DECIMAL(38, 0)", copy=False)

    def add_days(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* days."""
        days = exp.cast(count, "INT", copy=False)
        return exp.Anonymous(this="DATE_ADD", expressions=[day, days])

    def add_months(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* months."""
        months = exp.cast(count, "INT", copy=False)
        return exp.Anonymous(this="ADD_MONTHS", expressions=[day, months])


class Spark:
    """The expressions of *benefits*. ``refused``: benefits that SQL cannot decide, and why.

    A table of *large* rows or more is looked up where it can be.
    """

    def __init__(self, model: Model, benefits: Sequence[str], large: int = LARGE) -> None:
        self.model = model
        self.refused = refusals(benefits, lambda code: SparkWriter().selections(plan(model, [code], large)))
        self.benefits = tuple(code for code in benefits if code not in self.refused)
        self.plan = plan(model, self.benefits, large)

    def decided(self, facts: "DataFrame") -> "DataFrame":
        """Return the result for each row of a relation of facts, on a session that ``prepare`` has set.

        Step after step, rather than one statement: Spark's analyser, which goes over a query until nothing
        changes, takes a minute where it takes a second.
        """
        *steps, last = SparkWriter().selections(self.plan)
        sides = {side.digest: _relation(side, facts.sparkSession) for side in self.plan.sides}
        for layer in steps:
            facts = _joined(facts, layer, sides).selectExpr(f"{CASES}.*", *_texts(layer.columns))
        return _joined(facts, last, sides).selectExpr(*_texts(last.columns))

    def prepare(self, session: "SparkSession") -> None:
        """Set what the expressions need of the session that works them out."""
        for name, value in SETTINGS.items():
            session.conf.set(name, value)


def _relation(side: Side, session: "SparkSession") -> "DataFrame":
    named = {column: field_of(column) for column in ("", *side.columns)}
    made: DataFrame = session.createDataFrame(to_arrow(side, named))  # pyright: ignore[reportUnknownMemberType]
    return made


def _joined(facts: "DataFrame", layer: Layer, sides: Mapping[str, "DataFrame"]) -> "DataFrame":
    """Return *facts*, under the name CASES, joined to what *layer* reads beside them."""
    facts = facts.alias(CASES)
    for side, alias, key in layer.joins:
        from pyspark.sql.functions import broadcast, expr

        on = expr(SparkWriter().on(alias, key))
        facts = facts.join(broadcast(sides[side.digest].alias(alias)), on, "left")
    return facts


def _texts(columns: Sequence[Node]) -> list[str]:
    return [column.sql(dialect=SparkWriter.dialect) for column in columns]
