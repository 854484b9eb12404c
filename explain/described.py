"""A benefit as its tables state it on one day: no case, only what the workbooks hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from engine import formula
from engine.evaluate import NEVER_DECIDES
from engine.model import (
    Benefit,
    Condition,
    DatedValue,
    Expression,
    Formula,
    Literal,
    Model,
    Nature,
    Period,
    Role,
    Row,
    Table,
    Term,
    with_endpoints,
)
from engine.reach import Reach, periods, reach
from engine.trace import Truth
from engine.values import Known, Missing
from explain.demand import affirmed
from explain.explanation import Check, Reading, Section

_ONE_DAY = timedelta(days=1)


class StatedRow(NamedTuple):
    """A row in force: its cells by role, with the figures of the day."""

    row: Row
    is_default: bool
    checks: tuple[Check, ...]

    def of(self, role: Role) -> tuple[Check, ...]:
        """Return the cells of a role."""
        return tuple(check for check in self.checks if check.condition.role is role)


class StatedTable(NamedTuple):
    """A table and its rows in force."""

    table: Table
    rows: tuple[StatedRow, ...]


class StatedFormula(NamedTuple):
    """A calculation and its formula in force, if any."""

    term: Term
    line: Formula | None


class StatedFigure(NamedTuple):
    """A dated figure and its line in force, if any."""

    term: Term
    line: DatedValue | None


class RowsChange(NamedTuple):
    """Rows of a table, with one source, that begin (or no longer apply)."""

    table: Table
    rows: tuple[Row, ...]
    begins: bool
    source: str


class LineChange(NamedTuple):
    """A figure or a calculation whose line begins (``after``) or no longer applies (``before``)."""

    term: Term
    before: DatedValue | Formula | None
    after: DatedValue | Formula | None
    source: str


Change: TypeAlias = RowsChange | LineChange


class Description(NamedTuple):
    """A benefit on ``day``: None when nothing it reads has a date."""

    benefit: Benefit
    reference: Term
    day: date | None
    is_latest: bool
    right: StatedTable
    joined: tuple[tuple[Section, StatedTable | StatedFormula], ...]
    tables: tuple[StatedTable, ...]
    formulas: tuple[StatedFormula, ...]
    figures: tuple[StatedFigure, ...]
    questions: tuple[Term, ...]
    changes: tuple[tuple[date, tuple[Change, ...]], ...]


def described(model: Model, code: str, day: date | None = None) -> Description:
    """Return the benefit *code* on *day*; without a day, on that of the last change that is known.

    Raises:
        KeyError: *code* is not in the catalogue.
    """
    benefit = model.benefits[code]
    joined = [(section, name) for section in Section for name in getattr(benefit, section.value)]
    reached = reach(model, [benefit.table, *(name for _, name in joined)])
    asked = day if day is not None else _last_change(model, reached)
    stating = _Stating(model, asked)
    apart = {benefit.table, *(name for _, name in joined)}
    return Description(
        benefit=benefit,
        reference=model.terms[benefit.reference_date],
        day=asked,
        is_latest=day is None,
        right=stating.table(benefit.table),
        joined=tuple((section, stating.joined(name)) for section, name in joined),
        tables=tuple(stating.table(name) for name in reached.tables if name not in apart),
        formulas=tuple(stating.formula(name) for name in reached.calculations if name not in apart),
        figures=tuple(stating.figure(name) for name in reached.parameters),
        questions=tuple(
            term
            for name, term in model.terms.items()
            if name in reached.facts or (name in reached.calculations and term.can_be_given)
        ),
        changes=tuple(_changes(model, reached)),
    )


def _last_change(model: Model, reached: Reach) -> date | None:
    days = [day for period in periods(model, reached) for day in _days(period)]
    return max(days, default=None)


def _days(period: Period) -> Iterator[date]:
    """Yield the day on which *period* begins; the last one when it only ends."""
    if period.start is not None:
        yield period.start
    elif period.end is not None:
        yield period.end


@dataclass(frozen=True, slots=True)
class _Stating:
    """The figures of one day, for the formulas of cells that need no case."""

    model: Model
    on: date | None

    @property
    def day(self) -> Known:
        return Missing() if self.on is None else self.on

    def value(self, name: str) -> Known:
        if self.model.terms[name].nature is not Nature.PARAMETER:
            return Missing()
        return Missing() if self.on is None else self.parameter(name, self.on)

    def parameter(self, name: str, day: date) -> Known:
        line = next((line for line in self.model.parameters[name] if line.period.holds(day)), None)
        return Missing() if line is None or line.confidence == NEVER_DECIDES else line.value

    def holds(self, period: Period) -> bool:
        return period.is_open if self.on is None else period.holds(self.on)

    def table(self, name: str) -> StatedTable:
        table = self.model.tables[name]
        rows = [row for row in table.all_rows if self.holds(row.period)]
        return StatedTable(table, tuple(self.row(row, table) for row in rows))

    def row(self, row: Row, table: Table) -> StatedRow:
        return StatedRow(row, row is table.default, tuple(map(self.check, row.conditions)))

    def check(self, condition: Condition) -> Check:
        test = with_endpoints(condition.test, self.figured)
        return Check(
            reading=Reading(self.model.terms[condition.term], Missing()),
            condition=condition,
            asked=affirmed(test),
            written=affirmed(condition.test),
            truth=Truth.UNKNOWN,
        )

    def figured(self, endpoint: Expression) -> Expression:
        """Return the value of *endpoint* when figures alone give it, else *endpoint*."""
        try:
            found = formula.worth(endpoint, self)
        except (ArithmeticError, ValueError):
            return endpoint
        return endpoint if isinstance(found, Missing) else Literal(found)

    def joined(self, name: str) -> StatedTable | StatedFormula:
        return self.table(name) if name in self.model.tables else self.formula(name)

    def formula(self, name: str) -> StatedFormula:
        lines = self.model.calculations[name]
        line = next((line for line in lines if self.holds(line.period)), None)
        return StatedFormula(self.model.terms[name], line)

    def figure(self, name: str) -> StatedFigure:
        lines = self.model.parameters[name]
        return StatedFigure(
            self.model.terms[name], next((line for line in lines if self.holds(line.period)), None)
        )


def _changes(model: Model, reached: Reach) -> Iterator[tuple[date, tuple[Change, ...]]]:
    """Yield the days on which something begins or no longer applies, in order, with what does."""
    found: dict[date, list[Change]] = {}
    for name in reached.tables:
        for day, change in _of_rows(model.tables[name]):
            found.setdefault(day, []).append(change)
    for name in reached.parameters:
        for day, change in _of_lines(model.terms[name], model.parameters[name]):
            found.setdefault(day, []).append(change)
    for name in reached.calculations:
        for day, change in _of_lines(model.terms[name], model.calculations[name]):
            found.setdefault(day, []).append(change)
    for day in sorted(found):
        yield day, tuple(found[day])


def _of_rows(table: Table) -> Iterator[tuple[date, Change]]:
    """Yield the days of the rows of *table*, those of one day, direction and source together."""
    groups: dict[tuple[date, bool, str], list[Row]] = {}
    for row in table.all_rows:
        if row.period.start is not None:
            groups.setdefault((row.period.start, True, row.source), []).append(row)
        if row.period.end is not None:
            groups.setdefault((row.period.end + _ONE_DAY, False, row.source), []).append(row)
    for (day, begins, source), rows in groups.items():
        yield day, RowsChange(table, tuple(rows), begins, source)


def _of_lines(term: Term, lines: Iterable[DatedValue | Formula]) -> Iterator[tuple[date, Change]]:
    listed = list(lines)
    starts = {line.period.start: line for line in listed}
    ends = {line.period.end + _ONE_DAY: line for line in listed if line.period.end is not None}
    for day in sorted({*ends, *(start for start in starts if start is not None)}):
        before, after = ends.get(day), starts.get(day)
        cited = after or before
        assert cited is not None
        yield day, LineChange(term, before, after, cited.source)
