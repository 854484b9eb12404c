"""The inputs of a batch, found out about, then made ready to scan: the order of the steps of reading."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

import duckdb

from engine.batch.reading import detect
from engine.batch.reading.dialect import NOTHING_SAID, Dialect
from engine.batch.reading.held import WORDS, Held, can_write, held_by
from engine.batch.reading.match_columns import ID, Matched
from engine.batch.reading.source import Column, Form, Part, Source, form_of
from engine.batch.reading.stage_csv import BadLine, stage_csv, to_utf8
from engine.batch.reading.stage_lines import stage_lines
from engine.batch.reading.to_sql import text
from engine.batch.session import Session
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.model import Model

Told: TypeAlias = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much."""


NO_NAMES: Mapping[str, str] = {}


class Opened(NamedTuple):
    """An input; ``lines``: how many its bytes hold; ``bad``: those that are no record."""

    source: Source
    lines: int = 0
    bad: tuple[BadLine, ...] = ()


def survey(
    session: Session,
    files: Sequence[str],
    asked: Dialect,
    names: Collection[str],
    folder: Path,
    told: Told,
    called: Mapping[str, str] = NO_NAMES,
) -> tuple[Opened, ...]:
    """Return the columns of each of *files*, in order; a CSV file has no parts yet. *called*: what to call
    those of them that are not called by their path.

    Raises:
        FaultsFound: a file cannot be read, or its separator or its encoding is not certain.
    """
    found: list[Opened] = []
    faults: list[Diagnostic] = []
    for index, file in enumerate(files):
        try:
            one = _surveyed(session, file, asked, names, folder / f"entree-{index}", told)
            source = replace(one.source, file=called.get(file, file), path=file)
            found.append(one._replace(source=source))
        except FaultsFound as fault:
            faults += _called(fault.diagnostics, file, called.get(file, file))
        except OSError as error:
            faults.append(_fault("fichier-illisible", file, _why(error), ""))
    if faults:
        raise FaultsFound(faults)
    return tuple(found)


def stage(
    session: Session,
    opened: Sequence[Opened],
    matched: Matched,
    needed: Collection[str],
    asked: Dialect,
    model: Model,
    folder: Path,
    told: Told,
) -> tuple[Opened, ...]:
    """Return *opened* ready to scan: texts staged, and how they write numbers and days found out.

    Raises:
        FaultsFound: a column cannot give its fact, or how it is written is not certain.
    """
    faults: list[Diagnostic] = []
    ready: list[Opened] = []
    for index, one in enumerate(opened):
        staged = one
        if one.source.form is Form.CSV:
            try:
                staged = _staged_csv(session, one, matched, needed, folder / f"entree-{index}", told)
            except FaultsFound as fault:
                faults += _called(fault.diagnostics, one.source.path, one.source.file)
                continue
        wrong = list(_wrong_types(staged.source, matched, needed, model))
        faults += wrong
        if wrong:
            continue
        try:
            ready.append(_with_dialect(session, staged, matched, needed, asked, model))
        except FaultsFound as fault:
            faults += fault.diagnostics
    if faults:
        raise FaultsFound(faults)
    return tuple(ready)


def _surveyed(
    session: Session, file: str, asked: Dialect, names: Collection[str], stem: Path, told: Told
) -> Opened:
    form = form_of(file)
    match form:
        case Form.PARQUET:
            return Opened(_parquet(session, file, _plain_path(file, stem.with_suffix(".lien"))))
        case Form.LINES:
            size = Path(file).stat().st_size
            lines = stage_lines(
                file, stem.parent, stem.name, lambda done: told(f"lecture de {Path(file).name}", done, size)
            )
            columns = tuple(Column(key, key, "VARCHAR", Held.TOKEN) for key in lines.keys)
            source = Source(
                file=file,
                form=form,
                parts=lines.parts,
                columns=columns,
                unreadable=len(lines.bad),
                skipped=lines.skipped,
            )
            return Opened(source, bad=lines.bad)
        case Form.CSV:
            return _csv(file, asked, names, told)
        case None:
            help_ = "les extensions lues sont .parquet, .csv, .tsv, .txt, .jsonl, .ndjson et .json"
            raise FaultsFound([_fault("format-inconnu", file, "rien ne dit le format de ce fichier", help_)])


def _plain_path(file: str, link: Path) -> str:
    """Return a path to *file* that no reader takes for a pattern."""
    if not set(file) & set("*?["):
        return file
    link.symlink_to(Path(file).resolve())
    return str(link)


def _parquet(session: Session, file: str, path: str) -> Source:
    try:
        described = session.run(f"DESCRIBE SELECT * FROM read_parquet({text(path)})")
        rows = session.number(f"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({text(path)})")
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = "ce fichier Parquet est abîmé ou incomplet"
        raise FaultsFound([_fault("fichier-illisible", file, message, reason)]) from None
    columns = tuple(Column(column, column, held, held_by(held)) for column, held, *_ in described)
    return Source(file=file, form=Form.PARQUET, parts=(Part(path, rows, columns),), columns=columns)


def _csv(file: str, asked: Dialect, names: Collection[str], told: Told) -> Opened:
    size = Path(file).stat().st_size
    found = detect.encoding_of(
        file, asked.encoding, lambda done: told(f"encodage de {Path(file).name}", done, size)
    )
    head = detect.head_of(file, found.encoding)
    if not head.strip():
        raise FaultsFound([_fault("fichier-vide", file, "ce fichier est vide", "")])
    separator = detect.separator_of(file, head, asked.separator, names)
    header = detect.header_of(head, separator)
    repeated = sorted({column for column in header if header.count(column) > 1 and column})
    if repeated:
        listed = ", ".join(f"«\u00a0{column}\u00a0»" for column in repeated)
        message = f"des colonnes portent le même nom\u00a0: {listed}"
        raise FaultsFound([_fault("colonne-en-double", file, message, "renommez-les")])
    columns = tuple(Column(column, f"c{index}", "VARCHAR", Held.TEXT) for index, column in enumerate(header))
    dialect = replace(asked, separator=separator, encoding=found.encoding)
    return Opened(Source(file=file, form=Form.CSV, parts=(), columns=columns, dialect=dialect), found.lines)


def _staged_csv(
    session: Session, opened: Opened, matched: Matched, needed: Collection[str], stem: Path, told: Told
) -> Opened:
    source = opened.source
    label = f"lecture de {Path(source.file).name}"
    file, separator = source.path, source.dialect.separator or ";"
    kept = tuple(
        index
        for index, column in enumerate(source.columns)
        if matched.fact(column.name) in {*needed, ID} or matched.keeps(column.name) is not None
    )
    transcoded = stem.with_suffix(".utf8.csv")
    if source.dialect.encoding not in (None, "utf-8"):
        size = Path(file).stat().st_size
        to_utf8(file, source.dialect.encoding or "", transcoded, lambda done: told(label, done, size))
        file = str(transcoded)
    else:
        file = _plain_path(file, stem.with_suffix(".lien"))
    target = stem.with_suffix(".parquet")
    staged = stage_csv(
        session.connection,
        file,
        separator,
        len(source.columns),
        kept,
        target,
        lambda statement: session.run(statement, lambda share: told(label, round(share * 100), 100)),
    )
    transcoded.unlink(missing_ok=True)
    records = staged.rows + len(staged.bad)
    regular = opened.lines == records + 1
    part = Part(str(target), staged.rows, tuple(source.columns[index] for index in kept))
    ready = replace(
        source,
        parts=(part,),
        unreadable=len(staged.bad),
        header=1,
        skipped=tuple(line - 2 - index for index, (line, *_) in enumerate(staged.bad)) if regular else None,
    )
    return Opened(ready, opened.lines, staged.bad)


def _wrong_types(
    source: Source, matched: Matched, needed: Collection[str], model: Model
) -> Iterator[Diagnostic]:
    """Yield the columns whose type is not that of the fact that they give."""
    for column in source.columns:
        fact = matched.fact(column.name)
        if fact is None or fact == ID or fact not in needed:
            continue
        type_ = model.terms[fact].type
        if column.held is None or not can_write(column.held, type_):
            holds = WORDS[column.held] if column.held else f"du type {column.duckdb_type}"
            message = f"cette colonne contient {holds}, et {fact} est de type {type_.kind.value}"
            help_ = "convertissez-la, ou laissez-la de côté avec --columns"
            yield Diagnostic(
                code="mauvais-type", where=CaseRef(source.file, column.name), message=message, help=help_
            )


def _with_dialect(
    session: Session,
    opened: Opened,
    matched: Matched,
    needed: Collection[str],
    asked: Dialect,
    model: Model,
) -> Opened:
    source = opened.source
    if source.form is Form.LINES:
        return Opened(replace(source, dialect=NOTHING_SAID), opened.lines, opened.bad)
    base = replace(asked, separator=source.dialect.separator, encoding=source.dialect.encoding)
    texts = [
        detect.Texts(column.stored, model.terms[fact].type)
        for column in source.columns
        if column.held is Held.TEXT and (fact := matched.fact(column.name)) in needed and fact is not None
    ]
    relation = f"read_parquet({text(source.parts[0].path)})"
    labels = {column.stored: column.name for column in source.columns}
    dialect = detect.values_dialect(session.connection, source.file, relation, texts, base, labels)
    return Opened(replace(source, dialect=dialect), opened.lines, opened.bad)


def used(columns: Iterable[Column], matched: Matched, needed: Collection[str]) -> Mapping[str, Column]:
    """Return the column that gives each fact of *needed*, and ``id``."""
    found = {matched.fact(column.name): column for column in columns}
    return {fact: column for fact, column in found.items() if fact is not None and fact in {*needed, ID}}


def _called(faults: Iterable[Diagnostic], path: str, name: str) -> Iterator[Diagnostic]:
    """Yield *faults*, those of the file *path* said of *name*."""
    for fault in faults:
        where = fault.where
        if isinstance(where, CaseRef) and where.file == path:
            where = replace(where, file=name)
        yield replace(fault, where=where)


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "ce fichier n’existe pas"
        case IsADirectoryError():
            return "c’est un dossier\u00a0: donnez ses fichiers"
        case PermissionError():
            return "l’accès est refusé"
        case _:
            return error.strerror or "ce fichier ne peut pas être lu"


def _fault(code: str, file: str, message: str, help_: str) -> Diagnostic:
    return Diagnostic(code=code, where=CaseRef(file), message=message, help=help_)
