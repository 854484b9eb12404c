"""Generated tables on small domains, and every case of them tried one by one."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from engine.checks.space import Space, Witness
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import (
    AnyOf,
    Benefit,
    Between,
    Binary,
    Compare,
    Condition,
    DatedValue,
    Expression,
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
)
from engine.trace import RowTried, Truth, Verdict
from engine.values import Kind, Type, Value

DAY = date(2024, 5, 1)
DAYS = tuple(DAY + timedelta(days=step) for step in range(-3, 4))
VERDICTS = ("ouvert", "refusé", "à étudier")


def _term(name: str, nature: Nature, **more: object) -> Term:
    return Term(name=name, label=name.capitalize(), nature=nature, type=Type(**more))  # type: ignore[arg-type]


TERMS = {
    term.name: term
    for term in (
        _term("age", Nature.FACT, kind=Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(5)),
        _term("taux", Nature.FACT, kind=Kind.NUMBER, decimals=1, minimum=Decimal(0), maximum=Decimal("0.4")),
        _term("metier", Nature.FACT, kind=Kind.TEXT, choices=("artisan", "avocat", "autre")),
        _term("marie", Nature.FACT, kind=Kind.BOOLEAN),
        _term("jour", Nature.FACT, kind=Kind.DATE, minimum=DAYS[0], maximum=DAYS[-1]),
        _term("autre_age", Nature.FACT, kind=Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(5)),
        _term("seuil", Nature.PARAMETER, kind=Kind.INTEGER),
        _term("droit", Nature.OUTPUT, kind=Kind.TEXT, choices=VERDICTS),
    )
}
INPUTS = ("age", "taux", "metier", "marie", "jour")
DOMAINS: Mapping[str, tuple[Value | None, ...]] = {
    "age": (*map(Decimal, range(6)), None),
    "taux": (*(Decimal(tenths).scaleb(-1) for tenths in range(5)), None),
    "metier": ("artisan", "avocat", "autre", None),
    "marie": (False, True, None),
    "jour": (*DAYS, None),
    "autre_age": (*map(Decimal, range(6)), None),
}


def _ends(name: str, open_ends: bool) -> st.SearchStrategy[Expression]:
    known = [value for value in DOMAINS[name] if value is not None]
    ends: st.SearchStrategy[Expression] = st.sampled_from(known).map(Literal)
    if name == "age":
        halves: list[Expression] = [Literal(Decimal("1.5")), Ref("seuil")]
        halves.append(Binary(Operator.ADD, Ref("seuil"), Literal(Decimal(1))))
        if open_ends:
            halves += [Ref("autre_age"), Binary(Operator.ADD, Ref("autre_age"), Literal(Decimal(1)))]
        ends |= st.sampled_from(halves)
    return ends


def _tests(name: str, open_ends: bool) -> st.SearchStrategy[UnaryTest]:
    ends = _ends(name, open_ends)
    operators = [Operator.EQ, Operator.NE]
    if name not in ("metier", "marie"):
        operators += [Operator.LT, Operator.LE, Operator.GT, Operator.GE]
    leaf: st.SearchStrategy[UnaryTest] = st.builds(Compare, st.sampled_from(operators), ends)
    if name not in ("metier", "marie"):
        leaf |= st.builds(Between, ends, ends, st.booleans(), st.booleans())
    listed = st.lists(leaf | st.just(IsUnknown()), min_size=1, max_size=2).map(lambda t: AnyOf(tuple(t)))
    return leaf | listed | listed.map(Not) | st.just(IsUnknown())


@st.composite
def models(
    draw: st.DrawFn, policies: tuple[HitPolicy, ...], *, default: bool = False, open_ends: bool = False
) -> Model:
    """Draw a model of one table whose facts have few values each."""
    names = draw(st.lists(st.sampled_from(INPUTS), min_size=1, max_size=3, unique=True))
    if open_ends and "age" not in names:
        names = ["age", *names[:1]]
    bounds = st.none() | st.sampled_from(DAYS)
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 5))):
        conditions = tuple(
            Condition(term=name, role=Role.ABOUT, test=test, text="?")
            for name in names
            if (test := draw(st.none() | _tests(name, open_ends))) is not None
        )
        period = draw(st.just(Period()) | st.just(Period()) | st.builds(Period, bounds, bounds))
        rows.append(_row(str(number + 1), conditions, draw(st.sampled_from(VERDICTS)), period))
    table = Table(
        name="droits",
        label="Droits",
        policy=draw(st.sampled_from(policies)),
        inputs=tuple((name, Role.ABOUT) for name in names),
        outputs=("droit",),
        rows=tuple(rows),
        default=_row("sinon", (), "refusé") if default else None,
    )
    figures = (
        DatedValue(value=Decimal(draw(st.integers(0, 4))), period=Period(None, DAYS[1])),
        DatedValue(value=Decimal(draw(st.integers(0, 4))), period=Period(DAYS[3], None)),
    )
    return Model(
        terms=TERMS,
        parameters={"seuil": figures},
        calculations={},
        tables={"droits": table},
        benefits={"aide": Benefit(code="aide", label="Aide", table="droits", reference_date="jour")},
        order=("droits",),
    )


def _row(id_: str, conditions: tuple[Condition, ...], verdict: str, period: Period = Period()) -> Row:  # noqa: B008
    outcome = Outcome(term="droit", value=Literal(verdict), text=verdict)
    return Row(id=id_, conditions=conditions, outcomes=(outcome,), period=period)


def space_of(model: Model) -> Space:
    """Return the space of the only table of *model*."""
    return Space(model, model.tables["droits"], "jour")


class _Rows:
    """The tracer that keeps the truth of the rows."""

    def __init__(self) -> None:
        self.truths: list[Truth] = []

    def tell(self, event: object) -> None:
        if isinstance(event, RowTried):
            self.truths.append(event.truth)


def decided(model: Model, facts: Mapping[str, Value | None]) -> tuple[list[Truth], Verdict | None]:
    """Return the truth of each row, and the verdict; None when rows are in conflict."""
    told = _Rows()
    known = {name: value for name, value in facts.items() if value is not None}
    try:
        return told.truths, decide(model, known, "aide", tracer=told)
    except FaultsFound:
        return told.truths, None


def all_cases(model: Model) -> Iterator[dict[str, Value | None]]:
    """Yield every case of the table of *model*, absent facts included."""
    table = model.tables["droits"]
    names = list(dict.fromkeys([name for name, _ in table.inputs] + ["jour"]))
    if any("autre_age" in repr(condition.test) for row in table.rows for condition in row.conditions):
        names.append("autre_age")
    for values in product(*(DOMAINS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def facts_of(witness: Witness) -> dict[str, Value | None]:
    """Return the facts of *witness*, its day included."""
    facts = dict(witness.values)
    return {name: value for name, value in facts.items() if value is not None}
