"""A workbook saved by LibreOffice says what it said before, hidden rows, percentages and booleans included.

One shipped workbook is converted; all of them are when ``LIBREOFFICE=all`` is set (a minute).
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.pipeline import compile_tables
from engine.shipped import shipped_tables
from engine.source import RawSheet
from tests.cli.workbook import write_tables
from tests.reading import read

FILES = Path(__file__).parents[1] / "files"
ALL = os.environ.get("LIBREOFFICE") == "all"


def said(sheet: RawSheet) -> dict[tuple[int, int], object]:
    """Return what the cells of *sheet* say, by place."""
    return {place: (cell.value, cell.percent, cell.comment) for place, cell in sheet.cells.items()}


def hidden(sheet: RawSheet) -> tuple[object, ...]:
    return sheet.name, sheet.hidden, sheet.hidden_rows, sheet.hidden_columns, sheet.merged


def test_the_small_workbook_saved_by_libreoffice_means_the_same(tmp_path: Path) -> None:
    before = (write_tables(tmp_path) / "petit.xlsx").read_bytes()
    after = (FILES / "libreoffice-petit.xlsx").read_bytes()

    model, _ = compile_tables({"petit.xlsx": before})
    other, faults = compile_tables({"petit.xlsx": after})

    assert model is not None and other is not None
    assert faults == ()
    assert (other.seal, other.examples) == (model.seal, model.examples)


def test_a_workbook_of_every_form_saved_by_libreoffice_says_the_same() -> None:
    before = read((FILES / "openpyxl-formes.xlsx").read_bytes())
    after = read((FILES / "libreoffice-formes.xlsx").read_bytes())

    assert [said(sheet) for sheet in after.sheets] == [said(sheet) for sheet in before.sheets]
    assert [hidden(sheet) for sheet in after.sheets] == [hidden(sheet) for sheet in before.sheets]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_shipped_workbooks_converted_by_libreoffice_say_the_same(tmp_path: Path) -> None:
    shipped = sorted(shipped_tables().glob("*.xlsx" if ALL else "parametres.xlsx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        *map(str, shipped),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)

    for path in shipped:
        before, after = read(path.read_bytes()), read((tmp_path / "out" / path.name).read_bytes())
        for one, other in zip(before.sheets, after.sheets, strict=True):
            assert (one.name, said(one)) == (other.name, said(other))
