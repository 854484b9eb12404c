"""The events of a decision: the seam between the engine, which tells, and ``explain``, which listens.

Events are named tuples: they are made by the hundred, and a cold process makes their classes each time.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple, Protocol, TypeAlias

from engine.model import Answer, Condition, DatedValue, Formula, Row, UnaryTest
from engine.record import record
from engine.values import Known, Remedy, Value


class Truth(Enum):
    """Kleene's three values, for cells and rows."""

    SATISFIED = "satisfaite"
    VIOLATED = "violée"
    UNKNOWN = "inconnue"


class FactRead(NamedTuple):
    """A term was taken from the case (or found absent from it)."""

    name: str
    value: Known


class ParameterRead(NamedTuple):
    """A dated figure was read on ``day``; ``line`` None: it is not defined then (or day unknown)."""

    name: str
    day: date | None
    value: Known
    line: DatedValue | None


class ValueComputed(NamedTuple):
    """A calculation was made; ``operands`` are the terms it read with their values, in order."""

    name: str
    value: Known
    formula: Formula | None
    operands: tuple[tuple[str, Known], ...]


class GivenOtherwise(NamedTuple):
    """The case gives a calculation, and its other facts give another value; ``given`` is used."""

    name: str
    given: Value
    computed: Value


class TableEntered(NamedTuple):
    """A table begins; events up to its TableDecided at the same depth are its own or its inputs'."""

    table: str
    day: Known | None


class Cells(Protocol):
    """The cells of a table against the values of a case."""

    def truth(self, condition: Condition) -> Truth:
        """Return whether *condition* holds."""
        ...

    def value(self, condition: Condition) -> Known:
        """Return the value that *condition* is about."""
        ...

    def resolved(self, condition: Condition) -> UnaryTest:
        """Return what *condition* asks with literal endpoints (Unknown where an endpoint is missing)."""
        ...


class CellTested:
    """A cell was compared with a value; ``condition`` is the cell as the workbook has it.

    What came of it is worked out when it is looked at: few explanations show every cell.
    """

    __slots__ = ("_cells", "_truth", "condition", "row", "table")

    def __init__(
        self, table: str, row: str, condition: Condition, cells: Cells, truth: Truth | None = None
    ) -> None:
        self.table = table
        self.row = row
        self.condition = condition
        self._cells = cells
        self._truth = truth

    @property
    def truth(self) -> Truth:
        """Whether the cell is satisfied."""
        if self._truth is None:
            self._truth = self._cells.truth(self.condition)
        return self._truth

    @property
    def value(self) -> Known:
        """The value that was compared."""
        return self._cells.value(self.condition)

    @property
    def resolved(self) -> UnaryTest:
        """The test with literal endpoints (Unknown where an endpoint is missing)."""
        return self._cells.resolved(self.condition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CellTested) and self._all == other._all

    def __hash__(self) -> int:
        return hash((self.table, self.row, self.condition))

    @property
    def _all(self) -> tuple[object, ...]:
        return self.table, self.row, self.condition, self.resolved, self.value, self.truth


class RowTried(NamedTuple):
    """A row was tried: ``in_force`` by its dates, ``truth`` by its cells and its dates together."""

    table: str
    row: Row
    in_force: Truth
    truth: Truth


class TableDecided(NamedTuple):
    """A table ends. ``retained`` are the rows that made the answer; ``possible`` those that still
    could when it is not decided. ``outcomes``: per output, a value, the list of values of a list
    policy, Missing, or None when the row gives nothing."""

    table: str
    retained: tuple[Row, ...]
    possible: tuple[Row, ...]
    outcomes: Mapping[str, "OutcomeValue"]


OutcomeValue: TypeAlias = Known | tuple[Known | None, ...] | None


class JoinedValue(NamedTuple):
    """An amount, duration or step joined to a right: a calculation, or the outputs of a table."""

    section: str
    source: str
    outcomes: Mapping[str, OutcomeValue]


@record(kw_only=True)
class Verdict:
    """The answer for one benefit.

    ``rows`` are the N° retained in the table of the right, ``possible`` those still in play when
    the answer is not decided, ``remedies`` the smallest sets of facts (or dated figures) that would
    decide it. ``opens_on``: the earliest later reference date at which the right is open, all other
    facts unchanged; only for a refusal, None when there is none within the horizon. ``engine``
    names what matched the rows.
    """

    benefit: str
    answer: Answer
    reference_date: date | None
    rows: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    joined: tuple[JoinedValue, ...] = ()
    opens_on: date | None = None
    engine: str = ""
    facts: Mapping[str, Value]


Event: TypeAlias = (
    FactRead
    | ParameterRead
    | ValueComputed
    | GivenOtherwise
    | TableEntered
    | CellTested
    | RowTried
    | TableDecided
    | Verdict
)


class Tracer(Protocol):
    """Who listens to a decision."""

    def tell(self, event: Event) -> None:
        """Take note of *event*."""
        ...
