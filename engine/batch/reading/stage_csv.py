"""A CSV file -> a Parquet file of its texts, read whole once; lines that are no record are told apart."""

import codecs
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from engine.batch.parquet import to_keep
from engine.batch.reading.to_sql import name, text
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef

LONGEST_LINE = 2 * 2**20
SHOWN = 100
MOST_BAD = 200_000
"""Lines that are no record beyond which a file is not what it is taken for."""
_REASONS = {
    "MISSING COLUMNS": "il manque des colonnes",
    "TOO MANY COLUMNS": "il y a trop de colonnes",
    "UNQUOTED VALUE": "un guillemet est mal placé",
    "LINE SIZE OVER MAXIMUM": "la ligne est trop longue",
    "INVALID ENCODING": "un caractère n’est pas dans l’encodage du fichier",
    "INVALID STATE": "un guillemet n’est pas fermé",
}


class BadLine(NamedTuple):
    """A line that is no record: its number (of records, blank lines counted), what it holds, and why."""

    line: int
    written: str
    reason: str


class Staged(NamedTuple):
    """What a text file has become."""

    rows: int
    bad: tuple[BadLine, ...]


def stage_csv(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    separator: str,
    width: int,
    kept: Sequence[int],
    target: Path,
    run: Callable[[str], object],
) -> Staged:
    """Write in *target* the columns of *file* (UTF-8) whose indices are *kept*, as ``c0``, ``c1``...

    *run* executes a statement; it may show how far it is.
    """
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    chosen = ", ".join(name(f"c{index}") for index in kept) or "1 AS vide"
    scan = (
        f"read_csv({text(file)}, delim={text(separator)}, quote='\"', escape='\"', header=true,"
        f" auto_detect=false, columns={{{columns}}}, nullstr='', strict_mode=true, max_line_size={LONGEST_LINE},"
        " store_rejects=true, rejects_table='csv_lines', rejects_scan='csv_scans', rejects_limit=0)"
    )
    connection.execute("DROP TABLE IF EXISTS csv_lines; DROP TABLE IF EXISTS csv_scans")
    run(to_keep(f"SELECT {chosen} FROM {scan}", target))
    counted = connection.execute(
        f"SELECT num_rows FROM parquet_file_metadata({text(str(target))})"
    ).fetchone()
    found = connection.execute(
        f"SELECT line, left(any_value(csv_line), {SHOWN}), min(error_type) FROM csv_lines"
        f" GROUP BY line ORDER BY line LIMIT {MOST_BAD + 1}"
    ).fetchall()
    if len(found) > MOST_BAD:
        raise too_many_bad_lines(file)
    bad = tuple(
        BadLine(line, written or "", _REASONS.get(error, "cette ligne n’est pas un enregistrement"))
        for line, written, error in found
    )
    return Staged(counted[0] if counted else 0, bad)


def too_many_bad_lines(file: str) -> FaultsFound:
    """Return the fault of a *file* that has more than MOST_BAD lines that are no record."""
    message = f"plus de {MOST_BAD} lignes de ce fichier ne se lisent pas"
    help_ = "vérifiez son format, son séparateur et ses guillemets"
    return FaultsFound(
        [Diagnostic(code="trop-de-lignes-illisibles", where=CaseRef(file), message=message, help=help_)]
    )


def to_utf8(file: str, encoding: str, target: Path, told: Callable[[int], None]) -> None:
    """Write *file* again in UTF-8; *told* hears how many bytes are read."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    done = 0
    with Path(file).open("rb") as opened, target.open("wb") as written:
        while block := opened.read(4 * 2**20):
            written.write(decoder.decode(block).encode())
            done += len(block)
            told(done)
