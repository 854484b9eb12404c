"""Cases about the bounds of a shipped benefit: values on and beside what its cells say, and absences."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from engine.batch.columns import FactColumn, bounds, fact_columns
from engine.cases.read_fact import FIRST_DAY, LAST_DAY
from engine.model import Expression, Literal, Model, parts
from engine.reach import periods, reach
from engine.values import Kind, Type, Value, add_months

Facts: TypeAlias = Mapping[str, Value]


def cases_around(
    model: Model, benefit: str, seeds: Sequence[Facts], seed: int, count: int
) -> Iterator[dict[str, Value]]:
    """Yield *count* cases: those of *seeds* with some facts changed or left out, or facts all drawn."""
    rng = random.Random(seed)
    columns = fact_columns(model, [benefit])
    drawer = _Drawer(model, benefit, rng)
    for _ in range(count):
        facts = dict(rng.choice(seeds)) if seeds and rng.random() < 0.8 else {}
        chance = 0.12 if facts else 0.8
        for column in columns:
            if rng.random() < chance:
                facts[column.name] = drawer.value(column, facts.get(column.name))
            if rng.random() < 0.03:
                facts.pop(column.name, None)
        yield facts


class _Drawer:
    """The values that the tables of a benefit speak of."""

    def __init__(self, model: Model, benefit: str, rng: random.Random) -> None:
        asked = model.benefits[benefit]
        reached = reach(model, (asked.table, *asked.amounts, *asked.durations))
        self.rng = rng
        written = [value for whole in reached.expressions for value in _literals(whole)]
        figures = [line.value for name in reached.parameters for line in model.parameters[name]]
        self.numbers = [v for v in (*written, *figures) if isinstance(v, Decimal)] or [Decimal(0)]
        self.words = [v for v in written if isinstance(v, str)] or ["ailleurs"]
        self.days = [v for v in written if isinstance(v, date)] or [date(2024, 2, 29)]
        self.days += [p.start for p in periods(model, reached) if p.start is not None]
        self.days += [p.end for p in periods(model, reached) if p.end is not None]

    def value(self, column: FactColumn, before: Value | None) -> Value:
        """Return a value of *column*: often beside the one *before*, else beside a bound."""
        rng, type_ = self.rng, column.type
        match type_.kind:
            case Kind.BOOLEAN:
                return rng.random() < 0.5
            case Kind.TEXT:
                return rng.choice(type_.choices or self.words)
            case Kind.DATE:
                near = isinstance(before, date) and rng.random() < 0.5
                day = before if near and isinstance(before, date) else rng.choice(self.days)
                months, days = (
                    rng.choice((0, 0, -12, -1, 1, 6, 12, 60)),
                    rng.choice((0, 0, -1, 1, -3, 3, 365)),
                )
                low = type_.minimum if isinstance(type_.minimum, date) else FIRST_DAY
                high = type_.maximum if isinstance(type_.maximum, date) else LAST_DAY
                return min(max(add_months(day, months) + timedelta(days=days), low), high)
            case _:
                return self._number(type_, before)

    def _number(self, type_: Type, before: Value | None) -> Decimal:
        rng = self.rng
        low, high = bounds(type_)
        near = isinstance(before, Decimal) and rng.random() < 0.4
        start = before if near and isinstance(before, Decimal) else rng.choice(self.numbers)
        units = int(start * 10**type_.decimals) * rng.choice((1, 1, 1, 1, 2, 12)) + rng.choice((-1, 0, 0, 1))
        if rng.random() < 0.02:
            units = rng.choice((low, high, 0, 10**12, -1))
        return Decimal(f"{min(max(units, low), high)}E-{type_.decimals}")


def _literals(expression: Expression) -> Iterator[Value]:
    for part in parts(expression):
        if isinstance(part, Literal):
            yield part.value
