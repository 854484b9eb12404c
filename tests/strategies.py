"""Hypothesis strategies: models of one decision table over every kind of value, and cases that stand
on and beside its thresholds.

A strategy draws the model; the cases are made from a drawn number (``cases``), so that one model is
tried on many of them at little cost.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from engine import formula
from engine.matching import Values
from engine.model import (
    AnyOf,
    Benefit,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    DatedValue,
    Expression,
    Function,
    HitPolicy,
    IsUnknown,
    Literal,
    Model,
    Nature,
    Not,
    Operator,
    Outcome,
    Period,
    Ref,
    Role,
    Row,
    Table,
    Term,
    UnaryTest,
    Unknown,
    endpoints,
)
from engine.values import Kind, Known, Lack, Missing, Rounding, Type, Value, rounded

TABLE = "droits"
BENEFIT = "essai"
REFERENCE_DATE = "date_demande"
VERDICTS = ("ouvert", "refusé", "à étudier")
DAY = date(2024, 2, 29)
ALWAYS = Period()


def _term(name: str, nature: Nature = Nature.FACT, **type_: object) -> Term:
    return Term(name=name, label=name, nature=nature, type=Type(**type_))  # type: ignore[arg-type]


TERMS = {
    term.name: term
    for term in (
        _term("statut", kind=Kind.TEXT, choices=("artisan", "commerçant", "libéral", "à définir")),
        _term("ancien_statut", kind=Kind.TEXT, choices=("artisan", "commerçant", "libéral", "à définir")),
        _term("commune", kind=Kind.TEXT),
        _term("affilie", kind=Kind.BOOLEAN),
        _term("marie", kind=Kind.BOOLEAN),
        _term("trimestres", kind=Kind.INTEGER),
        _term("revenu", kind=Kind.AMOUNT, decimals=2),
        _term("coefficient", kind=Kind.NUMBER, decimals=3),
        _term("taux", kind=Kind.PERCENTAGE, decimals=3),
        _term("duree", kind=Kind.MONTHS),
        _term("date_debut", kind=Kind.DATE),
        _term(REFERENCE_DATE, kind=Kind.DATE),
        _term("seuil", Nature.PARAMETER, kind=Kind.AMOUNT, decimals=2),
        _term("droit", Nature.OUTPUT, kind=Kind.TEXT, choices=VERDICTS),
    )
}
INPUTS = tuple(name for name, term in TERMS.items() if term.nature is not Nature.OUTPUT)
NUMBERS = tuple(name for name in INPUTS if TERMS[name].type.is_numeric)
FACTS = tuple(name for name, term in TERMS.items() if term.nature is Nature.FACT)
COMMUNES = ("Nîmes", "L'Haÿ-les-Roses", "", "12", "vrai")
ORDERS = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)
FIRST = st.just(HitPolicy.FIRST)
EQUALITIES = (Operator.EQ, Operator.NE)


@cache
def constants(term: Term) -> st.SearchStrategy[Value]:
    """Draw a value that *term* can take, from few, so that cells meet."""
    match term.type.kind:
        case Kind.TEXT:
            return st.sampled_from(term.type.choices or COMMUNES)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.DATE:
            return st.integers(-3, 3).map(lambda days: DAY + timedelta(days=days))
        case _:
            units = st.integers(-1, 12) | st.sampled_from([10**6, 10**9])
            return units.map(lambda number: Decimal(number).scaleb(-term.type.decimals))


@cache
def expressions(term: Term) -> st.SearchStrategy[Expression]:
    """Draw an endpoint for *term*: mostly a constant, else another term, arithmetic or ``inconnu``."""
    constant: st.SearchStrategy[Expression] = constants(term).map(Literal)
    other: st.SearchStrategy[Expression] = st.sampled_from(comparable(term)).map(Ref)
    computed = other
    if term.type.is_numeric:
        operators = st.sampled_from([Operator.ADD, Operator.SUB, Operator.MUL])
        factors = st.sampled_from([Literal(Decimal(2)), Literal(Decimal("0.5")), Literal(Decimal(1))])
        computed = st.builds(Binary, operators, other, factors)
    elif term.type.kind is Kind.DATE:
        days = st.integers(-1, 1).map(lambda number: Literal(Decimal(number)))
        computed = st.tuples(other, days).map(lambda arguments: Call(Function.ADD_DAYS, arguments))
    return st.sampled_from([constant] * 5 + [other, computed, st.just(Unknown())]).flatmap(lambda form: form)


def comparable(term: Term) -> tuple[str, ...]:
    """Return the terms whose values can be compared with those of *term*."""
    if term.type.is_numeric:
        return NUMBERS
    return tuple(name for name in INPUTS if TERMS[name].type.kind is term.type.kind)


@cache
def tests_of(term: Term) -> st.SearchStrategy[UnaryTest]:
    """Draw a test of *term*, of any form, nested at times."""
    ordered = term.type.kind not in (Kind.TEXT, Kind.BOOLEAN)
    operators = st.sampled_from((*EQUALITIES, *ORDERS) if ordered else EQUALITIES)
    comparison: st.SearchStrategy[UnaryTest] = st.builds(Compare, operators, expressions(term))
    between: st.SearchStrategy[UnaryTest] = st.builds(
        Between, expressions(term), expressions(term), st.booleans(), st.booleans()
    )
    leaf = comparison | between if ordered else comparison
    listed = st.lists(leaf, min_size=2, max_size=4).map(lambda tests: AnyOf(tuple(tests)))
    absent: st.SearchStrategy[UnaryTest] = st.just(IsUnknown())
    nested = st.lists(leaf | listed | absent | leaf.map(Not), min_size=2, max_size=3).map(
        lambda tests: AnyOf(tuple(tests))
    )
    return leaf | listed | absent | (leaf | listed | absent).map(Not) | nested | nested.map(Not)


@st.composite
def tables(draw: st.DrawFn, most_rows: int = 8, policy: st.SearchStrategy[HitPolicy] = FIRST) -> Table:
    """Draw a table: rows choose their cells among a few per column, and may ask nothing."""
    terms = draw(st.lists(st.sampled_from(INPUTS), min_size=2, max_size=5, unique=True))
    pools = [draw(st.lists(tests_of(TERMS[name]), min_size=2, max_size=4)) for name in terms]
    choices = [st.sampled_from([None, *pool]) for pool in pools]
    rows = [
        _row(
            str(number + 1), _conditions(terms, draw(st.tuples(*choices))), draw(outcomes()), draw(periods())
        )
        for number in range(draw(st.integers(3, most_rows)))
    ]
    return Table(
        name=TABLE,
        label=TABLE,
        policy=draw(policy),
        inputs=tuple((name, Role.DEMAND) for name in terms),
        outputs=("droit",),
        rows=tuple(rows),
        default=_row("sinon", (), draw(outcomes())) if draw(st.booleans()) else None,
    )


def outcomes() -> st.SearchStrategy[str]:
    """Draw a verdict."""
    return st.sampled_from(VERDICTS)


def periods() -> st.SearchStrategy[Period]:
    """Draw a period, mostly open, whose bounds are near ``DAY``."""
    bound = st.none() | st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
    return st.just(ALWAYS) | st.builds(Period, bound, bound)


@st.composite
def models(draw: st.DrawFn, most_rows: int = 8, policy: st.SearchStrategy[HitPolicy] = FIRST) -> Model:
    """Draw a model of one table and one benefit; its parameter is defined on some days only."""
    threshold = constants(TERMS["seuil"])
    return model_of(
        draw(tables(most_rows, policy)),
        (
            DatedValue(value=draw(threshold), period=Period(None, DAY - timedelta(days=2))),
            DatedValue(
                value=draw(threshold), period=Period(DAY - timedelta(days=1), DAY + timedelta(days=1))
            ),
        ),
    )


def model_of(
    table: Table, threshold: tuple[DatedValue, ...] = (), terms: Mapping[str, Term] = TERMS
) -> Model:
    """Return the model that holds *table* and one benefit that it decides."""
    return Model(
        terms=terms,
        parameters={"seuil": threshold},
        calculations={},
        tables={table.name: table},
        benefits={
            BENEFIT: Benefit(code=BENEFIT, label=BENEFIT, table=table.name, reference_date=REFERENCE_DATE)
        },
        examples=(),
        order=(table.name,),
    )


def _conditions(terms: list[str], tests: tuple[UnaryTest | None, ...]) -> tuple[Condition, ...]:
    return tuple(
        Condition(term=name, role=Role.DEMAND, test=test, text="")
        for name, test in zip(terms, tests, strict=True)
        if test is not None
    )


def _row(id_: str, conditions: tuple[Condition, ...], verdict: str, period: Period = ALWAYS) -> Row:
    outcome = Outcome(term="droit", value=Literal(verdict), text=verdict)
    return Row(id=id_, conditions=conditions, outcomes=(outcome,), period=period)


def table_of(*rows: Mapping[str, UnaryTest], policy: HitPolicy = HitPolicy.FIRST) -> Table:
    """Return the table whose rows ask the given tests of the given terms; every row opens the right."""
    return Table(
        name=TABLE,
        label=TABLE,
        policy=policy,
        inputs=tuple((name, Role.DEMAND) for name in dict.fromkeys(name for row in rows for name in row)),
        outputs=("droit",),
        rows=tuple(
            _row(str(number), _conditions(list(row), tuple(row.values())), "ouvert")
            for number, row in enumerate(rows, 1)
        ),
    )


# --- cases -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What the expressions of a table read: a case, the parameter of its day."""

    model: Model
    facts: Mapping[str, Value]

    @property
    def day(self) -> Known:
        """The reference date."""
        return self.facts.get(REFERENCE_DATE, Missing())

    def value(self, name: str) -> Known:
        """The value of a term at the reference date."""
        if name not in self.model.parameters:
            return self.facts.get(name, Missing((frozenset({Lack(name)}),)))
        day = self.day
        return self.parameter(name, day) if isinstance(day, date) else Missing()

    def parameter(self, name: str, day: date) -> Known:
        """A dated figure on *day*."""
        lines = (line.value for line in self.model.parameters[name] if line.period.holds(day))
        return next(lines, Missing((frozenset({Lack(name, day)}),)))


def values_of(model: Model, facts: Mapping[str, Value]) -> Values:
    """Return what a Matcher asks of: the values of terms and endpoints for *facts*."""
    around = Facts(model, facts)
    known: dict[Expression, Known] = {}

    def values(expression: Expression) -> Known:
        if isinstance(expression, Literal):
            return expression.value
        if expression not in known:
            known[expression] = formula.worth(expression, around)
        return known[expression]

    return values


def cases(model: Model, seed: int, count: int) -> Iterator[dict[str, Value]]:
    """Yield *count* cases; a fact is missing one time in six, else often on or beside a threshold."""
    rng = random.Random(seed)
    table = model.tables[TABLE]
    cells = [
        (c.term, endpoint) for row in table.rows for c in row.conditions for endpoint in endpoints(c.test)
    ]
    constants = [(name, endpoint.value) for name, endpoint in cells if isinstance(endpoint, Literal)]
    computed = [(name, endpoint) for name, endpoint in cells if not isinstance(endpoint, Literal)]
    for _ in range(count):
        facts = {name: _any_value(TERMS[name], rng) for name in FACTS if rng.random() > 1 / 6}
        for name, value in rng.sample(constants, min(len(constants), 3)):
            if name in facts:
                facts[name] = _beside(TERMS[name], value, rng)
        if computed:
            name, endpoint = rng.choice(computed)
            value_there = values_of(model, facts)(endpoint)
            if name in facts and not isinstance(value_there, Missing):
                facts[name] = _beside(TERMS[name], value_there, rng)
        yield facts


def _any_value(term: Term, rng: random.Random) -> Value:
    match term.type.kind:
        case Kind.TEXT:
            return rng.choice(term.type.choices or (*COMMUNES, "ailleurs"))
        case Kind.BOOLEAN:
            return rng.random() < 0.5
        case Kind.DATE:
            return DAY + timedelta(days=rng.randint(-4, 4))
        case _:
            return Decimal(rng.randint(-2, 13)).scaleb(-term.type.decimals)


def _beside(term: Term, value: Value, rng: random.Random) -> Value:
    """Return *value* or a neighbour, as *term* can take it."""
    step = rng.choice((-1, 0, 0, 1))
    if isinstance(value, Decimal):
        unit = Decimal(1).scaleb(-term.type.decimals)
        return rounded(Fraction(value), term.type.decimals, Rounding.DOWN) + step * unit
    if isinstance(value, date):
        return value + timedelta(days=step)
    return value
