"""The names of the sheets of a workbook, without what they hold."""

from pathlib import Path

from engine.workbooks.sheet_names import sheet_names
from tests.cli.workbook import write_tables


def test_the_sheets_of_a_workbook_have_their_names(tmp_path: Path) -> None:
    (path,) = write_tables(tmp_path).glob("*.xlsx")
    assert sheet_names(path) > {"Glossaire", "Chiffres", "Arret"}


def test_what_is_no_workbook_has_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "texte.xlsx"
    path.write_text("ceci n’est pas un classeur")
    assert sheet_names(path) == frozenset()
