"""What the workbooks mean: the compiled form, the only thing that backends see.

Every node is immutable. ``where`` leads back to the cell and takes no part in equality nor in the seal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.location import CellRef
from engine.names import fold
from engine.record import record
from engine.values import Kind, Rounding, Type, Value

NOWHERE = CellRef("")


class Nature(Enum):
    """What a term of the glossary is; found by the resolver, not typed by anybody."""

    FACT = "fait"
    PARAMETER = "paramètre"
    CALCULATION = "calcul"
    OUTPUT = "résultat"


@record(kw_only=True)
class Term:
    """A line of the glossary.

    A calculation with a ``question`` may be given by the case; the case's value is then used.
    """

    name: str
    label: str
    nature: Nature
    type: Type
    question: str = ""
    description: str = ""
    source: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)

    @property
    def can_be_given(self) -> bool:
        """Whether a case may hold it."""
        return self.nature is Nature.FACT or (self.nature is Nature.CALCULATION and self.question != "")


@record()
class Period:
    """Days from ``start`` to ``end``, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether *day* lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, other: "Period") -> bool:
        """Whether some day lies in both periods."""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        ends_late_enough = self.end is None or other.start is None or other.start <= self.end
        return starts_in_time and ends_late_enough

    @property
    def is_open(self) -> bool:
        """Whether every day lies in the period."""
        return self.start is None and self.end is None


# --- expressions: formulas and endpoints -------------------------------------------------


class Operator(Enum):
    """Comparisons and arithmetic, by their canonical spelling."""

    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    EQ = "="
    NE = "!="
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    AND = "et"
    OR = "ou"


class Function(Enum):
    """Functions of formulas, by their canonical spelling."""

    MIN = "min"
    MAX = "max"
    SUM = "sum"
    MEAN = "mean"
    FLOOR = "floor"
    CEILING = "ceiling"
    ROUND = "round"
    ABS = "abs"
    NOT = "non"
    MONTHS_BETWEEN = "mois_entre"
    DAYS_BETWEEN = "jours_entre"
    ADD_MONTHS = "ajouter_mois"
    ADD_DAYS = "ajouter_jours"
    YEAR = "annee"
    DATE = "date"


@record()
class Literal:
    """A constant, equal to one of the same type only: to Python, ``0`` is ``False`` and ``1`` is ``True``."""

    value: Value

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash(self.value)


@record()
class Unknown:
    """``inconnu``: a value that nobody has."""


@record()
class Ref:
    """The value of a term: fact, parameter at the reference date, calculation or output."""

    name: str


@record()
class ReferenceDate:
    """``date_reference``: the day at which rows and parameters are taken."""


@record()
class ParameterAt:
    """``valeur_au(parametre; jour)``: a dated figure on another day than the reference date."""

    name: str
    day: "Expression"


@record()
class IsKnown:
    """``connu(nom)``: true when the term has a value; never unknown."""

    name: str


@record()
class Binary:
    """``left operator right``: arithmetic, comparison, ``et``, ``ou``."""

    operator: Operator
    left: "Expression"
    right: "Expression"


@record()
class Conditional:
    """``si condition alors then sinon otherwise``."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@record()
class Call:
    """A function and its arguments."""

    function: Function
    arguments: tuple["Expression", ...]


Expression: TypeAlias = (
    Literal | Unknown | Ref | ReferenceDate | ParameterAt | IsKnown | Binary | Conditional | Call
)

ZERO = Literal(Decimal(0))

# --- unary tests: what a cell asks of one value ------------------------------------------


@record()
class Compare:
    """``>= 12``, ``"A"`` (EQ): the value compared with an endpoint."""

    operator: Operator
    endpoint: Expression


@record()
class Between:
    """``[low..high[``; each end included or not."""

    low: Expression
    high: Expression
    low_included: bool = True
    high_included: bool = True


@record()
class AnyOf:
    """``a, b, c``: one of the tests at least."""

    tests: tuple["UnaryTest", ...]


@record()
class Not:
    """``non(...)``."""

    test: "UnaryTest"


@record()
class IsUnknown:
    """``inconnu``: satisfied when the value is missing, violated when it is known; never unknown."""


UnaryTest: TypeAlias = Compare | Between | AnyOf | Not | IsUnknown


# --- tables ------------------------------------------------------------------------------


class Role(Enum):
    """What an input column says: whom a row is about, or what it demands of them."""

    ABOUT = "Si"
    DEMAND = "Exige"


class HitPolicy(Enum):
    """DMN hit policies, by the word of the drop-down."""

    UNIQUE = "Unique"
    FIRST = "Première"
    ANY = "Toutes identiques"
    PRIORITY = "Priorité"
    COLLECT = "Collecte"
    COLLECT_SUM = "Collecte (somme)"
    COLLECT_MIN = "Collecte (minimum)"
    COLLECT_MAX = "Collecte (maximum)"
    COLLECT_COUNT = "Collecte (nombre)"
    RULE_ORDER = "Ordre des lignes"
    OUTPUT_ORDER = "Ordre des sorties"

    @property
    def code(self) -> str:
        """The DMN code."""
        return _CODES[self]

    @property
    def gives_list(self) -> bool:
        """Whether the answer is the list of the outcomes of every row retained."""
        return self in _LISTS

    @property
    def aggregates(self) -> bool:
        """Whether the answer is one number made from every row retained."""
        return self in _AGGREGATES

    @property
    def row_order_matters(self) -> bool:
        """Whether moving a row can change the answer."""
        return self is HitPolicy.FIRST or self in _LISTS


_LISTS = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)
_AGGREGATES = (
    HitPolicy.COLLECT_SUM,
    HitPolicy.COLLECT_MIN,
    HitPolicy.COLLECT_MAX,
    HitPolicy.COLLECT_COUNT,
)
_CODES = {
    HitPolicy.UNIQUE: "U",
    HitPolicy.FIRST: "F",
    HitPolicy.ANY: "A",
    HitPolicy.PRIORITY: "P",
    HitPolicy.COLLECT: "C",
    HitPolicy.COLLECT_SUM: "C+",
    HitPolicy.COLLECT_MIN: "C<",
    HitPolicy.COLLECT_MAX: "C>",
    HitPolicy.COLLECT_COUNT: "C#",
    HitPolicy.RULE_ORDER: "R",
    HitPolicy.OUTPUT_ORDER: "O",
}


@record(kw_only=True)
class Condition:
    """What one cell asks of one term. A cell that asks nothing (``-``, blank) has no condition."""

    term: str
    role: Role
    test: UnaryTest
    text: str = field(compare=False)
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Outcome:
    """What one cell gives to one output; ``value`` None: nothing (``-``, blank)."""

    term: str
    value: Expression | None
    text: str = field(compare=False)
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Row:
    """A rule. Its outcomes stand in the order of the table's outputs."""

    id: str
    conditions: tuple[Condition, ...]
    outcomes: tuple[Outcome, ...]
    period: Period = Period()
    reason: str = ""
    source: str = ""
    note: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)

    def outcome(self, term: str) -> Outcome:
        """Return the outcome for the output *term* (KeyError when there is none)."""
        for outcome in self.outcomes:
            if outcome.term == term:
                return outcome
        raise KeyError(term)


@record(kw_only=True)
class Table:
    """A decision table. ``reference_date`` None: that of the benefit being decided."""

    name: str
    label: str
    policy: HitPolicy
    inputs: tuple[tuple[str, Role], ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    default: Row | None = None
    reference_date: str | None = None
    where: CellRef = field(default=NOWHERE, compare=False)

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows, then ``sinon`` when there is one."""
        return self.rows if self.default is None else (*self.rows, self.default)


@record(kw_only=True)
class DatedValue:
    """A figure over a period."""

    value: Value
    period: Period
    source: str = ""
    confidence: str = ""
    note: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Formula:
    """A line of ``Calculs`` over a period; ``rounding`` None: the result must be exact."""

    expression: Expression
    decimals: int
    rounding: Rounding | None
    period: Period = Period()
    text: str = field(compare=False, default="")
    source: str = ""
    note: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Benefit:
    """A line of the catalogue: what a case can ask for.

    ``table`` decides the right, through its output whose closed list is that of a verdict.
    ``amounts``, ``durations`` and ``steps`` name tables and calculations joined to an open right.
    ``movable``: whether it makes sense to say from which later reference date the right would open.
    """

    code: str
    label: str
    table: str
    reference_date: str
    order: Decimal = Decimal(0)
    amounts: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    movable: bool = True
    source: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Example:
    """A line of ``Cas de test``: facts, and the outcome expected of a benefit."""

    benefit: str
    id: str
    description: str
    facts: Mapping[str, Value]
    expected: Mapping[str, Value]
    source: str = ""
    where: CellRef = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Model:
    """The rules, ready to decide.

    ``producers`` gives the table of each output that one table alone gives. ``order`` lists
    calculations and tables, the needed ones first. ``seal`` is the SHA-256 of the meaning: two
    models are equal when it is.
    """

    terms: Mapping[str, Term]
    parameters: Mapping[str, tuple[DatedValue, ...]]
    calculations: Mapping[str, tuple[Formula, ...]]
    tables: Mapping[str, Table]
    benefits: Mapping[str, Benefit]
    producers: Mapping[str, str] = field(default_factory=dict[str, str])
    examples: Sequence[Example] = ()
    order: tuple[str, ...] = ()
    seal: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.seal == other.seal

    def __hash__(self) -> int:
        return hash(self.seal)

    def verdict_output(self, table: Table) -> str:
        """Return the output of *table* that holds the verdict (KeyError when there is none)."""
        for name in table.outputs:
            if is_verdict(self.terms[name].type):
                return name
        raise KeyError(table.name)


class Answer(Enum):
    """The four verdicts, by their code; the value is the word a workbook writes (folded)."""

    OPEN = "ouvert"
    REFUSED = "refuse"
    TO_STUDY = "a etudier"
    UNDETERMINED = "indetermine"

    @property
    def code(self) -> str:
        """The word used in JSON."""
        return self.value.replace(" ", "_")


def is_verdict(type_: Type) -> bool:
    """Whether *type_* is a closed list of verdicts (``ouvert``, ``refusé``, ``à étudier``)."""
    words = {Answer.OPEN.value, Answer.REFUSED.value, Answer.TO_STUDY.value}
    return (
        type_.kind is Kind.TEXT
        and bool(type_.choices)
        and all(fold(choice) in words for choice in type_.choices)
    )


# --- walking -----------------------------------------------------------------------------


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield *expression* and every expression inside it."""
    yield expression
    match expression:
        case Binary(_, left, right):
            inside: tuple[Expression, ...] = (left, right)
        case Conditional(condition, then, otherwise):
            inside = (condition, then, otherwise)
        case Call(_, arguments):
            inside = arguments
        case ParameterAt(_, day):
            inside = (day,)
        case _:
            inside = ()
    for part in inside:
        yield from parts(part)


def names_in(expression: Expression) -> tuple[str, ...]:
    """Return the terms that *expression* reads, in order of appearance, without repetition."""
    found = [part.name for part in parts(expression) if isinstance(part, Ref | ParameterAt | IsKnown)]
    return tuple(dict.fromkeys(found))


def endpoints(test: UnaryTest) -> Iterator[Expression]:
    """Yield the endpoints of *test*."""
    match test:
        case Compare(_, endpoint):
            yield endpoint
        case Between(low, high):
            yield low
            yield high
        case AnyOf(tests):
            for inner in tests:
                yield from endpoints(inner)
        case Not(inner):
            yield from endpoints(inner)
        case IsUnknown():
            return


def with_endpoints(test: UnaryTest, change: Callable[[Expression], Expression]) -> UnaryTest:
    """Return *test* with each endpoint changed."""
    match test:
        case Compare(operator, endpoint):
            return Compare(operator, change(endpoint))
        case Between(low, high, low_included, high_included):
            return Between(change(low), change(high), low_included, high_included)
        case AnyOf(tests):
            return AnyOf(tuple(with_endpoints(inner, change) for inner in tests))
        case Not(inner):
            return Not(with_endpoints(inner, change))
        case IsUnknown():
            return test
