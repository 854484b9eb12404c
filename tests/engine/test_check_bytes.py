"""What is said of a file before openpyxl opens it."""

from collections.abc import Callable

import pytest

from engine.diagnostics import Diagnostic
from engine.workbooks.check_bytes import LARGEST_TOTAL, check_bytes, lock_file
from engine.workbooks.check_parts import MOST_COLUMNS, MOST_ROWS, Contents
from tests.workbooks import (
    OLE,
    archive,
    bomb,
    hand_written,
    office_document,
    one_cell,
    open_document,
    repacked,
    replacing,
    saved,
    strict,
    understated,
    with_macros,
    workbook,
)

SHEET = "xl/worksheets/sheet1.xml"
SOUND = saved(workbook({"A1": "x"}))


def refused(data: bytes, name: str = "c.xlsx") -> Diagnostic:
    """Return the only fault of *data*."""
    contents, (fault,) = check_bytes(data, name)
    assert contents is None
    assert fault.is_error
    assert fault.message
    assert fault.help
    return fault


def code(data: bytes, name: str = "c.xlsx") -> str:
    return refused(data, name).code


def accepted(data: bytes) -> Contents:
    contents, faults = check_bytes(data, "c.xlsx")
    assert faults == ()
    assert contents is not None
    return contents


def test_a_sound_workbook_announces_its_sheets() -> None:
    book = workbook({"A1": "x"}, title="Éligibilité")
    book.create_sheet("Paramètres")
    assert accepted(saved(book)).sheets == ("Éligibilité", "Paramètres")


def test_a_program_that_did_not_calculate_says_so() -> None:
    assert accepted(SOUND).outdated
    assert not accepted(one_cell('<c r="B2"/>')).outdated


# --- not a workbook ---


@pytest.mark.parametrize(
    "name", ["~$droits.xlsx", ".~lock.droits.xlsx#", "dossier/~$droits.xlsx", "C:\\d\\~$a.xlsx"]
)
def test_a_lock_file_is_known_by_its_name(name: str) -> None:
    assert lock_file(name)
    assert code(SOUND, name) == "fichier-de-verrou"


@pytest.mark.parametrize("name", ["droits.xlsx", "~droits.xlsx", "~$d/droits.xlsx"])
def test_another_name_is_not_that_of_a_lock_file(name: str) -> None:
    assert not lock_file(name)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "fichier-vide", id="empty"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "classeur-protege", id="password"),
        pytest.param(OLE + b"Workbook", "ancien-format", id="xls"),
        pytest.param(b"Nom;Valeur\n", "pas-un-classeur", id="csv"),
        pytest.param(b"<html><table></table></html>", "pas-un-classeur", id="html"),
        pytest.param(archive({"droits.csv": b"Nom"}), "pas-un-classeur", id="zip"),
        pytest.param(SOUND[: len(SOUND) // 2], "fichier-endommage", id="cut short"),
        pytest.param(open_document(), "classeur-ods", id="ods"),
        pytest.param(
            office_document(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            ),
            "autre-document",
            id="docx",
        ),
        pytest.param(
            office_document("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "autre-document",
            id="xlsb",
        ),
        pytest.param(
            office_document("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "classeur-avec-macros",
            id="xlsm",
        ),
        pytest.param(with_macros(), "classeur-avec-macros", id="macros in xlsx"),
        pytest.param(strict(), "classeur-strict", id="strict"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_a_part_that_does_not_unpack_is_a_damaged_file() -> None:
    middle = SOUND.index(SHEET.encode()) + len(SHEET) + 10
    assert code(SOUND[:middle] + b"\xff" * 8 + SOUND[middle + 8 :]) == "fichier-endommage"


def test_a_list_of_sheets_that_does_not_read_is_a_damaged_file() -> None:
    assert code(repacked(SOUND, {"xl/workbook.xml": b"<workbook>"})) == "fichier-endommage"


def test_two_sheets_that_share_a_part_are_a_damaged_file() -> None:
    shared = replacing("<sheets>", '<sheets><sheet name="Autre" sheetId="9" r:id="rId1"/>')
    assert code(repacked(SOUND, {"xl/workbook.xml": shared})) == "fichier-endommage"


# --- dangerous ---


def test_a_part_that_unpacks_to_much_is_refused_with_its_size() -> None:
    fault = refused(bomb(mebibytes=2))
    assert fault.code == "classeur-demesure"
    assert "2\u00a0Mio" in fault.message or "3\u00a0Mio" in fault.message


def test_a_part_that_pretends_to_be_small_is_not_unpacked() -> None:
    data = understated(bomb(mebibytes=LARGEST_TOTAL // 2**20 // 16), SHEET, 100)
    assert code(data) == "fichier-endommage"


@pytest.mark.parametrize("declaration", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!DOCTYPE x>"])
def test_xml_that_declares_entities_is_refused(declaration: str) -> None:
    data = repacked(SOUND, {SHEET: lambda content: declaration.encode() + content})
    assert code(data) == "xml-dangereux"


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.decode().encode("utf-16"),
        lambda content: content.decode().encode("utf-16-be"),
        lambda content: b'<?xml version="1.0" encoding="cp500"?>' + content,
    ],
)
def test_a_part_in_an_encoding_that_hides_text_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert code(repacked(SOUND, {SHEET: change})) == "encodage-inattendu"


def test_a_drawing_with_a_doctype_is_harmless() -> None:
    accepted(repacked(SOUND, {"xl/media/logo.svg": b"<!DOCTYPE svg><svg/>"}))


def test_more_cells_than_can_be_read_in_time_are_refused() -> None:
    rows = b"<row>" + b"<c/>" * 4_000_001 + b"</row>"
    data = repacked(SOUND, {SHEET: lambda content: content.replace(b"<sheetData>", b"<sheetData>" + rows)})
    assert code(data) == "classeur-demesure"


# --- too wide ---


def test_a_cell_in_the_last_row_is_reported_where_it_stands() -> None:
    fault = refused(one_cell('<c r="A1048576" s="1"/>'))
    assert fault.code == "feuille-trop-etendue"
    assert str(fault.where) == "c.xlsx > Feuille > A1048576"
    assert "ligne 1048576" in fault.message


def test_a_cell_in_the_last_column_is_reported_where_it_stands() -> None:
    fault = refused(one_cell('<c r="XFD3"/>'))
    assert fault.code == "feuille-trop-etendue"
    assert str(fault.where) == "c.xlsx > Feuille > XFD3"
    assert "colonne XFD" in fault.message


def test_the_largest_sheet_is_accepted() -> None:
    assert MOST_COLUMNS == 200
    accepted(one_cell(f'<c r="GR{MOST_ROWS}"/>'))


def test_an_empty_row_at_the_end_of_the_sheet_is_harmless() -> None:
    accepted(hand_written('<row r="1048576" hidden="0" ht="12.8"/>'))


def test_the_faults_of_all_sheets_are_said_at_once() -> None:
    book = workbook({"A20001": 1}, title="Une")
    book.create_sheet("Deux")["GS1"] = 1
    contents, faults = check_bytes(saved(book), "c.xlsx")
    assert contents is None
    assert [str(fault.where) for fault in faults] == ["c.xlsx > Deux > GS1", "c.xlsx > Une > A20001"]


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "$A$1:$B$10001", "A:B", "1:3", "A1:B2 C1"])
def test_a_merge_of_the_whole_sheet_is_refused(ref: str) -> None:
    after = f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'
    assert code(one_cell('<c r="A1"/>', after=after)) == "fusion-demesuree"


def test_many_merges_count_together() -> None:
    merges = "".join(f'<mergeCell ref="A{row}:B{row + 4000}"/>' for row in (1, 5000, 10000))
    assert code(one_cell('<c r="A1"/>', after=f"<mergeCells>{merges}</mergeCells>")) == "fusion-demesuree"


def test_a_link_over_a_whole_column_is_refused() -> None:
    after = '<hyperlinks><hyperlink display="a>b" ref="A1:A1048576" location="x"/></hyperlinks>'
    assert code(one_cell('<c r="A1"/>', after=after)) == "lien-demesure"
