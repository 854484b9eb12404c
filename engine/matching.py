"""Which rows and cells a case satisfies: what every backend answers, and the reference meaning."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias, assert_never

from engine.model import AnyOf, Between, Compare, Expression, IsUnknown, Not, Operator, Ref, Table, UnaryTest
from engine.trace import Truth
from engine.values import Known, Missing, Value

Values: TypeAlias = Callable[[Expression], Known]
"""What an expression is worth for the case at hand: ``Ref(term)`` for a column, or an endpoint."""

Cell: TypeAlias = tuple[str, UnaryTest]
"""A term and what is asked of it."""


class Matcher(Protocol):
    """A way to find the rows that a case satisfies; all give the same answers."""

    name: str

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row of ``table.rows`` by its conditions (not its dates)."""
        ...

    def cells(self, table: Table, values: Values) -> Mapping[Cell, Truth]:
        """Return the truth of each distinct cell of ``table.rows``."""
        ...


class Reference:
    """The reference meaning: Kleene's three values, by definition and without optimisation."""

    name = "référence"

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row: the conjunction of its cells."""
        cells = self.cells(table, values)
        return tuple(
            conjunction([cells[condition.term, condition.test] for condition in row.conditions])
            for row in table.rows
        )

    def cells(self, table: Table, values: Values) -> Mapping[Cell, Truth]:
        """Return the truth of each distinct cell."""
        return {
            (condition.term, condition.test): truth_of(condition.test, values(Ref(condition.term)), values)
            for row in table.rows
            for condition in row.conditions
        }


def conjunction(truths: list[Truth]) -> Truth:
    """Return violated if one is, satisfied if all are, else unknown."""
    if Truth.VIOLATED in truths:
        return Truth.VIOLATED
    return Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.SATISFIED


def disjunction(truths: list[Truth]) -> Truth:
    """Return satisfied if one is, violated if all are, else unknown."""
    if Truth.SATISFIED in truths:
        return Truth.SATISFIED
    return Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.VIOLATED


def negation(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    match truth:
        case Truth.SATISFIED:
            return Truth.VIOLATED
        case Truth.VIOLATED:
            return Truth.SATISFIED
        case Truth.UNKNOWN:
            return Truth.UNKNOWN


def truth_of(test: UnaryTest, value: Known, values: Values) -> Truth:
    """Return whether *value* passes *test*, endpoints taken from *values*."""
    match test:
        case IsUnknown():
            return _truth(isinstance(value, Missing))
        case Compare(operator, endpoint):
            return _compared(operator, value, values(endpoint))
        case Between(low, high, low_included, high_included):
            above = Operator.GE if low_included else Operator.GT
            below = Operator.LE if high_included else Operator.LT
            return conjunction([_compared(above, value, values(low)), _compared(below, value, values(high))])
        case AnyOf(tests):
            return disjunction([truth_of(inner, value, values) for inner in tests])
        case Not(inner):
            return negation(truth_of(inner, value, values))
        case _:
            assert_never(test)


def _truth(holds: bool) -> Truth:
    return Truth.SATISFIED if holds else Truth.VIOLATED


def _compared(operator: Operator, left: Known, right: Known) -> Truth:
    if isinstance(left, Missing) or isinstance(right, Missing):
        return Truth.UNKNOWN
    return _truth(compare(operator, left, right))


def compare(operator: Operator, left: Value, right: Value) -> bool:
    """Return whether ``left operator right``; both are known and of one type.

    Raises:
        TypeError: the values are of different types, or cannot be ordered.
        ValueError: *operator* is not a comparison.
    """
    if type(left) is not type(right):
        raise TypeError(f"cannot compare {left!r} with {right!r}")
    match operator:
        case Operator.EQ:
            return left == right
        case Operator.NE:
            return left != right
        case Operator.LT:
            return left < right  # type: ignore[operator]
        case Operator.LE:
            return left <= right  # type: ignore[operator]
        case Operator.GT:
            return left > right  # type: ignore[operator]
        case Operator.GE:
            return left >= right  # type: ignore[operator]
        case _:
            raise ValueError(f"{operator} is not a comparison")
