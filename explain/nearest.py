"""The rows that a case nearly satisfies, and which of their cells stand in the way."""

from collections.abc import Callable, Iterable, Mapping

from engine.matching import truth_of
from engine.model import AnyOf, Expression, Literal, Nature, Role, Row, UnaryTest
from engine.trace import CellTested, OutcomeValue, RowTried, Truth
from engine.values import Known, Missing
from explain.demand import accepted, affirmed, gap
from explain.explanation import Because, Check, NearRow, Reading, RetainedRow
from explain.journal import Journal, TableSeen

Wanted = Callable[[Row], bool]
"""Whether a row would have given the answer looked for."""


def near_rows(
    journal: Journal, seen: TableSeen, wanted: Wanted, *, of_this_kind: bool
) -> tuple[NearRow, ...]:
    """Return the wanted rows that lack the least, those with the same reasons together.

    First those whose ``Si`` cells do not exclude the case, by their number of violated demands; if
    there is none, and unless *of_this_kind*, those with the fewest violated ``Si`` cells; if no row
    is in force, those that only their dates exclude.
    """
    best: tuple[int, int] | None = None
    found: list[NearRow] = []
    for tried in seen.tried:
        if tried.in_force is Truth.VIOLATED or not wanted(tried.row):
            continue
        cells = seen.cells.get(tried.row.id, [])
        violated = [cell for cell in cells if cell.truth is Truth.VIOLATED]
        about = sum(cell.condition.role is Role.ABOUT for cell in violated)
        rank = (about, len(violated) - about)
        if not violated or (of_this_kind and about) or (best is not None and rank > best):
            continue
        if rank != best:
            best, found = rank, []
        found.append(
            NearRow(
                table=seen.table,
                rows=(tried.row,),
                checks=tuple(check(journal, cell) for cell in violated),
                others=tuple(check(journal, cell) for cell in cells if cell.truth is not Truth.VIOLATED),
            )
        )
    if not found and not of_this_kind:
        return tuple(
            NearRow(table=seen.table, rows=(tried.row,), checks=())
            for tried in _only_out_of_force(seen, wanted)
        )
    return _merged(found)


def _only_out_of_force(seen: TableSeen, wanted: Wanted) -> Iterable[RowTried]:
    if any(tried.in_force is not Truth.VIOLATED and wanted(tried.row) for tried in seen.tried):
        return
    for tried in seen.tried:
        cells = seen.cells.get(tried.row.id, ())
        if wanted(tried.row) and all(cell.truth is not Truth.VIOLATED for cell in cells):
            yield tried


def _merged(found: Iterable[NearRow]) -> tuple[NearRow, ...]:
    """Return the rows with those put together whose reasons are the same, or differ only by the values
    that one of them lists: what each accepts is then accepted by the whole."""
    merged: list[NearRow] = []
    for near in found:
        for place, other in enumerate(merged):
            checks = _union(other.checks, near.checks)
            if checks is not None:
                others = near.others if near.others == other.others else ()
                rows = other.rows + near.rows
                merged[place] = NearRow(table=near.table, rows=rows, checks=checks, others=others)
                break
        else:
            merged.append(near)
    return tuple(merged)


def _union(one: tuple[Check, ...], other: tuple[Check, ...]) -> tuple[Check, ...] | None:
    if len(one) != len(other):
        return None
    differ = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if not _same(a, b)]
    if not differ:
        return one
    if len(differ) > 1:
        return None
    (place,) = differ
    a, b = one[place], other[place]
    if a.reading.term.name != b.reading.term.name or not (accepted(a.asked) and accepted(b.asked)):
        return None
    asked, written = _either(a, b)
    union = Check(
        reading=a.reading,
        condition=a.condition,
        asked=asked,
        written=written,
        truth=a.truth,
        because=a.because,
    )
    return (*one[:place], union, *one[place + 1 :])


def _same(one: Check, other: Check) -> bool:
    return one.reading.term.name == other.reading.term.name and one.written == other.written


def _either(one: Check, other: Check) -> tuple[UnaryTest, UnaryTest]:
    """Return what either accepts, as asked and as written: still of one shape."""
    pairs = dict.fromkeys(
        pair for both in (one, other) for pair in zip(_tests(both.asked), _tests(both.written), strict=True)
    )
    return AnyOf(tuple(asked for asked, _ in pairs)), AnyOf(tuple(written for _, written in pairs))


def _tests(test: UnaryTest) -> tuple[UnaryTest, ...]:
    return test.tests if isinstance(test, AnyOf) else (test,)


def check(journal: Journal, cell: CellTested) -> Check:
    """Return *cell* as a check; a violated one carries its gap, and why another table said so."""
    term = journal.model.terms[cell.condition.term]
    asked = affirmed(cell.resolved)
    violated = cell.truth is Truth.VIOLATED
    because = None
    if violated and term.nature is Nature.OUTPUT:
        because = _because(journal, term.name, cell.resolved)
    return Check(
        reading=Reading(term, cell.value),
        condition=cell.condition,
        asked=asked,
        written=affirmed(cell.condition.test),
        truth=cell.truth,
        gap=gap(asked, cell.value, term.type) if violated else None,
        because=because,
    )


def _because(journal: Journal, output: str, test: UnaryTest) -> Because | None:
    """Return why the table that gives *output* did not give a value that passes *test*."""
    seen = journal.producer(output)
    if seen is None or seen.decided is None:
        return None

    def passes(row: Row) -> bool:
        given = row.outcome(output).value
        if not isinstance(given, Literal):
            return given is not None
        return truth_of(test, given.value, _literal) is not Truth.VIOLATED

    return Because(
        table=seen.table,
        retained=retained_rows(journal, seen),
        near=near_rows(journal, seen, passes, of_this_kind=False),
    )


def _literal(expression: Expression) -> Known:
    return expression.value if isinstance(expression, Literal) else Missing()


def retained_rows(journal: Journal, seen: TableSeen) -> tuple[RetainedRow, ...]:
    """Return the rows that made the answer; when it is decided while rows are still unknown, those
    that can still make it."""
    decided = seen.decided
    if decided is None:
        return ()
    rows = decided.retained
    sure = bool(rows)
    if not sure and not any(isinstance(value, Missing) for value in decided.outcomes.values()):
        rows = decided.possible
    return tuple(
        RetainedRow(
            table=seen.table,
            row=row,
            is_default=row is seen.table.default,
            sure=sure,
            checks=tuple(check(journal, cell) for cell in seen.cells.get(row.id, ())),
            outcomes=_outcomes(journal, decided.outcomes, place, len(rows)),
        )
        for place, row in enumerate(rows)
    )


def _outcomes(
    journal: Journal, outcomes: Mapping[str, OutcomeValue], place: int, rows: int
) -> tuple[Reading, ...]:
    """Return what the row at *place* gave: its own item of a list, or the answer of the table."""
    readings: list[Reading] = []
    for name, outcome in outcomes.items():
        own = outcome
        if isinstance(outcome, tuple):
            own = outcome[place] if len(outcome) == rows else None
        if own is not None:
            readings.append(Reading(journal.model.terms[name], own))
    return tuple(readings)
