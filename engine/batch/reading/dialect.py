"""How a file writes numbers, days and columns: said by the person, or certain from the file itself."""

from dataclasses import dataclass
from enum import Enum


class Days(Enum):
    """The order of ``03/04/2026``; a day written year-month-day has one reading, and is always read."""

    DAY_FIRST = "jma"
    MONTH_FIRST = "mja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What is known of a file; None: nothing in it depends on it.

    ``absent``: the texts that stand for an absent value, besides an empty one.
    """

    separator: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    days: Days | None = None
    absent: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What it says, in French, for the person to check."""
        said: list[str] = []
        if self.separator:
            said.append(f"séparateur {SEPARATORS[self.separator]}")
        if self.encoding:
            said.append(ENCODINGS[self.encoding])
        if self.decimal:
            said.append(DECIMALS[self.decimal])
        if self.days:
            said.append(f"dates {DAYS[self.days]}")
        if self.absent:
            said.append("absent\u00a0: " + ", ".join(f"«\u00a0{text}\u00a0»" for text in self.absent))
        return tuple(said)


NOTHING_SAID = Dialect()
SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "cp1252 (Windows)"}
DECIMALS = {",": "virgule décimale", ".": "point décimal"}
DAYS = {Days.DAY_FIRST: "jour/mois/année", Days.MONTH_FIRST: "mois/jour/année"}
