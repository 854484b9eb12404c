"""Events of a decision give an Explanation: what served the answer, and what stood in its way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from engine.cases.case import Case
from engine.model import Answer, Benefit, Literal, Model, Row
from engine.names import fold
from engine.record import record
from engine.trace import Event, JoinedValue, OutcomeValue, Truth, Verdict
from engine.values import Lack, Missing, Remedy, needing_all
from explain import served
from explain.explanation import (
    Alternatives,
    BenefitExplanation,
    Computation,
    Consulted,
    Explanation,
    Joined,
    JoinedItem,
    NearRow,
    Need,
    Reading,
    RetainedRow,
    RowTrace,
    Seal,
    Section,
    TableTrace,
)
from explain.journal import Journal, TableSeen
from explain.nearest import check, near_rows, retained_rows

_BETTER = {
    Answer.REFUSED: frozenset({Answer.OPEN, Answer.TO_STUDY}),
    Answer.TO_STUDY: frozenset({Answer.OPEN}),
}
"""The answers of which a person would want to know what stood in their way."""


@record()
class Decided:
    """A verdict and the events that led to it. ``opens_on`` may have been filled since."""

    verdict: Verdict
    events: Sequence[Event]


def explain(model: Model, case: Case, decided: Sequence[Decided], version: str) -> Explanation:
    """Return the explanation of each verdict; *version* is that of the engine.

    They stand in the order given, or, when *case* asks for nothing in particular, in that of a summary.
    """
    benefits = tuple(_explained(model, case, one, version) for one in decided)
    is_whole = not case.benefits and len(benefits) > 1
    if is_whole:
        from explain.overview import in_order

        benefits = in_order(benefits)
    return Explanation(case.id, model.terms, benefits, is_whole, case)


def _explained(model: Model, case: Case, decided: Decided, version: str) -> BenefitExplanation:
    verdict = decided.verdict
    benefit = model.benefits[verdict.benefit]
    journal = Journal(model, decided.events, verdict.reference_date)
    right = journal.table(benefit.table)
    rows = retained_rows(journal, right) if right is not None else ()
    near = _near(journal, right, verdict.answer, rows) if right is not None else ()
    seeds = tuple(_seeds(benefit, right, verdict, near))
    names = served.names_served(journal, seeds)
    joined_tables = frozenset(value.source for value in verdict.joined)
    computed = served.computations(journal, names, joined_tables | {benefit.table})
    joined = tuple(_joined(journal, value) for value in verdict.joined)
    cited = tuple(dict.fromkeys(_cited(rows, near, computed, joined)))
    far = frozenset(row for one in near if not one.is_about_the_case for row in one.rows)
    read = tuple(journal.readings())
    values = {name: Reading(model.terms[name], value) for name, value in verdict.facts.items()}
    values |= {reading.term.name: reading for reading in read}
    return BenefitExplanation(
        benefit=benefit,
        answer=verdict.answer,
        reference=Reading(
            model.terms[benefit.reference_date],
            Missing() if verdict.reference_date is None else verdict.reference_date,
        ),
        rows=rows,
        near=near,
        missing=_alternatives(model, verdict.remedies),
        undefined=_undefined(model, verdict),
        opens_on=verdict.opens_on,
        facts=tuple(r for r in read if r.term.name in names and journal.is_given(r.term.name)),
        assumed=tuple(served.assumed(journal)),
        computations=computed,
        joined=joined,
        sources=served.sources(benefit, cited, computed),
        attention=(*served.disagreements(journal), *served.attention(cited, far, computed)),
        values=values,
        read=read,
        traced=cache(lambda: tuple(_table_trace(journal, seen) for seen in journal.tables)),
        seal=Seal(
            model=model.seal,
            case=case.seal,
            version=version,
            engine=verdict.engine,
            reference_date=verdict.reference_date,
        ),
    )


def _near(
    journal: Journal, right: TableSeen, answer: Answer, rows: tuple[RetainedRow, ...]
) -> tuple[NearRow, ...]:
    """Return the rows nearest to a better answer; once a row has answered for itself, only those
    that are about this kind of case."""
    wanted = _BETTER.get(answer)
    if wanted is None:
        return ()
    output = journal.model.verdict_output(right.table)

    def is_better(row: Row) -> bool:
        given = row.outcome(output).value
        if isinstance(given, Literal):
            return isinstance(given.value, str) and Answer(fold(given.value)) in wanted
        return given is not None

    by_default = all(row.is_default for row in rows)
    return near_rows(journal, right, is_better, of_this_kind=not by_default)


def _seeds(
    benefit: Benefit, right: TableSeen | None, verdict: Verdict, near: tuple[NearRow, ...]
) -> Iterator[str]:
    """Yield the terms and tables that the answer rests on at first hand."""
    yield benefit.reference_date
    if right is not None and right.decided is not None:
        for row in right.decided.retained or right.decided.possible:
            yield from served.names_of_row(row)
        if not near and right.table.default in right.decided.retained:
            yield from (column for column, _ in right.table.inputs)
        if right.table.reference_date is not None:
            yield right.table.reference_date
    yield from served.names_of_near(near)
    for value in verdict.joined:
        yield value.source


def _cited(
    rows: Iterable[RetainedRow],
    near: Iterable[NearRow],
    computed: Iterable[Computation],
    joined: Iterable[Joined],
) -> Iterator[tuple[str, Row]]:
    """Yield the rows whose source and note matter, each with the label of its table."""
    for retained in rows:
        yield retained.table.label, retained.row
    yield from _cited_near(near)
    for step in computed:
        if isinstance(step, Consulted):
            for retained in step.retained:
                yield retained.table.label, retained.row
    for value in joined:
        for item in value.items:
            for row in item.rows:
                yield value.label, row


def _cited_near(near: Iterable[NearRow]) -> Iterator[tuple[str, Row]]:
    for one in near:
        for row in one.rows:
            yield one.table.label, row
        for one_check in one.checks:
            if one_check.because is not None:
                yield from _cited_near(one_check.because.near)


def _alternatives(model: Model, remedies: Iterable[Remedy]) -> Alternatives:
    """Return *remedies* as things to know, in the order of the glossary; first those of facts alone."""
    place = {name: index for index, name in enumerate(model.terms)}

    def order(lack: Lack) -> tuple[int, date]:
        return place[lack.name], lack.day or date.min

    ways = [
        tuple(Need(model.terms[lack.name], lack.day) for lack in sorted(remedy, key=order))
        for remedy in remedies
    ]

    def way_order(way: tuple[Need, ...]) -> tuple[bool, int, list[int]]:
        lacks_a_figure = any(need.day is not None for need in way)
        return lacks_a_figure, len(way), [place[need.term.name] for need in way]

    return tuple(sorted(ways, key=way_order))


def _undefined(model: Model, verdict: Verdict) -> tuple[Need, ...]:
    """Return the figures whose lack stands in the way of the verdict or of a joined value."""
    remedies = list(verdict.remedies)
    for value in verdict.joined:
        for outcome in value.outcomes.values():
            remedies += _missing_in(outcome).remedies
    needs = [need for way in _alternatives(model, remedies) for need in way if need.day is not None]
    return tuple(dict.fromkeys(needs))


def _missing_in(outcome: OutcomeValue) -> Missing:
    values = outcome if isinstance(outcome, tuple) else (outcome,)
    return needing_all([value for value in values if isinstance(value, Missing)])


def _joined(journal: Journal, value: JoinedValue) -> Joined:
    """Return what a name of the catalogue gives: an item for a calculation, or for each row of a list."""
    model = journal.model
    table = model.tables.get(value.source)
    seen = journal.table(value.source) if table is not None else None
    rows = tuple(retained.row for retained in retained_rows(journal, seen)) if seen is not None else ()
    is_list = any(isinstance(outcome, tuple) for outcome in value.outcomes.values())
    if is_list:
        size = max(len(outcome) for outcome in value.outcomes.values() if isinstance(outcome, tuple))
        groups = [(_item_of(value.outcomes, place), rows[place : place + 1]) for place in range(size)]
    else:
        groups = [(value.outcomes, rows)]
    return Joined(
        section=Section(value.section),
        name=value.source,
        label=table.label if table is not None else model.terms[value.source].label,
        items=tuple(_joined_item(model, outcomes, own) for outcomes, own in groups),
    )


def _item_of(outcomes: Mapping[str, OutcomeValue], place: int) -> Mapping[str, OutcomeValue]:
    return {
        name: outcome[place] if isinstance(outcome, tuple) else outcome for name, outcome in outcomes.items()
    }


def _joined_item(model: Model, outcomes: Mapping[str, OutcomeValue], rows: tuple[Row, ...]) -> JoinedItem:
    readings = tuple(Reading(model.terms[name], v) for name, v in outcomes.items() if v is not None)
    missing = needing_all([reading.value for reading in readings if isinstance(reading.value, Missing)])
    needs = tuple(way for way in _alternatives(model, missing.remedies) if way)
    return JoinedItem(readings=readings, rows=rows, needs=needs)


def _table_trace(journal: Journal, seen: TableSeen) -> TableTrace:
    decided = seen.decided
    retained = decided.retained if decided is not None else ()
    possible = decided.possible if decided is not None else ()
    rows = [
        RowTrace(
            row=tried.row,
            is_default=tried.row is seen.table.default,
            in_force=tried.in_force,
            truth=tried.truth,
            checks=tuple(check(journal, cell) for cell in seen.cells.get(tried.row.id, ())),
            retained=tried.row in retained,
            possible=tried.row in possible,
        )
        for tried in seen.tried
    ]
    default = seen.table.default
    if default is not None and all(row.row is not default for row in rows):
        rows.append(
            RowTrace(
                row=default,
                is_default=True,
                in_force=Truth.SATISFIED,
                truth=_truth_of_default(default, retained, possible),
                checks=(),
                retained=default in retained,
                possible=default in possible,
            )
        )
    return TableTrace(
        table=seen.table,
        day=seen.day,
        depth=seen.depth,
        rows=tuple(rows),
        outcomes=tuple(Reading(journal.model.terms[name], value) for name, value in seen.outcomes.items()),
    )


def _truth_of_default(default: Row, retained: tuple[Row, ...], possible: tuple[Row, ...]) -> Truth:
    if default in retained:
        return Truth.SATISFIED
    return Truth.UNKNOWN if default in possible else Truth.VIOLATED
