"""Sets of integers as sorted, disjoint intervals: what a test accepts of a column."""

from collections.abc import Iterable
from typing import TypeAlias

from engine.model import Operator

END = 1 << 62
"""Beyond every number of a column: an interval that reaches it is open on that side."""

Region: TypeAlias = tuple[tuple[int, int], ...]
"""Intervals, both bounds included, in order; neighbours are merged."""


def region_of(operator: Operator, number: int) -> Region:
    """Return the integers that stand in the relation *operator* to *number*.

    Raises:
        ValueError: *operator* is not a comparison.
    """
    match operator:
        case Operator.EQ:
            return ((number, number),)
        case Operator.NE:
            return ((-END, number - 1), (number + 1, END))
        case Operator.LT:
            return ((-END, number - 1),)
        case Operator.LE:
            return ((-END, number),)
        case Operator.GT:
            return ((number + 1, END),)
        case Operator.GE:
            return ((number, END),)
        case _:
            raise ValueError(f"{operator} is not a comparison")


def union(regions: Iterable[Region]) -> Region:
    """Return the integers of at least one of *regions*."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(interval for region in regions for interval in region):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(region: Region) -> Region:
    """Return the integers that are not in *region*."""
    outside: list[tuple[int, int]] = []
    start = -END
    for low, high in region:
        if start < low:
            outside.append((start, low - 1))
        start = high + 1
    if start <= END:
        outside.append((start, END))
    return tuple(outside)


def intersection(left: Region, right: Region) -> Region:
    """Return the integers of both regions."""
    return complement(union([complement(left), complement(right)]))
