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
from engine.model import Answer, Benefit, Literal, Model, ReferenceDate, endpoints, parts
from engine.trace import CellTested, Event, Truth, Verdict
from engine.values import Kind, Value, add_months

HORIZON_IN_MONTHS = 60
_DAYS = {Kind.DAYS: 1, Kind.WEEKS: 7}
_ONE_DAY = timedelta(days=1)


def with_opening(model: Model, verdict: Verdict) -> Verdict:
    """Return *verdict*, with ``opens_on`` when it is a refusal that time alone mends.

    ``opens_on`` is the earliest later reference date, within HORIZON_IN_MONTHS, at which the right is
    open all other facts unchanged; None when there is none, or when the date cannot be moved (a death).
    """
    if verdict.answer is not Answer.REFUSED or verdict.reference_date is None:
        return verdict
    benefit = model.benefits[verdict.benefit]
    if not benefit.movable:
        return verdict
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
        if isinstance(event, CellTested):
            self.cells.append(event)


def _candidates(model: Model, benefit: Benefit, facts: Mapping[str, Value], today: date) -> Iterator[date]:
    """Yield the days on which the answer may change (some before *today*)."""
    from engine.reach import periods, reach

    reached = reach(model, [benefit.table])
    for period in set(periods(model, reached)):
        if period.start is not None:
            yield period.start
        if period.end is not None:
            yield period.end + _ONE_DAY
    reads_the_date = benefit.reference_date in reached.facts or any(
        isinstance(part, ReferenceDate) for whole in reached.expressions for part in parts(whole)
    )
    if not reads_the_date:
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
        for endpoint in endpoints(cell.resolved) if step and cell.truth is Truth.VIOLATED else ():
            if isinstance(endpoint, Literal) and isinstance(cell.value, Decimal):
                assert isinstance(endpoint.value, Decimal) and step is not None
                gap = int(abs(endpoint.value - cell.value)) * step
                yield today + timedelta(days=gap)
                yield today + timedelta(days=gap + step)
