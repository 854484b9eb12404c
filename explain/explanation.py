"""What an explanation is: the verdict and all that led to it, as values. No sentence here.

Named tuples, for the same reason as ``blocks``: a cold process makes the classes each time.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from engine.cases.case import Case
from engine.model import (
    Answer,
    Benefit,
    Condition,
    DatedValue,
    Formula,
    Period,
    Role,
    Row,
    Table,
    Term,
    UnaryTest,
)
from engine.trace import OutcomeValue, Truth
from engine.values import Known, Value


class Reading(NamedTuple):
    """A term and what it was found to be worth."""

    term: Term
    value: OutcomeValue


class Direction(Enum):
    """On which side of what was asked a value lies."""

    SHORT = "insuffisant"
    OVER = "excessif"


class Gap(NamedTuple):
    """How far a value lies from what was asked; ``size`` is above zero, in days for a date."""

    size: Decimal
    direction: Direction


class Check(NamedTuple):
    """A cell compared with a value. ``asked`` has literal endpoints, ``written`` those of the workbook;
    both are without double negation and of one shape. ``because`` tells why a value given by another
    table is not the one asked."""

    reading: Reading
    condition: Condition
    asked: UnaryTest
    written: UnaryTest
    truth: Truth
    gap: Gap | None = None
    because: "Because | None" = None


class NearRow(NamedTuple):
    """Rows of a table that the case nearly satisfies, for the same reasons.

    ``checks`` are the violated cells (none when only the dates of the row stand in the way);
    ``others`` those that are met or unknown, when they are the same in all the rows.
    """

    table: Table
    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    others: tuple[Check, ...] = ()

    @property
    def is_about_the_case(self) -> bool:
        """Whether no ``Si`` cell excludes the case."""
        return all(check.condition.role is not Role.ABOUT for check in self.checks)


class RetainedRow(NamedTuple):
    """A row that made an answer, or (``sure`` false) one that still could, with the same outcome."""

    table: Table
    row: Row
    is_default: bool
    sure: bool
    checks: tuple[Check, ...]
    outcomes: tuple[Reading, ...]


class Because(NamedTuple):
    """What another table answered, and what it would have needed to answer otherwise."""

    table: Table
    retained: tuple[RetainedRow, ...]
    near: tuple[NearRow, ...]


class Need(NamedTuple):
    """A fact to know, or (``day`` set) a figure of the workbooks that is not defined on that day."""

    term: Term
    day: date | None = None


Alternatives: TypeAlias = tuple[tuple[Need, ...], ...]
"""The smallest sets of things that settle a question: any one of them is enough."""


class Figure(NamedTuple):
    """A dated figure that served."""

    term: Term
    day: date | None
    value: Known
    line: DatedValue | None


class Computed(NamedTuple):
    """A calculation that served, at the reference date ``day``; ``values`` are those of the names in
    its formula (``name`` or ``name@day``)."""

    term: Term
    day: Known
    value: Known
    formula: Formula | None
    values: Mapping[str, Reading]


class Consulted(NamedTuple):
    """A table whose answer served."""

    table: Table
    retained: tuple[RetainedRow, ...]
    outcomes: tuple[Reading, ...]


Computation: TypeAlias = Figure | Computed | Consulted


class Section(Enum):
    """What a catalogue joins to a right; the value is the name of the list in ``Benefit``."""

    AMOUNTS = "amounts"
    DURATIONS = "durations"
    STEPS = "steps"


class JoinedItem(NamedTuple):
    """One amount, duration or step: a calculation, or the outputs of a table and the rows behind."""

    readings: tuple[Reading, ...]
    rows: tuple[Row, ...] = ()
    needs: Alternatives = ()


class Joined(NamedTuple):
    """What one name of the catalogue gives."""

    section: Section
    name: str
    label: str
    items: tuple[JoinedItem, ...]


class Concern(Enum):
    """What of the workbooks is spoken of."""

    BENEFIT = "prestation"
    ROW = "ligne"
    FIGURE = "paramètre"
    FORMULA = "calcul"


class Mention(NamedTuple):
    """A row (by its table and its N°), a figure, a calculation or a line of the catalogue."""

    concern: Concern
    label: str
    row: str = ""


class Source(NamedTuple):
    """A legal text as the workbook cites it, over the period of the line that cites it."""

    text: str
    period: Period
    cited_by: tuple[Mention, ...]


class Note(NamedTuple):
    """A note of the workbooks about what served, once for all that bear it."""

    about: tuple[Mention, ...]
    text: str


class Doubt(NamedTuple):
    """A figure that served and that is not fully trusted."""

    figure: Figure
    confidence: str


class Disagreement(NamedTuple):
    """A value that the case gives, and the other one that its other facts give."""

    term: Term
    given: Value
    computed: Value


Attention: TypeAlias = Note | Doubt | Disagreement


class RowTrace(NamedTuple):
    """A row as it was tried; a default row has no truth of its own when it was not reached."""

    row: Row
    is_default: bool
    in_force: Truth
    truth: Truth
    checks: tuple[Check, ...]
    retained: bool
    possible: bool


class TableTrace(NamedTuple):
    """A table as it was decided; ``depth`` counts the tables that were waiting for it."""

    table: Table
    day: Known | None
    depth: int
    rows: tuple[RowTrace, ...]
    outcomes: tuple[Reading, ...]


class Seal(NamedTuple):
    """What makes a verdict verifiable: the same four give the same bytes."""

    model: str
    case: str
    version: str
    engine: str
    reference_date: date | None


class BenefitExplanation(NamedTuple):
    """The explanation for one benefit.

    ``rows`` made the answer; ``near`` are those that would have made a better one. ``missing`` is
    empty when nothing would settle the verdict. ``assumed`` is what the case could say and does not,
    and that the workbooks then take for granted. ``values`` is what placeholders may name. ``traced``
    gives the tables in the order tried, row by row, when they are looked at.
    """

    benefit: Benefit
    answer: Answer
    reference: Reading
    rows: tuple[RetainedRow, ...]
    near: tuple[NearRow, ...]
    missing: Alternatives
    undefined: tuple[Need, ...]
    opens_on: date | None
    facts: tuple[Reading, ...]
    assumed: tuple[Reading, ...]
    computations: tuple[Computation, ...]
    joined: tuple[Joined, ...]
    sources: tuple[Source, ...]
    attention: tuple[Attention, ...]
    values: Mapping[str, Reading]
    read: tuple[Reading, ...]
    traced: Callable[[], tuple[TableTrace, ...]]
    seal: Seal

    @property
    def tables(self) -> tuple[TableTrace, ...]:
        """The tables in the order tried, row by row."""
        return self.traced()


class Question(NamedTuple):
    """A fact whose answer helps to settle several benefits."""

    term: Term
    benefits: tuple[Benefit, ...]


class Explanation(NamedTuple):
    """The explanations of one case, in the order asked; ``terms`` is the glossary, ``given`` the case.

    ``is_whole``: the case asked for nothing in particular, and several benefits were decided: they
    stand in the order of ``overview.in_order``, and a summary comes first.
    """

    case: str
    terms: Mapping[str, Term]
    benefits: tuple[BenefitExplanation, ...]
    is_whole: bool = False
    given: Case | None = None
