"""The copy of a workbook that shows its faults says the same rules, and leaves nothing out unsaid."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.pipeline import compile_tables
from engine.values import Kind, Type
from engine.witness import Held, WitnessCase
from engine.workbooks.read_workbook import read_workbook
from engine.workbooks.write_controls import write_controls
from tests.cli.workbook import write_tables
from tests.workbooks import DATE, calculated, hand_written, repacked, saved, workbook

WRONG = Diagnostic(
    code="valeur-hors-liste",
    where=CellRef("c.xlsx", "Feuille", 3, 2),
    message="« artizan » n’est pas permis",
    help="écrire « artisan »",
)
ROW = Diagnostic(
    code="ligne-masquee",
    where=CellRef("c.xlsx", "Feuille", 5),
    message="cette ligne est masquée",
    severity=Severity.WARNING,
)
SHEET = Diagnostic(
    code="cas-sans-ligne",
    where=CellRef("c.xlsx", "Feuille"),
    message="un cas n’est traité par aucune ligne",
    severity=Severity.WARNING,
    witness=WitnessCase(
        table="t",
        benefit="aide",
        told=(Held(name="jour", label="Jour", type=Type(kind=Kind.DATE), value=date(2026, 3, 10)),),
    ),
)


def copied(book: Workbook, *faults: Diagnostic) -> Any:
    """Return the copy of *book*, opened."""
    return openpyxl.load_workbook(BytesIO(write_controls(saved(book), "c.xlsx", faults)))


def listed(book: Any) -> list[list[object]]:
    """Return what the sheet of the faults lists, from its headings down."""
    return [[cell.value for cell in row] for row in book["Contrôles"].iter_rows(min_row=4)]


def test_each_fault_is_a_line_with_a_link_to_its_cell() -> None:
    book = copied(workbook({"B3": "artizan"}), WRONG, SHEET)

    heads, first, second = listed(book)
    assert heads[:6] == ["N°", "Gravité", "Feuille", "Cellule", "Constat", "Remède"]
    assert first[:6] == [1, "erreur", "Feuille", "B3", WRONG.message, WRONG.help]
    assert second[1:4] == ["avertissement", "Feuille", "feuille"]
    assert book["Contrôles"]["D5"].hyperlink.location == "'Feuille'!B3"
    assert book["Contrôles"]["D6"].hyperlink.location == "'Feuille'!A1"


def test_a_faulty_cell_has_a_comment_that_says_why_and_a_ground() -> None:
    cell = copied(workbook({"B3": "artizan"}), WRONG)["Feuille"]["B3"]

    assert cell.value == "artizan"
    assert cell.comment.text == (
        "erreur\u00a0: « artizan » n’est pas permis\nremède\u00a0: écrire « artisan »"
    )
    assert cell.fill.start_color.rgb == "00FFC7CE"


def test_the_fault_of_a_row_stands_on_its_first_cell_and_that_of_a_sheet_on_a1_without_ground() -> None:
    sheet = copied(workbook({"A1": "x", "B5": "y"}), ROW, SHEET)["Feuille"]

    assert "masquée" in sheet["A5"].comment.text
    assert "traité" in sheet["A1"].comment.text
    assert sheet["A1"].fill.fill_type is None


def test_the_comment_of_the_author_is_kept_below() -> None:
    book = workbook({"B3": "artizan"})
    book.worksheets[0]["B3"].comment = Comment("à revoir avec Zoé", "Léa")

    text = copied(book, WRONG)["Feuille"]["B3"].comment.text

    assert text.startswith("erreur")
    assert text.endswith("à revoir avec Zoé")


def test_a_cell_inside_a_merge_is_shown_by_the_first_one() -> None:
    book = workbook({"A3": "x"})
    book.worksheets[0].merge_cells("A3:C4")

    assert "artizan" in copied(book, WRONG)["Feuille"]["A3"].comment.text


def test_drop_downs_widths_and_frozen_panes_are_kept() -> None:
    book = workbook({"B3": "artizan"})
    sheet = book.worksheets[0]
    sheet.column_dimensions["B"].width = 33
    sheet.freeze_panes = "B2"
    sheet.add_data_validation(DataValidation(type="list", formula1='"oui,non"', sqref="B3"))

    kept = copied(book, WRONG)["Feuille"]

    assert (kept.column_dimensions["B"].width, kept.freeze_panes) == (33, "B2")
    assert [one.formula1 for one in kept.data_validations.dataValidation] == ['"oui,non"']


def test_formulas_keep_what_they_gave_last() -> None:
    rows = (
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>"a"&amp;"&lt;"</f><v>a&lt;</v></c>'
        f'<c r="C2" t="b"><f>1=1</f><v>1</v></c><c r="D2" s="{DATE}"><f>DATE(2026,1,1)</f><v>46023</v></c></row>'
    )
    data = hand_written(rows)

    before, _ = read_workbook(data, "c.xlsx")
    after, faults = read_workbook(write_controls(data, "c.xlsx", [ROW]), "c.xlsx")

    assert before is not None and after is not None
    assert faults == ()
    values = [
        {place: cell.value for place, cell in sheet.cells.items()}
        for sheet in (*before.sheets, *after.sheets)
    ]
    assert values[0] == values[-1] == {(2, 1): 2, (2, 2): "a<", (2, 3): True, (2, 4): date(2026, 1, 1)}


def test_the_copy_means_the_same_and_adds_no_fault(tmp_path: Path) -> None:
    data = (write_tables(tmp_path) / "petit.xlsx").read_bytes()
    wrong = Diagnostic(code="x", where=CellRef("petit.xlsx", "Arret", 8, 2), message="= pas une formule")

    model, _ = compile_tables({"petit.xlsx": data})
    copy, faults = compile_tables({"petit.xlsx": write_controls(data, "petit.xlsx", [wrong, SHEET])})

    assert model is not None and copy is not None
    assert faults == ()
    assert (copy.seal, copy.examples) == (model.seal, model.examples)


def test_the_same_workbook_and_faults_give_the_same_bytes() -> None:
    data = saved(workbook({"B3": "artizan"}))

    assert write_controls(data, "c.xlsx", [WRONG]) == write_controls(data, "c.xlsx", [WRONG])


def test_a_copy_that_is_checked_again_has_one_list() -> None:
    once = write_controls(saved(workbook({"B3": "artizan"})), "c.xlsx", [WRONG, SHEET])
    again = openpyxl.load_workbook(BytesIO(write_controls(once, "c.xlsx", [ROW])))

    assert again.sheetnames.count("Contrôles") == 1
    assert [line[8] for line in listed(again)[1:]] == ["ligne-masquee"]


def test_the_cases_are_lines_that_can_be_pasted_among_the_examples() -> None:
    sheet = copied(workbook({"B3": "artizan"}), WRONG, SHEET)["Cas témoins"]

    assert [cell.value for cell in sheet["A"]][3:] == ["Constat 2 (prestation aide)", "N°", None, "T-2"]
    assert sheet["C7"].value == "2026-03-10"


def test_a_file_that_cannot_be_opened_gives_the_list_alone() -> None:
    fault = Diagnostic(code="fichier-endommage", where=CellRef("c.xlsx"), message="ce fichier est endommagé")

    book = openpyxl.load_workbook(BytesIO(write_controls(b"PK\x03\x04", "c.xlsx", [fault])))

    assert book.sheetnames == ["Contrôles"]
    assert listed(book)[1][3:5] == ["classeur", "ce fichier est endommagé"]


def test_what_a_formula_never_gave_is_not_made_up() -> None:
    data = repacked(saved(workbook({"B2": "=1+1"})), {"xl/workbook.xml": calculated})

    _, (fault,) = read_workbook(write_controls(data, "c.xlsx", [ROW]), "c.xlsx")

    assert fault.code == "formule-non-calculee"
