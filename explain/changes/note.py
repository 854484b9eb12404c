"""What a review note holds, ready to be laid out."""

from typing import NamedTuple

from explain.blocks import Block
from explain.changes.told import Aligned


class Cell(NamedTuple):
    """One cell of a row in both versions."""

    name: str
    before: str
    after: str
    differs: bool


class LineSeen(NamedTuple):
    """A row, or a line of another sheet, cell by cell."""

    title: str
    cells: tuple[Cell, ...]


class TableSeen(NamedTuple):
    """The rows that change under one heading."""

    title: str
    lines: tuple[LineSeen, ...]


class CaseSeen(NamedTuple):
    """A case decided by both versions; ``lines`` are both explanations side by side (none: not explained)."""

    title: str
    origin: str
    facts: tuple[str, ...]
    differences: tuple[str, ...]
    before: str
    after: str
    lines: tuple[Aligned, ...]


class RegionSeen(NamedTuple):
    """Cases whose answer changes."""

    title: str
    common: tuple[str, ...]
    forms: tuple[str, ...]
    cases: tuple[CaseSeen, ...]
    not_shown: str
    incomplete: bool


class EffectSeen(NamedTuple):
    """What the change of one table does."""

    title: str
    notes: tuple[str, ...]
    regions: tuple[RegionSeen, ...]


class Group(NamedTuple):
    """What must be looked at again, for one reason."""

    title: str
    items: tuple[str, ...]


class CoverageSeen(NamedTuple):
    """How much of a changed table the cases reach."""

    table: str
    rows: str
    missed: tuple[str, ...]
    changed_missed: tuple[str, ...]
    mutations: str


class Review(NamedTuple):
    """The whole note."""

    title: str
    versions: tuple[tuple[str, str, str], ...]
    summary: tuple[str, ...]
    again: tuple[Group, ...]
    tables: tuple[TableSeen, ...]
    effects: tuple[EffectSeen, ...]
    flips: tuple[CaseSeen, ...]
    compared: int
    coverage: tuple[CoverageSeen, ...]
    looks: tuple[Block, ...]
