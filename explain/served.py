"""What served an answer: the facts, figures, calculations and tables that it rests on."""

from collections.abc import Collection, Iterable, Iterator

from engine.model import (
    Benefit,
    DatedValue,
    Expression,
    Formula,
    Literal,
    Nature,
    Period,
    Row,
    endpoints,
    names_in,
)
from engine.names import fold
from engine.trace import ParameterRead
from explain.explanation import (
    Attention,
    Computation,
    Computed,
    Concern,
    Consulted,
    Disagreement,
    Doubt,
    Figure,
    Mention,
    NearRow,
    Note,
    Reading,
    Source,
)
from explain.journal import ComputedSeen, Journal, TableSeen
from explain.nearest import retained_rows

NEEDS_NO_WORD = "haute"
"""The confidence of a figure about which nothing is to be said."""


def names_of_row(row: Row) -> Iterator[str]:
    """Yield the terms that *row* reads: its columns, the endpoints of its cells, its formulas."""
    for condition in row.conditions:
        yield condition.term
        for endpoint in endpoints(condition.test):
            yield from _names(endpoint)
    for outcome in row.outcomes:
        if outcome.value is not None:
            yield from _names(outcome.value)


def _names(expression: Expression) -> tuple[str, ...]:
    return () if isinstance(expression, Literal) else names_in(expression)


def names_of_near(near: Iterable[NearRow]) -> Iterator[str]:
    """Yield the terms that the cells of *near* read, those of the tables behind them too."""
    for row in near:
        for check in (*row.checks, *row.others):
            yield check.reading.term.name
            for endpoint in endpoints(check.written):
                yield from _names(endpoint)
            if check.because is not None:
                yield from names_of_near(check.because.near)


def names_served(journal: Journal, first: Iterable[str]) -> frozenset[str]:
    """Return the terms, and the tables, that *first* rest on, those included."""
    served: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name in served:
            continue
        served.add(name)
        waiting.extend(_needed_by(journal, name))
    return frozenset(served)


def _needed_by(journal: Journal, name: str) -> Iterator[str]:
    computed = journal.computed.get(name)
    if computed is not None:
        for operand, _ in computed.operands:
            yield operand.partition("@")[0]
    term = journal.model.terms.get(name)
    seen = journal.producer(name) if term and term.nature is Nature.OUTPUT else journal.table(name)
    if seen is not None and seen.decided is not None:
        yield seen.table.name
        if seen.table.reference_date is not None:
            yield seen.table.reference_date
        rows = seen.decided.retained or seen.decided.possible
        for row in rows:
            yield from names_of_row(row)
        if seen.table.default in rows:
            yield from (column for column, _ in seen.table.inputs)


def computations(journal: Journal, served: frozenset[str], apart: frozenset[str]) -> tuple[Computation, ...]:
    """Return what served, each once, in the order told; the tables *apart* are told elsewhere."""
    found: list[Computation] = []
    for told in journal.told:
        if isinstance(told, TableSeen):
            if told.table.name in served - apart:
                found.append(_consulted(journal, told))
        elif (told.event.name if isinstance(told, ComputedSeen) else told.name) in served:
            found.append(computation(journal, told))
    return tuple(found)


def computation(journal: Journal, told: ParameterRead | ComputedSeen) -> Figure | Computed:
    """Return one figure or calculation as it was told."""
    terms = journal.model.terms
    if isinstance(told, ParameterRead):
        return Figure(term=terms[told.name], day=told.day, value=told.value, line=told.line)
    event = told.event
    values = {name: Reading(terms[name.partition("@")[0]], value) for name, value in event.operands}
    return Computed(
        term=terms[event.name], day=told.day, value=event.value, formula=event.formula, values=values
    )


def assumed(journal: Journal) -> Iterator[Reading]:
    """Yield what the case could say and does not, and that a constant stands for."""
    for event in journal.computed.values():
        term = journal.model.terms[event.name]
        if term.can_be_given and event.formula is not None and not names_in(event.formula.expression):
            yield Reading(term, event.value)


def disagreements(journal: Journal) -> Iterator[Disagreement]:
    """Yield the values that the case gives and its other facts contradict."""
    for event in journal.disagreements.values():
        yield Disagreement(journal.model.terms[event.name], event.given, event.computed)


def _consulted(journal: Journal, seen: TableSeen) -> Consulted:
    return Consulted(
        table=seen.table,
        retained=retained_rows(journal, seen),
        outcomes=tuple(Reading(journal.model.terms[name], value) for name, value in seen.outcomes.items()),
    )


def sources(
    benefit: Benefit, rows: Iterable[tuple[str, Row]], computed: Iterable[Computation]
) -> tuple[Source, ...]:
    """Return the legal texts that *rows* (each with the label of its table) and what was *computed*
    cite, each once for a period, with all that cite it."""
    cited: dict[tuple[str, Period], dict[Mention, None]] = {}

    def cite(text: str, period: Period, by: Mention) -> None:
        if text:
            cited.setdefault((text, period), {})[by] = None

    cite(benefit.source, Period(), Mention(Concern.BENEFIT, benefit.label))
    for table, row in rows:
        cite(row.source, row.period, Mention(Concern.ROW, table, row.id))
    for step in computed:
        match step:
            case Figure(term=term, line=DatedValue() as line):
                cite(line.source, line.period, Mention(Concern.FIGURE, term.label))
            case Computed(term=term, formula=Formula() as formula):
                cite(formula.source, formula.period, Mention(Concern.FORMULA, term.label))
            case _:
                pass
    return tuple(Source(text, period, tuple(by)) for (text, period), by in cited.items())


def attention(
    rows: Iterable[tuple[str, Row]], far: Collection[Row], computed: Iterable[Computation]
) -> tuple[Attention, ...]:
    """Return the notes of *rows* (but for the *far* ones) and of what was *computed*, and the figures
    to be confirmed."""
    doubts: list[Doubt] = []
    notes: dict[str, dict[Mention, None]] = {}

    def note(text: str, about: Mention) -> None:
        if text:
            notes.setdefault(text, {})[about] = None

    for table, row in rows:
        if row not in far:
            note(row.note, Mention(Concern.ROW, table, row.id))
    for step in computed:
        match step:
            case Figure(term=term, line=DatedValue() as line):
                if line.confidence and fold(line.confidence) != NEEDS_NO_WORD:
                    doubts.append(Doubt(step, line.confidence))
                note(line.note, Mention(Concern.FIGURE, term.label))
            case Computed(term=term, formula=Formula() as formula):
                note(formula.note, Mention(Concern.FORMULA, term.label))
            case _:
                pass
    return (*doubts, *(Note(tuple(about), text) for text, about in notes.items()))
