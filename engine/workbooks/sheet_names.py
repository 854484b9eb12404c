"""The names of the sheets of a workbook, without what they hold."""

from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook


def sheet_names(path: Path) -> frozenset[str]:
    """Return the names of the sheets of *path*; none when it cannot be opened."""
    try:
        book = load_workbook(path, read_only=True)
    except (OSError, BadZipFile, KeyError, ValueError):
        return frozenset()
    names = frozenset(book.sheetnames)
    book.close()
    return names
