"""A population as data: how each fact is drawn, and where that comes from."""

from decimal import Decimal
from typing import NamedTuple

from engine.location import CellRef
from engine.model import Expression


class Piece(NamedTuple):
    """Part of a distribution: a value, when ``high`` is None, or any value from ``low`` to ``high``, both
    included; ``low`` None leaves the fact absent."""

    weight: Decimal
    low: Expression | None
    high: Expression | None = None


class Mixture(NamedTuple):
    """The pieces that share a condition; ``when`` None: in all other cases."""

    when: Expression | None
    pieces: tuple[Piece, ...]


class Drawn(NamedTuple):
    """A fact and its mixtures: the first one whose condition holds gives the value."""

    fact: str
    mixtures: tuple[Mixture, ...]
    where: CellRef


class Said(NamedTuple):
    """What a line rests on: a publication, an assumption, or both."""

    facts: tuple[str, ...]
    source: str
    note: str


class Population(NamedTuple):
    """The facts in the order in which they are drawn."""

    facts: tuple[Drawn, ...]
    said: tuple[Said, ...]
