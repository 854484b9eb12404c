"""What each case read when it was played: enough to tell which changes it cannot see, without playing it again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from engine.cases.outcomes import outcomes
from engine.diagnostics import FaultsFound
from engine.evaluate import Memory, decide
from engine.model import Formula, Model
from engine.reach import readers
from engine.trace import (
    CellTested,
    Event,
    ParameterRead,
    RowTried,
    TableDecided,
    TableEntered,
    Truth,
    ValueComputed,
    Verdict,
)
from engine.values import Known, Value

if TYPE_CHECKING:
    from datetime import date


class Asked(NamedTuple):
    """A case and one benefit. ``expected``: the values that alone are looked at; None: the whole answer."""

    name: str
    benefit: str
    facts: Mapping[str, Value]
    expected: Mapping[str, Value] | None = None


Seen: TypeAlias = tuple[object, ...] | None
"""What a case shows of its answer; None: it could not be decided."""


class RowSeen(NamedTuple):
    """A row as a case met it; ``cells`` are in the order of its conditions."""

    in_force: Truth
    truth: Truth
    cells: tuple[CellTested, ...]


class TableSeen(NamedTuple):
    """A table as a case met it; ``answered`` holds the N° of the rows that are the answer, or may be."""

    case: int
    day: Known | None
    rows: tuple[RowSeen, ...]
    answered: frozenset[str]


class FormulaSeen(NamedTuple):
    """A calculation as a case made it."""

    case: int
    day: Known | None
    line: Formula | None
    value: Known
    operands: Mapping[str, Known]


class Plays:
    """The cases, and what they read."""

    def __init__(self, model: Model, asked: Iterable[Asked]) -> None:
        self.model = model
        self.cases: list[Asked] = []
        self.seen: list[Seen] = []
        self.verdicts: list[Seen] = []
        self.memories: list[Memory] = []
        self._readers = readers(model)
        self._stale_by: dict[str, frozenset[str]] = {}
        self.tables: dict[str, list[TableSeen]] = {name: [] for name in model.tables}
        self.figures: dict[str, list[tuple[int, date]]] = {}
        self.formulas: dict[str, list[FormulaSeen]] = {}
        for one in asked:
            self._play(one)

    def _play(self, asked: Asked) -> None:
        kept, memory = _Kept(), Memory()
        try:
            verdict = decide(self.model, asked.facts, asked.benefit, tracer=kept, memory=memory)
        except FaultsFound:
            return  # already told by whoever plays the cases for what they expect
        self.cases.append(asked)
        self.memories.append(memory)
        self.verdicts.append(key_of(verdict))
        self.seen.append(_seen(self.model, asked, verdict, kept.events))
        self._note(len(self.cases) - 1, kept.events)

    def notices(self, case: int, model: Model, changed: str) -> bool:
        """Whether the case shows another answer with *model*, in which the table, figure or calculation named
        *changed* is another one."""
        asked, memory = self.cases[case], self.memories[case]
        stale = self._stale(changed)
        kept = Memory(
            {key: value for key, value in memory.values.items() if key[0] not in stale},
            {key: value for key, value in memory.tables.items() if key[0] not in stale},
        )
        try:
            verdict = decide(model, asked.facts, asked.benefit, memory=kept)
        except (FaultsFound, ArithmeticError, ValueError):
            return True
        if asked.expected is None:
            return key_of(verdict) != self.verdicts[case]
        if key_of(verdict) == self.verdicts[case] and kept == memory:
            return False
        return shown(model, asked) != self.seen[case]

    def _stale(self, changed: str) -> frozenset[str]:
        """Return the tables and calculations that read *changed*, directly or not, and itself."""
        if changed not in self._stale_by:
            found = {changed}
            waiting = [changed]
            while waiting:
                for reader in self._readers.get(waiting.pop(), ()):
                    if reader not in found:
                        found.add(reader)
                        waiting.append(reader)
            self._stale_by[changed] = frozenset(found)
        return self._stale_by[changed]

    def _note(self, case: int, events: Sequence[Event]) -> None:
        opened: list[tuple[Known | None, list[RowSeen]]] = []
        cells: list[CellTested] = []
        for event in events:
            match event:
                case TableEntered(_, day):
                    opened.append((day, []))
                case CellTested():
                    cells.append(event)
                case RowTried():
                    opened[-1][1].append(RowSeen(event.in_force, event.truth, tuple(cells)))
                    cells = []
                case TableDecided(name, retained, possible):
                    day, rows = opened.pop()
                    answered = frozenset(row.id for row in (*retained, *possible))
                    self.tables[name].append(TableSeen(case, day, tuple(rows), answered))
                case ParameterRead(name, day) if day is not None:
                    self.figures.setdefault(name, []).append((case, day))
                case ValueComputed(name, value, line, operands):
                    day = opened[-1][0] if opened else self._reference_date(case)
                    seen = FormulaSeen(case, day, line, value, dict(operands))
                    self.formulas.setdefault(name, []).append(seen)
                case _:
                    pass

    def _reference_date(self, case: int) -> Known | None:
        asked = self.cases[case]
        return asked.facts.get(self.model.benefits[asked.benefit].reference_date)


def shown(model: Model, asked: Asked) -> Seen:
    """Return what *asked* shows of the answer of *model*."""
    kept = None if asked.expected is None else _Kept()
    try:
        verdict = decide(model, asked.facts, asked.benefit, tracer=kept)
    except (FaultsFound, ArithmeticError, ValueError):
        return None
    return _seen(model, asked, verdict, kept.events if kept else ())


def _seen(model: Model, asked: Asked, verdict: Verdict, events: Sequence[Event]) -> Seen:
    if asked.expected is None:
        return key_of(verdict)
    found = outcomes(model, events)
    return tuple(found.get(name) for name in asked.expected)


def key_of(verdict: Verdict) -> Seen:
    """Return what is looked at of a whole answer."""
    return (verdict.answer, verdict.rows, verdict.possible, verdict.remedies, verdict.joined)


class _Kept:
    """A tracer that keeps the events."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)
