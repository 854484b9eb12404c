"""Dates, rounding and what is missing."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import (
    Lack,
    Missing,
    Rounding,
    add_months,
    as_decimal,
    exactly,
    months_between,
    needing_all,
    needing_any,
    rounded,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), 12),
        (date(2024, 1, 2), date(2025, 1, 1), 11),
        (date(2023, 8, 31), date(2024, 2, 29), 6),
        (date(2022, 8, 31), date(2023, 2, 28), 6),
        (date(2022, 8, 30), date(2023, 2, 28), 6),
        (date(2023, 8, 31), date(2024, 2, 28), 5),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2025, 1, 31), date(2025, 1, 31), 0),
        (date(2024, 3, 15), date(2024, 2, 20), -1),
    ],
)
def test_months_are_counted_from_date_to_date(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


@given(DAYS, DAYS)
def test_months_between_is_the_most_months_that_fit(start: date, end: date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(DAYS, st.integers(min_value=-600, max_value=600))
def test_adding_months_then_counting_them_gives_them_back(start: date, months: int) -> None:
    assert months_between(start, add_months(start, months)) == months


@given(DAYS, DAYS)
def test_a_day_later_never_has_fewer_months(start: date, end: date) -> None:
    assert months_between(start, end) <= months_between(start, end + timedelta(days=1))


@pytest.mark.parametrize(
    ("number", "rounding", "expected"),
    [
        ("1/8", Rounding.NEAREST, "0.13"),
        ("-1/8", Rounding.NEAREST, "-0.13"),
        ("-1/8", Rounding.DOWN, "-0.13"),
        ("-1/8", Rounding.UP, "-0.12"),
        ("1/8", Rounding.DOWN, "0.12"),
        ("1/8", Rounding.UP, "0.13"),
        ("124999/1000000", Rounding.NEAREST, "0.12"),
        ("5", Rounding.UP, "5.00"),
        ("0", Rounding.NEAREST, "0.00"),
    ],
)
def test_rounding_is_half_away_from_zero_floor_or_ceiling(
    number: str, rounding: Rounding, expected: str
) -> None:
    assert str(rounded(Fraction(number), 2, rounding)) == expected


def test_a_big_number_is_rounded_without_loss() -> None:
    number = Fraction(10**40 + 1, 3)
    assert str(rounded(number, 2, Rounding.DOWN)) == "3" * 40 + ".66"


def test_an_exact_number_is_never_rounded() -> None:
    assert str(exactly(Fraction(3, 2), 2)) == "1.50"
    with pytest.raises(ValueError, match="more than 2 decimals"):
        exactly(Fraction(1, 8), 2)


def test_a_third_is_no_decimal() -> None:
    assert str(as_decimal(Fraction(7, 40))) == "0.175"
    with pytest.raises(ValueError, match="no finite decimal form"):
        as_decimal(Fraction(1, 3))


def missing(*sets: str) -> Missing:
    return Missing(tuple(frozenset(Lack(name) for name in names) for names in sets))


def test_needing_all_joins_the_ways_and_keeps_the_smallest() -> None:
    assert needing_all([missing("a", "bc"), missing("b")]) == missing("ab", "bc")
    assert needing_all([missing("a"), missing("a")]) == missing("a")


def test_nothing_settles_what_holds_a_part_that_nothing_settles() -> None:
    assert needing_all([missing("a"), Missing()]) == Missing()


def test_needing_any_drops_a_way_that_holds_another() -> None:
    assert needing_any([missing("ab"), missing("a"), missing("c")]) == missing("a", "c")
