"""Which dated figures end before the end of a year, and the period over which each would go on."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from engine.evaluate import NEVER_DECIDES
from engine.model import DatedValue, Model, Period
from engine.values import add_months

TO_CONFIRM = "à confirmer"
_DAY = timedelta(days=1)
_OFTEN = 3
"""Lines from which a figure is known to change now and then."""


class Why(Enum):
    """Why a figure is left as it is."""

    DEFINED = "défini jusqu’à la fin de l’année"
    OPEN = "sans fin"
    OFTEN_CHANGED = "sans fin, alors qu’il a déjà changé"
    INTERRUPTED = "non défini à la veille de l’année"


class Renewal(NamedTuple):
    """A figure to carry on: the line that ends, the period that follows, how sure one is of it.

    A figure that never decides goes on so.
    """

    name: str
    former: DatedValue
    period: Period
    confidence: str


class Left(NamedTuple):
    """A figure left as it is, with its last line."""

    name: str
    last: DatedValue
    why: Why


def renewals(model: Model, year: int) -> tuple[tuple[Renewal, ...], tuple[Left, ...]]:
    """Return the figures to carry on in *year*, and the others, each in the order of the workbooks.

    A figure that is not defined on the eve of the year, nor on a day of it, is not carried on: nobody
    has said what it became since.
    """
    carried: list[Renewal] = []
    left: list[Left] = []
    for name, lines in model.parameters.items():
        last = lines[-1]
        period = _next(last.period, year)
        if isinstance(period, Period):
            confidence = last.confidence if last.confidence == NEVER_DECIDES else TO_CONFIRM
            carried.append(Renewal(name, last, period, confidence))
        else:
            left.append(Left(name, last, _often(lines) if period is Why.OPEN else period))
    return (
        tuple(sorted(carried, key=lambda found: found.former.where)),
        tuple(sorted(left, key=lambda found: found.last.where)),
    )


def _next(last: Period, year: int) -> Period | Why:
    """Return the period that follows *last* in *year*: to its end, or twelve months as the last one was."""
    first, end = date(year, 1, 1), date(year, 12, 31)
    if last.end is None:
        return Why.OPEN
    if last.end >= end:
        return Why.DEFINED
    if last.end < first - _DAY:
        return Why.INTERRUPTED
    start = last.end + _DAY
    if last.start is not None and add_months(last.start, 12) == start:
        end = add_months(start, 12) - _DAY
    return Period(start, end)


def _often(lines: Sequence[DatedValue]) -> Why:
    return Why.OFTEN_CHANGED if len(lines) >= _OFTEN else Why.OPEN
