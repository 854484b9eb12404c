"""What a page is made of: sections of a few kinds of blocks, all words ready. No format here."""

from dataclasses import dataclass
from typing import TypeAlias

from engine.model import Answer


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or a text; ``quiet`` for what is said in passing."""

    text: str
    quiet: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list, and those under it."""

    text: str
    under: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with what introduces it."""

    title: str
    items: tuple[Item, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Pair:
    """A name, its value, and lines of detail."""

    name: str
    value: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Values by name; ``aligned`` for figures to compare."""

    title: str
    pairs: tuple[Pair, ...]
    aligned: bool = False
    kind: str = "pairs"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a grid under one heading (empty: none)."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first cell of each row names it."""

    title: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    kind: str = "grid"


Block: TypeAlias = Paragraph | Bullets | Pairs | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; ``folded`` where the format can hide what few will read."""

    title: str
    blocks: tuple[Block, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One benefit. ``notes`` follow the verdict when nothing else does."""

    title: str
    answer: Answer
    verdict: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole explanation."""

    lang: str
    title: str
    parts: tuple[Part, ...]
