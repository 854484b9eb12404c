"""Which rows and cells a case satisfies: what every backend answers, and the reference meaning."""

import operator as of_python
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, assert_never

from engine.grid import MOST_TABLES, grid_of
from engine.model import (
    AnyOf,
    Between,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Ref,
    Table,
    UnaryTest,
)
from engine.once import once
from engine.trace import Truth
from engine.values import Known, Missing, Value

Values: TypeAlias = Callable[[Expression], Known]
"""What an expression is worth for the case at hand: ``Ref(term)`` for a column, or an endpoint."""

_Asked: TypeAlias = Callable[[Known, Values], Truth]
"""What a test says of a value."""

MOST_KEPT = 16_384
"""Tests whose function is kept."""


class Matcher(Protocol):
    """A way to find the rows that a case satisfies; all give the same answers."""

    name: str

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row of ``table.rows`` by its conditions (not its dates)."""
        ...

    def cells(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each distinct cell, as ``grid_of`` orders them."""
        ...


class Reference:
    """The reference meaning: Kleene's three values, by definition and without optimisation."""

    name = "référence"

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row: the conjunction of its cells."""
        cells = self.cells(table, values)
        return tuple([conjunction([cells[place] for place in row]) for row in grid_of(table).rows])

    def cells(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each distinct cell."""
        return tuple([asked(values(term), values) for term, asked in _asked(table)])


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
    return _kept(test)(value, values)


def _function(test: UnaryTest) -> _Asked:
    match test:
        case IsUnknown():
            return lambda value, _: Truth.SATISFIED if isinstance(value, Missing) else Truth.VIOLATED
        case Compare(operator, endpoint):
            return _comparison(operator, endpoint)
        case Between(low, high, low_included, high_included):
            above = _comparison(Operator.GE if low_included else Operator.GT, low)
            below = _comparison(Operator.LE if high_included else Operator.LT, high)
            return lambda value, values: conjunction([above(value, values), below(value, values)])
        case AnyOf(tests):
            alternatives = [_function(inner) for inner in tests]
            return lambda value, values: disjunction([one(value, values) for one in alternatives])
        case Not(inner):
            refused = _function(inner)
            return lambda value, values: negation(refused(value, values))
        case _:
            assert_never(test)


_kept = once(MOST_KEPT)(_function)


@once(MOST_TABLES)
def _asked(table: Table) -> tuple[tuple[Ref, _Asked], ...]:
    """Return what reads the term of each distinct cell of *table*, and what the cell says of its value."""
    grid = grid_of(table)
    return tuple((term, _function(test)) for term, (_, test) in zip(grid.terms, grid.cells, strict=True))


def _comparison(operator: Operator, endpoint: Expression) -> _Asked:
    constant = endpoint.value if isinstance(endpoint, Literal) else None
    holds = _holding(operator)

    def asked(value: Known, values: Values) -> Truth:
        limit = values(endpoint) if constant is None else constant
        if isinstance(value, Missing) or isinstance(limit, Missing):
            return Truth.UNKNOWN
        _refuse_to_mix(value, limit)
        return Truth.SATISFIED if holds(value, limit) else Truth.VIOLATED

    return asked


def compare(operator: Operator, left: Value, right: Value) -> bool:
    """Return whether ``left operator right``; both are known and of one type.

    Raises:
        TypeError: the values are of different types, or cannot be ordered.
        ValueError: *operator* is not a comparison.
    """
    _refuse_to_mix(left, right)
    return _holding(operator)(left, right)


def _refuse_to_mix(left: Value, right: Value) -> None:
    if type(left) is not type(right):
        raise TypeError(f"cannot compare {left!r} with {right!r}")


def _holding(operator: Operator) -> Callable[[Any, Any], bool]:
    holds = COMPARISONS.get(operator)
    if holds is None:
        raise ValueError(f"{operator} is not a comparison")
    return holds


COMPARISONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.LT: of_python.lt,
    Operator.LE: of_python.le,
    Operator.GT: of_python.gt,
    Operator.GE: of_python.ge,
    Operator.EQ: of_python.eq,
    Operator.NE: of_python.ne,
}
