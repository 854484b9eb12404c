"""From points of the axes to values: endpoints that depend on the case get the values asked of them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from engine import formula
from engine.checks.axes import Axis, Point
from engine.checks.dated import figure
from engine.matching import conjunction, truth_of
from engine.model import Expression, Literal, Model, Nature, Ref, Row, names_in
from engine.trace import Truth
from engine.values import Kind, Known, Missing, Rounding, Type, Value, exactly, rounded


class Given:
    """What the expressions of a table read: the values given, the figures of a day, nothing else."""

    def __init__(self, model: Model, values: Mapping[str, Value | None], day: date | None) -> None:
        self.model = model
        self.values = values
        self.on = day

    @property
    def day(self) -> Known:
        """The reference date."""
        return Missing() if self.on is None else self.on

    def value(self, name: str) -> Known:
        """The value given, or that of a figure."""
        value = self.values.get(name)
        if value is None and self.model.terms[name].nature is Nature.PARAMETER:
            return figure(self.model, name, self.day)
        return Missing() if value is None else value

    def parameter(self, name: str, day: date) -> Known:
        """A figure on another day."""
        return figure(self.model, name, day)

    def worth(self, expression: Expression) -> Known:
        """Return what *expression* is worth.

        Raises:
            ArithmeticError, ValueError: it cannot be worked out.
        """
        return expression.value if isinstance(expression, Literal) else formula.worth(expression, self)


class Realised:
    """Values of what a table reads, and what its rows then say."""

    def __init__(self, model: Model, values: Mapping[str, Value | None], day: date | None) -> None:
        self.values = values
        self._day = day
        self._around = Given(model, values, day)

    def truth(self, row: Row) -> Truth:
        """Return the truth of *row*, its dates included; unknown where it cannot be worked out."""
        if self._day is None:
            truths = [Truth.SATISFIED if row.period.is_open else Truth.UNKNOWN]
        else:
            truths = [Truth.SATISFIED if row.period.holds(self._day) else Truth.VIOLATED]
        try:
            for condition in row.conditions:
                value = self._around.value(condition.term)
                truths.append(truth_of(condition.test, value, self._around.worth))
        except (ArithmeticError, ValueError):
            return Truth.UNKNOWN
        return conjunction(truths)


def realised(
    model: Model, points: Mapping[str, Point], axes: Mapping[str, Axis], day: date | None
) -> Realised:
    """Return values that stand at *points*, where they were found."""
    values: dict[str, Value | None] = {name: point.value for name, point in points.items()}
    for name, point in points.items():
        for endpoint, sign in zip(axes[name].endpoints, point.signs, strict=True):
            free = [n for n in names_in(endpoint) if n not in values and _is_free(model, n)]
            if free and sign is not None and point.value is not None:
                _choose(model, values, day, free, endpoint, point.value, sign)
    return Realised(model, values, day)


def _is_free(model: Model, name: str) -> bool:
    return model.terms[name].nature is not Nature.PARAMETER


def _choose(
    model: Model,
    values: dict[str, Value | None],
    day: date | None,
    free: list[str],
    endpoint: Expression,
    value: Value,
    sign: int,
) -> None:
    """Give the *free* names values for which *value* compares with *endpoint* as *sign* says."""
    for chosen in product(*(_candidates(model.terms[n].type, endpoint, value) for n in free)):
        tried = values | dict(zip(free, chosen, strict=True))
        try:
            limit = Given(model, tried, day).worth(endpoint)
        except (ArithmeticError, ValueError):
            continue
        if not isinstance(limit, Missing) and _sign(value, limit) == sign:
            values |= tried
            return


def _sign(value: Value, limit: Value) -> int:
    if isinstance(value, str | bool) or isinstance(limit, str | bool):
        return 0 if value == limit else -1
    return (value > limit) - (value < limit)  # type: ignore[operator]


def _candidates(type_: Type, endpoint: Expression, value: Value) -> Iterator[Value]:
    """Yield values of *type_* near those that make *endpoint* worth *value*."""
    if type_.kind is Kind.BOOLEAN:
        yield from (False, True)
    elif type_.kind is Kind.TEXT:
        yield from type_.choices or (str(value), "autre", "ailleurs")
    elif type_.kind is Kind.DATE:
        base = value if isinstance(value, date) else date(2024, 1, 1)
        for days in (0, 1, -1, 32, -32, 400, -400, 4000, -4000):
            moved = base.toordinal() + days
            if 1 <= moved <= date.max.toordinal():
                yield date.min + timedelta(days=moved - 1)
    else:
        base_ = Fraction(value) if isinstance(value, Decimal) else Fraction(0)
        unit = Fraction(1, 10**type_.decimals)
        scales = (1,) if isinstance(endpoint, Ref) else (1, 2, Fraction(1, 2), 10, Fraction(1, 10), 0)
        for scale in scales:
            for step in (0, 1, -1, 2, -2, 10**3, -(10**3)):
                number = exactly(
                    Fraction(rounded(base_ * scale, type_.decimals, Rounding.DOWN)) + step * unit,
                    type_.decimals,
                )
                if (not isinstance(type_.minimum, Decimal) or number >= type_.minimum) and (
                    not isinstance(type_.maximum, Decimal) or number <= type_.maximum
                ):
                    yield number
