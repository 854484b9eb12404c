"""Cells of two versions of a workbook whose style is not the same, at the same address."""

import warnings
from io import BytesIO
from typing import Any

import openpyxl


def compare_styles(before: bytes, after: bytes) -> dict[str, int]:
    """Return how many cells differ in style, by the name of the sheet.

    Cells that do not hold the same value are left out, and sheets of one version: they differ otherwise.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        books = [openpyxl.load_workbook(BytesIO(data)) for data in (before, after)]
    found: dict[str, int] = {}
    known: dict[tuple[int, int], bool] = {}
    for sheet in books[1].worksheets:
        if sheet.title not in books[0].sheetnames:
            continue
        other: Any = books[0][sheet.title]
        count = 0
        for row in sheet.iter_rows():
            for cell in row:
                twin = other.cell(cell.row, cell.column)
                if cell.value is None or twin.value != cell.value:
                    continue
                key = (twin.style_id, cell.style_id)
                if key not in known:
                    known[key] = _style(twin) != _style(cell)
                count += known[key]
        if count:
            found[sheet.title] = count
    return found


def _style(cell: Any) -> tuple[str, ...]:
    """Return what a cell looks like; the parts of openpyxl say it in full and cannot be compared."""
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (cell.number_format, *map(repr, parts))
