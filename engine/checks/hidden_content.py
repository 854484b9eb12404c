"""Rules that a reader of the workbook does not see."""

from collections.abc import Iterator, Sequence

from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef, column_letters
from engine.source import RawSheet, RawWorkbook


def hidden_content(workbooks: Sequence[RawWorkbook]) -> Iterator[Diagnostic]:
    """Report each hidden sheet, row and column that holds something: it counts like the others."""
    for workbook in workbooks:
        for sheet in workbook.sheets:
            yield from _of_sheet(sheet)


def _of_sheet(sheet: RawSheet) -> Iterator[Diagnostic]:
    where = sheet.where
    if sheet.hidden and sheet.cells:
        yield _warning("feuille-masquee", where, "cette feuille est masquée, et compte comme les autres")
    rows = {row for row, _ in sheet.cells} & sheet.hidden_rows
    for row in sorted(rows):
        how = "masquée par un filtre" if sheet.filtered else "masquée"
        place = CellRef(where.workbook, where.sheet, row)
        yield _warning("ligne-masquee", place, f"cette ligne est {how}, et compte comme les autres")
    columns = {column for _, column in sheet.cells} & sheet.hidden_columns
    for column in sorted(columns):
        yield _warning(
            "colonne-masquee",
            where,
            f"la colonne {column_letters(column)} est masquée, et compte comme les autres",
        )


def _warning(code: str, where: CellRef, message: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        where=where,
        message=message,
        help="l’afficher, ou la supprimer si elle ne doit plus compter",
        severity=Severity.WARNING,
    )
