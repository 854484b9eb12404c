"""What is told of a sheet, beside its cells."""

from datetime import time
from typing import Literal

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.table import Table

from engine.source import Area
from engine.workbooks.read_workbook import read_workbook
from tests.reading import read, sheet_of, warnings_of
from tests.workbooks import (
    hand_written,
    repacked,
    replacing,
    saved,
    workbook,
)


def test_the_cells_are_found_by_place() -> None:
    sheet = sheet_of(workbook({"A1": "Glossaire", "C7": 1}))
    assert {place: str(cell.where) for place, cell in sheet.cells.items()} == {
        (1, 1): "c.xlsx > Feuille > A1",
        (7, 3): "c.xlsx > Feuille > C7",
    }


def test_a_wrong_dimension_loses_no_cell() -> None:
    data = repacked(
        saved(workbook({"A1": 1, "B2": 2, "C3": 3})),
        {"xl/worksheets/sheet1.xml": replacing('<dimension ref="A1:C3" />', '<dimension ref="A1"/>')},
    )
    assert len(read(data).sheets[0].cells) == 3


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_told(state: Literal["hidden", "veryHidden"]) -> None:
    book = workbook({"A1": 1})
    book.create_sheet("Cachée")["B2"] = 2
    book["Cachée"].sheet_state = state
    raw, faults = read_workbook(saved(book), "c.xlsx")
    assert raw is not None
    assert [sheet.hidden for sheet in raw.sheets] == [False, True]
    assert raw.sheets[1].at(2, 2) is not None
    assert [fault.code for fault in faults] == (["feuille-tres-masquee"] if state == "veryHidden" else [])


def test_hidden_rows_and_columns_that_hold_something_are_told() -> None:
    book = workbook({"A1": 1, "A2": 2, "A3": 3, "C1": 4, "E1": 5})
    sheet = book["Feuille"]
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions.group("B", "D", hidden=True)
    raw = sheet_of(book)
    assert raw.hidden_rows == {2}
    assert raw.hidden_columns == {3}
    assert not raw.filtered


def test_a_row_or_column_without_size_is_hidden() -> None:
    columns = '<cols><col min="2" max="2" width="0" customWidth="1"/></cols>'
    row = '<row r="2" ht="0" customHeight="1"><c r="B2"><v>1</v></c></row>'
    raw = read(hand_written(row, before=columns)).sheets[0]
    assert raw.hidden_rows == {2}
    assert raw.hidden_columns == {2}


def test_a_filter_that_is_set_is_told() -> None:
    book = workbook({"A1": "Statut", "A2": "artisan", "A3": "commerçant"})
    sheet = book["Feuille"]
    sheet.auto_filter.ref = "A1:A3"
    assert not sheet_of(book).filtered
    sheet.auto_filter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["artisan"])))
    sheet.row_dimensions[3].hidden = True
    raw = sheet_of(book)
    assert raw.filtered
    assert raw.hidden_rows == {3}


def test_merged_areas_are_told() -> None:
    book = workbook({"A1": 1, "A2": 2, "A3": 3})
    book["Feuille"].merge_cells("A2:B4")
    book["Feuille"].merge_cells("A1:C1")
    raw = sheet_of(book)
    assert raw.merged == (Area(1, 1, 1, 3), Area(2, 1, 4, 2))
    assert set(raw.cells) == {(1, 1), (2, 1)}


def test_a_total_row_is_refused() -> None:
    book = workbook({"A1": "N°", "B1": "Droit", "A2": "1", "B2": "ouvert", "A3": "Total"})
    book["Feuille"].add_table(Table(displayName="Droits", ref="A1:B3", totalsRowCount=1))
    raw, (fault,) = read_workbook(saved(book), "c.xlsx")
    assert raw is None
    assert (fault.code, str(fault.where)) == ("ligne-de-total", "c.xlsx > Feuille > ligne 3")


def test_content_far_below_is_read_and_told() -> None:
    assert warnings_of(saved(workbook({"A1": 1, "A51": 2, "A101": 3}))) == []
    assert warnings_of(saved(workbook({"A1": 1, "A52": 2}))) == [
        ("contenu-eloigne", "c.xlsx > Feuille > ligne 52")
    ]


def test_a_sheet_without_its_part_is_refused() -> None:
    book = workbook({"A1": 1})
    book.create_sheet("Perdue")
    raw, (fault,) = read_workbook(repacked(saved(book), {"xl/worksheets/sheet2.xml": None}), "c.xlsx")
    assert raw is None
    assert (fault.code, str(fault.where)) == ("feuille-absente", "c.xlsx > Perdue")


def test_all_the_faults_of_a_workbook_are_said_at_once_in_order() -> None:
    book = workbook({"B2": time(1), "A3": "#N/A"})
    book.create_sheet("Autre")["A1"] = "=1+1"
    raw, faults = read_workbook(saved(book), "c.xlsx")
    assert raw is None
    assert [(str(fault.where), fault.code) for fault in faults] == [
        ("c.xlsx > Autre > A1", "formule-non-calculee"),
        ("c.xlsx > Feuille > B2", "heure-ou-duree"),
        ("c.xlsx > Feuille > A3", "valeur-d-erreur"),
    ]


def test_notes_may_hold_anything() -> None:
    book = workbook({"A1": " NOTES ", "A2": "=TODAY()", "A3": "rayé", "A4": time(1), "A5": "lu"})
    book["Feuille"]["A3"].font = Font(strike=True)
    raw, faults = read_workbook(saved(book), "c.xlsx")
    assert raw is not None
    assert "lu" in [cell.value for cell in raw.sheets[0].cells.values()]
    assert faults == ()


def test_notes_that_a_formula_reads_may_not() -> None:
    book = workbook({"A1": 1})
    notes = book.create_sheet("Mes notes")
    notes["A1"], notes["A2"] = "Notes", "=TODAY()"
    data = hand_written('<row r="2"><c r="B2"><f>\'Mes notes\'!A2</f><v>46000</v></c></row>', book=book)
    raw, (fault,) = read_workbook(data, "c.xlsx")
    assert raw is None
    assert (fault.code, str(fault.where)) == ("formule-changeante", "c.xlsx > Mes notes > A2")
