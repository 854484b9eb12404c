"""Rejects: one line for each thing that kept a row from being decided.

The file holds values of the cases: it is to be kept as they are, and ``shown=False`` leaves them out.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TextIO

HEADER = ("fichier", "ligne", "rang", "id", "prestation", "colonne", "valeur", "code", "motif")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d., ]+")


class Reject(NamedTuple):
    """Where it stands (``rank`` among the readable rows of its file), what is written, what is wrong."""

    file: str
    line: int | None
    rank: int | None
    id: str | None = None
    benefit: str = ""
    column: str = ""
    written: str = ""
    code: str = ""
    reason: str = ""


def write_rejects(path: Path, rejects: Iterable[Reject], *, shown: bool) -> None:
    """Write *rejects* in *path*, without a header."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, delimiter=";", lineterminator="\n")
        for reject in rejects:
            kept = reject if shown else _without_values(reject)
            rows.writerow(["" if cell is None else _inert(str(cell)) for cell in kept])


def join_rejects(parts: Iterable[Path], target: Path) -> None:
    """Write in *target* the header, then each of *parts*; spreadsheets are told that it is UTF-8."""
    with target.open("w", encoding="utf-8-sig", newline="") as written:
        csv.writer(written, delimiter=";", lineterminator="\n").writerow(HEADER)
        for part in parts:
            with part.open(encoding="utf-8", newline="") as opened:
                _copy(opened, written)


def _copy(opened: TextIO, written: TextIO) -> None:
    while block := opened.read(2**20):
        written.write(block)


def _without_values(reject: Reject) -> Reject:
    return reject._replace(written="", reason=_WITHOUT_VALUES.get(reject.code, reject.code))


def _inert(cell: str) -> str:
    """Return *cell* such that no spreadsheet takes it for a formula; a number stays one."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


_WITHOUT_VALUES = {
    "mauvais-type": "la valeur n’est pas du type attendu",
    "hors-liste": "la valeur n’est pas dans la liste permise",
    "hors-bornes": "la valeur est hors des bornes",
    "trop-de-decimales": "le nombre a trop de décimales",
    "date-invalide": "la valeur n’est pas une date",
    "texte-trop-long": "le texte est trop long",
}
