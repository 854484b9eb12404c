"""Columns that go from the inputs to the output untouched: asked for by name, they decide nothing."""

from collections.abc import Collection, Mapping, Sequence

from engine.batch.reading.held import Held
from engine.batch.reading.match_columns import Matched
from engine.batch.reading.pieces import Chunk, scan
from engine.batch.reading.source import Column, Source
from engine.batch.reading.to_sql import name, text
from engine.batch.reading.written import OTHER_MARK, TEXT_MARK
from engine.batch.session import Session
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.names import fold

MOST_WHOLE_DIGITS, MOST_DIGITS = 18, 38
_WRITTEN_NUMBER = r"-?(\d+)(?:\.(\d+))?"


def kept_types(
    session: Session, sources: Sequence[Source], matched: Matched, taken: Collection[str]
) -> Mapping[str, str]:
    """Return the SQL type, in the output, of each column kept; *taken* are the other columns of the output.

    Raises:
        FaultsFound: the output has a column of that name, or a column holds lists.
    """
    used = {fold(column) for column in taken}
    faults = [
        _fault(
            "colonne-en-double", kept, "la sortie a déjà une colonne de ce nom", "renommez-la dans l’entrée"
        )
        for kept in matched.kept.values()
        if fold(kept) in used
    ]
    found: dict[str, set[str]] = {kept: set() for kept in matched.kept.values()}
    for source in sources:
        for column in source.columns:
            kept = matched.keeps(column.name)
            if kept is None:
                continue
            held = (
                _type_of_tokens(session, source, column) if column.held is Held.TOKEN else column.duckdb_type
            )
            if held is None:
                message = "cette colonne contient des listes ou des objets, qui ne se gardent pas"
                faults.append(_fault("mauvais-type", column.name, message, "ôtez-la de --keep", source.file))
            elif held:
                found[kept].add(held)
    if faults:
        raise FaultsFound(faults)
    return {kept: held.pop() if len(held) == 1 else "VARCHAR" for kept, held in found.items()}


def kept_scan(chunk: Chunk, types: Mapping[str, str]) -> str:
    """Return the query of ``position`` and of the columns kept, in the rows of *chunk*."""
    return scan(
        chunk, [f"{_read(chunk.kept.get(kept), held)} AS {name(kept)}" for kept, held in types.items()]
    )


def _read(column: Column | None, held: str) -> str:
    if column is None:
        return f"CAST(NULL AS {held})"
    written = name(column.stored)
    if column.held is Held.TOKEN:
        written = _plain(written)
    return f"CAST({written} AS {held})"


def _plain(token: str) -> str:
    """Return what a *token* writes, as text."""
    return (
        f"CASE WHEN starts_with({token}, {text(TEXT_MARK)}) THEN substr({token}, 2)"
        f" ELSE nullif({token}, 'null') END"
    )


def _type_of_tokens(session: Session, source: Source, column: Column) -> str | None:
    """Return the type that holds every token of *column*: empty when there is none, None for lists."""
    paths = [
        text(part.path) for part in source.parts if any(one.stored == column.stored for one in part.columns)
    ]
    token = name(column.stored)
    number = f"regexp_full_match({token}, {text(_WRITTEN_NUMBER)})"
    whole, decimals = (
        f"coalesce(max(length(regexp_extract({token}, {text(_WRITTEN_NUMBER)}, {group}))) FILTER ({number}), 0)"
        for group in (1, 2)
    )
    tests = (
        f"starts_with({token}, {text(OTHER_MARK)})",
        f"{token} IN ('true', 'false')",
        number,
    )
    counted = ", ".join(f"count(*) FILTER ({test})" for test in tests)
    ((given, lists, booleans, numbers, digits, places),) = session.run(
        f"SELECT count(*), {counted}, {whole}, {decimals}"
        f" FROM (SELECT {token} FROM read_parquet([{', '.join(paths)}]) WHERE {token} <> 'null')"
    )
    if lists:
        return None
    if not given:
        return ""
    if booleans == given:
        return "BOOLEAN"
    if numbers == given and not places and digits <= MOST_WHOLE_DIGITS:
        return "BIGINT"
    if numbers == given and digits + places <= MOST_DIGITS:
        return f"DECIMAL({digits + places},{places})"
    return "VARCHAR"


def _fault(code: str, column: str, message: str, help_: str, file: str = "--keep") -> Diagnostic:
    return Diagnostic(code=code, where=CaseRef(file, column), message=message, help=help_)
