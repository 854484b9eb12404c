"""A case that a change of one cell answers otherwise, found near the cases played."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from engine.cases.nearby import Facts, dated, with_value
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import Condition, Literal, Model, Row, endpoints
from engine.mutants.mutant import Change, FigureChanged, FormulaChanged, RowChanged, changed
from engine.mutants.noticed import NotRead, truth_in
from engine.mutants.plays import Plays, TableSeen, key_of
from engine.mutants.steps import STEPS, moved
from engine.reach import reach
from engine.trace import CellTested, Truth
from engine.values import Kind, Type, Value

MOST_STARTS = 4
MOST_TRIED = 60


class Shown(NamedTuple):
    """A case that shows a change, made from the case *like*, which held *was*."""

    benefit: str
    like: str
    was: Facts
    facts: Facts


def shown_by(plays: Plays, change: Change) -> Shown | None:
    """Return a case that *change* answers otherwise, both answers given by the evaluator; None: none was found."""
    model = changed(plays.model, change)
    for case, facts in islice(_candidates(plays, change), MOST_TRIED):
        asked = plays.cases[case]
        if _differ(plays.model, model, asked.benefit, facts):
            return Shown(asked.benefit, asked.name, asked.facts, facts)
    return None


def _differ(one: Model, other: Model, benefit: str, facts: Facts) -> bool:
    answers: list[object] = []
    for model in (one, other):
        try:
            answers.append(key_of(decide(model, facts, benefit)))
        except (FaultsFound, ArithmeticError, ValueError):
            answers.append(None)
    return answers[0] is not None and answers[0] != answers[1]


def _candidates(plays: Plays, change: Change) -> Iterator[tuple[int, Facts]]:
    match change:
        case RowChanged(name, place, now):
            yield from _for_row(plays, name, place, now)
        case FigureChanged(name, place, now):
            line = plays.model.parameters[name][place]
            days = _days_between(line.period.start, line.period.end, now.period.start, now.period.end)
            starts = [case for case, _ in plays.figures.get(name, ())]
            for case in list(dict.fromkeys(starts))[:MOST_STARTS]:
                yield from _on_days(plays, case, days)
        case FormulaChanged(name, place, now):
            line_ = plays.model.calculations[name][place]
            days = _days_between(line_.period.start, line_.period.end, now.period.start, now.period.end)
            starts = [seen.case for seen in plays.formulas.get(name, ())]
            for case in list(dict.fromkeys(starts))[:MOST_STARTS]:
                if line_.period != now.period:
                    yield from _on_days(plays, case, days)
                else:
                    yield from _beside(plays, case, name)


def _on_days(plays: Plays, case: int, days: Sequence[date]) -> Iterator[tuple[int, Facts]]:
    asked = plays.cases[case]
    name = plays.model.benefits[asked.benefit].reference_date
    for day in days:
        for facts in dated(plays.model, asked.facts, name, day):
            yield case, facts


def _days_between(
    start: date | None, end: date | None, start_now: date | None, end_now: date | None
) -> Sequence[date]:
    """Return the day that a period gains or loses; days of the period when it stays the same."""
    if start is not None and start_now is not None and start != start_now:
        return [min(start, start_now)]
    if end is not None and end_now is not None and end != end_now:
        return [max(end, end_now)]
    return [day for day in (start, end) if day is not None]


def _beside(plays: Plays, case: int, name: str) -> Iterator[tuple[int, Facts]]:
    """Yield the case with each fact that a calculation reads changed a little."""
    facts = plays.cases[case].facts
    for fact in reach(plays.model, [name]).facts:
        if fact in facts:
            for value in _others(plays.model.terms[fact].type, facts[fact]):
                yield case, {**facts, fact: value}


def _others(type_: Type, value: Value) -> Iterator[Value]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from (choice for choice in type_.choices if choice != value)
    else:
        for steps in (*STEPS, 30, -30, 365, -365):
            if (other := moved(value, steps, type_)) is not None:
                yield other


# --- rows --------------------------------------------------------------------------------


def _for_row(plays: Plays, name: str, place: int, now: Row | None) -> Iterator[tuple[int, Facts]]:
    table = plays.model.tables[name]
    before = table.all_rows[place]
    if place == len(table.rows):
        return
    starts = sorted(plays.tables[name], key=lambda seen: _distance(seen, place, before, now))
    for seen in _one_a_case(starts)[:MOST_STARTS]:
        if now is not None and now.period != before.period:
            days = _days_between(before.period.start, before.period.end, now.period.start, now.period.end)
            day_name = table.reference_date
            asked = plays.cases[seen.case]
            for day in days:
                chosen = day_name or plays.model.benefits[asked.benefit].reference_date
                for facts in dated(plays.model, asked.facts, chosen, day):
                    yield seen.case, facts
        else:
            yield from _met(plays, seen, place, before, now)


def _one_a_case(starts: Sequence[TableSeen]) -> list[TableSeen]:
    found: dict[int, TableSeen] = {}
    for seen in starts:
        found.setdefault(seen.case, seen)
    return list(found.values())


def _distance(seen: TableSeen, place: int, before: Row, now: Row | None) -> tuple[int, int, int]:
    """Return how far a case is from a row, the changed cell apart: first the nearest."""
    row = seen.rows[place]
    same_period = now is None or now.period == before.period
    cells = [cell for at, cell in enumerate(row.cells) if not _is_changed(before, now, at)]
    return (
        int(same_period and row.in_force is not Truth.SATISFIED),
        sum(cell.truth is Truth.VIOLATED for cell in cells),
        sum(cell.truth is Truth.UNKNOWN for cell in cells),
    )


def _is_changed(before: Row, now: Row | None, at: int) -> bool:
    return now is not None and before.conditions[at] not in now.conditions


def _met(
    plays: Plays, seen: TableSeen, place: int, before: Row, now: Row | None
) -> Iterator[tuple[int, Facts]]:
    """Yield the case with the cells of the row satisfied, and the changed one where it and the old one differ."""
    facts_now: list[Facts] = [plays.cases[seen.case].facts]
    row = seen.rows[place]
    for at, cell in enumerate(row.cells):
        if _is_changed(before, now, at):
            continue
        if cell.truth is not Truth.SATISFIED:
            values = [v for v in _near_ends(plays.model, cell) if _passes(cell, cell.condition, v)]
            facts_now = [
                other
                for facts in facts_now[:2]
                for value in values[:2]
                for other in _first(
                    with_value(plays.model, facts, cell.condition.term, _known(cell), value), 6
                )
            ]
    for at, cell in enumerate(row.cells):
        if not _is_changed(before, now, at):
            continue
        assert now is not None
        after = now.conditions[at] if len(now.conditions) == len(before.conditions) else None
        for value in _near_ends(plays.model, cell):
            if _passes(cell, before.conditions[at], value) != (after is None or _passes(cell, after, value)):
                for facts in facts_now:
                    for other in with_value(plays.model, facts, cell.condition.term, _known(cell), value):
                        yield seen.case, other
        return
    for facts in facts_now:
        yield seen.case, facts


def _first(found: Iterator[Facts], most: int) -> list[Facts]:
    return [facts for facts, _ in zip(found, range(most), strict=False)]


def _known(cell: CellTested) -> Value | None:
    return cell.value if isinstance(cell.value, Value) else None


def _passes(cell: CellTested, condition: Condition, value: Value) -> bool:
    try:
        return truth_in(condition, cell, value) is Truth.SATISFIED
    except (NotRead, ArithmeticError, ValueError, TypeError):
        return False


def _near_ends(model: Model, cell: CellTested) -> Iterator[Value]:
    """Yield values of the column of *cell* around its endpoints, or all its choices."""
    type_ = model.terms[cell.condition.term].type
    if type_.kind is Kind.BOOLEAN:
        yield from (True, False)
    elif type_.kind is Kind.TEXT:
        yield from type_.choices
    for end in endpoints(cell.resolved):
        if isinstance(end, Literal) and not isinstance(end.value, bool | str):
            yield end.value
            for steps in STEPS:
                if (value := moved(end.value, steps, type_)) is not None:
                    yield value
