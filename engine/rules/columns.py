"""The columns of the fact that stands for a case: every value as an integer.

=====================  ==========================================================================
a number               twice its count of the last declared decimal: 12.50 with 2 decimals is
                       2 500; odd: between two of them, so that order stays exact for any value
a date                 its ordinal
a boolean              0 or 1
a text                 the index of the choice (closed list), of the text (open); -1: none of them
an endpoint, computed  the sign (-1, 0, 1) of the difference between the value and the endpoint
``inconnu``            1 when the value is known, 0 when it is missing
=====================  ==========================================================================

A column is absent when its value, or its endpoint, is missing; the last kind is always there.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from engine.matching import Values, compare
from engine.model import Expression, Operator, Ref, Term
from engine.record import record
from engine.values import Kind, Known, Missing, Value

HUB = "c000"
"""A column of every fact, always 1: every rule starts with it."""

FAR = 1 << (53 if struct.calcsize("l") == 8 else 30)
"""Numbers beyond are brought back to it: the engine holds them in a C ``long``. No test names it."""

OTHER_TEXT = -1

_HELD: Mapping[Kind, type[Value]] = {Kind.BOOLEAN: bool, Kind.TEXT: str, Kind.DATE: date}
"""The values of a kind; those of the others are numbers."""


@record()
class Encoding:
    """How the values of one term become integers."""

    kind: Kind
    holds: type[Value]
    decimals: int
    codes: dict[str, int]

    def number(self, value: Value) -> int:
        """Return the integer that stands for *value*.

        Raises:
            TypeError: *value* is not of the term's kind.
        """
        if type(value) is not self.holds:
            raise TypeError(f"{value!r} is not of kind {self.kind.value}")
        match value:  # the commonest first
            case bool():
                return int(value)
            case Decimal():
                number = _half_units(value, self.decimals)
                return number if -FAR <= number <= FAR else FAR if number > 0 else -FAR
            case str():
                return self.codes.get(value, OTHER_TEXT)
            case date():
                return value.toordinal()

    def constant(self, operator: Operator, value: Value) -> int | None:
        """Return the integer to compare with; None when the column cannot make this comparison."""
        match value:
            case bool() if self.kind is Kind.BOOLEAN:
                return int(value)
            case str() if self.kind is Kind.TEXT and operator in (Operator.EQ, Operator.NE):
                return self.codes.setdefault(value, len(self.codes))
            case date() if self.kind is Kind.DATE:
                return value.toordinal()
            case Decimal() if self.kind not in (Kind.BOOLEAN, Kind.TEXT, Kind.DATE):
                number = _half_units(value, self.decimals)
                return number if number % 2 == 0 and abs(number) < FAR else None
            case _:
                return None


def _half_units(number: Decimal, decimals: int) -> int:
    numerator, denominator = number.as_integer_ratio()
    units: int = numerator * 10**decimals
    if denominator == 1:
        return 2 * units
    whole, rest = divmod(units, denominator)
    return 2 * whole + (rest != 0)


@record()
class ValueColumn:
    """The value of a term."""

    encoding: Encoding

    def read(self, value: Known, values: Values) -> int | None:
        """Return what the fact holds; None: nothing."""
        return None if isinstance(value, Missing) else self.encoding.number(value)


@record()
class SignColumn:
    """How the value of a term compares with an endpoint."""

    endpoint: Expression

    def read(self, value: Known, values: Values) -> int | None:
        """Return what the fact holds; None: nothing."""
        limit = values(self.endpoint)
        if isinstance(value, Missing) or isinstance(limit, Missing):
            return None
        return compare(Operator.GT, value, limit) - compare(Operator.LT, value, limit)


@record()
class PresenceColumn:
    """Whether a term is known."""

    def read(self, value: Known, values: Values) -> int | None:
        """Return what the fact holds."""
        return 0 if isinstance(value, Missing) else 1


Column = ValueColumn | SignColumn | PresenceColumn


class Columns:
    """The columns of one table, numbered in the order in which its cells need them.

    ``c001``... may be absent from a fact; ``k001``..., which say whether a term is known, never are.
    """

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = terms
        self._encodings: dict[str, Encoding] = {}
        self._ids: dict[tuple[str, Column | str], str] = {}
        self._readers: list[tuple[str, Ref, Callable[[Known, Values], int | None]]] = []
        self._optional: list[str] = []

    def constant(self, term: str, operator: Operator, value: Value) -> int | None:
        """Return the integer to compare the value of *term* with; None when it takes a sign column."""
        return self._encoding(term).constant(operator, value)

    def of_value(self, term: str) -> str:
        """Return the column that holds the value of *term*."""
        return self._id("c", term, "value", ValueColumn(self._encoding(term)))

    def of_sign(self, term: str, endpoint: Expression) -> str:
        """Return the column that compares *term* with *endpoint*."""
        column = SignColumn(endpoint)
        return self._id("c", term, column, column)

    def of_presence(self, term: str) -> str:
        """Return the column that says whether *term* is known."""
        return self._id("k", term, "presence", PresenceColumn())

    @property
    def optional(self) -> tuple[str, ...]:
        """The columns that a fact may lack, in order."""
        return tuple(self._optional)

    def absent_of(self, fact: Mapping[str, int]) -> list[str]:
        """Return the columns that *fact* lacks, in order."""
        if len(fact) > len(self._readers):  # and the hub
            return []
        return [column for column in self._optional if column not in fact]

    def read(self, values: Values) -> dict[str, int]:
        """Return the fact: the columns that are present, with their integers."""
        fact = {HUB: 1}
        for id_, ref, read in self._readers:
            number = read(values(ref), values)
            if number is not None:
                fact[id_] = number
        return fact

    def _encoding(self, term: str) -> Encoding:
        if term not in self._encodings:
            type_ = self._terms[term].type
            codes = {choice: index for index, choice in enumerate(type_.choices)}
            self._encodings[term] = Encoding(
                type_.kind, _HELD.get(type_.kind, Decimal), type_.decimals, codes
            )
        return self._encodings[term]

    def _id(self, prefix: str, term: str, key: Column | str, column: Column) -> str:
        if (term, key) not in self._ids:
            self._ids[term, key] = id_ = f"{prefix}{len(self._ids) + 1:03d}"
            self._readers.append((id_, Ref(term), column.read))
            if prefix == "c":
                self._optional.append(id_)
        return self._ids[term, key]
