"""An input, ready to be scanned: Parquet files, their columns, and how its texts are written."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from engine.batch.reading.dialect import NOTHING_SAID, Dialect
from engine.batch.reading.held import Held


class Form(Enum):
    """The forms of an input, by the word that is said of it."""

    PARQUET = "Parquet"
    CSV = "CSV"
    LINES = "JSON en lignes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by its name in the input and in its parts; ``held`` None: no fact is read from it."""

    name: str
    stored: str
    duckdb_type: str
    held: Held | None


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file: its rows and its columns."""

    path: str
    rows: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An input; ``path``: where its bytes are, when it is not called so.

    ``unreadable``: its records that are none, told apart already.

    ``skipped``: for each line that gives no row, how many rows stand before it, in order; None when
    the line of a row is not known. ``header``: lines before the first record.
    """

    file: str
    form: Form
    parts: tuple[Part, ...]
    columns: tuple[Column, ...]
    dialect: Dialect = NOTHING_SAID
    unreadable: int = 0
    skipped: tuple[int, ...] | None = None
    header: int = 0
    said: str = ""
    path: str = ""

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(part.rows for part in self.parts)

    def line(self, rank: int) -> int | None:
        """Return the line of the row of *rank* (from 1), when it is known."""
        if self.skipped is None:
            return None
        return self.header + rank + bisect_right(self.skipped, rank - 1)


_FORMS = {
    ".parquet": Form.PARQUET,
    ".pq": Form.PARQUET,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
    ".jsonl": Form.LINES,
    ".ndjson": Form.LINES,
    ".json": Form.LINES,
}


def form_of(file: str) -> Form | None:
    """Return the form that the first bytes of *file* show, else that its name says.

    Raises:
        OSError: *file* cannot be read.
    """
    with Path(file).open("rb") as opened:
        if opened.read(4) == b"PAR1":
            return Form.PARQUET
    return _FORMS.get(Path(file).suffix.lower())
