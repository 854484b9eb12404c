"""What a sheet says, as typed -> its drawing: nothing is left out, even of a sheet that does not compile."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, localcontext

from engine.diagnostics import Diagnostic
from engine.faults import Faults
from engine.location import CellRef, column_letters
from engine.names import fold
from engine.resolving.layout import COLUMNS, TABLE_SETTINGS, SheetKind, header_row, kind_of_sheet
from engine.source import RawCell, RawSheet
from explain.formats import NARROW_NBSP, NBSP, bare, printable
from explain.phrases import Lang
from explain.sheets.drawn import Drawing, Head, Line

Texts = Mapping[tuple[int, int], str]
"""What cells say, by row and column."""

_SETTINGS = frozenset(map(fold, TABLE_SETTINGS))


def drawn(sheet: RawSheet, faults: Iterable[Diagnostic] = ()) -> Drawing:
    """Return *sheet* as a reader sees it; a cell in which *faults* has an error shows its code."""
    texts = {place: _text(cell) for place, cell in sheet.cells.items()} | dict(_marks(sheet, faults))
    kind = kind_of_sheet(sheet, Faults())
    header = None if kind is None else header_row(sheet, kind)
    last_head = 0
    settings: tuple[tuple[str, str], ...] = ()
    heads: tuple[Head, ...] = ()
    columns = sorted({column for row, column in texts if header is None or row >= header})
    if header is not None:
        last_head = header if kind in COLUMNS else header + 1
        settings = tuple(_settings(texts, header))
        heads = tuple(_heads(sheet, texts, columns, header, last_head))
    elif kind is SheetKind.NOTES:
        last_head = 1
    else:
        heads = tuple(Head(column_letters(column)) for column in columns)
    return Drawing(
        name=printable(sheet.name),
        kind=texts.get((1, 1), ""),
        code="" if header is None else texts.get((1, 2), ""),
        settings=settings,
        heads=heads,
        lines=tuple(_lines(sheet, texts, columns, last_head + 1, free=not heads)),
        hidden=sheet.hidden,
    )


def _marks(sheet: RawSheet, faults: Iterable[Diagnostic]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what stands in place of each cell in error."""
    for fault in faults:
        where = fault.where
        if fault.is_error and isinstance(where, CellRef) and where.sheet == sheet.name and where.column:
            said = sheet.at(where.row, where.column)
            mark = f"⚠{NBSP}{fault.code}"
            yield (where.row, where.column), f"{_text(said)} {mark}" if said is not None else mark


def _text(cell: RawCell) -> str:
    """Return what *cell* says, as a French hand writes it."""
    match cell.value:
        case str():
            return printable(cell.text)
        case Decimal() if cell.percent:
            with localcontext(prec=60):
                return f"{bare(cell.value.scaleb(2), Lang.FR)}{NARROW_NBSP}%"
        case date():
            return f"{cell.value:%d/%m/%Y}"
        case _:
            return bare(cell.value, Lang.FR)


def _settings(texts: Texts, header: int) -> Iterator[tuple[str, str]]:
    """Yield what stands between the first line and the headings: names and values, or sentences."""
    for row in range(2, header):
        said = [text for (at, _), text in sorted(texts.items()) if at == row]
        if (row, 1) in texts and len(said) > 1:
            yield said[0], " | ".join(said[1:])
        elif said and fold(said[0]) not in _SETTINGS:
            yield "", " | ".join(said)


def _heads(sheet: RawSheet, texts: Texts, columns: Iterable[int], header: int, names: int) -> Iterator[Head]:
    for column in columns:
        role = texts.get((header, column), "")
        name = texts.get((names, column), "") if names > header else ""
        yield Head(role if role or name else column_letters(column), name, column in sheet.hidden_columns)


def _lines(
    sheet: RawSheet, texts: Texts, columns: Iterable[int], first: int, *, free: bool
) -> Iterator[Line]:
    """Yield the filled lines from row *first* on; those of *free* text leave out what is empty."""
    for row in sorted({row for row, _ in texts if row >= first}):
        cells = [texts.get((row, column), "") for column in columns]
        yield Line(tuple(filter(None, cells) if free else cells), row, row in sheet.hidden_rows)
