"""Boxes: one set of points per column, as bits; what a box holds that others do not."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

Box: TypeAlias = tuple[int, ...]


class Budget:
    """How many boxes may still be compared before the question is given up."""

    def __init__(self, left: int) -> None:
        self.left = left


class OutOfBudget(Exception):
    """The question was given up: nothing is known of the answer."""


def is_empty(box: Box) -> bool:
    """Return whether *box* holds no case."""
    return not all(box)


def meet(one: Box, other: Box) -> bool:
    """Return whether a case is in both boxes."""
    for left, right in zip(one, other, strict=True):  # noqa: SIM110 - asked millions of times
        if not left & right:
            return False
    return True


def intersection(one: Box, other: Box) -> Box:
    """Return the cases of both boxes."""
    return tuple(left & right for left, right in zip(one, other, strict=True))


def holds(outer: Box, inner: Box) -> bool:
    """Return whether every case of *inner* is in *outer*."""
    for left, right in zip(outer, inner, strict=True):  # noqa: SIM110
        if right & ~left:
            return False
    return True


def left_over(box: Box, covers: Sequence[Box], budget: Budget) -> Iterator[Box]:
    """Yield disjoint boxes that make up what *box* holds and no one of *covers* does.

    Raises:
        OutOfBudget: *budget* has run out.
    """
    waiting: list[tuple[Box, Sequence[Box]]] = [] if is_empty(box) else [(box, covers)]
    while waiting:
        piece, near = waiting.pop()
        budget.left -= len(near) + 1
        if budget.left < 0:
            raise OutOfBudget
        near = [cover for cover in near if meet(cover, piece)]
        if not near:
            yield piece
            continue
        best = min(near, key=lambda cover: _sides_out(cover, piece))
        waiting += [(part, near) for part in _outside(piece, best)]


def _sides_out(cover: Box, piece: Box) -> int:
    """Return on how many columns *piece* leaves *cover*: 0 when it is covered."""
    return sum(1 for left, right in zip(cover, piece, strict=True) if right & ~left)


def _outside(piece: Box, cover: Box) -> Iterator[Box]:
    """Yield disjoint boxes that make up *piece* without *cover*."""
    rest = list(piece)
    for column, taken in enumerate(cover):
        outside = rest[column] & ~taken
        if outside:
            yield (*rest[:column], outside, *rest[column + 1 :])
            rest[column] &= taken
