"""Lines of figures added to a copy of a workbook, which keeps its formats, drop-downs and filters."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from engine.location import CellRef
from engine.names import fold
from engine.values import Value
from engine.workbooks.check_bytes import check_bytes
from engine.workbooks.copying import copy_of, opened
from engine.workbooks.style import DAY_FORMAT

_LOST = {
    "xl/media/": "des images",
    "xl/charts/": "des graphiques",
    "xl/slicers/": "des segments",
    "xl/threadedComments/": "des fils de commentaires",
}
"""Parts of a workbook that a copy does not keep."""

_REMOVED = {
    "Data Validation": "des listes déroulantes (celles que seul un Excel récent connaît)",
    "Conditional Formatting": "des mises en forme conditionnelles (celles que seul un Excel récent connaît)",
}
"""What openpyxl says it removes."""

_LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A line to add: that of ``like``, over other days, with other words about it."""

    like: CellRef
    value: Value
    start: date | None
    end: date | None
    source: str
    confidence: str
    note: str


def with_figures(
    data: bytes, figures: Sequence[NewFigure]
) -> tuple[bytes, tuple[CellRef, ...], tuple[str, ...]]:
    """Return a copy of the workbook *data* with *figures* below the others, the place of each line added,
    and what the copy loses."""
    contents, _ = check_bytes(data, figures[0].like.workbook)
    assert contents is not None, "a workbook that was read can be opened"
    workbook = opened(data, outdated=contents.outdated)
    places = tuple(_added(workbook.book[figure.like.sheet], figure) for figure in figures)
    removed = [
        words for start, words in _REMOVED.items() if any(told.startswith(start) for told in workbook.said)
    ]
    return copy_of(workbook), places, (*_parts_lost(data), *removed)


def _parts_lost(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
    for prefix, words in _LOST.items():
        if any(name.startswith(prefix) for name in names):
            yield words


def _added(sheet: Any, figure: NewFigure) -> CellRef:
    """Add one line and return its place."""
    columns = _columns(sheet)
    like = figure.like.row
    row = 1 + max(cell.row for column in columns.values() for cell in _filled(sheet, column))
    for column in range(1, sheet.max_column + 1):
        for part in _LOOKS:
            setattr(sheet.cell(row, column), part, copy(getattr(sheet.cell(like, column), part)))
    sheet.row_dimensions[row].height = sheet.row_dimensions[like].height
    _put(sheet, row, columns, "nom", sheet.cell(like, columns["nom"]).value)
    former = sheet.cell(like, columns["valeur"])
    computed = former.data_type == "f"
    _put(sheet, row, columns, "valeur", _plain(figure.value) if computed else former.value)
    for name, day in (("du", figure.start), ("au", figure.end)):
        cell = _put(sheet, row, columns, name, day)
        if cell is not None and not cell.is_date:
            cell.number_format = DAY_FORMAT
    for name, text in (("source", figure.source), ("confiance", figure.confidence), ("note", figure.note)):
        _put(sheet, row, columns, name, text or None)
    _extend(sheet, like, row)
    return CellRef(figure.like.workbook, figure.like.sheet, row)


def _columns(sheet: Any) -> Mapping[str, int]:
    """Return the columns by folded heading."""
    for row in sheet.iter_rows(min_row=2):
        if fold(str(row[0].value)) == "nom":
            return {fold(str(head.value)): head.column for head in row if head.value is not None}
    raise AssertionError("a sheet of figures that was read has its headings")


def _filled(sheet: Any, column: int) -> Iterator[Any]:
    cells = (row[0] for row in sheet.iter_rows(min_col=column, max_col=column))
    return (cell for cell in cells if cell.value is not None)


def _put(sheet: Any, row: int, columns: Mapping[str, int], name: str, value: object) -> Any:
    if name not in columns:
        return None
    cell = sheet.cell(row, columns[name])
    cell.value = value
    return cell


def _plain(value: Value) -> object:
    return ("oui" if value else "non") if isinstance(value, bool) else value


def _extend(sheet: Any, like: int, row: int) -> None:
    """Take the new line into what holds for the line that it continues: filter, drop-downs, table, print."""
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _reaching(sheet.auto_filter.ref, like, row)
    for rule in sheet.data_validations.dataValidation:
        areas = sorted(_reaching(area.coord, like, row) for area in rule.sqref.ranges)
        rule.sqref = MultiCellRange(" ".join(areas))
    for table in sheet.tables.values():
        table.ref = _reaching(table.ref, like, row)
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
    if sheet.print_area:
        sheet.print_area = _reaching(sheet.print_area.rpartition("!")[2].replace("$", ""), like, row)


def _reaching(reference: str, like: int, row: int) -> str:
    """Return *reference*, stretched down to *row* when it holds the line *like*."""
    if "," in reference:
        return reference
    area = CellRange(reference)
    if area.min_row <= like <= area.max_row < row:
        area.expand(down=row - area.max_row)
    return area.coord
