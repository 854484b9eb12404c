"""A workbook opened to be copied, and the copy as a file, with what its formulas gave."""

import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import openpyxl

from engine.workbooks.keep_values import Stored, keep_values, stored


class Opened(NamedTuple):
    """A workbook with its formulas, the same with what they gave, and what openpyxl said of it."""

    book: Any
    values: Any
    said: tuple[str, ...]


def opened(data: bytes, *, outdated: bool) -> Opened:
    """Return the workbook *data*, to be changed then written; *outdated*: its formulas are to be run again."""
    with warnings.catch_warnings(record=True) as oddities, redirect_stdout(StringIO()):
        warnings.simplefilter("always")
        book: Any = openpyxl.load_workbook(BytesIO(data), rich_text=True)
        values: Any = openpyxl.load_workbook(BytesIO(data), data_only=True)
    book.calculation.fullCalcOnLoad = outdated
    return Opened(book, values, tuple(str(oddity.message) for oddity in oddities))


def copy_of(workbook: Opened) -> bytes:
    """Return *workbook* as it is now, dated as it was."""
    book = workbook.book
    modified = book.properties.modified or book.properties.created
    given = _given(book, workbook.values)
    return keep_values(saved(book), given, modified)


def saved(book: Any) -> bytes:
    """Return *book* as openpyxl writes it."""
    target = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(target)
    return target.getvalue()


def _given(book: Any, values: Any) -> Mapping[str, Mapping[str, Stored]]:
    """Return what the formulas of *book* gave, by part of the package that openpyxl writes."""
    found: dict[str, dict[str, Stored]] = {}
    for place, sheet in enumerate(book.worksheets, start=1):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    given = values[sheet.title][cell.coordinate]
                    kept = stored(given.value, given.data_type, book.epoch)
                    if kept is not None:
                        found.setdefault(f"xl/worksheets/sheet{place}.xml", {})[cell.coordinate] = kept
    return found
