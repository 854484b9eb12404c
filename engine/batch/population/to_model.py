"""A population -> a model whose calculations are the facts, over draws: the batch then draws people."""

from dataclasses import replace
from decimal import Decimal

from engine.batch.population.population import Drawn, Mixture, Piece, Population
from engine.model import (
    Answer,
    Benefit,
    Binary,
    Call,
    Conditional,
    Expression,
    Formula,
    Function,
    HitPolicy,
    Literal,
    Model,
    Nature,
    Operator,
    Outcome,
    Ref,
    Row,
    Table,
    Term,
    Unknown,
)
from engine.values import Kind, Rounding, Type

DRAWS = 10**9
"""A draw is a whole number from 0 to DRAWS - 1, each as likely as the others."""
DRAW = Type(kind=Kind.AMOUNT, decimals=0, minimum=Decimal(0), maximum=Decimal(DRAWS - 1))
PEOPLE, DAY, GIVEN = "population", "jour du tirage", "tirage fait"
WHICH, WHERE = "morceau", "place"


def draw_of(fact: str, what: str) -> str:
    """Return the name of the draw that says in *what* piece of its distribution, or where in it, *fact* is."""
    return f"{what} {fact}"


def to_model(population: Population, model: Model) -> Model:
    """Return a model whose only benefit has the facts of *population* as its amounts."""
    names = [drawn.fact for drawn in population.facts]
    terms = {name: term for name, term in model.terms.items() if term.nature is Nature.PARAMETER}
    calculations: dict[str, tuple[Formula, ...]] = {}
    for drawn in population.facts:
        term = model.terms[drawn.fact]
        terms[term.name] = replace(term, nature=Nature.CALCULATION, question="")
        for what in (WHICH, WHERE):
            name = draw_of(term.name, what)
            terms[name] = Term(name=name, label=name, nature=Nature.FACT, type=DRAW)
        rounding = Rounding.DOWN if term.type.is_numeric else None
        formula = Formula(expression=_expression(drawn, term), decimals=term.type.decimals, rounding=rounding)
        calculations[term.name] = (formula,)
    verdict = Type(kind=Kind.TEXT, choices=(Answer.OPEN.value, Answer.REFUSED.value))
    terms[GIVEN] = Term(name=GIVEN, label=GIVEN, nature=Nature.OUTPUT, type=verdict)
    terms[DAY] = Term(name=DAY, label=DAY, nature=Nature.FACT, type=Type(kind=Kind.DATE))
    opened = Outcome(term=GIVEN, value=Literal(Answer.OPEN.value), text="")
    table = Table(
        name=PEOPLE, label=PEOPLE, policy=HitPolicy.FIRST, inputs=(), outputs=(GIVEN,),
        rows=(Row(id="1", conditions=(), outcomes=(opened,)),),
    )  # fmt: skip
    benefit = Benefit(code=PEOPLE, label=PEOPLE, table=PEOPLE, reference_date=DAY, amounts=tuple(names))
    return Model(
        terms=terms,
        parameters=model.parameters,
        calculations=calculations,
        tables={PEOPLE: table},
        benefits={PEOPLE: benefit},
        producers={GIVEN: PEOPLE},
        order=(*names, PEOPLE),
    )


def _expression(drawn: Drawn, term: Term) -> Expression:
    found: Expression = Unknown()
    for mixture in reversed(drawn.mixtures):
        value = _mixed(mixture, term)
        found = value if mixture.when is None else Conditional(mixture.when, value, found)
    return found


def _mixed(mixture: Mixture, term: Term) -> Expression:
    """Return the value of the piece that the draw falls on."""
    total = sum(piece.weight for piece in mixture.pieces)
    pieces = [piece for piece in mixture.pieces if piece.weight]
    found = _value(pieces[-1], term)
    below = total
    for piece, following in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        below -= following.weight
        limit = Literal(Decimal(int(below * DRAWS / total)))
        falls = Binary(Operator.LT, Ref(draw_of(term.name, WHICH)), limit)
        found = Conditional(falls, _value(piece, term), found)
    return found


def _value(piece: Piece, term: Term) -> Expression:
    low, high = piece.low, piece.high
    if low is None:
        return Unknown()
    if high is None:
        return low
    place, scale = Ref(draw_of(term.name, WHERE)), Literal(Decimal(DRAWS))
    if term.type.kind is Kind.DATE:
        days = Binary(Operator.ADD, Call(Function.DAYS_BETWEEN, (low, high)), Literal(Decimal(1)))
        moved = Call(Function.FLOOR, (Binary(Operator.DIV, Binary(Operator.MUL, days, place), scale),))
        return Call(Function.ADD_DAYS, (low, moved))
    step = Literal(Decimal(1).scaleb(-term.type.decimals))
    width = Binary(Operator.ADD, Binary(Operator.SUB, high, low), step)
    return Binary(Operator.ADD, low, Binary(Operator.DIV, Binary(Operator.MUL, width, place), scale))
