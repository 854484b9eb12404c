from itertools import combinations

import pytest

from engine.model import Operator
from engine.rules.regions import END, Region, complement, intersection, region_of, union

REGIONS = [
    region_of(op, n) for op in Operator if op.value in ("<", "<=", ">", ">=", "=", "!=") for n in (0, 1, 3)
]


def holds(region: Region, number: int) -> bool:
    return any(low <= number <= high for low, high in region)


@pytest.mark.parametrize(("left", "right"), list(combinations(REGIONS, 2)))
def test_operations_on_regions_are_those_on_their_members(left: Region, right: Region) -> None:
    for number in (-END, *range(-3, 7), END):
        assert holds(union([left, right]), number) == (holds(left, number) or holds(right, number))
        assert holds(intersection(left, right), number) == (holds(left, number) and holds(right, number))
        assert holds(complement(left), number) != holds(left, number)


def test_intervals_that_touch_are_merged() -> None:
    assert union([((1, 2),), ((3, 4),), ((6, 6),)]) == ((1, 4), (6, 6))


def test_bounds_the_wrong_way_round_hold_nothing() -> None:
    assert intersection(region_of(Operator.GE, 10), region_of(Operator.LE, 5)) == ()


def test_everything_is_the_complement_of_nothing() -> None:
    assert complement(()) == ((-END, END),)
    assert complement(complement(())) == ()


def test_arithmetic_makes_no_region() -> None:
    with pytest.raises(ValueError, match="not a comparison"):
        region_of(Operator.ADD, 1)
