"""What a file of texts is certain to mean: its separator and encoding from its bytes, its decimal mark and
its days from its values. What is not certain is asked for, never guessed.
"""

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from engine.batch.reading.dialect import SEPARATORS, Days, Dialect
from engine.batch.reading.to_sql import name
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.names import fold
from engine.values import Kind, Type

BOM = "\ufeff"
HEAD = 256 * 1024
BLOCK = 4 * 2**20
SAMPLE = 20_000
"""Rows that are looked at first; all of them when these leave a doubt."""


class Bytes(NamedTuple):
    """What the bytes of a file are: their encoding, and how many line ends they hold."""

    encoding: str
    lines: int


def encoding_of(file: str, asked: str | None, told: Callable[[int], None]) -> Bytes:
    """Return how *file* is encoded, having read all of it; *told* hears how many bytes are read.

    Raises:
        FaultsFound: neither UTF-8 nor, with certainty, cp1252.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    broken = accented = undefined = False
    lines, done, last = 0, 0, b""
    for block in _blocks(file):
        if not done and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise _fault(file, "encodage-incertain", "ce fichier est en UTF-16", "enregistrez-le en UTF-8")
        lines += block.count(b"\n")
        undefined = undefined or any(byte in block for byte in _UNDEFINED)
        if not broken:
            try:
                written = decoder.decode(block).strip(BOM)
                accented = accented or not written.isascii()
            except UnicodeDecodeError as error:
                broken = True
                accented = accented or not error.object[: error.start].decode().strip(BOM).isascii()
        done += len(block)
        last = block[-1:]
        told(done)
    lines += last not in (b"", b"\n")
    if asked is not None or not broken:
        return Bytes(asked or "utf-8", lines)
    if accented or undefined:
        message = "ce fichier n’est tout entier ni en UTF-8 ni en cp1252"
        help_ = (
            "enregistrez-le en UTF-8, ou dites --encoding\u00a0: les lignes écrites autrement seront rejetées"
        )
        raise _fault(file, "encodage-incertain", message, help_)
    return Bytes("cp1252", lines)


_UNDEFINED = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that cp1252 leaves without a character."""


def head_of(file: str, encoding: str) -> str:
    """Return the whole lines that begin *file*."""
    with Path(file).open("rb") as opened:
        data = opened.read(HEAD)
    text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    return text if len(data) < HEAD else text[: text.rfind("\n") + 1]


def separator_of(file: str, head: str, asked: str | None, known: Collection[str]) -> str:
    """Return what separates the columns of *file*; *known* are the folded names that a column may bear.

    Raises:
        FaultsFound: no separator is certain.
    """
    if asked is not None:
        return asked
    headers = {separator: header_of(head, separator) for separator in SEPARATORS}
    score = {
        separator: sum(fold(column) in known for column in headers[separator]) for separator in SEPARATORS
    }
    best = max(score.values())
    winners = [separator for separator in SEPARATORS if score[separator] == best]
    if best and (len(winners) == 1 or len(headers[winners[0]]) == 1):
        return winners[0]
    even = [separator for separator in SEPARATORS if len(headers[separator]) > 1 and _even(head, separator)]
    if len(even) == 1:
        return even[0]
    message = "rien ne dit ce qui sépare les colonnes de ce fichier"
    raise _fault(file, "separateur-incertain", message, 'dites-le\u00a0: --separator ";" (ou "," ou tab)')


def header_of(head: str, separator: str) -> tuple[str, ...]:
    """Return the first record of *head*."""
    for record in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
        if record:
            return tuple(column.strip() for column in record)
    return ()


def _even(head: str, separator: str) -> bool:
    counts = {
        len(record) for record in csv.reader(io.StringIO(head, newline=""), delimiter=separator) if record
    }
    return len(counts) == 1


class Texts(NamedTuple):
    """A column of texts and the type of the fact that it gives."""

    column: str
    type: Type


def values_dialect(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    relation: str,
    texts: Sequence[Texts],
    asked: Dialect,
    labels: Mapping[str, str],
) -> Dialect:
    """Return *asked* with the decimal mark and the order of days that the values of *relation* prove.

    *labels* gives the name of each column in *file*.

    Raises:
        FaultsFound: they prove two, or can be read in two ways and prove none.
    """
    found = asked
    doubts: list[Diagnostic] = []
    for limit in (f" LIMIT {SAMPLE}", ""):
        numbers = [text.column for text in texts if text.type.is_numeric and found.decimal is None]
        days = [text.column for text in texts if text.type.kind is Kind.DATE and found.days is None]
        if not numbers and not days:
            return found
        seen = _seen(connection, relation + limit, numbers, days)
        seen = {proof: labels.get(column, column) for proof, column in seen.items()}
        marks = {mark: seen[f"number {mark}"] for mark in (",", ".")}
        orders = {order: seen[f"day {order.value}"] for order in Days}
        _refuse_two(file, marks, orders)
        decimal = next((mark for mark, column in marks.items() if column), None)
        order = next((order for order, column in orders.items() if column), None)
        found = replace(found, decimal=found.decimal or decimal, days=found.days or order)
        doubts = [
            _doubt(file, kind, column)
            for kind, column, settled in (
                ("number", seen["number doubt"], found.decimal),
                ("day", seen["day doubt"], found.days),
            )
            if column and not settled
        ]
    if doubts:
        raise FaultsFound(doubts)
    return found


_SIGN = r"[+\x{2212}-]?"
_GROUP = r"[ \x{a0}\x{202f}]?"
_NUMBER_DOUBT = rf"{_SIGN}\d{{1,3}}[.,]\d{{3}}"
_PATTERNS = {
    "number ,": rf"{_SIGN}[\d.]*(\d{_GROUP})+,\d+ ?%?",
    "number .": rf"{_SIGN}[\d,]*(\d{_GROUP})+\.\d+ ?%?|{_SIGN}\d{{1,3}}(,\d{{3}}){{2,}}",
    "day jma": r"(1[3-9]|2\d|3[01])[/.-]\d{1,2}[/.-]\d{4}",
    "day mja": r"\d{1,2}[/.-](1[3-9]|2\d|3[01])[/.-]\d{4}",
    "day doubt": r"(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]\d{4}",
}


def _seen(
    connection: duckdb.DuckDBPyConnection, relation: str, numbers: Sequence[str], days: Sequence[str]
) -> dict[str, str]:
    """Return, for each thing that values can prove, a column that proves it (empty: none)."""
    tests: list[tuple[str, str, str]] = []
    for column in numbers:
        written = f"trim({name(column)})"
        marked = f"contains({written}, ',') OR contains({written}, '.')"
        doubt = f"regexp_full_match({written}, '{_NUMBER_DOUBT}')"
        tests.append(("number doubt", column, f"CASE WHEN {marked} THEN {doubt} END"))
        tests += [
            (
                proof,
                column,
                f"CASE WHEN {marked} THEN NOT {doubt} AND regexp_full_match({written}, '{_PATTERNS[proof]}') END",
            )
            for proof in ("number ,", "number .")
        ]
    for column in days:
        written = f"trim({name(column)})"
        tests += [
            (
                proof,
                column,
                f"CASE WHEN {written}[5] <> '-' THEN regexp_full_match({written}, '{_PATTERNS[proof]}') END",
            )
            for proof in ("day jma", "day mja", "day doubt")
        ]
    seen: dict[str, str] = {"number doubt": "", **dict.fromkeys(_PATTERNS, "")}
    if tests:
        asked = ", ".join(f"bool_or({test})" for _, _, test in tests)
        row = connection.execute(f"SELECT {asked} FROM (SELECT * FROM {relation})").fetchone() or ()
        for (proof, column, _), holds in zip(tests, row, strict=True):
            if holds and not seen[proof]:
                seen[proof] = column
    return seen


def _refuse_two(file: str, marks: dict[str, str], orders: dict[Days, str]) -> None:
    faults: list[Diagnostic] = []
    if all(marks.values()):
        where = CaseRef(file, marks[","])
        message = "ce fichier écrit des nombres avec une virgule décimale et d’autres avec un point"
        related = ((CaseRef(file, marks["."]), "un point décimal ici"),)
        help_ = "écrivez-les de la même façon, ou dites --decimal\u00a0: les autres seront rejetés"
        faults.append(
            Diagnostic(code="decimales-melees", where=where, message=message, help=help_, related=related)
        )
    if all(orders.values()):
        where = CaseRef(file, orders[Days.DAY_FIRST])
        message = "ce fichier écrit des dates jour/mois/année et d’autres mois/jour/année"
        related = ((CaseRef(file, orders[Days.MONTH_FIRST]), "le mois d’abord ici"),)
        help_ = "écrivez-les année-mois-jour, ou dites --dates\u00a0: les autres seront rejetées"
        faults.append(
            Diagnostic(code="dates-melees", where=where, message=message, help=help_, related=related)
        )
    if faults:
        raise FaultsFound(faults)


def _doubt(file: str, kind: str, column: str) -> Diagnostic:
    where = CaseRef(file, column)
    if kind == "number":
        message = "ces nombres ont deux lectures (1,234\u00a0: mille deux cent trente-quatre, ou un virgule…)"
        help_ = 'dites ce qui précède les décimales\u00a0: --decimal "," ou --decimal "."'
        return Diagnostic(code="decimale-incertaine", where=where, message=message, help=help_)
    message = "ces dates ont deux lectures (03/04/2026\u00a0: 3 avril ou 4 mars)"
    help_ = "dites leur ordre\u00a0: --dates jma (jour, mois, année) ou --dates mja"
    return Diagnostic(code="dates-incertaines", where=where, message=message, help=help_)


def _blocks(file: str) -> Iterator[bytes]:
    with Path(file).open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block


def _fault(file: str, code: str, message: str, help_: str) -> FaultsFound:
    return FaultsFound([Diagnostic(code=code, where=CaseRef(file), message=message, help=help_)])
