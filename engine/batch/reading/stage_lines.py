# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave the types of some arguments out.
"""JSON lines -> Parquet files of tokens (see ``written``), fifty thousand rows each.

A line is a case, ``{"id": ..., "faits": {...}}``, or its facts alone, ``{"id": ..., "statut": ...}``: as
the first one of the file. Numbers keep the digits that are written.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeGuard

from engine.batch.reading.held import Held
from engine.batch.reading.source import Column, Part
from engine.batch.reading.stage_csv import MOST_BAD, SHOWN, BadLine, too_many_bad_lines
from engine.batch.reading.written import OTHER_MARK, TEXT_MARK
from engine.cases.parse_json import JsonFault, parse_json

ROWS = 50_000
FACTS = "faits"
CASE_KEYS = frozenset({"description", "source", "prestations", "attendu"})
"""Keys of a case that a batch does not read."""


Members: TypeAlias = tuple[tuple[str, object], ...]


class Lines(NamedTuple):
    """What a file of lines has become; ``skipped``: rows before each line that gives none."""

    parts: tuple[Part, ...]
    keys: tuple[str, ...]
    bad: tuple[BadLine, ...]
    skipped: tuple[int, ...]


class _Number(str):
    """The digits of a number, as they are written."""

    __slots__ = ()


class _Constant(str):
    """``NaN`` or an infinity, which JSON does not have."""

    __slots__ = ()


def stage_lines(file: str, folder: Path, stem: str, told: Callable[[int], None]) -> Lines:
    """Write the facts of each line of *file* in *folder*; *told* hears how many bytes are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts: list[Part] = []
    keys: dict[str, None] = {}
    bad: list[BadLine] = []
    skipped: list[int] = []
    rows: list[dict[str, str]] = []
    nested: bool | None = None
    total = 0

    def flush() -> None:
        nonlocal total
        path = folder / f"{stem}-{len(parts)}.parquet"
        names = dict.fromkeys(key for row in rows for key in row)
        keys.update(names)
        arrays = {key: pa.array([row.get(key) for row in rows], pa.string()) for key in names or ("id",)}
        pq.write_table(pa.table(arrays), path, compression="lz4")
        columns = tuple(Column(key, key, "VARCHAR", Held.TOKEN) for key in arrays)
        parts.append(Part(str(path), len(rows), columns))
        total += len(rows)
        rows.clear()

    for number, done, line in _lines(file):
        if not line.strip():
            skipped.append(total + len(rows))
            continue
        try:
            members = _members(line)
            nested = any(key == FACTS for key, _ in members) if nested is None else nested
            rows.append(_row(members, nested=nested))
        except JsonFault as fault:
            if len(bad) == MOST_BAD:
                raise too_many_bad_lines(file) from None
            reason = f"{fault.message}\u00a0; {fault.help}" if fault.help else fault.message
            bad.append(BadLine(number, line[: 4 * SHOWN].decode(errors="replace")[:SHOWN], reason))
            skipped.append(total + len(rows))
        if len(rows) == ROWS:
            flush()
            told(done)
    if rows or not parts:
        flush()
    return Lines(tuple(parts), tuple(keys), tuple(bad), tuple(skipped))


def _lines(file: str) -> Iterator[tuple[int, int, bytes]]:
    """Yield each line with its number and the bytes read so far."""
    done = 0
    with Path(file).open("rb") as opened:
        for number, line in enumerate(opened, 1):
            done += len(line)
            yield number, done, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _members(line: bytes) -> Members:
    """Return the members of the object that *line* is."""
    try:
        found = json.loads(
            line.decode(),
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Constant,
            object_pairs_hook=tuple,
        )
    except (ValueError, RecursionError):
        parse_json(line)  # says what is wrong
        raise JsonFault("json-invalide", "cette ligne n’est pas du JSON", "un cas par ligne") from None
    if not _is_object(found):
        raise JsonFault(
            "cas-forme", "cette ligne n’est pas un objet", 'écrivez {"id": "...", "faits": {...}}'
        )
    return found


def _is_object(found: object) -> TypeGuard[Members]:
    return isinstance(found, tuple)


def _row(members: Members, *, nested: bool) -> dict[str, str]:
    """Return the token of each fact, and of ``id``."""
    row = _tokens(members)
    if (FACTS in row) is not nested:
        raise JsonFault(
            "cas-forme", f"cette ligne n’a pas la forme de la première («\u00a0{FACTS}\u00a0»)", ""
        )
    if not nested:
        return row
    facts = next(value for key, value in members if key == FACTS)
    if not _is_object(facts):
        raise JsonFault("cas-forme", f"«\u00a0{FACTS}\u00a0» n’est pas un objet", "")
    unknown = row.keys() - CASE_KEYS - {FACTS, "id"}
    if unknown:
        raise JsonFault("cle-inconnue", f"la clé «\u00a0{min(unknown)}\u00a0» n’existe pas dans un cas", "")
    found = _tokens(facts)
    if "id" in row:
        found["id"] = row["id"]
    return found


def _tokens(members: Members) -> dict[str, str]:
    row = {key: _token(value) for key, value in members}
    if len(row) < len(members):
        raise JsonFault("cle-en-double", "une clé est écrite deux fois", "gardez une seule valeur")
    return row


def _token(value: object) -> str:
    match value:
        case _Constant():
            return OTHER_MARK + value
        case _Number():
            return str(value)
        case str():
            return TEXT_MARK + (value if value.isascii() else _without_halves(value))
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case _:
            return OTHER_MARK + "["


def _without_halves(written: str) -> str:
    r"""Return *written* where half of a pair (``\ud800`` alone), that no text holds, is replaced."""
    return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
