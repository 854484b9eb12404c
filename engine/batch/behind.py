"""The absent names behind an undecided answer, and the demands not met, from the events of a decision.

What is behind a missing value: an absent fact, itself; a figure that is not defined, its name; a
calculation, what is behind the missing names that its formula read, and its own name when a case can
give it; an output of a table, what is behind the unknown cells of the rows still possible and behind
the missing values that rows give. Where the reference date is absent, its fact.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from engine import formula
from engine.model import Answer, Benefit, Condition, Expression, Model, Nature, Ref, Role, Table, endpoints
from engine.trace import (
    CellTested,
    Event,
    FactRead,
    OutcomeValue,
    ParameterRead,
    RowTried,
    TableDecided,
    TableEntered,
    Truth,
    ValueComputed,
    Verdict,
)
from engine.values import Known, Missing

Names = frozenset[str]
NOTHING: Names = frozenset()


class _Frame(NamedTuple):
    """A table being worked out; *day_name* is the fact that gives its day."""

    table: Table
    day: Known
    day_name: str
    cells: list[CellTested]
    rows: dict[str, tuple[RowTried, tuple[CellTested, ...]]]


class Behind:
    """A tracer of one decision of *benefit*.

    ``missing``: the names behind an undetermined verdict, sorted. ``violated``: in the table of the
    right, for each row in force that is about the case, the demands that the case does not meet.
    """

    def __init__(self, model: Model, benefit: Benefit) -> None:
        self.model = model
        self.benefit = benefit
        self.missing: tuple[str, ...] = ()
        self.violated: tuple[tuple[str, Condition], ...] = ()
        self._day: Known | None = None
        self._frames: list[_Frame] = []
        self._facts: dict[str, Known] = {}
        self._known: dict[tuple[str, Known], OutcomeValue] = {}
        self._behind: dict[tuple[str, Known], Names] = {}

    def tell(self, event: Event) -> None:
        """Take note of *event*."""
        match event:
            case CellTested():  # two events of three
                self._frames[-1].cells.append(event)
            case FactRead(name, value):
                self._facts[name] = value
                if self._day is None:
                    self._day = value
            case ParameterRead(name, day, value):
                key = (name, self.day if day is None else day)
                self._known[key] = value
                self._behind[key] = frozenset({self.day_name if day is None else name})
            case ValueComputed():
                key = (event.name, self.day)
                self._known[key] = event.value
                self._behind[key] = self._behind_calculation(event)
            case TableEntered(name, day):
                table = self.model.tables[name]
                day_name = table.reference_date or self.day_name
                self._frames.append(_Frame(table, day or Missing(), day_name, [], {}))
            case RowTried():
                frame = self._frames[-1]
                frame.rows[event.row.id] = (event, tuple(frame.cells))
                frame.cells.clear()
            case TableDecided():
                self._decided(event)
            case Verdict(answer=Answer.UNDETERMINED):
                right = self.model.tables[self.benefit.table]
                output = self.model.verdict_output(right)
                self.missing = tuple(sorted(self._behind[output, self._day_of(right)]))
            case _:
                pass

    # --- what an expression reads, where the decision stands --------------------------------

    @property
    def day(self) -> Known:
        """The reference date."""
        if self._frames:
            return self._frames[-1].day
        return Missing() if self._day is None else self._day

    @property
    def day_name(self) -> str:
        """The fact that gives the reference date."""
        return self._frames[-1].day_name if self._frames else self.benefit.reference_date

    def value(self, name: str) -> Known:
        """Return the value told of *name* at the reference date."""
        value = self._facts[name] if name in self._facts else self._known[self._key(name)]
        assert not isinstance(value, tuple)
        return Missing() if value is None else value

    def parameter(self, name: str, day: date) -> Known:
        """Return the figure told of *name* on *day*."""
        value = self._known[name, day]
        assert not isinstance(value, tuple) and value is not None
        return value

    def behind(self, name: str) -> Names:
        """Return what is behind *name*, found missing."""
        return frozenset({name}) if name in self._facts else self._behind[self._key(name)]

    def _key(self, name: str) -> tuple[str, Known]:
        if self.model.terms[name].nature is not Nature.OUTPUT:
            return (name, self.day)
        return (name, self._day_of(self.model.tables[self.model.producers[name]]))

    def _day_of(self, table: Table) -> Known:
        return self.day if table.reference_date is None else self._facts[table.reference_date]

    # --- what is behind -------------------------------------------------------------------

    def _behind_expression(self, expression: Expression) -> Names:
        """Return what is behind *expression*: nothing when it has a value."""
        reader = _Reader(self)
        found = formula.compute(expression, reader)
        return frozenset(reader.names) if isinstance(found, Missing) else NOTHING

    def _behind_calculation(self, event: ValueComputed) -> Names:
        if not isinstance(event.value, Missing):
            return NOTHING
        own = frozenset({event.name}) if self.model.terms[event.name].can_be_given else NOTHING
        if event.formula is not None:
            return self._behind_expression(event.formula.expression) | own
        return own | {self.day_name if isinstance(self.day, Missing) else event.name}

    def _decided(self, event: TableDecided) -> None:
        frame = self._frames[-1]
        cells = frozenset(name for row in event.possible for name in self._behind_row(frame, row.id))
        for output, value in event.outcomes.items():
            key = (output, frame.day)
            self._known[key] = value
            if value is None or isinstance(value, Missing):
                given = [row.outcome(output).value for row in (*event.retained, *event.possible)]
                self._behind[key] = cells.union(*(self._behind_expression(e) for e in given if e is not None))
        self._frames.pop()
        if not self._frames and event.table == self.benefit.table:
            self.violated = tuple(_violated(frame))

    def _behind_row(self, frame: _Frame, row: str) -> Iterator[str]:
        """Yield what leaves the truth of *row* unknown."""
        if row not in frame.rows:
            return  # « sinon »
        tried, cells = frame.rows[row]
        if tried.in_force is Truth.UNKNOWN:
            yield frame.day_name
        for cell in cells:
            if cell.truth is Truth.UNKNOWN:
                for expression in (Ref(cell.condition.term), *endpoints(cell.condition.test)):
                    yield from self._behind_expression(expression)


class _Reader:
    """What an expression reads, told again; ``names`` is what is behind the missing ones."""

    def __init__(self, told: Behind) -> None:
        self.told = told
        self.names: set[str] = set()

    @property
    def day(self) -> Known:
        """The reference date."""
        if isinstance(self.told.day, Missing):
            self.names.add(self.told.day_name)
        return self.told.day

    def value(self, name: str) -> Known:
        """The value of a term at the reference date."""
        found = self.told.value(name)
        if isinstance(found, Missing):
            self.names |= self.told.behind(name)
        return found

    def parameter(self, name: str, day: date) -> Known:
        """A dated figure on *day*."""
        found = self.told.parameter(name, day)
        if isinstance(found, Missing):
            self.names.add(name)
        return found


def _violated(frame: _Frame) -> Iterator[tuple[str, Condition]]:
    order = {column: place for place, column in enumerate(frame.table.inputs)}
    for row in frame.table.rows:
        tried, cells = frame.rows[row.id]
        about = [cell for cell in cells if cell.condition.role is Role.ABOUT]
        if tried.in_force is Truth.SATISFIED and all(cell.truth is Truth.SATISFIED for cell in about):
            demands = [
                cell.condition
                for cell in cells
                if cell.condition.role is Role.DEMAND and cell.truth is Truth.VIOLATED
            ]
            for condition in sorted(demands, key=lambda c: order[c.term, c.role]):
                yield row.id, condition
