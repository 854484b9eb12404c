"""On which reference dates a figure or a calculation of two versions is worth something else."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from engine.changes.compare_rows import same
from engine.checks.axes import FIRST_DAY, LAST_DAY
from engine.evaluate import NEVER_DECIDES
from engine.model import (
    DatedValue,
    Expression,
    Formula,
    Model,
    Nature,
    ParameterAt,
    Period,
    names_in,
    parts,
)
from engine.reach import reach

Span: TypeAlias = tuple[date, date]
"""Days from the first to the last, both included."""


class Differing(NamedTuple):
    """The reference dates concerned, in order; ``absent``: also when it is not given."""

    days: tuple[Span, ...] = ()
    absent: bool = False

    def holds(self, day: date | None) -> bool:
        """Whether *day* is one of them."""
        if day is None:
            return self.absent
        return any(first <= day <= last for first, last in self.days)


EVERY_DAY = Differing(((FIRST_DAY, LAST_DAY),), absent=True)


def differing_days(before: Model, after: Model) -> Mapping[str, Differing]:
    """Return the names that both versions have and that are not worth the same, with the dates concerned.

    A calculation that reads the output of a table is the same when its formula is: what changes is
    the table.
    """
    finding = _Finding(before, after)
    found = {name: finding.of(name) for name in before.terms if name in after.terms}
    return {name: days for name, days in found.items() if days != Differing()}


def spans(periods: Iterable[Period]) -> Iterator[Span]:
    """Yield the days between which no one of *periods* begins or ends."""
    starts = {FIRST_DAY}
    for period in periods:
        if period.start is not None:
            starts.add(period.start)
        if period.end is not None:
            starts.add(period.end + timedelta(days=1))
    ordered = sorted(day for day in starts if FIRST_DAY <= day <= LAST_DAY)
    ends = [day - timedelta(days=1) for day in ordered[1:]]
    yield from zip(ordered, [*ends, LAST_DAY], strict=True)


class _Finding:
    """What has been found so far, by name."""

    def __init__(self, before: Model, after: Model) -> None:
        self.models = (before, after)
        self.found: dict[str, Differing] = {}

    def of(self, name: str) -> Differing:
        if name not in self.found:
            self.found[name] = self._of(name)
        return self.found[name]

    def _of(self, name: str) -> Differing:
        old, new = (model.terms[name] for model in self.models)
        if old.nature is not new.nature:
            return EVERY_DAY
        match new.nature:
            case Nature.FACT:
                return Differing()
            case Nature.OUTPUT:
                producers = [model.producers.get(name) for model in self.models]
                return Differing() if producers[0] == producers[1] else EVERY_DAY
            case Nature.PARAMETER:
                return self._figure(name)
            case Nature.CALCULATION:
                return EVERY_DAY if old.can_be_given != new.can_be_given else self._calculation(name)

    def _figure(self, name: str) -> Differing:
        lines = [model.parameters[name] for model in self.models]
        days = [
            (first, last)
            for first, last in spans(line.period for side in lines for line in side)
            if _value(lines[0], first) != _value(lines[1], first)
        ]
        return Differing(_joined(days))

    def _calculation(self, name: str) -> Differing:
        sides = [model.calculations[name] for model in self.models]
        reached = [reach(model, [name]) for model in self.models]
        periods = [line.period for side in sides for line in side]
        for one in reached:
            for other in one.calculations:
                periods += [
                    line.period for model in self.models for line in model.calculations.get(other, ())
                ]
        days: list[Span] = []
        for first, last in spans(periods):
            old, new = (_in_force(side, first) for side in sides)
            if not _alike(old, new):
                days.append((first, last))
            elif new is not None:
                days += [
                    (max(first, start), min(last, end))
                    for start, end in self._read(new.expression).days
                    if start <= last and first <= end
                ]
        absent = [_in_force(side, None) for side in sides]
        undated = not _alike(*absent) or (absent[1] is not None and self._read(absent[1].expression).absent)
        return Differing(_joined(days), undated)

    def _read(self, expression: Expression) -> Differing:
        """Return when what *expression* reads differs."""
        names = [name for name in names_in(expression) if all(name in model.terms for model in self.models)]
        return reading({name: self.of(name) for name in names}, expression)


def reading(differing: Mapping[str, Differing], expression: Expression) -> Differing:
    """Return when *expression*, the same in both versions, is not worth the same."""
    elsewhen = {part.name for part in parts(expression) if isinstance(part, ParameterAt)}
    found = [differing[name] for name in names_in(expression) if name in differing]
    if any(name in differing and differing[name].days for name in elsewhen):
        return EVERY_DAY
    return Differing(_joined([span for one in found for span in one.days]), any(one.absent for one in found))


def _value(lines: Iterable[DatedValue], day: date) -> object:
    """Return what a figure is worth on *day*; None when it is not defined."""
    line = next((line for line in lines if line.period.holds(day)), None)
    if line is None or line.confidence == NEVER_DECIDES:
        return None
    return type(line.value), line.value


def _in_force(lines: Iterable[Formula], day: date | None) -> Formula | None:
    for line in lines:
        if line.period.is_open or (day is not None and line.period.holds(day)):
            return line
        if day is None:
            return None
    return None


def _alike(old: Formula | None, new: Formula | None) -> bool:
    if old is None or new is None:
        return old is new
    return (old.decimals, old.rounding) == (new.decimals, new.rounding) and same(
        old.expression, new.expression
    )


def _joined(days: Iterable[Span]) -> tuple[Span, ...]:
    """Return *days* in order, those that touch together."""
    found: list[Span] = []
    for first, last in sorted(days):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
