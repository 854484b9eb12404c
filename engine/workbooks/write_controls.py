"""A copy of a workbook that shows its faults: a sheet that lists them, a comment and a colour on each cell.

The copy says the same rules: its sheet ``Contrôles`` begins with the keyword of the notes, which are not
read. What openpyxl does not keep is said on that sheet; the workbook itself is never written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from engine.cases.write_case import as_lines
from engine.diagnostics import Diagnostic
from engine.location import CellRef, column_letters
from engine.workbooks.check_bytes import check_bytes
from engine.workbooks.copying import copy_of, opened, saved
from engine.workbooks.keep_values import keep_values

SHEET, CASES = "Contrôles", "Cas témoins"
KEYWORD = "Notes"
AUTHOR = "check-eligibility"
MOST_LISTED = 5_000
LONGEST_TEXT = 32_000
COPY = (
    "Ceci est une copie pour relire\u00a0: corriger le classeur d’origine. Les listes déroulantes, les largeurs, "
    "les formules et leurs valeurs sont reprises\u00a0; les images, les graphiques, les boutons, les segments, les "
    "mises en forme conditionnelles récentes et les fils de commentaires ne le sont pas."
)
UNREADABLE = (
    "Le classeur n’a pas pu être ouvert\u00a0: cette feuille dit pourquoi, sans copie de son contenu."
)
COLUMNS = (
    ("N°", 5),
    ("Gravité", 14),
    ("Feuille", 22),
    ("Cellule", 11),
    ("Constat", 50),
    ("Remède", 42),
    ("Autre endroit", 28),
    ("Cas témoin", 34),
    ("Code", 24),
)
TOP = 4
"""The row of the headings."""

_FILLS = {True: "FFC7CE", False: "FFEB9C"}
"""The grounds of an error and of a warning, those that spreadsheets themselves use."""

_THIN = Side(style="thin", color="BFBFBF")
_FONT = "Calibri"


def write_controls(data: bytes, name: str, faults: Sequence[Diagnostic]) -> bytes:
    """Return a copy of the workbook *data*, called *name*, that shows *faults*, all in this workbook.

    A file that openpyxl may not open, or cannot, gives a workbook of the list alone.
    """
    contents, _ = check_bytes(data, name)
    try:
        workbook = opened(data, outdated=contents.outdated) if contents is not None else None
    except Exception:  # noqa: BLE001  openpyxl raises a dozen kinds on bad files
        workbook = None
    if workbook is None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        _list(book, name, faults, UNREADABLE)
        modified = datetime(2000, 1, 1)  # noqa: DTZ001  the file has no date of its own
        return keep_values(saved(book), {}, modified)
    _mark(workbook.book, faults[:MOST_LISTED])
    _cases(workbook.book, faults[:MOST_LISTED])
    _list(workbook.book, name, faults, COPY)
    return copy_of(workbook)


# --- the cells ----------------------------------------------------------------------------


def _mark(book: Any, faults: Iterable[Diagnostic]) -> None:
    """Give each cell in fault a comment that says why, and a ground."""
    by_cell: dict[tuple[str, int, int], list[Diagnostic]] = {}
    for fault in faults:
        where = fault.where
        if isinstance(where, CellRef) and where.sheet in book.sheetnames:
            row, column = _shown_at(book[where.sheet], where)
            by_cell.setdefault((where.sheet, row, column), []).append(fault)
    for (title, row, column), found in by_cell.items():
        cell = book[title].cell(row, column)
        said = "\n\n".join(_in_comment(fault) for fault in found)
        if cell.comment is not None:
            said = f"{said}\n\n— Commentaire de la cellule —\n{cell.comment.text}"
        cell.comment = Comment(said[:LONGEST_TEXT], AUTHOR, height=min(60 + len(said) // 2, 400), width=340)
        if any(fault.where.row for fault in found if isinstance(fault.where, CellRef)):
            worst = any(fault.is_error for fault in found)
            cell.fill = PatternFill("solid", start_color=_FILLS[worst], end_color=_FILLS[worst])


def _shown_at(sheet: Any, where: CellRef) -> tuple[int, int]:
    """Return the cell that bears what is said of *where*: A for a row, A1 for a sheet, the first of a merge."""
    row, column = max(where.row, 1), max(where.column, 1)
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return area.min_row, area.min_col
    return row, column


def _in_comment(fault: Diagnostic) -> str:
    said = f"{fault.severity.value}\u00a0: {fault.message}"
    return f"{said}\nremède\u00a0: {fault.help}" if fault.help else said


# --- the list -----------------------------------------------------------------------------


def _cases(book: Any, faults: Sequence[Diagnostic]) -> None:
    """Add the sheet of the witnesses, as lines that a sheet ``Cas de test`` takes."""
    found = [(number, fault.witness) for number, fault in enumerate(faults, start=1)]
    shown = [(number, witness) for number, witness in found if witness is not None and witness.facts]
    if not shown:
        return
    sheet = _new_sheet(book, CASES)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 10, 24
    about = "À coller dans une feuille «\u00a0Cas de test\u00a0», avec la réponse attendue sous «\u00a0Attendu\u00a0»"
    for row, text in enumerate((KEYWORD, about), start=1):
        _write(sheet, row, 1, text)
    top = 4
    for number, witness in shown:
        benefit = f" (prestation {witness.benefit})" if witness.benefit else ""
        _write(sheet, top, 1, f"Constat {number}{benefit}", bold=True, wrapped=False)
        for row, line in enumerate(as_lines(witness, f"T-{number}"), start=top + 1):
            for column, text in enumerate(line, start=1):
                _write(sheet, row, column, text, framed=True, wrapped=False)
                sheet.cell(row, column).number_format = "@"
                width = sheet.column_dimensions[get_column_letter(column)]
                width.width = max(width.width, min(len(text) + 2, 40))
        top += 5


def _new_sheet(book: Any, title: str) -> Any:
    """Return a new first sheet, in place of that of an earlier copy."""
    if title in book.sheetnames and str(book[title]["A1"].value).strip() == KEYWORD:
        book.remove(book[title])
    return book.create_sheet(title, 0)


def _list(book: Any, name: str, faults: Sequence[Diagnostic], about: str) -> None:
    """Add the sheet that lists *faults*, the first one and the one shown."""
    sheet = _new_sheet(book, SHEET)
    for row, text in enumerate((KEYWORD, f"Contrôle de {name}", about), start=1):
        _write(sheet, row, 1, text, bold=row == 2)
    for column, (title, width) in enumerate(COLUMNS, start=1):
        _write(sheet, TOP, column, title, bold=True, ground="D9D9D9")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, fault in enumerate(faults[:MOST_LISTED], start=1):
        _write_fault(book, sheet, number, fault)
    if len(faults) > MOST_LISTED:
        left = len(faults) - MOST_LISTED
        _write(
            sheet, TOP + MOST_LISTED + 1, 5, f"… et {left} autres constats\u00a0: corriger d’abord ceux-ci"
        )
    sheet.freeze_panes = f"A{TOP + 1}"
    sheet.auto_filter.ref = f"A{TOP}:{get_column_letter(len(COLUMNS))}{TOP + len(faults[:MOST_LISTED])}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{TOP}:{TOP}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _write_fault(book: Any, sheet: Any, number: int, fault: Diagnostic) -> None:
    where = fault.where
    assert isinstance(where, CellRef)
    row = TOP + number
    related = "\n".join(f"{place}\u00a0: {words}" for place, words in fault.related)
    texts: tuple[str | int, ...] = (
        number,
        fault.severity.value,
        where.sheet,
        _cell_of(where),
        fault.message,
        fault.help,
        related,
        "" if fault.witness is None else fault.witness.in_words,
        fault.code,
    )
    for column, text in enumerate(texts, start=1):
        ground = _FILLS[fault.is_error] if column == 2 else None
        _write(sheet, row, column, text, ground=ground, framed=True)
    if where.sheet in book.sheetnames:
        _link(sheet, row, 4, where, book[where.sheet])
    lines = max(
        -(-len(line) // width) if line else 1
        for text, (_, width) in zip(texts, COLUMNS, strict=True)
        for line in [str(text)]
    )
    sheet.row_dimensions[row].height = min(15 * max(lines, 1 + related.count("\n")) + 3, 400)


def _cell_of(where: CellRef) -> str:
    if where.row and where.column:
        return f"{column_letters(where.column)}{where.row}"
    if where.row:
        return f"ligne {where.row}"
    return "feuille" if where.sheet else "classeur"


def _link(sheet: Any, row: int, column: int, where: CellRef, target: Any) -> None:
    at_row, at_column = _shown_at(target, where)
    quoted = target.title.replace("'", "''")
    cell = sheet.cell(row, column)
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, location=f"'{quoted}'!{column_letters(at_column)}{at_row}", display=cell.value
    )
    cell.font = Font(name=_FONT, size=11, color="0563C1", underline="single")


def _write(
    sheet: Any,
    row: int,
    column: int,
    value: str | int,
    *,
    bold: bool = False,
    ground: str | None = None,
    framed: bool = False,
    wrapped: bool = True,
) -> None:
    cell = sheet.cell(row, column)
    if value != "":
        cell.value = value if isinstance(value, int) else _printable(value)
    if isinstance(value, str) and value:
        cell.data_type = "s"  # whatever it begins with, it is no formula
    cell.font = Font(name=_FONT, size=11, bold=bold)
    cell.alignment = Alignment(wrap_text=wrapped and row >= TOP, vertical="top")
    if ground is not None:
        cell.fill = PatternFill("solid", start_color=ground, end_color=ground)
    if framed or row == TOP:
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _printable(text: str) -> str:
    """Return *text* without the characters that a workbook cannot hold."""
    return "".join(c for c in text[:LONGEST_TEXT] if c.isprintable() or c in "\n\u00a0\u202f")
