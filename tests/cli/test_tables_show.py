"""``tables show`` writes what workbooks hold, sound or not."""

from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Program
from tests.cli.workbook import ARRET, write_tables


def test_a_workbook_is_shown_in_each_format(program: Program, tables: Path) -> None:
    file = str(tables / "petit.xlsx")
    assert "A-01  ligne 8\n" in program("tables", "show", file, "--disposition", "fiches").out
    assert "| A-01 | artisan | >= 12 |" in program("tables", "show", file, "--format", "markdown").out
    assert program("tables", "show", file, "--format", "html").out.startswith("<!DOCTYPE html>")


def test_without_a_file_the_folder_is_shown_and_one_sheet_can_be_chosen(program: Program) -> None:
    done = program("tables", "show", "--feuille", "t_arret", "--format", "md")
    assert done.out.startswith("# Arret : Table de décision « t_arret »\n")
    assert "Naissance" not in done.out
    assert program("tables", "show", "petit.xlsx").status == 0


def test_a_sheet_or_a_file_that_does_not_exist_is_told(program: Program) -> None:
    done = program("tables", "show", "--feuille", "t_aret")
    assert done.status == 2 and "vouliez-vous dire « t_arret »" in done.err
    done = program("tables", "show", "petti.xlsx")
    assert done.status == 1 and "vouliez-vous dire « petit.xlsx »" in done.err


def test_a_workbook_that_does_not_compile_is_shown(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path, Arret=ARRET.replace("|artisan|", "|artizan|"))
    assert "| A-01 | artizan |" in program("tables", "show", str(folder), "--format", "md").out


def test_a_cell_that_cannot_be_read_is_marked_and_the_fault_told(program: Program, tmp_path: Path) -> None:
    path = write_tables(tmp_path) / "petit.xlsx"
    book = load_workbook(path)
    book["Arret"]["C8"] = "#REF!"
    book.save(path)
    done = program("tables", "show", str(path), "--format", "md")
    assert (done.status, "| A-01 | artisan | ⚠ " in done.out) == (0, True)
    assert "petit.xlsx > Arret > C8" in done.err


def test_what_is_not_a_workbook_is_refused(program: Program, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"rien")
    done = program("tables", "show", str(tmp_path / "x.xlsx"))
    assert (done.status, done.out) == (1, "")
    assert "erreur[" in done.err
