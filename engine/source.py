"""What the sheets of a workbook say, as typed: no meaning yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.location import CellRef

Typed: TypeAlias = str | Decimal | bool | date


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """One cell that holds something.

    ``value`` is text (NFC, as written), a number (what Excel shows, at most 15 digits), a boolean or
    a day. ``percent``: the number has a percent format (its value is still the fraction).
    """

    where: CellRef
    value: Typed
    percent: bool = False
    comment: str = ""

    @property
    def text(self) -> str:
        """The value as text, without outer blanks; a text cell as written."""
        return self.value.strip() if isinstance(self.value, str) else str(self.value)


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, bounds included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet: its filled cells by (row, column), and what hides or merges them."""

    where: CellRef
    cells: Mapping[tuple[int, int], RawCell]
    hidden: bool = False
    hidden_rows: frozenset[int] = field(default=frozenset())
    hidden_columns: frozenset[int] = field(default=frozenset())
    filtered: bool = False
    merged: tuple[Area, ...] = ()

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""
        return self.where.sheet

    def at(self, row: int, column: int) -> RawCell | None:
        """The cell, or None when it is empty."""
        return self.cells.get((row, column))

    @property
    def last_column(self) -> int:
        """The last column that holds something; 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWorkbook:
    """One file."""

    name: str
    sheets: tuple[RawSheet, ...]
