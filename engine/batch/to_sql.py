"""A plan -> one SQL query, through sqlglot; what an engine writes its own way is left to its ``Writer``."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlglot import exp

from engine.batch.expressions import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Apply,
    Case,
    Column,
    Constant,
    Expr,
    Found,
    Held,
    Op,
    Side,
    bit_and,
    bit_count,
    both,
    compare,
    has,
    integer,
    number_of,
    subtract,
)
from engine.batch.plan import Listed, Plan, Scaled, Shown, Words, expressions_of
from engine.batch.steps import layers, replaced

Node = exp.Expr
Members = Sequence[tuple[Node, Node]]

SAFE_DIGITS = 18
MOST_LOOKED_UP = 3
"""Bits of a mask whose words are looked up one by one."""

_BINARY: Mapping[Op, type[exp.Binary]] = {
    Op.ADD: exp.Add,
    Op.SUBTRACT: exp.Sub,
    Op.MULTIPLY: exp.Mul,
    Op.MODULO: exp.Mod,
    Op.BIT_AND: exp.BitwiseAnd,
    Op.BIT_OR: exp.BitwiseOr,
    Op.EQ: exp.EQ,
    Op.NE: exp.NEQ,
    Op.LT: exp.LT,
    Op.LE: exp.LTE,
    Op.GT: exp.GT,
    Op.GE: exp.GTE,
}


class Join(NamedTuple):
    """A side relation, by the name under which a layer reads it, joined where its key is ``key``."""

    side: Side
    alias: str
    key: Node


class Layer(NamedTuple):
    """Columns made from those of the layer before, and from side relations."""

    columns: list[Node]
    joins: tuple[Join, ...]


def name_of(side: Side) -> str:
    """Return the name of the relation that holds *side*."""
    return f"cote_{side.digest}"


def field_of(column: str) -> str:
    """Return the name of a column of a side relation; that of its key is ``field_of("")``."""
    return f"#{column}"


class Writer:
    """Writes a plan for one engine; heirs give what it does its own way."""

    dialect = ""
    types: Mapping[Held, str] = {
        Held.BOOLEAN: "BOOLEAN",
        Held.INT: "BIGINT",
        Held.WIDE: "DECIMAL(38, 0)",
        Held.DATE: "DATE",
        Held.TEXT: "VARCHAR",
        Held.LIST: "ARRAY<VARCHAR>",
    }

    def __init__(self) -> None:
        self._joined: dict[tuple[Side, Expr], str] = {}

    def query(self, plan: Plan, source: str) -> str:
        """Return the query that yields ``position``, ``id``, the result of *plan*, then ``faute``.

        *source*: what stands after FROM, a relation of facts.
        """
        *found, last = self.selections(plan)
        relation = "faits"
        written = [f"WITH faits AS (SELECT * FROM {source})"]  # noqa: S608 - the caller's relation
        for place, layer in enumerate(found, 1):
            every = f"{relation}.*" if layer.joins else "*"
            written.append(f"etape_{place} AS ({self._select(layer, relation, every)})")
            relation = f"etape_{place}"
        return ",\n".join(written) + "\n" + self._select(last, relation)

    def _select(self, layer: Layer, relation: str, *before: str) -> str:
        """Return a query of the columns of *layer*, one a line, after those *before*."""
        listed = ",\n  ".join([*before, *(column.sql(dialect=self.dialect) for column in layer.columns)])
        joins = "".join(
            f"\nLEFT JOIN {name_of(side)} AS {alias} ON {self.on(alias, key)}"
            for side, alias, key in layer.joins
        )
        return f"SELECT {listed}\nFROM {relation}{joins}"

    def on(self, alias: str, key: Node) -> str:
        """Return the condition of the join of the side relation *alias*."""
        return exp.EQ(this=_column(field_of(""), alias), expression=key).sql(dialect=self.dialect)

    def selections(self, plan: Plan) -> list[Layer]:
        """Return the columns that each step adds to those before it, then those of the result."""
        wanted = [expr for value in plan.shown.values() for expr in expressions_of(value)]
        found, inlined = layers(plan.steps, [*wanted, plan.fault])
        added = [
            self._layer([_alias(self.expression(expr), name) for name, expr in layer.items()])
            for layer in found
        ]
        last: list[Node] = [_column("position"), _column("id")]
        last += [_alias(self.shown(_inlined(value, inlined)), name) for name, value in plan.shown.items()]
        last.append(_alias(self.expression(replaced(plan.fault, inlined)), "faute"))
        return [*added, self._layer(last)]

    def _layer(self, columns: list[Node]) -> Layer:
        """Return the layer of *columns*, just written, with the joins that they need."""
        joins = [Join(side, alias, self.expression(key)) for (side, key), alias in self._joined.items()]
        self._joined = {}
        return Layer(columns, tuple(joins))

    # --- columns of the result --------------------------------------------------------------

    def shown(self, value: Shown) -> Node:
        """Return a column of the result."""
        match value:
            case Scaled():
                return self.decimal(value)
            case Listed():
                return self.listed(value)
            case Words():
                return self.words(value)
            case _:
                return self.expression(value)

    def decimal(self, value: Scaled) -> Node:
        """Return a number as a decimal."""
        units = self.expression(value.units)
        digits = SAFE_DIGITS if max(-value.units.low, value.units.high) < 10**SAFE_DIGITS else 38
        whole: Node = _cast(units, f"DECIMAL({digits}, 0)")
        if value.places:
            unit = _cast(
                exp.Literal.string(f"0.{'1':0>{value.places}}"),
                f"DECIMAL({value.places + 1}, {value.places})",
            )
            whole = _paren(exp.Mul(this=whole, expression=unit))
        return _cast(whole, f"DECIMAL(38, {value.decimals})")

    def listed(self, value: Listed) -> Node:
        """Return a list whose members may be missing."""
        held = self.types[value.held] if value.decimals is None else f"DECIMAL(38, {value.decimals})"
        empty = _cast(exp.Array(expressions=[]), f"ARRAY<{held}>")
        members = [(self.expression(when), self.shown(member)) for when, member in value.members]
        ones: list[Node] = [
            choice([(when, exp.Array(expressions=[one]))], empty.copy()) for when, one in members
        ]
        found = exp.Flatten(this=exp.Array(expressions=ones)) if ones else empty
        if value.when == TRUE:
            return found
        return choice([(self.expression(value.when), found)], _cast(exp.null(), f"ARRAY<{held}>"))

    def words(self, value: Words) -> Node:
        """Return the words of some bits: a few bits are looked up, many are tried one by one."""
        empty = _cast(exp.Array(expressions=[]), "ARRAY<VARCHAR>")
        masks = [(mask, words) for mask, words in value.masks if number_of(mask) != 0]
        if not masks:
            return empty
        members: list[Node] = []
        zero = [compare(Op.EQ, mask, ZERO) for mask, _ in masks]
        branches: list[tuple[Expr, Node]] = [(both(*zero), empty)]
        for place, (mask, words) in enumerate(masks):
            others = both(*(is_zero for other, is_zero in enumerate(zero) if other != place))
            for count in range(1, min(MOST_LOOKED_UP, len(words)) + 1):
                picked = [self.pick(words, self.expression(one)) for one in _lowest(mask, count)]
                branches.append(
                    (
                        both(others, compare(Op.EQ, bit_count(mask), integer(count))),
                        exp.Array(expressions=picked),
                    )
                )
            members += [
                choice(
                    [(self.expression(has(mask, 1 << bit)), exp.Literal.string(word))],
                    _cast(exp.null(), "VARCHAR"),
                )
                for bit, word in enumerate(words)
                if word
            ]
        kept = exp.Lambda(
            this=exp.Not(this=exp.Is(this=exp.column("x"), expression=exp.null())),
            expressions=[exp.to_identifier("x")],
        )
        every = exp.ArrayFilter(this=exp.Array(expressions=members), expression=kept)
        taken = [(when, node) for when, node in branches if when != FALSE]
        return choice([(self.expression(when), node) for when, node in taken], every)

    def pick(self, words: Sequence[str], bit: Node) -> Node:
        """Return the one of *words* whose place is that of the only bit of *bit*."""
        names = exp.Array(expressions=[exp.Literal.string(word) for word in words])
        below = _paren(exp.Sub(this=bit, expression=exp.Literal.number(1)))
        count = exp.Anonymous(this="BIT_COUNT", expressions=[below])
        return self.element(names, exp.Add(this=count, expression=exp.Literal.number(1)))

    def element(self, words: Node, place: Node) -> Node:
        """Return the word at *place*, from 1."""
        return exp.Anonymous(this="ELEMENT_AT", expressions=[words, place])

    # --- expressions --------------------------------------------------------------------------

    def expression(self, expr: Expr) -> Node:
        """Return *expr*, between parentheses when it is an operation."""
        match expr:
            case Column(name):
                return _column(name)
            case Constant(value, held):
                return _cast(exp.null(), self.types[held]) if value is None else self.constant(value)
            case Case(branches, otherwise, held):
                written = [(self.expression(when), self.expression(value)) for when, value in branches]
                last = self.expression(otherwise)
                if held is Held.INT and isinstance(otherwise, Constant) and otherwise.value is not None:
                    last = _cast(last, self.types[held])  # a short literal must not make a short column
                return choice(written, last)
            case Apply():
                return self.apply(expr)
            case Found(side, key, column):
                alias = self._joined.setdefault((side, key), f"cote_{len(self._joined) + 1}")
                return _column(field_of(column), alias)

    def constant(self, value: int | bool | str | date) -> Node:
        """Return a literal."""
        match value:
            case bool():
                return exp.Boolean(this=value)
            case int():
                return exp.Literal.number(value)
            case str():
                return exp.Literal.string(value)
            case date():
                return _cast(exp.Literal.string(value.isoformat()), "DATE")

    def apply(self, expr: Apply) -> Node:
        """Return an operation."""
        first, *others = (self.expression(argument) for argument in expr.arguments)
        match expr.op:
            case Op.AND | Op.OR:
                made = first
                for other in others:
                    made = (exp.And if expr.op is Op.AND else exp.Or)(this=made, expression=other)
                return _paren(made)
            case Op.NOT if isinstance(inside := expr.arguments[0], Apply) and inside.op is Op.IS_NULL:
                known = exp.Not(this=exp.Is(this=self.expression(inside.arguments[0]), expression=exp.null()))
                return _paren(known)
            case Op.NOT:
                return _paren(exp.Not(this=first))
            case Op.IS_NULL:
                return _paren(exp.Is(this=first, expression=exp.null()))
            case Op.IN:
                return _paren(exp.In(this=first, expressions=others))
            case Op.BIT_COUNT:
                return _cast(exp.Anonymous(this="BIT_COUNT", expressions=[first]), "BIGINT")
            case Op.DIVIDE:
                return self.divide(first, others[0], expr)
            case Op.WIDEN | Op.NARROW:
                return _cast(first, self.types[expr.held])
            case Op.YEAR:
                return exp.Year(this=first)
            case Op.MONTH:
                return exp.Month(this=first)
            case Op.DAY:
                return exp.Day(this=first)
            case Op.DAYS_IN_MONTH:
                return exp.Day(this=exp.LastDay(this=first))
            case Op.DAYS_BETWEEN:
                return exp.DateDiff(this=others[0], expression=first, unit=exp.Var(this="DAY"))
            case Op.ADD_DAYS:
                return self.add_days(first, others[0])
            case Op.ADD_MONTHS:
                return self.add_months(first, others[0])
            case _:
                left = expr.arguments[0]
                if isinstance(left, Apply) and left.op is expr.op:
                    first = _bare(first)
                return _paren(_BINARY[expr.op](this=first, expression=others[0]))

    def divide(self, dividend: Node, divisor: Node, expr: Apply) -> Node:
        """Return the whole part of a quotient; both sides are of the type that *expr* holds."""
        return _paren(exp.IntDiv(this=dividend, expression=divisor))

    def add_days(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* days."""
        raise NotImplementedError

    def add_months(self, day: Node, count: Node) -> Node:
        """Return *day* moved by *count* months."""
        raise NotImplementedError


def _lowest(mask: Expr, count: int) -> list[Expr]:
    """Return the *count* lowest bits of *mask*, which has that many; the last one is what is left of it."""
    found: list[Expr] = []
    for _ in range(count - 1):
        found.append(bit_and(mask, subtract(ZERO, mask)))
        mask = bit_and(mask, subtract(mask, ONE))
    return [*found, mask]


def _inlined(value: Shown, by: Mapping[str, Expr]) -> Shown:
    match value:
        case Scaled(units):
            return value._replace(units=replaced(units, by))
        case Words(masks):
            found = tuple((replaced(mask, by), words) for mask, words in masks)
            return Words(found)
        case Listed(when, members):
            inside = tuple((replaced(condition, by), _inlined(member, by)) for condition, member in members)
            return value._replace(when=replaced(when, by), members=inside)  # type: ignore[arg-type]
        case _:
            return replaced(value, by)


@cache
def _type(text: str) -> exp.DataType:
    return exp.DataType.build(text)


def _cast(this: Node, to: str) -> exp.Cast:
    return exp.Cast(this=this, to=_type(to).copy())


def _paren(this: exp.Expr) -> exp.Paren:
    return exp.Paren(this=this)


def _bare(this: Node) -> Node:
    """Return *this* without parentheses, where they say nothing: parsers are slow on deep ones."""
    return this.this if isinstance(this, exp.Paren) else this


def choice(branches: Members, otherwise: Node) -> exp.Case:
    """Return the value of the first of *branches* whose condition is true, else *otherwise*."""
    ifs = [exp.If(this=_bare(when), true=_bare(value)) for when, value in branches]
    return exp.Case(ifs=ifs, default=_bare(otherwise))


def _column(name: str, relation: str = "") -> exp.Column:
    table = exp.Identifier(this=relation, quoted=False) if relation else None
    return exp.Column(this=exp.Identifier(this=name, quoted=True), table=table)


def _alias(this: Node, name: str) -> exp.Alias:
    return exp.Alias(this=_bare(this), alias=exp.Identifier(this=name, quoted=True))
