"""The traps of a spreadsheet that leave a workbook readable: each is told with its cell and its remedy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.defined_name import DefinedName

from engine.diagnostics import Diagnostic
from engine.workbooks.read_workbook import read_workbook
from tests.workbooks import related, repacked, replacing, saved, workbook

SHEET = "xl/worksheets/sheet1.xml"
DRAWING = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r>'
    b"<a:t>%s</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
)


def told(data: bytes) -> Diagnostic:
    """Return the only warning of *data*, which is read."""
    book, (fault,) = read_workbook(data, "c.xlsx")
    assert book is not None
    assert not fault.is_error
    assert fault.help
    return fault


def shaped(value: object, number_format: str = "General", **style: object) -> bytes:
    """Return a workbook whose cell B2 holds *value* in this style."""
    book = workbook({"A1": "x", "B2": value})
    cell = book.worksheets[0]["B2"]
    cell.number_format = number_format
    for name, part in style.items():
        setattr(cell, name, part)
    return saved(book)


def silent(data: bytes) -> bool:
    return read_workbook(data, "c.xlsx")[1] == ()


# --- what a cell shows ---


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (4383.25, "0", "montre 4383 mais contient 4383,25"),
        (4383.25, '#,##0.0" €"', "montre 4383,3 mais contient 4383,25"),
        (0.0333, "0%", "montre 3\u00a0% mais contient 3,33\u00a0%"),
        (4383, "#,##0,", "montre 4 mais contient 4383"),
        (-0.5, "0;[Red]-0", "montre -1 mais contient -0,5"),
    ],
)
def test_a_number_shown_otherwise_than_it_is_is_told(value: float, number_format: str, shown: str) -> None:
    fault = told(shaped(value, number_format))

    assert (fault.code, str(fault.where)) == ("nombre-affiche-autrement", "c.xlsx > Feuille > B2")
    assert shown in fault.message


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (4383.25, "General"),
        (4383.25, "#,##0.00"),
        (12, '0" mois"'),
        (0.07, "0%"),
        (12.5, "0.00E+00"),
        (0.5, "# ?/?"),
        (12.5, "@"),
    ],
)
def test_a_number_shown_as_it_is_or_in_an_unusual_way_is_left_alone(value: float, number_format: str) -> None:
    assert silent(shaped(value, number_format))


def test_an_example_may_have_more_decimals_than_it_shows() -> None:
    book = workbook({"A1": "Cas de test", "B2": 0.04755})
    book.worksheets[0]["B2"].number_format = "0.00%"

    assert silent(saved(book))


@pytest.mark.parametrize(
    ("number_format", "said"),
    [("mm/dd/yyyy", "le mois avant le jour"), ("[$-409]m/d/yy", "le mois avant"), ("mm/yyyy", "pas le jour")],
)
def test_a_day_that_can_be_read_as_another_one_is_told(number_format: str, said: str) -> None:
    fault = told(shaped(date(2025, 4, 3), number_format))

    assert fault.code == "date-affichee-autrement"
    assert said in fault.message
    assert fault.message.endswith("elle contient le 03/04/2025")


@pytest.mark.parametrize(
    ("day", "number_format"),
    [
        (date(2025, 4, 3), "dd/mm/yyyy"),
        (date(2025, 4, 3), "yyyy-mm-dd"),
        (date(2025, 4, 3), "dddd d mmmm yyyy"),
        (date(2025, 4, 3), "mmmm d, yyyy"),
        (date(2025, 4, 30), "mm/dd/yyyy"),
        (date(2025, 4, 1), "mm/yyyy"),
        (date(2025, 4, 3), "mm-dd-yy"),
    ],
)
def test_a_day_that_reads_in_one_way_is_left_alone(day: date, number_format: str) -> None:
    assert silent(shaped(day, number_format))


WHITE = Font(name="Calibri", color="FFFFFFFF")


@pytest.mark.parametrize(
    "data",
    [
        shaped("artisan", ";;;"),
        shaped("artisan", font=WHITE),
        shaped("artisan", font=Font(name="Calibri", color=Color(theme=0))),
        shaped("artisan", font=Font(name="Calibri", color="FF123456"),
               fill=PatternFill("solid", start_color="FF123456")),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_in_a_cell_is_told(data: bytes) -> None:
    assert told(data).code == "contenu-invisible"


def test_white_on_a_dark_ground_can_be_seen() -> None:
    assert silent(shaped("artisan", font=WHITE, fill=PatternFill("solid", start_color="FF1F3864")))


def test_a_letter_of_another_alphabet_that_looks_like_ours_is_told() -> None:
    fault = told(shaped("\u0430rtisan"))

    assert fault.code == "lettre-d-un-autre-alphabet"
    assert "«\u00a0\u0430\u00a0»" in fault.message


@pytest.mark.parametrize("text", ["β-bloquant", "coefficient α", "µg", "Œuvre à dos d’âne"])
def test_a_letter_of_another_alphabet_by_itself_is_left_alone(text: str) -> None:
    assert silent(shaped(text))


# --- what a sheet has beside its cells ---


def conditional(style: DifferentialStyle) -> bytes:
    book = workbook({"A1": "x", "B2": "artisan"})
    rule: Any = Rule(type="expression", formula=["TRUE"])
    rule.dxf = style
    book.worksheets[0].conditional_formatting.add("B2:B9", rule)
    return saved(book)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (DifferentialStyle(font=Font(strike=True)), "raye"),
        (DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;")), "cache"),
    ],
)
def test_a_conditional_format_that_strikes_or_hides_is_told(style: DifferentialStyle, said: str) -> None:
    fault = told(conditional(style))

    assert (fault.code, str(fault.where)) == ("mise-en-forme-trompeuse", "c.xlsx > Feuille > B2")
    assert f"{said} le contenu de B2:B9" in fault.message


def test_a_conditional_format_that_colours_is_left_alone() -> None:
    assert silent(conditional(DifferentialStyle(fill=PatternFill("solid", end_color="FFFFC7CE"))))


def beside(kind: str, path: str, content: bytes) -> bytes:
    """Return a workbook whose sheet has the part *path*."""
    parts: dict[str, bytes | Callable[[bytes], bytes] | None] = {path: content}
    parts |= related(SHEET, (kind, f"/{path}"))
    return repacked(saved(workbook({"A1": "x"})), parts)


def test_a_text_box_is_told_with_what_it_says() -> None:
    fault = told(beside("drawing", "xl/drawings/drawing9.xml", DRAWING % b"ne plus appliquer"))

    assert (fault.code, str(fault.where)) == ("zone-de-texte", "c.xlsx > Feuille")
    assert "«\u00a0ne plus appliquer\u00a0»" in fault.message


def test_a_picture_without_text_is_left_alone() -> None:
    assert silent(beside("drawing", "xl/drawings/drawing9.xml", DRAWING % b""))


def test_a_sheet_fed_from_elsewhere_is_told() -> None:
    assert told(beside("queryTable", "xl/queryTables/q1.xml", b"<q/>")).code == "donnees-externes"


# --- what a workbook has beside its sheets ---


def test_a_link_to_another_workbook_is_told_by_its_name() -> None:
    link = "xl/externalLinks/externalLink1.xml"
    content = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    parts: dict[str, bytes | Callable[[bytes], bytes] | None] = {link: content}
    parts |= related(link, ("externalLinkPath", "file:///C:/budget%202025.xlsx"), external=True)

    fault = told(repacked(saved(workbook({"A1": "x"})), parts))

    assert (fault.code, str(fault.where)) == ("lien-externe", "c.xlsx")
    assert "«\u00a0budget 2025.xlsx\u00a0»" in fault.message


def test_connections_to_data_are_told() -> None:
    data = repacked(saved(workbook({"A1": "x"})), {"xl/connections.xml": b"<connections/>"})

    assert told(data).code == "donnees-externes"


def test_a_name_that_leads_nowhere_is_told_and_the_print_area_is_not() -> None:
    book = workbook({"A1": "x"})
    book.defined_names["v_statut"] = DefinedName("v_statut", attr_text="Listes!#REF!")
    assert "v_statut" in told(saved(book)).message

    other = workbook({"A1": "x"})
    other.worksheets[0].print_area = "A1:B2"
    broken = replacing("$A$1:$B$2", "#REF!")
    assert silent(repacked(saved(other), {"xl/workbook.xml": broken}))


def test_around_a_sheet_of_notes_anything_may_stand() -> None:
    parts: dict[str, bytes | Callable[[bytes], bytes] | None] = {"xl/drawings/d.xml": DRAWING % b"texte"}
    parts |= related(SHEET, ("drawing", "/xl/drawings/d.xml"))
    book: Workbook = workbook({"A1": "Notes", "B2": "\u0430rtisan"})

    assert silent(repacked(saved(book), parts))
