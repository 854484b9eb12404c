"""Boxes: one set of points per column, as bits."""

from typing import TypeAlias

Box: TypeAlias = tuple[int, ...]


class Budget:
    """How many boxes may still be compared before the question is given up."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, number: int) -> None:
        """Count *number* comparisons.

        Raises:
            OutOfBudget: none is left.
        """
        self.left -= number
        if self.left < 0:
            raise OutOfBudget


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
