"""Tables of as many rows as one likes, of several shapes, and cases that fall all over them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from engine.model import (
    Benefit,
    Between,
    Compare,
    Condition,
    Expression,
    HitPolicy,
    Literal,
    Model,
    Nature,
    Operator,
    Outcome,
    Role,
    Row,
    Table,
    Term,
    UnaryTest,
)
from engine.values import Kind, Type, Value

BENEFIT = "essai"
HIGHEST = 100_000
"""The amounts of the cases are below it, in euros."""

Cells: TypeAlias = Mapping[str, tuple[Role, UnaryTest]]


def _term(name: str, nature: Nature, **type_: object) -> Term:
    return Term(name=name, label=name, nature=nature, type=Type(**type_))  # type: ignore[arg-type]


TERMS = (
    _term("commune", Nature.FACT, kind=Kind.TEXT),
    _term("revenu", Nature.FACT, kind=Kind.AMOUNT, decimals=2),
    _term("loyer", Nature.FACT, kind=Kind.AMOUNT, decimals=2),
    _term("epargne", Nature.FACT, kind=Kind.AMOUNT, decimals=2),
    _term("a_jour", Nature.FACT, kind=Kind.BOOLEAN),
    _term("jour", Nature.FACT, kind=Kind.DATE),
    _term("droit", Nature.OUTPUT, kind=Kind.TEXT, choices=("ouvert", "refusé", "à étudier")),
    _term("montant", Nature.OUTPUT, kind=Kind.AMOUNT, decimals=2),
)


def _about(test: UnaryTest) -> tuple[Role, UnaryTest]:
    return Role.ABOUT, test


def _is(value: Value) -> UnaryTest:
    return Compare(Operator.EQ, Literal(value))


def _band(place: int, count: int) -> UnaryTest:
    low, high = (_euros(HIGHEST * 100 * n // count) for n in (place, place + 1))
    return Between(low, high, low_included=True, high_included=False)


def _euros(cents: int) -> Expression:
    return Literal(Decimal(cents).scaleb(-2))


def _key(place: int) -> UnaryTest:
    return _is(f"C{place:05}")


def keys(rows: int) -> Iterator[Cells]:
    """A word of its own for each row."""
    for place in range(rows):
        yield {"commune": _about(_key(place))}


def bands(rows: int) -> Iterator[Cells]:
    """Bands of one amount."""
    for place in range(rows):
        yield {"revenu": _about(_band(place, rows))}


def crossed(rows: int) -> Iterator[Cells]:
    """Words by bands of an amount, and a demand."""
    words = max(1, round((rows / 2) ** 0.5))
    for place in range(rows):
        yield {
            "commune": _about(_key(place % words)),
            "revenu": _about(_band(place // words, -(-rows // words))),
            "a_jour": (Role.DEMAND, _is(True)),
        }


def cubes(rows: int) -> Iterator[Cells]:
    """Bands of three amounts."""
    side = max(1, round(rows ** (1 / 3)))
    for place in range(rows):
        yield {
            "revenu": _about(_band(place % side, side)),
            "loyer": _about(_band(place // side % side, side)),
            "epargne": _about(_band(place // side**2, -(-rows // side**2))),
        }


def ceilings(rows: int) -> Iterator[Cells]:
    """A word of its own for each row, and its own ceiling."""
    rng = random.Random(rows)
    for place in range(rows):
        ceiling = Compare(Operator.LE, _euros(rng.randrange(HIGHEST * 100)))
        yield {"commune": _about(_key(place)), "revenu": (Role.DEMAND, ceiling)}


def boxes(rows: int) -> Iterator[Cells]:
    """Boxes drawn at random in three amounts, of about one row in ten each."""
    rng = random.Random(rows)
    for _ in range(rows):
        cells: dict[str, tuple[Role, UnaryTest]] = {}
        for term in ("revenu", "loyer", "epargne"):
            low = rng.randrange(HIGHEST * 60)
            cells[term] = _about(Between(_euros(low), _euros(low + HIGHEST * 40)))
        yield cells


SHAPES: Mapping[str, tuple[Callable[[int], Iterator[Cells]], HitPolicy]] = {
    "clés": (keys, HitPolicy.UNIQUE),
    "tranches": (bands, HitPolicy.UNIQUE),
    "clés et tranches": (crossed, HitPolicy.UNIQUE),
    "trois tranches": (cubes, HitPolicy.UNIQUE),
    "clés et plafonds": (ceilings, HitPolicy.UNIQUE),
    "boîtes": (boxes, HitPolicy.FIRST),
}


def long_table(shape: str, rows: int) -> Model:
    """Return a model whose only table has *rows* rows of a shape, each with its own amount."""
    cells, policy = SHAPES[shape]
    lines = [
        Row(
            id=f"L{place}",
            conditions=tuple(
                Condition(term=term, role=role, test=test, text="") for term, (role, test) in asked.items()
            ),
            outcomes=_outcomes("à étudier" if place % 7 == 0 else "ouvert", Decimal(place)),
        )
        for place, asked in enumerate(cells(rows))
    ]
    inputs = dict.fromkeys((one.term, one.role) for row in lines for one in row.conditions)
    table = Table(
        name="droits",
        label="droits",
        policy=policy,
        inputs=tuple(inputs),
        outputs=("droit", "montant"),
        rows=tuple(lines),
        default=Row(id="sinon", conditions=(), outcomes=_outcomes("refusé", None)),
    )
    benefit = Benefit(code=BENEFIT, label=BENEFIT, table="droits", reference_date="jour", amounts=("droits",))
    return Model(
        terms={term.name: term for term in TERMS},
        parameters={},
        calculations={},
        tables={"droits": table},
        benefits={BENEFIT: benefit},
        producers={"droit": "droits", "montant": "droits"},
    )


def _outcomes(right: str, amount: Decimal | None) -> tuple[Outcome, Outcome]:
    given = None if amount is None else Literal(amount)
    return Outcome(term="droit", value=Literal(right), text=""), Outcome(term="montant", value=given, text="")


def facts_of(model: Model, seed: int, count: int) -> list[dict[str, Value]]:
    """Return *count* cases, on the bounds of cells or anywhere; three facts at most are absent."""
    rng = random.Random(seed)
    ends = [end for row in model.tables["droits"].rows for end in _ends(row)]
    words = [end for end in ends if isinstance(end, str)] or ["ailleurs"]
    amounts = [end for end in ends if isinstance(end, Decimal)] or [Decimal(0)]
    found: list[dict[str, Value]] = []
    for _ in range(count):
        facts: dict[str, Value] = {"commune": rng.choice((rng.choice(words), rng.choice(words), "ailleurs"))}
        for term in ("revenu", "loyer", "epargne"):
            anywhere = Decimal(rng.randrange(HIGHEST * 100)).scaleb(-2)
            near = rng.choice(amounts) + Decimal(rng.choice((-1, 0, 1))).scaleb(-2)
            facts[term] = rng.choice((anywhere, near))
        facts["a_jour"] = rng.random() < 0.7
        absent = rng.sample(tuple(facts), rng.choice((0, 0, 1, 1, 2, 3)))
        found.append({name: value for name, value in facts.items() if name not in absent})
    return found


def _ends(row: Row) -> Sequence[Value]:
    found: list[Value] = []
    for condition in row.conditions:
        match condition.test:
            case Compare(_, Literal(value)):
                found.append(value)
            case Between(Literal(low), Literal(high)):
                found += [low, high]
            case _:
                pass
    return found
