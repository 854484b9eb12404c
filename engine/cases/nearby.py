"""Cases near one that was played, in which a term may be worth another value."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from engine.model import Model
from engine.reach import reach
from engine.values import Kind, Type, Value, add_months
from engine.witness import Held, WitnessCase

Facts: TypeAlias = Mapping[str, Value]

_SHARES = (Fraction(1), Fraction(2), Fraction(3), Fraction(10), Fraction(-1), Fraction(1, 2))
_DAYS = {Kind.DAYS: 1, Kind.WEEKS: 7}
FARTHEST_IN_MONTHS = 1200


def with_value(model: Model, facts: Facts, term: str, now: Value | None, wanted: Value) -> Iterator[Facts]:
    """Yield *facts* changed so that *term*, worth *now*, may be worth *wanted*: one fact at a time.

    A term that a case gives is given; for a calculation, the facts that it reads are moved. Ask the tables what
    came of it.
    """
    if model.terms[term].can_be_given:
        yield {**facts, term: wanted}
        return
    for name in reach(model, [term]).facts:
        if name in facts:
            for value in _moved(model.terms[name].type, facts[name], model.terms[term].type, now, wanted):
                if value != facts[name] and is_allowed(value, model.terms[name].type):
                    yield {**facts, name: value}


def dated(model: Model, facts: Facts, day_name: str, day: date) -> Iterator[Facts]:
    """Yield *facts* with another reference date: that date alone, then all dates moved with it."""
    yield {**facts, day_name: day}
    was = facts.get(day_name)
    if not isinstance(was, date):
        return
    gap = day - was
    moved: dict[str, Value] = {}
    for name, value in facts.items():
        moved[name] = value
        if isinstance(value, date):
            try:
                moved[name] = value + gap
            except OverflowError:
                return
    if all(is_allowed(value, model.terms[name].type) for name, value in moved.items()):
        yield moved


def witness_near(model: Model, table: str, benefit: str, like: str, was: Facts, facts: Facts) -> WitnessCase:
    """Return *facts* as a witness for *table*: what differs from the case *like*, which held *was*, is told."""
    held = {
        name: Held(name=name, label=model.terms[name].label, type=model.terms[name].type, value=value)
        for name, value in facts.items()
    }
    told = tuple(one for name, one in held.items() if was.get(name) != one.value)
    others = tuple(one for one in held.values() if one not in told)
    return WitnessCase(table=table, benefit=benefit, like=like, told=told, others=others)


def is_allowed(value: Value, type_: Type) -> bool:
    """Whether *value* lies between the bounds of *type_*."""
    low, high = type_.minimum, type_.maximum
    if isinstance(value, Decimal):
        return (not isinstance(low, Decimal) or value >= low) and (
            not isinstance(high, Decimal) or value <= high
        )
    if isinstance(value, date):
        return (not isinstance(low, date) or value >= low) and (not isinstance(high, date) or value <= high)
    return True


def step_of(type_: Type) -> Decimal | None:
    """Return the smallest difference between two numbers of *type_* (None: they are not numbers)."""
    return Decimal(1).scaleb(-type_.decimals) if type_.is_numeric else None


def _moved(own: Type, value: Value, type_: Type, now: Value | None, wanted: Value) -> Iterator[Value]:
    """Yield values of a fact that a calculation reads, for the calculation to go from *now* to *wanted*."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from own.choices
    elif isinstance(value, date):
        yield from _days(value, type_, now, wanted)
    elif isinstance(wanted, Decimal):
        gap = Fraction(wanted) - Fraction(now if isinstance(now, Decimal) else wanted)
        step = Fraction(1, 10**own.decimals)
        units = [(gap * share / step).__floor__() for share in _SHARES]
        for unit in dict.fromkeys(near for one in units for near in (one, one + 1, one - 1)):
            yield value + Decimal(unit).scaleb(-own.decimals)
        yield wanted.quantize(Decimal(1).scaleb(-own.decimals))


def _days(value: date, type_: Type, now: Value | None, wanted: Value) -> Iterator[date]:
    tried: list[date] = []
    if isinstance(wanted, date):
        if isinstance(now, date):
            tried = [value + (wanted - now), value - (wanted - now)]
        tried.append(wanted)
    elif isinstance(wanted, Decimal) and isinstance(now, Decimal):
        gap = int(wanted - now)
        if abs(gap) > 31 * FARTHEST_IN_MONTHS:
            return
        if type_.kind in _DAYS:
            tried = [value + timedelta(days=sign * gap * _DAYS[type_.kind]) for sign in (1, -1)]
        else:
            months = (1,) if type_.kind is Kind.MONTHS else (1, 12)
            moves = [sign * gap * count for count in months for sign in (-1, 1)]
            tried = [add_months(value, move) for move in moves if abs(move) <= FARTHEST_IN_MONTHS]
    else:
        tried = [add_months(value, months) for months in (-12, 12, -36, 36)]
    for day in tried:
        for beside in _BESIDE:
            yield day + timedelta(days=beside)


_BESIDE: Sequence[int] = (0, 1, -1)
