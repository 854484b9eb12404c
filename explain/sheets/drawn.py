"""A sheet as a reader sees it: settings, headings, lines of text. No format here."""

from enum import Enum
from typing import NamedTuple

from engine.names import fold


class Tone(Enum):
    """What a column is for, as the colours of the workbooks tell it."""

    KEY = "cle"
    ABOUT = "si"
    DEMAND = "exige"
    GIVES = "alors"
    ASIDE = "note"


class Layout(Enum):
    """How lines are laid out: a table, a card for each, or what suits the format and the width."""

    AUTO = "auto"
    TABLE = "tableau"
    CARDS = "fiches"


class Head(NamedTuple):
    """The heading of a column: its role, and the name under it where the sheet has a line of names."""

    role: str
    name: str = ""
    hidden: bool = False

    @property
    def text(self) -> str:
        """The heading on one line."""
        return f"{self.role} {self.name}".strip()

    @property
    def tone(self) -> Tone:
        """What the column is for."""
        return _TONES.get(fold(self.role), Tone.ASIDE)


class Line(NamedTuple):
    """A filled line: a text per column; ``row`` is its number in the sheet (0: none)."""

    cells: tuple[str, ...]
    row: int = 0
    hidden: bool = False


class Drawing(NamedTuple):
    """A sheet: its tab, its kind, the name in B1. Without ``heads`` it is free text, and each line holds
    its filled cells only."""

    name: str
    kind: str
    code: str
    settings: tuple[tuple[str, str], ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    hidden: bool = False

    @property
    def title(self) -> str:
        """The kind, and the name of what the sheet holds; empty when the tab says it."""
        if self.code:
            return f"{self.kind} «\u00a0{self.code}\u00a0»"
        return "" if fold(self.kind) == fold(self.name) else self.kind


_TONES = {
    fold(word): tone
    for tone, words in (
        (Tone.KEY, ("N°", "Nom", "Code")),
        (Tone.ABOUT, ("Si", "Fait")),
        (Tone.DEMAND, ("Exige",)),
        (Tone.GIVES, ("Alors", "Attendu", "Valeur", "Formule", "Montants", "Durées", "Démarches")),
    )
    for word in words
}
