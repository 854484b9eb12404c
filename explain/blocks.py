"""What a page is made of: sections of a few kinds of blocks, all words ready. No format here.

Named tuples: a cold process makes these classes each time, and they are ten times cheaper to make
than dataclasses.
"""

from typing import NamedTuple, TypeAlias

from engine.model import Answer


class Paragraph(NamedTuple):
    """A sentence or a text; ``quiet`` for what is said in passing."""

    text: str
    quiet: bool = False
    kind: str = "paragraph"


class Item(NamedTuple):
    """A line of a list, and those under it; ``part`` is the number of the part it sums up (0: none)."""

    text: str
    under: tuple["Item", ...] = ()
    part: int = 0


class Bullets(NamedTuple):
    """A list, with what introduces it."""

    title: str
    items: tuple[Item, ...]
    kind: str = "bullets"


class Pair(NamedTuple):
    """A name, its value, and lines of detail."""

    name: str
    value: str
    details: tuple[str, ...] = ()


class Pairs(NamedTuple):
    """Values by name; ``aligned`` for figures to compare."""

    title: str
    pairs: tuple[Pair, ...]
    aligned: bool = False
    kind: str = "pairs"


class Group(NamedTuple):
    """Rows of a grid under one heading (empty: none)."""

    title: str
    rows: tuple[tuple[str, ...], ...]


class Grid(NamedTuple):
    """A table; the first cell of each row names it."""

    title: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    kind: str = "grid"


Block: TypeAlias = Paragraph | Bullets | Pairs | Grid


class Section(NamedTuple):
    """Blocks under a heading; ``folded`` where the format can hide what few will read."""

    title: str
    blocks: tuple[Block, ...]
    folded: bool = False


class Part(NamedTuple):
    """One benefit. ``notes`` follow the verdict when nothing else does."""

    title: str
    answer: Answer
    verdict: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


class Page(NamedTuple):
    """A whole explanation; ``sections`` come before the parts."""

    lang: str
    title: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...] = ()
