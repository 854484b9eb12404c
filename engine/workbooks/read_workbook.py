"""A workbook's bytes -> what its sheets say; the only user of openpyxl.

The types of openpyxl end here. Every suspect cell is reported, all of them at once, and then there is no
workbook: nothing is decided on half a file.
"""

import gc
import re
import warnings
from collections.abc import Callable, Container, Generator, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText

from engine.diagnostics import Diagnostic
from engine.faults import Faults
from engine.location import CellRef
from engine.names import fold
from engine.source import RawCell, RawSheet, RawWorkbook, Typed
from engine.workbooks.check_bytes import check_bytes, lock_file
from engine.workbooks.check_parts import MOST_COLUMNS, MOST_ROWS, Contents, too_far
from engine.workbooks.read_shape import (
    hidden_columns,
    hidden_rows,
    is_filtered,
    merged_areas,
    report_conditional,
    report_oddities,
)
from engine.workbooks.read_shown import SHOWN_OTHERWISE
from engine.workbooks.read_stored import (
    StoredFault,
    clean,
    computed,
    constant,
    error_value,
    typed,
    unstable,
)
from engine.workbooks.read_style import Styles

__all__ = ["lock_file", "read_workbook"]

FREE_TEXT, EXAMPLES = "notes", "cas de test"

_OUT_OF_RANGE = re.compile(r"Cell (\S+) is marked as a date but the serial value")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A loaded workbook: ``stored`` has the formulas, ``values`` what they gave."""

    stored: Any
    values: Any
    styles: Styles
    out_of_range: frozenset[str]
    definition: Callable[[str], str]


def read_workbook(data: bytes, name: str) -> tuple[RawWorkbook | None, tuple[Diagnostic, ...]]:
    """Return what the workbook called *name* says (None if something is in error) and what is wrong with it.

    Hidden, filtered and merged cells are read like the others and told by each RawSheet. A sheet of notes
    that no formula reads may hold anything.
    """
    workbook, found = read_what_is_there(data, name)
    return (None if any(fault.is_error for fault in found) else workbook), found


def read_what_is_there(data: bytes, name: str) -> tuple[RawWorkbook | None, tuple[Diagnostic, ...]]:
    """Return what can be read of the workbook called *name*, to be looked at only, and what is wrong with it.

    Its sheets lack the cells in error. None when the file itself cannot be opened.
    """
    contents, found = check_bytes(data, name)
    if contents is None:
        return None, found
    where = CellRef(name)
    try:
        with _no_garbage_collection():
            return _read(_load(data), where, contents)
    except Exception as error:  # noqa: BLE001  openpyxl raises a dozen kinds on bad files, some of them late
        faults = Faults()
        faults.add(
            "classeur-illisible",
            where,
            f"ce classeur n’a pas pu être lu ({type(error).__name__})",
            help="l’ouvrir dans Excel ou LibreOffice et l’enregistrer à nouveau en .xlsx, sans graphique, "
            "image ni tableau croisé",
        )
        return None, faults.sorted()


def _read(book: _Book, where: CellRef, contents: Contents) -> tuple[RawWorkbook, tuple[Diagnostic, ...]]:
    faults = Faults()
    for title in contents.sheets:
        if title not in book.stored.sheetnames:
            faults.add(
                "feuille-absente",
                CellRef(where.workbook, title),
                f"la feuille «\u00a0{title}\u00a0» est annoncée mais son contenu manque",
                help="ouvrir le classeur dans Excel ou LibreOffice, qui le répare, et l’enregistrer",
            )
    free = _free_sheets(book)
    sheets = tuple(
        _read_sheet(
            book,
            sheet,
            CellRef(where.workbook, sheet.title),
            Faults() if sheet.title in free else faults,
        )
        for sheet in book.stored.worksheets
    )
    for title, fault in contents.around:
        if title not in free:
            faults.warn(fault.code, CellRef(where.workbook, title), fault.message, fault.help)
    if contents.outdated and not faults.any_error and _computes(book, free):
        faults.warn(
            "formules-a-recalculer",
            where,
            "les valeurs des formules de ce classeur ne sont peut-être pas à jour",
            help="ouvrir le classeur dans Excel ou LibreOffice, recalculer (F9) et l’enregistrer",
        )
    return RawWorkbook(name=where.workbook, sheets=sheets), faults.sorted()


@contextmanager
def _no_garbage_collection() -> Generator[None]:
    """Hold the collector back: it would go a hundred times through cells that are all in use (a third
    of the time)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(data: bytes) -> _Book:
    """Return the workbook in *data*, read a second time for the values of its formulas if it has some."""
    with warnings.catch_warnings(record=True) as oddities, redirect_stdout(StringIO()):
        warnings.simplefilter("always")
        stored: Any = openpyxl.load_workbook(BytesIO(data), rich_text=True, keep_links=False)
        values = stored
        if any(constant(formula) is None for _, formula in _formulas(stored)):
            values = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
    matches = (_OUT_OF_RANGE.match(str(oddity.message)) for oddity in oddities)
    return _Book(
        stored=stored,
        values=values,
        styles=Styles(stored),
        out_of_range=frozenset(match[1] for match in matches if match),
        definition=_definitions(stored),
    )


def _formulas(stored: Any) -> Iterator[tuple[str, str]]:
    """Yield each formula, after the title of its sheet."""
    for sheet in stored.worksheets:
        for cell in sheet._cells.values():
            if cell.data_type == "f":
                yield sheet.title, _formula(cell)


def _computes(book: _Book, free: Container[str]) -> bool:
    """Whether a sheet that counts takes a value from a formula."""
    return any(constant(formula) is None for title, formula in _formulas(book.stored) if title not in free)


def _formula(cell: Any) -> str:
    """Return the formula of *cell*, those of an array and of a data table included."""
    return cell.value if isinstance(cell.value, str) else str(getattr(cell.value, "text", "=TABLE()"))


def _definitions(stored: Any) -> Callable[[str], str]:
    """Return what finds the formula behind a defined name; an empty text when there is none."""
    formulas: dict[str, str] = {}
    for owner in (stored, *stored.worksheets):
        for name, defined in owner.defined_names.items():
            formulas[name.casefold()] = f"{formulas.get(name.casefold(), '')} {defined.attr_text or ''}"
    return lambda name: formulas.get(name.casefold(), "")


def _free_sheets(book: _Book) -> set[str]:
    """Return the titles of the sheets of notes that no formula of another sheet reads."""
    notes = {sheet.title for sheet in book.stored.worksheets if _keyword(sheet) == FREE_TEXT}
    if not notes:
        return notes
    texts = [(title, formula.casefold()) for title, formula in _formulas(book.stored)]
    for owner in (book.stored, *book.stored.worksheets):
        texts += [("", (defined.attr_text or "").casefold()) for defined in owner.defined_names.values()]
    return {
        title
        for title in notes
        if not any(sheet != title and title.casefold().replace("'", "''") in text for sheet, text in texts)
    }


def _keyword(sheet: Any) -> str:
    """Return what cell A1 says, folded."""
    return fold(clean(str(sheet._cells[1, 1].value))) if (1, 1) in sheet._cells else ""


def _read_sheet(book: _Book, sheet: Any, where: CellRef, faults: Faults) -> RawSheet:
    values = book.values[where.sheet]
    cells: dict[tuple[int, int], RawCell] = {}
    examples = _keyword(sheet) == EXAMPLES  # made to have more decimals than they show
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.value is None and cell.data_type != "e":
            continue
        place = CellRef(where.workbook, where.sheet, row, column)
        said = _said(book, cell, values._cells.get((row, column)))
        if said is None:
            continue
        if row > MOST_ROWS or column > MOST_COLUMNS:
            too_far(place, faults)
        elif isinstance(said, StoredFault):
            faults.add(said.code, place, said.message, said.help)
        else:
            cells[row, column] = _raw_cell(book, place, cell, said)
            for oddity in book.styles.oddities(cell, said):
                if not (examples and oddity.code == SHOWN_OTHERWISE):
                    faults.warn(oddity.code, place, oddity.message, oddity.help)
        if fault := book.styles.strike(cell):
            faults.add(fault.code, place, fault.message, fault.help)
    rows = sorted({row for row, _ in cells})
    report_oddities(sheet, where, rows, faults)
    report_conditional(sheet, where, faults)
    return RawSheet(
        where=where,
        cells=cells,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=hidden_rows(sheet, rows),
        hidden_columns=hidden_columns(sheet, {column for _, column in cells}),
        filtered=is_filtered(sheet),
        merged=merged_areas(sheet),
    )


def _said(book: _Book, cell: Any, cached: Any) -> Typed | StoredFault | None:
    """Return what *cell* says; *cached* is the same cell in the book of values."""
    if cell.data_type == "f":
        formula = _formula(cell)
        known = constant(formula)
        if known is not None:
            return known
        if fault := unstable(formula, book.definition):
            return fault
        out_of_range = cached.data_type == "e" and cell.coordinate in book.out_of_range
        return computed(cached.value, cached.data_type, out_of_range=out_of_range)
    if cell.data_type == "e":
        if cell.coordinate in book.out_of_range:
            return typed(cell.value, out_of_range=True)
        return error_value(str(cell.value or ""))
    if isinstance(cell.value, CellRichText):
        return typed("".join(str(run) for run in cell.value))
    return typed(cell.value)


def _raw_cell(book: _Book, where: CellRef, cell: Any, value: Typed) -> RawCell:
    comment = cell.comment
    return RawCell(
        where=where,
        value=value,
        percent=not isinstance(value, str | bool) and book.styles.shows_percentage(cell),
        comment=clean(comment.text).strip() if comment is not None else "",
    )
