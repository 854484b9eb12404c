"""What read_workbook answers, for tests that look at one cell (B2 of the sheet Feuille) or one sheet."""

from openpyxl import Workbook

from engine.diagnostics import Diagnostic, Severity
from engine.source import RawCell, RawSheet, RawWorkbook, Typed
from engine.workbooks.read_workbook import read_workbook
from tests.workbooks import saved, workbook


def read(data: bytes) -> RawWorkbook:
    """Return the workbook in *data*, which must be without fault."""
    book, faults = read_workbook(data, "c.xlsx")
    assert faults == ()
    assert book is not None
    return book


def sheet_of(book: Workbook) -> RawSheet:
    """Return the first sheet of *book*, which must be without fault."""
    return read(saved(book)).sheets[0]


def cell_of(data: bytes) -> RawCell | None:
    """Return what cell B2 of *data* says."""
    return read(data).sheets[0].at(2, 2)


def value_of(data: bytes) -> Typed | None:
    found = cell_of(data)
    return found.value if found else None


def stored_as(written: object) -> Typed | None:
    """Return what is read of *written*, put in a cell by openpyxl."""
    return value_of(saved(workbook({"B2": written})))


def refused(data: bytes) -> Diagnostic:
    """Return the only fault of *data*, in cell B2."""
    book, (fault,) = read_workbook(data, "c.xlsx")
    assert book is None
    assert str(fault.where) == "c.xlsx > Feuille > B2"
    assert fault.message
    assert fault.help
    return fault


def code_of(data: bytes) -> str:
    return refused(data).code


def warnings_of(data: bytes) -> list[tuple[str, str]]:
    """Return the code and place of each warning of *data*, which must be without error."""
    book, faults = read_workbook(data, "c.xlsx")
    assert book is not None
    assert {fault.severity for fault in faults} <= {Severity.WARNING}
    return [(fault.code, str(fault.where)) for fault in faults]
