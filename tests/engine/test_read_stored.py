"""What is read of a cell, and what makes it suspect."""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.defined_name import DefinedName

from engine.workbooks.read_workbook import read_workbook
from tests.reading import cell_of, code_of, refused, stored_as, value_of, warnings_of
from tests.workbooks import (
    DATE,
    PERCENT,
    SPAN,
    STRUCK,
    formula,
    hand_written,
    number,
    one_cell,
    repacked,
    replacing,
    saved,
    text,
    workbook,
)

AFTERNOON = datetime.combine(date(2026, 3, 10), time(14, 30))


# --- text ---


def test_text_is_kept_as_written() -> None:
    assert stored_as("  artisan, « commerçant » ≥ 2 ") == "  artisan, « commerçant » ≥ 2 "


def test_text_is_read_from_the_shared_strings_too() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    data = repacked(
        one_cell('<c r="B2" t="s"><v>1</v></c>'),
        {
            "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>a</t></si><si><t>b</t></si></sst>'.encode(),
            "[Content_Types].xml": replacing(
                "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{strings}"/></Types>'
            ),
        },
    )
    assert value_of(data) == "b"


def test_decomposed_accents_are_composed() -> None:
    assert stored_as(unicodedata.normalize("NFD", "décès")) == "décès"


def test_escaped_characters_are_restored() -> None:
    assert value_of(text("a_x000D_\nb_x0041_")) == "a\nbA"
    assert value_of(text("_xD83D__xDE00_")) == "\U0001f600"
    assert value_of(text("_xD83D_")) == "\ufffd"


def test_invisible_characters_are_removed() -> None:
    assert value_of(text("\ufeffarti\u200bsan\u200e\u00ad")) == "artisan"


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0\u202f\n", "\u200b", "\u200d\ufeff "])
def test_what_cannot_be_seen_is_empty(blank: str) -> None:
    assert value_of(text(blank)) is None


def test_the_runs_of_rich_text_are_joined() -> None:
    bold = InlineFont(b=True)
    assert stored_as(CellRichText("plus de ", TextBlock(bold, "12"), " mois")) == "plus de 12 mois"
    assert stored_as(CellRichText(TextBlock(bold, "tout"))) == "tout"


def test_text_that_begins_with_an_equal_sign_is_text() -> None:
    assert value_of(text("=2 * seuil")) == "=2 * seuil"


def test_text_is_not_read_as_anything_else() -> None:
    for written in ("007", "12,5", "VRAI", "01/02/2026", "7 %"):
        assert value_of(text(written)) == written


# --- numbers and booleans ---


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("1.1", "1.1"),
        ("0.30000000000000004", "0.3"),
        ("1E5", "100000"),
        ("-0.0", "0"),
        ("999999999999999", "999999999999999"),
        ("0.3333333333333333", "0.333333333333333"),
    ],
)
def test_a_number_is_the_one_that_the_spreadsheet_shows(written: str, expected: str) -> None:
    found = value_of(number(written))
    assert isinstance(found, Decimal)
    assert str(found) == str(Decimal(expected))


@pytest.mark.parametrize("written", ["1234567890123456", "1E15", "-12345678901234567890"])
def test_a_number_of_16_digits_is_refused(written: str) -> None:
    assert code_of(number(written)) == "nombre-trop-long"


def test_an_infinite_number_is_refused() -> None:
    assert code_of(number("1E999")) == "valeur-d-erreur"


def test_a_percentage_is_the_fraction_and_is_marked() -> None:
    found = cell_of(number("0.07", PERCENT))
    assert found is not None
    assert (found.value, found.percent) == (Decimal("0.07"), True)


@pytest.mark.parametrize("number_format", ["0", '0"%"', "0\\%"])
def test_a_percent_sign_that_is_only_written_marks_nothing(number_format: str) -> None:
    book = workbook({"B2": 7})
    book["Feuille"]["B2"].number_format = number_format
    found = cell_of(saved(book))
    assert found is not None
    assert not found.percent


def test_a_boolean_is_not_a_number() -> None:
    assert stored_as(True) is True
    assert stored_as(False) is False


@pytest.mark.parametrize("written", ["TRUE()", "TRUE", " true ( ) "])
def test_the_booleans_of_libreoffice_are_constants(written: str) -> None:
    assert value_of(formula(written, cached="", kind="b")) is True


def test_the_false_of_libreoffice_is_a_constant() -> None:
    assert value_of(formula("FALSE()", cached="", kind="b")) is False


# --- dates ---


def test_a_date_is_a_day() -> None:
    found = stored_as(date(2026, 3, 10))
    assert found == date(2026, 3, 10)
    assert not isinstance(found, datetime)


def test_the_dates_of_a_1904_workbook_are_the_days_shown() -> None:
    book = workbook({"B2": date(2026, 3, 10)})
    book.epoch = MAC_EPOCH
    read, (fault,) = read_workbook(saved(book), "c.xlsx")
    assert read is not None
    assert read.sheets[0].cells[2, 2].value == date(2026, 3, 10)
    assert (fault.code, fault.is_error) == ("calendrier-1904", False)


def test_a_date_stored_in_iso_form_is_a_day() -> None:
    assert value_of(one_cell('<c r="B2" t="d"><v>2026-03-10</v></c>')) == date(2026, 3, 10)


@pytest.mark.parametrize("written", [AFTERNOON, time(14, 30), timedelta(hours=30), timedelta(days=2)])
def test_a_time_of_day_is_refused(written: object) -> None:
    assert code_of(saved(workbook({"B2": written}))) == "heure-ou-duree"


def test_the_message_shows_the_time() -> None:
    assert "10/03/2026 14:30:00" in refused(saved(workbook({"B2": AFTERNOON}))).message
    assert "30:00:00" in refused(number("1.25", SPAN)).message


def test_a_fraction_of_a_day_is_refused() -> None:
    assert code_of(number("0.5", DATE)) == "heure-ou-duree"


@pytest.mark.parametrize("serial", ["1", "59", "60", "-5"])
def test_a_day_before_march_1900_is_refused(serial: str) -> None:
    assert code_of(number(serial, DATE)) == "date-trop-ancienne"


def test_the_first_sure_day_is_accepted() -> None:
    assert value_of(number("61", DATE)) == date(1900, 3, 1)


@pytest.mark.parametrize("serial", ["2958466", "1E12"])
def test_a_day_beyond_the_calendar_is_refused(serial: str) -> None:
    assert code_of(number(serial, DATE)) == "date-hors-calendrier"
    given_by_formula = f'<c r="B2" s="{DATE}"><f>1+1</f><v>{serial}</v></c>'
    assert code_of(one_cell(given_by_formula)) == "date-hors-calendrier"


# --- formulas ---


def test_a_formula_says_what_it_gave() -> None:
    assert value_of(formula("1+1")) == 2
    assert value_of(formula("A1", "<v>artisan</v>", "str")) == "artisan"
    assert value_of(formula("1=1", "<v>1</v>", "b")) is True
    assert value_of(one_cell(f'<c r="B2" s="{DATE}"><f>A1+1</f><v>46000</v></c>')) == date(2025, 12, 9)


def test_the_formulas_of_arrays_and_shared_ones_say_what_they_gave() -> None:
    assert value_of(one_cell('<c r="B2"><f t="array" ref="B2:B3">A1:A2*2</f><v>4</v></c>')) == 4
    assert value_of(one_cell('<c r="B2"><f t="shared" ref="B2:B3" si="0">A1*2</f><v>4</v></c>')) == 4
    assert value_of(one_cell('<c r="B2"><f t="dataTable" ref="B2:B3" r1="A1"/><v>4</v></c>')) == 4


def test_a_formula_never_calculated_is_refused() -> None:
    assert code_of(saved(workbook({"B2": "=1+1"}))) == "formule-non-calculee"


def test_a_formula_that_gives_an_empty_text_is_refused() -> None:
    assert code_of(formula('IF(A1=1,"x","")', "<v></v>", "str")) == "formule-sans-valeur"
    assert code_of(formula('" "', '<v xml:space="preserve"> </v>', "str")) == "formule-sans-valeur"


@pytest.mark.parametrize("name", ["TODAY", "NOW", "RAND", "_xlfn.RANDARRAY", "INDIRECT", "OFFSET", "today"])
def test_a_formula_that_changes_by_itself_is_refused(name: str) -> None:
    assert code_of(formula(f"1+{name}(A1)")) == "formule-changeante"


@pytest.mark.parametrize(
    "written", ["[1]Autre!A1", "1+'[1]Mon autre'!A1", "'C:\\[autre.xlsx]F'!A1", "_xlfn.WEBSERVICE(A1)"]
)
def test_a_formula_that_reads_another_workbook_is_refused(written: str) -> None:
    assert code_of(formula(written)) == "formule-externe"


@pytest.mark.parametrize(
    "written",
    [
        'LEN("TODAY()")',
        "'TODAY()'!A1",
        "MATODAY(1)",
        'LEN("[1]Autre!A1")',
        "Table1[2024]",
        "T[[#This Row],[2024]]",
    ],
)
def test_a_formula_that_only_looks_so_is_accepted(written: str) -> None:
    assert value_of(formula(written.replace('"', "&quot;"))) == 2


def test_a_name_that_hides_a_changing_formula_is_seen_through() -> None:
    book = workbook({"A1": 1})
    book.defined_names["jour"] = DefinedName("jour", attr_text="TODAY()")
    book.defined_names["veille"] = DefinedName("veille", attr_text="Jour-1")
    data = hand_written('<row r="2"><c r="B2"><f>VEILLE+1</f><v>46000</v></c></row>', book=book)
    assert code_of(data) == "formule-changeante"


def test_the_values_of_a_program_that_did_not_calculate_are_doubtful() -> None:
    stale = repacked(
        formula("1+1"), {"xl/workbook.xml": replacing("<calcPr ", '<calcPr fullCalcOnLoad="1" ')}
    )
    assert warnings_of(stale) == [("formules-a-recalculer", "c.xlsx")]


# --- errors ---


@pytest.mark.parametrize(
    "error", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!"]
)
def test_an_error_is_never_a_value(error: str) -> None:
    for data in (
        one_cell(f'<c r="B2" t="e"><v>{error}</v></c>'),
        text(f" {error} "),
        formula("1/0", f"<v>{error}</v>", "e"),
        formula("A1", f"<v>{error}</v>", "str"),
        formula(error, "", "e"),
    ):
        fault = refused(data)
        assert fault.code == "valeur-d-erreur"
        assert error in fault.message


@pytest.mark.parametrize("error", ["#VALEUR!", "#NOM?", "Err:502", "#n/a"])
def test_an_error_copied_as_text_is_no_value_either(error: str) -> None:
    assert code_of(text(error)) == "valeur-d-erreur"


def test_an_error_cell_without_text_is_an_error() -> None:
    assert code_of(one_cell('<c r="B2" t="e"/>')) == "valeur-d-erreur"


def test_a_rule_typed_as_a_formula_of_the_spreadsheet_is_explained() -> None:
    assert "format Texte" in refused(formula("seuil*2", "<v>#NAME?</v>", "e")).help


# --- marks ---


def test_a_struck_cell_is_refused() -> None:
    data = one_cell(f'<c r="B2" s="{STRUCK}" t="inlineStr"><is><t>ouvert</t></is></c>')
    assert code_of(data) == "texte-raye"


def test_a_struck_empty_cell_is_harmless() -> None:
    assert value_of(one_cell(f'<c r="B2" s="{STRUCK}"/>')) is None


def test_a_struck_run_is_refused() -> None:
    crossed = InlineFont(strike=True)
    partly = refused(saved(workbook({"B2": CellRichText("artisan", TextBlock(crossed, ", commerçant"))})))
    wholly = refused(saved(workbook({"B2": CellRichText(TextBlock(crossed, "artisan"))})))
    assert (partly.code, wholly.code) == ("texte-raye", "texte-raye")
    assert partly.message.startswith("une partie")
    assert wholly.message.startswith("cette cellule")


def test_a_struck_blank_run_is_harmless() -> None:
    crossed = InlineFont(strike=True)
    assert stored_as(CellRichText("artisan", TextBlock(crossed, " "))) == "artisan "


def test_a_comment_is_kept_as_a_note() -> None:
    book = workbook({"B2": 12})
    book["Feuille"]["B2"].comment = Comment("à vérifier\n", "M. D.")
    found = cell_of(saved(book))
    assert found is not None
    assert (found.value, found.comment) == (Decimal(12), "à vérifier")
