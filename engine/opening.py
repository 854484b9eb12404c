"""When a refused right opens, if nothing but the reference date changes.

The answer is a step function of the reference date. Its steps lie on days that can be listed: where a
row or a figure begins or ends, the first days of years, the monthly anniversaries of the dates of the
case, and the day on which a count of days or weeks reaches what a cell asks. Each such day is decided
like any other case, so that a date given here is a date on which the right is open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import (
    Answer,
    Benefit,
    Expression,
    Literal,
    Model,
    Nature,
    Period,
    Ref,
    ReferenceDate,
    Table,
    endpoints,
    names_in,
    parts,
)
from engine.trace import CellTested, Event, Truth, Verdict
from engine.values import Kind, Value, add_months

HORIZON_IN_MONTHS = 60
_DAYS = {Kind.DAYS: 1, Kind.WEEKS: 7}
_ONE_DAY = timedelta(days=1)


def with_opening(model: Model, verdict: Verdict) -> Verdict:
    """Return *verdict*, with ``opens_on`` when it is a refusal that time alone mends.

    ``opens_on`` is the earliest later reference date, within HORIZON_IN_MONTHS, at which the right is
    open all other facts unchanged; None when there is none.
    """
    if verdict.answer is not Answer.REFUSED or verdict.reference_date is None:
        return verdict
    benefit = model.benefits[verdict.benefit]
    today = verdict.reference_date
    last = add_months(today, HORIZON_IN_MONTHS)
    candidates = sorted({d for d in _candidates(model, benefit, verdict.facts, today) if today < d <= last})
    found = next((day for day in candidates if _is_open(model, benefit, verdict.facts, day)), None)
    if found is None:
        return verdict
    while found - _ONE_DAY > today and _is_open(model, benefit, verdict.facts, found - _ONE_DAY):
        found -= _ONE_DAY
    return replace(verdict, opens_on=found)


def _is_open(model: Model, benefit: Benefit, facts: Mapping[str, Value], day: date) -> bool:
    moved = {**facts, benefit.reference_date: day}
    try:
        return decide(model, moved, benefit.code, joined=False).answer is Answer.OPEN
    except FaultsFound:  # the tables contradict themselves on that day, which the case is not about
        return False


class _Listener:
    def __init__(self) -> None:
        self.cells: list[CellTested] = []

    def tell(self, event: Event) -> None:
        if isinstance(event, CellTested) and event.truth is Truth.VIOLATED:
            self.cells.append(event)


def _candidates(model: Model, benefit: Benefit, facts: Mapping[str, Value], today: date) -> Iterator[date]:
    """Yield the days on which the answer may change (some before *today*)."""
    reach = _Reach(model, benefit)
    for period in reach.periods:
        if period.start is not None:
            yield period.start
        if period.end is not None:
            yield period.end + _ONE_DAY
    if not reach.reads_the_date:
        return
    for year in range(today.year + 1, today.year + 2 + HORIZON_IN_MONTHS // 12):
        yield date(year, 1, 1)
    for value in facts.values():
        if isinstance(value, date):
            passed = (today.year - value.year) * 12 + today.month - value.month
            for months in range(max(passed, 0), passed + HORIZON_IN_MONTHS + 1):
                yield add_months(value, months)
    listener = _Listener()
    decide(model, facts, benefit.code, tracer=listener, joined=False)
    for cell in listener.cells:
        step = _DAYS.get(model.terms[cell.condition.term].type.kind)
        for endpoint in endpoints(cell.resolved) if step else ():
            if isinstance(endpoint, Literal) and isinstance(cell.value, Decimal):
                assert isinstance(endpoint.value, Decimal) and step is not None
                gap = int(abs(endpoint.value - cell.value)) * step
                yield today + timedelta(days=gap)
                yield today + timedelta(days=gap + step)


class _Reach:
    """What the table of the right reads, directly or not."""

    def __init__(self, model: Model, benefit: Benefit) -> None:
        self.model = model
        self.periods: set[Period] = set()
        self.reads_the_date = False
        self._reference = benefit.reference_date
        self._seen: set[str] = set()
        self._table(model.tables[benefit.table])

    def _table(self, table: Table) -> None:
        if f"table {table.name}" in self._seen:
            return
        self._seen.add(f"table {table.name}")
        for row in table.all_rows:
            self.periods.add(row.period)
            for condition in row.conditions:
                self._expression(Ref(condition.term))
                for endpoint in endpoints(condition.test):
                    self._expression(endpoint)
            for outcome in row.outcomes:
                if outcome.value is not None:
                    self._expression(outcome.value)

    def _expression(self, expression: Expression) -> None:
        if any(isinstance(part, ReferenceDate) for part in parts(expression)):
            self.reads_the_date = True
        for name in names_in(expression):
            if name in self._seen:
                continue
            self._seen.add(name)
            self.reads_the_date |= name == self._reference
            match self.model.terms[name].nature:
                case Nature.PARAMETER:
                    self.periods |= {line.period for line in self.model.parameters[name]}
                case Nature.CALCULATION:
                    for line in self.model.calculations[name]:
                        self.periods.add(line.period)
                        self._expression(line.expression)
                case Nature.OUTPUT:
                    self._table(self.model.tables[self.model.producers[name]])
                case Nature.FACT:
                    pass
