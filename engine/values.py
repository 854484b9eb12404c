"""Amounts, days, dates, choices, and what is missing; the only place that rounds.

A number is a ``Decimal`` with the decimals that its term declares; a percentage is the fraction
(7 % is ``Decimal("0.07")``). Inside a formula numbers are whole or fractions, exact.
"""

import calendar
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from engine.record import record

Value: TypeAlias = Decimal | bool | str | date

Number: TypeAlias = int | Fraction
"""A number inside a formula."""


class Kind(Enum):
    """The types of the glossary, by the word a workbook uses."""

    TEXT = "texte"
    BOOLEAN = "booléen"
    INTEGER = "entier"
    NUMBER = "nombre"
    AMOUNT = "montant"
    PERCENTAGE = "pourcentage"
    DATE = "date"
    MONTHS = "durée en mois"
    WEEKS = "durée en semaines"
    DAYS = "durée en jours"


WHOLE_KINDS = frozenset({Kind.INTEGER, Kind.MONTHS, Kind.WEEKS, Kind.DAYS})
NUMERIC_KINDS = WHOLE_KINDS | {Kind.NUMBER, Kind.AMOUNT, Kind.PERCENTAGE}


@record(kw_only=True)
class Type:
    """What values a term can take.

    ``decimals`` counts those of the stored number: 2 for cents; a percentage shown with one decimal
    has 3. ``choices`` is the closed list of a text (empty: any text). Bounds are included.
    """

    kind: Kind
    unit: str = ""
    decimals: int = 0
    choices: tuple[str, ...] = ()
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers (of any unit)."""
        return self.kind in NUMERIC_KINDS


class Rounding(Enum):
    """How a computed value is rounded, by the word a workbook uses."""

    NEAREST = "au plus proche"
    DOWN = "par défaut"
    UP = "par excès"


def rounded(number: Number, decimals: int, rounding: Rounding) -> Decimal:
    """Return *number* with *decimals* decimals: nearest is half away from zero, down is towards
    minus infinity, up towards plus infinity."""
    units, parts = number.numerator * 10**decimals, number.denominator
    match rounding:
        case Rounding.DOWN:
            return _decimal(units // parts, decimals)
        case Rounding.UP:
            return _decimal(-(-units // parts), decimals)
        case Rounding.NEAREST:
            magnitude = (2 * abs(units) + parts) // (2 * parts)
            return _decimal(magnitude if units >= 0 else -magnitude, decimals)


def exactly(number: Number, decimals: int) -> Decimal:
    """Return *number* with *decimals* decimals.

    Raises:
        ValueError: *number* does not fit in *decimals* decimals; it is never rounded here.
    """
    units, rest = divmod(number.numerator * 10**decimals, number.denominator)
    if rest:
        raise ValueError(f"{number} has more than {decimals} decimals")
    return _decimal(units, decimals)


def as_decimal(number: Number) -> Decimal:
    """Return *number* as a decimal, exactly, with no needless zero.

    Raises:
        ValueError: *number* has no finite decimal form (a third).
    """
    decimals, rest = 0, number.denominator
    while rest % 10 == 0:
        decimals, rest = decimals + 1, rest // 10
    for prime in (2, 5):
        while rest % prime == 0:
            decimals, rest = decimals + 1, rest // prime
    if rest != 1:
        raise ValueError(f"{number} has no finite decimal form")
    return exactly(number, decimals)


def _decimal(units: int, decimals: int) -> Decimal:
    if decimals == 0:
        return Decimal(units)
    return Decimal(f"{units}E-{decimals}")  # the constructor is exact whatever the context


def add_months(day: date, months: int) -> date:
    """Return *day* moved by *months*; a day that does not exist becomes the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Return the largest n such that ``add_months(start, n) <= end``: months *de date à date*."""
    months = (end.year - start.year) * 12 + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    return months - (end.day < start.day and end.day < last)


@record()
class Lack:
    """One thing not known: a fact of the case, or a dated figure not defined on ``day``."""

    name: str
    day: date | None = None


Remedy: TypeAlias = frozenset[Lack]
MOST_REMEDIES = 12


@record()
class Missing:
    """A value that cannot be known: neither zero nor false.

    ``remedies`` are the smallest sets of things that would make it known, whatever their values;
    none when nothing would.
    """

    remedies: tuple[Remedy, ...] = ()


Known: TypeAlias = Value | Missing


@lru_cache(maxsize=4096)
def lacking(name: str, day: date | None = None) -> Missing:
    """Return the Missing that one fact would make known, or one dated figure on *day*."""
    return Missing((frozenset({Lack(name, day)}),))


def smallest(remedies: list[Remedy]) -> tuple[Remedy, ...]:
    """Return the sets of *remedies* that hold no other one, shortest first, at most MOST_REMEDIES."""
    kept: list[Remedy] = []
    for remedy in sorted(set(remedies), key=lambda r: (len(r), sorted(map(lack_order, r)))):
        if not any(other <= remedy for other in kept):
            kept.append(remedy)
    return tuple(kept[:MOST_REMEDIES])


def needing_all(parts: list[Missing]) -> Missing:
    """Return the Missing whose remedies settle every one of *parts*."""
    distinct = list(dict.fromkeys(parts))
    if len(distinct) == 1:
        return distinct[0]
    combined: tuple[Remedy, ...] = (frozenset(),)
    for part in distinct:
        combined = smallest([a | b for a, b in product(combined, part.remedies)])
    return Missing(combined)


def needing_any(parts: list[Missing]) -> Missing:
    """Return the Missing whose remedies settle at least one of *parts*."""
    return Missing(smallest([remedy for part in parts for remedy in part.remedies]))


def lack_order(lack: Lack) -> tuple[str, str]:
    """Return the key that sorts what is missing: by name, then by day."""
    return (lack.name, lack.day.isoformat() if lack.day else "")
