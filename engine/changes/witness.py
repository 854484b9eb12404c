"""A whole case in a region, decided by both versions: an existing case, moved fact by fact into the region."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from engine.changes.drafts import Column, unmarked
from engine.changes.joint import Joint
from engine.changes.placed import placed
from engine.changes.regions import Region
from engine.checks.boxes import Box, Budget, OutOfBudget
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import Answer, Benefit, Model, Nature, names_in
from engine.reach import reach
from engine.trace import JoinedValue, Verdict
from engine.values import Kind, Rounding, Value, add_months, rounded

MOST_STEPS = 6
MOST_BOXES = 24
MOST_SEEDS = 10
MOST_POINTS = 12
MOST_VALUES = 24

Facts = Mapping[str, Value]


class Seed(NamedTuple):
    """A case that exists: where a search begins."""

    name: str
    benefit: str
    facts: Facts


class Witness(NamedTuple):
    """A case of a region. ``seed`` is the case it comes from (empty: none), ``moved`` what it has of its own.

    A verdict is None where the tables of that version contradict themselves on the case.
    """

    benefit: str
    facts: Facts
    seed: str
    moved: tuple[str, ...]
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict_differs(self) -> bool:
        """Whether the verdict is another one."""
        return answer_of(self.before) != answer_of(self.after)


def answer_of(verdict: Verdict | None) -> Answer | None:
    """Return the word of the verdict; None when rows are in conflict."""
    return None if verdict is None else verdict.answer


def decided(model: Model, facts: Facts, benefit: str) -> Verdict | None:
    """Return the verdict; None when the tables contradict themselves on the case."""
    known = {name: value for name, value in facts.items() if name in model.terms}
    try:
        return decide(model, known, benefit)
    except FaultsFound:
        return None


def joined_of(verdict: Verdict | None) -> tuple[JoinedValue, ...]:
    """Return what is joined to the right."""
    return () if verdict is None else verdict.joined


class Search:
    """Looks for cases in the regions of one table; ``budget`` counts the cases tried."""

    def __init__(self, joint: Joint, seeds: Sequence[Seed], budget: Budget) -> None:
        self.joint = joint
        self.budget = budget
        self.seeds: dict[str, list[tuple[Seed, Box]]] = {}
        self._given = seeds
        self._seen: dict[str, list[Value]] = {}
        for seed in seeds:
            for name, value in seed.facts.items():
                known = self._seen.setdefault(name, [])
                if len(known) < MOST_VALUES and value not in known:
                    known.append(value)

    def witness(self, region: Region, benefit: Benefit) -> Witness | None:
        """Return a case of *region* on which *benefit* is decided otherwise: its verdict, else what is joined.

        Raises:
            OutOfBudget: too many cases have been tried.
        """
        boxes = region.boxes[:MOST_BOXES]
        ranked = sorted(self._of(benefit), key=lambda pair: min(_off(pair[1], box) for box in boxes))
        fallback: Witness | None = None
        for seed, _ in ranked[:MOST_SEEDS]:
            found = self._from(seed, boxes, benefit)
            if found is not None and found.verdict_differs:
                return found
            fallback = fallback or found
        return fallback

    def _of(self, benefit: Benefit) -> list[tuple[Seed, Box]]:
        """Return the cases that ask for *benefit*, and where they stand."""
        if benefit.code not in self.seeds:
            seeds = [seed for seed in self._given if seed.benefit == benefit.code]
            empty = Seed("", benefit.code, {benefit.reference_date: date(2025, 6, 15)})
            self.seeds[benefit.code] = [(seed, self._placed(seed.facts, benefit)) for seed in (*seeds, empty)]
        return self.seeds[benefit.code]

    def _placed(self, facts: Facts, benefit: Benefit) -> Box:
        self.budget.left -= 1
        if self.budget.left < 0:
            raise OutOfBudget
        own = self.joint.after.table.reference_date
        return placed(self.joint, facts, facts.get(own or benefit.reference_date))

    def _from(self, seed: Seed, boxes: Sequence[Box], benefit: Benefit) -> Witness | None:
        """Return the case that *seed* gives once moved into one of *boxes*, if both versions differ on it."""
        facts = dict(seed.facts)
        for _ in range(MOST_STEPS):
            point = self._placed(facts, benefit)
            box = min(boxes, key=lambda one: _off(point, one))
            off = _off(point, box)
            if off == 0:
                return self._shown(seed, facts, benefit)
            better: dict[str, Value] | None = None
            for tried in self._moved(facts, point, box, benefit):
                distance = min(_off(self._placed(tried, benefit), one) for one in (box,))
                if distance < off:
                    better, off = tried, distance
                    break
            if better is None:
                return None
            facts = better
        return None

    def _shown(self, seed: Seed, facts: dict[str, Value], benefit: Benefit) -> Witness | None:
        verdicts = [decided(model, facts, benefit.code) for model in self.joint.models]
        if answer_of(verdicts[0]) == answer_of(verdicts[1]) and joined_of(verdicts[0]) == joined_of(
            verdicts[1]
        ):
            return None
        names = dict.fromkeys((*facts, *seed.facts))
        moved = tuple(name for name in names if facts.get(name) != seed.facts.get(name))
        return Witness(benefit.code, facts, seed.name, moved, verdicts[0], verdicts[1])

    def _moved(
        self, facts: dict[str, Value], point: Box, box: Box, benefit: Benefit
    ) -> Iterator[dict[str, Value]]:
        """Yield *facts* with one changed, such that a column may come nearer to *box*."""
        for (column, axis), here, mask in zip(self.joint.axes.items(), point, box, strict=True):
            if here & mask:
                continue
            values = [found.value for found in islice(axis.points(mask), MOST_POINTS)]
            for name in dict.fromkeys(self._free(column, axis.endpoints, benefit)):
                direct = name == column.name or (column == self.joint.day and name == benefit.reference_date)
                wanted = (
                    sorted(dict.fromkeys(values), key=lambda value: _far(value, facts.get(name)))
                    if direct
                    else self._candidates(name, values, facts)
                )
                for value in wanted:
                    if value == facts.get(name):
                        continue
                    changed = {key: old for key, old in facts.items() if key != name}
                    yield changed if value is None else {**changed, name: value}

    def _free(self, column: Column, ends: Sequence[object], benefit: Benefit) -> Iterator[str]:
        """Yield the facts that can move a case along *column*: itself first."""
        if column == self.joint.day:
            yield self.joint.after.table.reference_date or benefit.reference_date
        model = self.joint.models[1 if column.name in self.joint.models[1].terms else 0]
        read = [column.name] if column.name in model.terms else []
        if read and model.terms[column.name].can_be_given:
            yield column.name
        names = [name for end in self.joint.axes[column].endpoints for name in names_in(unmarked(end)[0])]
        for name in (*read, *names):
            if name not in model.terms:
                continue
            if model.terms[name].nature is Nature.FACT:
                yield name
            elif model.terms[name].nature is not Nature.PARAMETER:
                reached = reach(model, [name])
                yield from reached.facts
                yield from (one for one in reached.calculations if model.terms[one].can_be_given)

    def _candidates(self, name: str, wanted: Sequence[Value | None], facts: Facts) -> Iterator[Value | None]:
        """Yield values of a fact that may give a column one of the values *wanted*."""
        model = self.joint.models[1 if name in self.joint.models[1].terms else 0]
        type_ = model.terms[name].type
        numbers = [value for value in wanted if isinstance(value, Decimal)]
        found: Iterator[Value | None]
        match type_.kind:
            case Kind.BOOLEAN:
                found = iter((True, False))
            case Kind.TEXT:
                found = iter([*type_.choices] or [*self._seen.get(name, ())])
            case Kind.DATE:
                days = [value for value in (*wanted, *facts.values()) if isinstance(value, date)]
                found = chain(days, _days(days, numbers), self._seen.get(name, ()))
            case _:
                found = chain(_numbers(numbers, type_.decimals), self._seen.get(name, ()))
        for value in dict.fromkeys(chain(islice(found, 120), (None,))):
            if value is None or _fits(value, type_.minimum, type_.maximum):
                yield value


def _off(point: Box, box: Box) -> int:
    """Return on how many columns *point* is out of *box*."""
    return sum(1 for here, mask in zip(point, box, strict=True) if not here & mask)


def _days(days: Sequence[date], numbers: Sequence[Decimal]) -> Iterator[date]:
    steps = dict.fromkeys([*(int(number) for number in numbers), 1])
    for step in steps:
        for day in days:
            for sign in (-1, 1):
                try:
                    yield add_months(day, sign * step)
                    yield day + timedelta(days=sign * step)
                    yield add_months(day, 12 * sign * step)
                    yield day + timedelta(days=7 * sign * step)
                except (ValueError, OverflowError):
                    continue


def _numbers(numbers: Sequence[Decimal], decimals: int) -> Iterator[Decimal]:
    unit = Fraction(1, 10**decimals)
    for number in (*numbers, Decimal(0)):
        for times in (Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2), Fraction(10), Fraction(1, 10)):
            for step in (0, 1, -1):
                yield rounded(Fraction(number) * times + step * unit, decimals, Rounding.DOWN)


def _fits(value: Value, low: object, high: object) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)  # type: ignore[operator]


def _far(value: Value | None, here: Value | None) -> tuple[int, Decimal]:
    """Return how far *value* is from the one it replaces: near ones are tried first, absence last."""
    if value is None:
        return 2, Decimal(0)
    if isinstance(value, Decimal) and isinstance(here, Decimal):
        return 0, abs(value - here)
    if isinstance(value, date) and isinstance(here, date):
        return 0, Decimal(abs((value - here).days))
    return 1, Decimal(0)
