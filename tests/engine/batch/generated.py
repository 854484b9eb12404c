"""Models drawn at random that use every form of formula, cell and policy, and cases about their bounds."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from engine.model import (
    AnyOf,
    Benefit,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    Conditional,
    DatedValue,
    Expression,
    Formula,
    Function,
    HitPolicy,
    IsKnown,
    IsUnknown,
    Literal,
    Model,
    Nature,
    Not,
    Operator,
    Outcome,
    ParameterAt,
    Period,
    Ref,
    ReferenceDate,
    Role,
    Row,
    Table,
    Term,
    UnaryTest,
    Unknown,
)
from engine.values import Kind, Rounding, Type, Value

BENEFIT = "essai"
DAY = date(2024, 2, 29)
VERDICTS = ("ouvert", "refusé", "à étudier")
WORDS = ("artisan", "commerçant", "libéral")
ORDERS = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)
EQUALITIES = (Operator.EQ, Operator.NE)
SEVERAL = (Function.MIN, Function.MAX, Function.SUM, Function.MEAN)
SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)


def _term(name: str, nature: Nature, question: str = "", **type_: object) -> Term:
    return Term(name=name, label=name, nature=nature, question=question, type=Type(**type_))  # type: ignore[arg-type]


FACTS = (
    _term("statut", Nature.FACT, kind=Kind.TEXT, choices=WORDS),
    _term("commune", Nature.FACT, kind=Kind.TEXT),
    _term("affilie", Nature.FACT, kind=Kind.BOOLEAN),
    _term("marie", Nature.FACT, kind=Kind.BOOLEAN),
    _term("trimestres", Nature.FACT, kind=Kind.INTEGER),
    _term("enfants", Nature.FACT, kind=Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(9)),
    _term("revenu", Nature.FACT, kind=Kind.AMOUNT, decimals=2),
    _term("taux", Nature.FACT, kind=Kind.PERCENTAGE, decimals=3),
    _term("duree", Nature.FACT, kind=Kind.MONTHS),
    _term("debut", Nature.FACT, kind=Kind.DATE),
    _term("autre_jour", Nature.FACT, kind=Kind.DATE),
    _term("jour", Nature.FACT, kind=Kind.DATE),
)
PARAMETERS = (
    _term("seuil", Nature.PARAMETER, kind=Kind.AMOUNT, decimals=2),
    _term("nombre", Nature.PARAMETER, kind=Kind.INTEGER),
    _term("limite", Nature.PARAMETER, kind=Kind.DATE),
)


class Drawn:
    """A model in the making: what has been defined so far can be read by what comes next."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.terms: dict[str, Term] = {term.name: term for term in (*FACTS, *PARAMETERS)}
        self.parameters = {term.name: self.figure(term) for term in PARAMETERS}
        self.calculations: dict[str, tuple[Formula, ...]] = {}
        self.tables: dict[str, Table] = {}
        self.producers: dict[str, str] = {}

    def model(self) -> Model:
        """Return the model."""
        rng = self.rng
        for number in range(rng.randint(1, 6)):
            self.calculation(f"calcul_{number}")
        for number in range(rng.randint(0, 2)):
            self.table(f"table_{number}", rng.choice(SINGLE))
            self.calculation(f"apres_{number}")
        self.terms["droit"] = _term("droit", Nature.OUTPUT, kind=Kind.TEXT, choices=VERDICTS)
        self.table("droits", rng.choice(SINGLE), outputs=("droit",))
        joined: list[str] = []
        for number in range(rng.randint(0, 2)):
            self.table(f"joint_{number}", rng.choice(list(HitPolicy)))
            joined.append(f"joint_{number}")
        joined += [name for name in self.calculations if rng.random() < 0.4]
        cut = rng.randint(0, len(joined))
        benefit = Benefit(
            code=BENEFIT,
            label=BENEFIT,
            table="droits",
            reference_date="jour",
            amounts=tuple(joined[:cut]),
            durations=tuple(joined[cut:]),
        )
        return Model(
            terms=self.terms,
            parameters=self.parameters,
            calculations=self.calculations,
            tables=self.tables,
            benefits={BENEFIT: benefit},
            producers=self.producers,
        )

    # --- values ---------------------------------------------------------------------------

    def value(self, type_: Type) -> Value:
        """Return a value of *type_*, from few, so that cells meet."""
        rng = self.rng
        match type_.kind:
            case Kind.TEXT:
                return rng.choice(type_.choices or ("Nîmes", "L'Haÿ", "", "oui"))
            case Kind.BOOLEAN:
                return rng.random() < 0.5
            case Kind.DATE:
                return DAY + timedelta(days=rng.choice((-366, -31, -1, 0, 0, 1, 29, 365)))
            case _:
                units = rng.choice((rng.randint(-1, 12), rng.randint(-1, 12), 10**3, -250))
                return Decimal(f"{units}E-{type_.decimals}")

    def figure(self, term: Term) -> tuple[DatedValue, ...]:
        return tuple(
            DatedValue(
                value=self.value(term.type), period=period, confidence=self.rng.choice(("", "", "faible"))
            )
            for period in self.periods()
        )

    def periods(self) -> Iterator[Period]:
        """Yield periods one after the other, holes and all."""
        rng = self.rng
        if rng.random() < 0.3:
            yield Period()
            return
        start = None if rng.random() < 0.5 else DAY - timedelta(days=rng.randint(0, 40))
        for _ in range(rng.randint(1, 3)):
            end = (start or DAY - timedelta(days=20)) + timedelta(days=rng.randint(0, 30))
            yield Period(start, end)
            start = end + timedelta(days=rng.choice((1, 1, 3)))
        if rng.random() < 0.7:
            yield Period(start, None)

    # --- expressions ----------------------------------------------------------------------

    def named(self, *kinds: Kind) -> list[str]:
        """Return the terms of these kinds that can be read."""
        return [
            term.name
            for term in self.terms.values()
            if term.type.kind in kinds and (term.nature is not Nature.OUTPUT or term.name in self.producers)
        ]

    def numbers(self) -> list[str]:
        return [name for name in self.named(*Kind) if self.terms[name].type.is_numeric]

    def number(self, depth: int = 2) -> Expression:
        rng = self.rng
        roll = rng.random()
        if depth == 0 or roll < 0.3:
            if rng.random() < 0.05:
                return Unknown()
            if rng.random() < 0.4:
                return Literal(
                    rng.choice([Decimal(n) for n in ("0", "1", "2", "3", "0.5", "-1", "7", "12.25")])
                )
            return Ref(rng.choice(self.numbers()))
        inner = depth - 1
        if roll < 0.65:
            operator = rng.choice((Operator.ADD, Operator.SUB, Operator.MUL, Operator.DIV))
            return Binary(operator, self.number(inner), self.number(inner))
        if roll < 0.75:
            return Conditional(self.condition(inner), self.number(inner), self.number(inner))
        if roll < 0.8:
            return ParameterAt(rng.choice(("seuil", "nombre")), self.day(inner))
        if roll < 0.88:
            function = rng.choice((Function.MONTHS_BETWEEN, Function.DAYS_BETWEEN, Function.YEAR))
            count = 1 if function is Function.YEAR else 2
            return Call(function, tuple(self.day(inner) for _ in range(count)))
        function = rng.choice((*SEVERAL, Function.FLOOR, Function.CEILING, Function.ABS, Function.ROUND))
        if function is Function.ROUND:
            return Call(function, (self.number(inner), Literal(Decimal(rng.randint(0, 3)))))
        count = rng.randint(2, 3) if function in SEVERAL else 1
        return Call(function, tuple(self.number(inner) for _ in range(count)))

    def condition(self, depth: int = 2) -> Expression:
        rng = self.rng
        roll = rng.random()
        if depth == 0 or roll < 0.2:
            if rng.random() < 0.2:
                return IsKnown(rng.choice(list(self.readable())))
            return rng.choice((Ref(rng.choice(self.named(Kind.BOOLEAN))), Literal(rng.random() < 0.5)))
        inner = depth - 1
        if roll < 0.5:
            return Binary(rng.choice((*ORDERS, *EQUALITIES)), self.number(inner), self.number(inner))
        if roll < 0.6:
            return Binary(rng.choice((*ORDERS, *EQUALITIES)), self.day(inner), self.day(inner))
        if roll < 0.7:
            return Binary(rng.choice(EQUALITIES), self.word(inner), self.word(inner))
        if roll < 0.8:
            return Call(Function.NOT, (self.condition(inner),))
        if roll < 0.85:
            return Conditional(self.condition(inner), self.condition(inner), self.condition(inner))
        return Binary(rng.choice((Operator.AND, Operator.OR)), self.condition(inner), self.condition(inner))

    def day(self, depth: int = 2) -> Expression:
        rng = self.rng
        roll = rng.random()
        if depth == 0 or roll < 0.5:
            if rng.random() < 0.2:
                return rng.choice((ReferenceDate(), Literal(DAY), Unknown()))
            return Ref(rng.choice(self.named(Kind.DATE)))
        inner = depth - 1
        if roll < 0.75:
            function = rng.choice((Function.ADD_DAYS, Function.ADD_MONTHS))
            return Call(function, (self.day(inner), self.number(inner)))
        if roll < 0.9:
            return Call(rng.choice((Function.MIN, Function.MAX)), (self.day(inner), self.day(inner)))
        return Conditional(self.condition(inner), self.day(inner), self.day(inner))

    def word(self, depth: int = 1) -> Expression:
        rng = self.rng
        if depth == 0 or rng.random() < 0.8:
            return rng.choice((Ref("statut"), Ref("commune"), Literal(rng.choice(WORDS)), Unknown()))
        return Conditional(self.condition(depth - 1), self.word(depth - 1), self.word(depth - 1))

    def expression(self, type_: Type) -> Expression:
        match type_.kind:
            case Kind.BOOLEAN:
                return self.condition()
            case Kind.DATE:
                return self.day()
            case Kind.TEXT:
                return self.word()
            case _:
                return self.number()

    def readable(self) -> Sequence[str]:
        return self.named(*Kind)

    # --- calculations and tables ------------------------------------------------------------

    def calculation(self, name: str) -> None:
        rng = self.rng
        kind = rng.choice(
            (Kind.AMOUNT, Kind.AMOUNT, Kind.NUMBER, Kind.INTEGER, Kind.BOOLEAN, Kind.DATE, Kind.TEXT)
        )
        decimals = {Kind.AMOUNT: 2, Kind.NUMBER: 3}.get(kind, 0)
        term = _term(name, Nature.CALCULATION, rng.choice(("", "Combien ?")), kind=kind, decimals=decimals)
        lines = tuple(
            Formula(
                expression=self.expression(term.type),
                decimals=rng.randint(0, decimals),
                rounding=rng.choice((*Rounding, *Rounding, None)) if term.type.is_numeric else None,
                period=period,
            )
            for period in self.periods()
        )
        self.calculations[name] = lines
        self.terms[name] = term

    def test(self, type_: Type, depth: int = 1) -> UnaryTest:
        rng = self.rng
        roll = rng.random()
        ordered = type_.kind not in (Kind.TEXT, Kind.BOOLEAN)
        if depth and roll < 0.12:
            return AnyOf(tuple(self.test(type_, depth - 1) for _ in range(rng.randint(2, 3))))
        if depth and roll < 0.2:
            return Not(self.test(type_, depth - 1))
        if roll < 0.26:
            return IsUnknown()
        if ordered and roll < 0.4:
            low, high = self.endpoint(type_), self.endpoint(type_)
            return Between(low, high, rng.random() < 0.5, rng.random() < 0.5)
        return Compare(rng.choice((*EQUALITIES, *ORDERS) if ordered else EQUALITIES), self.endpoint(type_))

    def endpoint(self, type_: Type) -> Expression:
        if self.rng.random() < 0.75:
            return Literal(self.value(type_))
        if type_.kind is Kind.BOOLEAN:
            return Literal(self.value(type_))
        return self.expression(type_)

    def table(self, name: str, policy: HitPolicy, outputs: tuple[str, ...] = ()) -> None:
        rng = self.rng
        if not outputs:
            outputs = tuple(self.output(f"{name}_{place}", policy) for place in range(rng.randint(1, 2)))
        columns = rng.sample(list(self.readable()), rng.randint(1, 4))
        pools = {
            term: [self.test(self.terms[term].type) for _ in range(rng.randint(1, 3))] for term in columns
        }
        roles = {term: rng.choice(list(Role)) for term in columns}
        sizes = rng.choice((2, 3, 5, 8))
        rows = [
            Row(
                id=f"R{place}",
                conditions=tuple(
                    Condition(term=term, role=roles[term], test=rng.choice(pool), text="")
                    for term, pool in pools.items()
                    if rng.random() < 0.75
                ),
                outcomes=tuple(self.outcome(output) for output in outputs),
                period=rng.choice((Period(), Period(), Period(), *self.periods())),
            )
            for place in range(sizes)
        ]
        default = Row(id="sinon", conditions=(), outcomes=tuple(self.outcome(output) for output in outputs))
        self.tables[name] = Table(
            name=name,
            label=name,
            policy=policy,
            inputs=tuple(roles.items()),
            outputs=outputs,
            rows=tuple(rows),
            default=default if rng.random() < 0.6 else None,
            reference_date="autre_jour" if rng.random() < 0.2 else None,
        )
        if not policy.gives_list:
            self.producers |= dict.fromkeys(outputs, name)

    def output(self, name: str, policy: HitPolicy) -> str:
        kind = (
            Kind.AMOUNT
            if policy.aggregates
            else self.rng.choice((Kind.AMOUNT, Kind.TEXT, Kind.BOOLEAN, Kind.DATE))
        )
        choices = WORDS if kind is Kind.TEXT else ()
        decimals = 2 if kind is Kind.AMOUNT else 0
        if policy is HitPolicy.COLLECT_COUNT:
            kind, decimals = Kind.INTEGER, 0
        self.terms[name] = _term(name, Nature.OUTPUT, kind=kind, choices=choices, decimals=decimals)
        return name

    def outcome(self, output: str) -> Outcome:
        type_ = self.terms[output].type
        rng = self.rng
        value: Expression | None = Literal(self.value(type_))
        if output == "droit":
            value = Literal(rng.choice(VERDICTS)) if rng.random() < 0.97 else None
        elif rng.random() < 0.1:
            value = None
        elif rng.random() < 0.35 and type_.kind is Kind.AMOUNT:
            value = Call(Function.ROUND, (self.number(1), Literal(Decimal(2))))
        elif rng.random() < 0.3 and type_.kind in (Kind.DATE, Kind.BOOLEAN):
            value = self.expression(type_)
        return Outcome(term=output, value=value, text="")


def cases(model: Model, seed: int, count: int) -> Iterator[Mapping[str, Value]]:
    """Yield *count* cases: a fact is absent one time in five, else often on or beside what cells say."""
    drawn = Drawn(seed)
    rng = drawn.rng
    given = [term for term in model.terms.values() if term.nature is Nature.CALCULATION and term.can_be_given]
    for _ in range(count):
        facts: dict[str, Value] = {}
        for term in (*FACTS, *given):
            if rng.random() < (0.2 if term.nature is Nature.FACT else 0.8):
                continue
            value = drawn.value(term.type)
            if isinstance(value, date):
                value += timedelta(days=rng.choice((-1, 0, 0, 1, 30)))
            elif isinstance(value, Decimal) and not term.type.maximum:
                value += Decimal(f"{rng.choice((-1, 0, 0, 1))}E-{term.type.decimals}")
            if term.type.maximum is not None and isinstance(value, Decimal):
                value = min(max(value, Decimal(0)), Decimal(9))
            facts[term.name] = value
        yield facts
