"""Where faults are put: the shipped workbooks laid out, and the edits of a copy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from random import Random
from typing import Any, NamedTuple, TypeVar

from openpyxl.worksheet.cell_range import MultiCellRange

from engine.faults import Faults
from engine.location import CellRef
from engine.model import Condition, DatedValue, Formula, Model, Row, Table
from engine.names import fold
from engine.resolving.layout import Line, RoleSheet, SheetKind, fixed_lines, kind_of_sheet, role_sheet
from engine.source import RawSheet, RawWorkbook
from engine.values import Kind

Edit = Callable[[Any], None]
"""What changes a copy of a workbook, as openpyxl holds it."""

T = TypeVar("T")


class Injected(NamedTuple):
    """A fault: a place on the sheet that is edited, the places where it may rightly be told, and what was done."""

    where: CellRef
    edit: Edit
    places: tuple[CellRef, ...]
    what: str


class Cell(NamedTuple):
    """A condition of a table, with the row that holds it."""

    table: Table
    row: Row
    condition: Condition


@dataclass(frozen=True)
class Sites:
    """The model, the sheets, and the generator that picks among them."""

    model: Model
    workbooks: Mapping[str, RawWorkbook]
    random: Random

    def pick(self, among: Iterable[T]) -> T:
        """Return one of *among*."""
        return self.random.choice(list(among))

    def sheet(self, where: CellRef) -> RawSheet:
        """Return the sheet of *where*."""
        return next(one for one in self.workbooks[where.workbook].sheets if one.name == where.sheet)

    @cached_property
    def kinds(self) -> Mapping[CellRef, SheetKind]:
        """The kind of each sheet that counts."""
        found = {s.where: kind_of_sheet(s, Faults()) for w in self.workbooks.values() for s in w.sheets}
        return {where: kind for where, kind in found.items() if kind not in (None, SheetKind.NOTES)}

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """The conditions of the tables."""
        return [
            Cell(table, row, condition)
            for table in self.model.tables.values()
            for row in table.rows
            for condition in row.conditions
        ]

    def cells_of(self, *kinds: Kind) -> Sequence[Cell]:
        """Return the conditions on terms of one of *kinds*."""
        return [one for one in self.cells if self.model.terms[one.condition.term].type.kind in kinds]

    @cached_property
    def figures(self) -> Sequence[tuple[str, DatedValue]]:
        """The lines of the sheets of figures."""
        return [(name, line) for name, lines in self.model.parameters.items() for line in lines]

    @cached_property
    def formulas(self) -> Sequence[tuple[str, Formula]]:
        """The lines of the sheets of calculations."""
        return [(name, line) for name, lines in self.model.calculations.items() for line in lines]

    def lines(self, kind: SheetKind) -> Sequence[Line]:
        """Return the lines of the sheets of one *kind* whose columns are fixed."""
        return [
            line
            for where, found in self.kinds.items()
            if found is kind
            for line in fixed_lines(self.sheet(where), kind, Faults())
        ]

    def laid(self, table: Table) -> RoleSheet:
        """Return the sheet of *table* as it is laid out."""
        found = role_sheet(self.sheet(table.where), SheetKind.TABLE, Faults())
        assert found is not None
        return found

    def line(self, table: Table, row: Row) -> Line:
        """Return the line of *row*."""
        return next(line for line in self.laid(table).lines if line.row == row.where.row)

    @cached_property
    def rows(self) -> Sequence[tuple[Table, Row]]:
        """The rows of the tables, without ``sinon``."""
        return [(table, row) for table in self.model.tables.values() for row in table.rows]

    def typo(self, word: str) -> str:
        """Return *word* with two letters swapped, one doubled or one lost."""
        known = {fold(name) for name in self.model.terms} | {fold(t.label) for t in self.model.terms.values()}
        while True:
            place = self.random.randrange(1, len(word) - 1)
            start, end = word[:place], word[place:]
            found = self.pick(
                [
                    start + end[1] + end[0] + end[2:] if len(end) > 1 else start,
                    start + end[0] + end,
                    start + end[1:],
                ]
            )
            if fold(found) != fold(word) and fold(found) not in known and found.strip("_ ") == found:
                return found


def saved_alone(book: Any, title: str, edit: Edit) -> bytes:
    """Return *book* as a file that holds, once *edit* is made, the sheet *title* and another; *book* stays as it was."""
    sheet, others = book[title], list(book.worksheets)
    cells = dict(sheet._cells)
    said = {place: (cell._value, cell.data_type, copy(cell._style)) for place, cell in cells.items()}
    hidden = {row: shape.hidden for row, shape in sheet.row_dimensions.items()}
    merged, state = [str(area) for area in sheet.merged_cells.ranges], sheet.sheet_state
    try:
        edit(book)
        book._sheets, book._active_sheet_index = [next(one for one in others if one is not sheet), sheet], 0
        target = BytesIO()
        book.save(target)
        return target.getvalue()
    finally:
        book._sheets, sheet._cells, sheet.sheet_state = others, cells, state
        sheet.merged_cells = MultiCellRange(merged)
        for place, cell in cells.items():
            cell.row, cell.column = place
            cell._value, cell.data_type, cell._style = said[place]
        for row, shape in sheet.row_dimensions.items():
            shape.hidden = hidden.get(row, False)


def row_of(where: CellRef) -> CellRef:
    """Return the row of the cell *where*."""
    return CellRef(where.workbook, where.sheet, where.row)


def sheet_of(where: CellRef) -> CellRef:
    """Return the sheet of *where*."""
    return CellRef(where.workbook, where.sheet)


def put(*values: tuple[CellRef, object]) -> Edit:
    """Return the edit that writes each of *values* at its place; a text stays a text."""

    def edit(book: Any) -> None:
        for where, value in values:
            _write(book[where.sheet].cell(where.row, where.column), value)

    return edit


def put_formula(where: CellRef, formula: str) -> Edit:
    """Return the edit that makes a cell a formula of the spreadsheet, never calculated."""

    def edit(book: Any) -> None:
        book[where.sheet].cell(where.row, where.column).value = formula

    return edit


def delete_row(where: CellRef) -> Edit:
    """Return the edit that deletes the row of *where*."""

    def edit(book: Any) -> None:
        book[where.sheet].delete_rows(where.row)

    return edit


def copy_below(where: CellRef, *values: tuple[int, object]) -> Edit:
    """Return the edit that copies the row of *where* just below it, then writes *values* there by column."""

    def edit(book: Any) -> None:
        sheet = book[where.sheet]
        sheet.insert_rows(where.row + 1)
        for column in range(1, sheet.max_column + 1):
            source = sheet.cell(where.row, column)
            target = sheet.cell(where.row + 1, column)
            target.number_format = source.number_format
            _write(target, source.value)
        for column, value in values:
            _write(sheet.cell(where.row + 1, column), value)

    return edit


def below(where: CellRef) -> CellRef:
    """Return the row below that of *where*."""
    return CellRef(where.workbook, where.sheet, where.row + 1)


def _write(cell: Any, value: object) -> None:
    cell.value = value
    if isinstance(value, str) and value:
        cell.data_type = "s"
