"""What a box asks of each column, as values: intervals, lists, absence."""

from typing import Any, NamedTuple

from engine.changes.drafts import Column
from engine.changes.joint import Joint
from engine.checks.axes import SIGNS, Axis
from engine.checks.boxes import Box
from engine.model import Expression
from engine.values import Kind, Value


class Interval(NamedTuple):
    """Values from ``low`` to ``high``, both included; None is open."""

    low: Value | None
    high: Value | None


class Against(NamedTuple):
    """How the value compares with what only a case can tell: -1 below, 0 equal, 1 above; None: it is unknown."""

    end: Expression
    signs: tuple[int | None, ...]


class Extent(NamedTuple):
    """The values of one column: those of ``intervals``, or of ``values``; ``others``: any that no cell names.

    ``whole``: every value that is known. ``absent``: the value may be missing.
    """

    column: Column
    whole: bool
    intervals: tuple[Interval, ...]
    values: tuple[Value, ...]
    others: bool
    absent: bool
    against: tuple[Against, ...]


def extents(joint: Joint, box: Box) -> tuple[Extent, ...]:
    """Return what *box* asks of each column that it narrows."""
    return tuple(
        _extent(joint, column, axis, mask)
        for (column, axis), mask in zip(joint.axes.items(), box, strict=True)
        if mask != axis.full
    )


def _extent(joint: Joint, column: Column, axis: Axis, mask: int) -> Extent:
    width = len(SIGNS) ** len(axis.endpoints)
    places: list[int] = []
    signs = 0
    for place in range(len(axis.values)):
        block = (mask >> (place * width)) & ((1 << width) - 1)
        if block:
            places.append(place)
            signs |= block
    term = joint.term(column)
    kind = Kind.DATE if term is None else term.type.kind
    listed = kind in (Kind.TEXT, Kind.BOOLEAN)
    other = joint.other_text(column)
    return Extent(
        column=column,
        whole=len(places) == len(axis.values),
        intervals=() if listed else tuple(_intervals(places, axis.values)),
        values=tuple(axis.values[place] for place in places if place != other) if listed else (),
        others=other in places,
        absent=bool(mask & axis.absent),
        against=tuple(_against(axis, signs)) if places else (),
    )


def _intervals(places: list[int], values: list[Any]) -> list[Interval]:
    found: list[Interval] = []
    start: int | None = None
    for place in range(len(values) + 1):
        inside = place in set(places)
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            low = None if start == 0 else values[start]
            high = None if place == len(values) else values[place - 1]
            found.append(Interval(low, high))
            start = None
    return found


def _against(axis: Axis, signs: int) -> list[Against]:
    """Return how the value compares with each endpoint, where not every way is in the box."""
    found: list[Against] = []
    count = len(axis.endpoints)
    for place, end in enumerate(axis.endpoints):
        step: int = len(SIGNS) ** (count - 1 - place)
        width: int = len(SIGNS) ** count
        seen = {code // step % len(SIGNS) for code in range(width) if signs >> code & 1}
        if len(seen) < len(SIGNS):
            found.append(Against(end, tuple(SIGNS[number] for number in sorted(seen))))
    return found
