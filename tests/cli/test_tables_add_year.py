"""``tables add-year`` carries on the figures that end, in another file, and says so line by line."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tests.cli.conftest import Done, Program, WriteCase
from tests.cli.workbook import FIGURES, write_tables
from tests.workbooks import calculated, repacked

ENDING = "Paramètres\n" + FIGURES.replace("2024-01-01||", "2024-01-01|2026-12-31|")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose only figure ends with 2026, in a coloured line with a drop-down."""
    path = write_tables(tmp_path / "t", Chiffres=ENDING) / "petit.xlsx"
    book = load_workbook(path)
    sheet = book["Chiffres"]
    sheet["B4"].fill = PatternFill("solid", fgColor="E8F3DF")
    sheet.row_dimensions[4].height = 31
    rule = DataValidation(type="list", formula1='"haute,à confirmer"')
    rule.add("F4")
    sheet.add_data_validation(rule)
    sheet.auto_filter.ref = "A3:G4"
    book.save(path)
    return path.parent


def added(program: Program, folder: Path, *options: str) -> Done:
    return program("tables", "add-year", "2027", "--tables", str(folder), *options)


def test_the_list_alone_is_given_when_no_output_is(program: Program, folder: Path) -> None:
    done = added(program, folder)
    assert done.status == 0
    assert done.out == (
        "petit.xlsx > Chiffres > ligne 5 : seuil = 1 000,00 €, du 01/01/2027 au 31/12/2027, à confirmer"
        " (recopié de la ligne 4)\n1 ligne pour 2027 ; rien n’est écrit sans --output\n"
    )


def test_the_copy_keeps_the_look_of_the_line_and_its_drop_down(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    before = (folder / "petit.xlsx").read_bytes()
    done = added(program, folder, "petit.xlsx", "--output", str(tmp_path / "suite.xlsx"))
    assert done.status == 0
    assert (folder / "petit.xlsx").read_bytes() == before
    sheet = load_workbook(tmp_path / "suite.xlsx")["Chiffres"]
    values = [str(cell.value) for cell in sheet[5]]
    assert values[:4] == ["seuil", "1000", "2027-01-01 00:00:00", "2027-12-31 00:00:00"]
    assert values[4:6] == ["à compléter\u00a0; avant\u00a0: Loi A", "à confirmer"]
    assert "jusqu’au 31/12/2026, recopiée" in values[6]
    assert sheet["B5"].fill.fgColor.rgb == sheet["B4"].fill.fgColor.rgb
    assert sheet.row_dimensions[5].height == 31
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["F4:F5"]
    assert sheet.auto_filter.ref == "A3:G5"


def test_a_figure_to_confirm_decides_and_the_answer_says_so(
    program: Program, folder: Path, tmp_path: Path, write_case: WriteCase
) -> None:
    case = write_case(date_arret="2027-03-10")
    assert "impossible de conclure" in program(case, "--tables", str(folder)).out
    shutil.copytree(folder, tmp_path / "new")
    added(program, folder, "--output", str(tmp_path / "copies"))
    shutil.copy(tmp_path / "copies" / "petit.xlsx", tmp_path / "new" / "petit.xlsx")
    told = " ".join(program(case, "--tables", str(tmp_path / "new")).out.split())
    assert "droit ouvert" in told
    assert "Seuil (1 000,00 €) : chiffre de confiance « à confirmer »." in told


def test_a_workbook_of_the_tables_is_never_written(program: Program, folder: Path) -> None:
    before = (folder / "petit.xlsx").read_bytes()
    for output in (str(folder), str(folder / "petit.xlsx")):
        done = added(program, folder, "--output", output)
        assert (done.status, "aucun n’est modifié" in done.err) == (1, True)
    assert (folder / "petit.xlsx").read_bytes() == before


def test_what_formulas_gave_stays_in_the_copy(program: Program, folder: Path, tmp_path: Path) -> None:
    path = folder / "petit.xlsx"
    book = load_workbook(path)
    book["Chiffres"]["B4"] = "=500*2+0*LEN(A4)"
    book.save(path)

    def worked_out(content: bytes) -> bytes:
        return re.sub(rb"</f><v ?(/>|></v>)", b"</f><v>1000</v>", content)

    changes = {"xl/worksheets/sheet2.xml": worked_out, "xl/workbook.xml": calculated}
    path.write_bytes(repacked(path.read_bytes(), changes))
    assert added(program, folder, "--output", str(tmp_path / "copies")).status == 0
    copy = load_workbook(tmp_path / "copies" / "petit.xlsx", data_only=True)["Chiffres"]
    assert (copy["B4"].value, copy["B5"].value) == (1000, 1000)


def test_nothing_to_carry_on_writes_nothing(program: Program, tmp_path: Path) -> None:
    done = program("tables", "add-year", "2027", "--output", str(tmp_path / "copies"))
    assert "aucun chiffre ne prend fin avant ou pendant 2027" in done.out
    assert not (tmp_path / "copies").exists()


def test_a_workbook_that_is_not_there_is_told(program: Program, folder: Path) -> None:
    done = added(program, folder, "petti.xlsx")
    assert (done.status, "vouliez-vous dire « petit.xlsx »" in done.err) == (2, True)
