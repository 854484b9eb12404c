"""Where something stands: the cell of a workbook, or the place in a case."""

from typing import TypeAlias

from engine.record import record


def column_letters(column: int) -> str:
    """Return the spreadsheet letters of *column* (1 is ``A``, 27 is ``AA``)."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@record(order=True)
class CellRef:
    """A cell, a row (``column`` 0), a sheet (``row`` 0) or a workbook (``sheet`` empty)."""

    workbook: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.workbook]
        if self.sheet:
            parts.append(self.sheet)
        if self.row and self.column:
            parts.append(f"{column_letters(self.column)}{self.row}")
        elif self.row:
            parts.append(f"ligne {self.row}")
        return " > ".join(parts)


@record(order=True)
class CaseRef:
    """A place in a case: the file (``-`` is standard input) and the JSON path in it."""

    file: str
    path: str = ""

    def __str__(self) -> str:
        name = "entrée standard" if self.file == "-" else self.file
        return f"{name} > {self.path}" if self.path else name


Place: TypeAlias = CellRef | CaseRef
