"""A check of the workbooks as one HTML page: self-contained, accessible, printable."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from engine.cases.write_case import as_cells
from engine.diagnostics import Diagnostic
from engine.location import CaseRef, CellRef, Place, column_letters
from explain.faults.report import Report
from explain.faults.words import counted, summed_up
from explain.render import environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One fault: its number on the page, where it stands on its sheet, and what it links to."""

    number: int
    fault: Diagnostic
    place: str
    related: tuple[tuple[str, str, int | None], ...]
    cells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The faults of one sheet of one workbook, or of one case file."""

    number: int
    book: str
    sheet: str
    counted: str
    faults: tuple[Shown, ...]


def to_html(report: Report, version: str, cache_dir: Path | None = None) -> str:
    """Return *report* as a page that needs no script and nothing from elsewhere."""
    groups = tuple(_groups(report))
    books = [(book, tuple(inside)) for book, inside in groupby(groups, key=lambda group: group.book)]
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("faults.html.j2")
    return template.render(
        report=report, books=books, groups=groups, summary=summed_up(report), version=version
    )


def _groups(report: Report) -> Iterator[Group]:
    numbers = {fault: number for number, fault in enumerate(report.faults, start=1)}
    by_place = {fault.where: number for fault, number in reversed(numbers.items())}
    sheets = groupby(report.faults, key=lambda fault: _sheet(fault.where))
    for place, ((book, sheet), inside) in enumerate(sheets, start=1):
        faults = tuple(inside)
        shown = tuple(
            Shown(
                number=numbers[fault],
                fault=fault,
                place=_on_sheet(fault.where),
                related=tuple((str(where), words, by_place.get(where)) for where, words in fault.related),
                cells="" if fault.witness is None else as_cells(fault.witness),
            )
            for fault in faults
        )
        yield Group(number=place, book=book, sheet=sheet, counted=counted(faults), faults=shown)


def _sheet(place: Place) -> tuple[str, str]:
    match place:
        case CellRef():
            return place.workbook, place.sheet
        case CaseRef():
            return "Cas de référence", place.file


def _on_sheet(place: Place) -> str:
    """Return where on its sheet, or in its file, *place* is."""
    match place:
        case CellRef(row=row, column=column) if row and column:
            return f"{column_letters(column)}{row}"
        case CellRef(row=row) if row:
            return f"ligne {row}"
        case CellRef(sheet=sheet):
            return "toute la feuille" if sheet else "tout le classeur"
        case CaseRef(path=path):
            return path or "tout le fichier"
