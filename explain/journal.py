"""The events of one decision, found by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from engine.model import Model, Nature, Table
from engine.record import record
from engine.trace import (
    CellTested,
    Event,
    FactRead,
    GivenOtherwise,
    OutcomeValue,
    ParameterRead,
    RowTried,
    TableDecided,
    TableEntered,
    ValueComputed,
    Verdict,
)
from engine.values import Known, Missing
from explain.explanation import Reading


@dataclass(slots=True)
class TableSeen:
    """What was told about one table at one reference date."""

    table: Table
    day: Known | None
    depth: int
    cells: dict[str, list[CellTested]] = field(default_factory=dict[str, list[CellTested]])
    tried: list[RowTried] = field(default_factory=list[RowTried])
    decided: TableDecided | None = None

    @property
    def outcomes(self) -> Mapping[str, OutcomeValue]:
        """What the table answered; empty if it was not decided."""
        return self.decided.outcomes if self.decided is not None else {}


@record()
class ComputedSeen:
    """A calculation and the reference date at which it was made."""

    event: ValueComputed
    day: Known


class Journal:
    """The events of one decision, indexed; what is told twice (at two dates) is found at its first."""

    def __init__(self, model: Model, events: Iterable[Event], reference_date: date | None) -> None:
        self.model = model
        self.facts: dict[str, FactRead] = {}
        self.figures: list[ParameterRead] = []
        self.computed: dict[str, ValueComputed] = {}
        self.disagreements: dict[str, GivenOtherwise] = {}
        self.tables: list[TableSeen] = []
        self.told: list[ParameterRead | ComputedSeen | TableSeen] = []
        self._reference_date = reference_date
        self._open: list[TableSeen] = []
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case FactRead():
                self.facts.setdefault(event.name, event)
            case ParameterRead():
                self.figures.append(event)
                self.told.append(event)
            case ValueComputed():
                self.computed.setdefault(event.name, event)
                self.told.append(ComputedSeen(event, self._day()))
            case GivenOtherwise():
                self.disagreements.setdefault(event.name, event)
            case TableEntered():
                seen = TableSeen(self.model.tables[event.table], event.day, len(self._open))
                self.tables.append(seen)
                self._open.append(seen)
            case CellTested():
                self._current(event.table).cells.setdefault(event.row, []).append(event)
            case RowTried():
                self._current(event.table).tried.append(event)
            case TableDecided():
                seen = self._current(event.table)
                seen.decided = event
                while self._open.pop() is not seen:
                    pass
                self.told.append(seen)
            case Verdict():
                pass
            case _:
                assert_never(event)

    def _current(self, table: str) -> TableSeen:
        for seen in reversed(self._open):
            if seen.table.name == table:
                return seen
        raise ValueError(f"an event of table {table} was told before it was entered")

    def _day(self) -> Known:
        """The reference date at the moment: that of the table at work, or of the benefit."""
        day = self._open[-1].day if self._open else self._reference_date
        return Missing() if day is None else day

    def table(self, name: str) -> TableSeen | None:
        """Return what was told about the table *name*, or None when it was not needed."""
        return next((seen for seen in self.tables if seen.table.name == name), None)

    def producer(self, output: str) -> TableSeen | None:
        """Return what was told about the table that gives *output* to those who read it."""
        table = self.model.producers.get(output)
        return None if table is None else self.table(table)

    def readings(self) -> Iterator[Reading]:
        """Yield what each term was found to be worth, each term once, in the order of the glossary."""
        found: dict[str, Reading] = {}
        terms = self.model.terms
        for seen in self.tables:
            for name, value in seen.outcomes.items():
                found.setdefault(name, Reading(terms[name], value))
        for figure in sorted(self.figures, key=lambda f: f.day != self._reference_date):
            found.setdefault(figure.name, Reading(terms[figure.name], figure.value))
        for computed in self.computed.values():
            found[computed.name] = Reading(terms[computed.name], computed.value)
        for fact in self.facts.values():
            found[fact.name] = Reading(terms[fact.name], fact.value)
        for name in terms:
            if name in found:
                yield found[name]

    def is_given(self, name: str) -> bool:
        """Whether *name* was taken from the case: a fact, or a calculation that the case gives."""
        return name in self.facts and (
            self.model.terms[name].nature is Nature.FACT or name not in self.computed
        )
