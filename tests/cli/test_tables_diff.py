"""``tables diff`` says what changes of meaning between two versions, and for which cases."""

import json
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from tests.cli.conftest import Program
from tests.cli.workbook import ARRET, FIGURES, write_tables


def test_two_copies_say_the_same_thing(program: Program, tables: Path, tmp_path: Path) -> None:
    done = program("tables", "diff", str(tables), str(write_tables(tmp_path)), "--exit-code")
    assert (done.status, done.err) == (0, "")
    assert "Les deux versions disent la même chose : même sceau." in done.out


def test_colours_and_spelling_are_counted_apart(program: Program, tables: Path, tmp_path: Path) -> None:
    after = write_tables(tmp_path, Arret=ARRET.replace(">= 12", "≥ 12"))
    book = load_workbook(after / "petit.xlsx")
    book["Arret"]["A8"].fill = PatternFill("solid", fgColor="FFFF00")
    book.save(after / "petit.xlsx")
    done = program("tables", "diff", str(tables), str(after), "--exit-code")
    assert done.status == 0
    assert "même sceau" in done.out
    assert "1 cellule écrite autrement, de même sens" in done.out
    assert "petit.xlsx : cellules dont le style diffère : Arret (1)" in done.out


def test_a_threshold_gives_the_cases_that_change_with_one_that_shows_it(
    program: Program, tables: Path, tmp_path: Path
) -> None:
    after = write_tables(tmp_path, Arret=ARRET.replace(">= 12", ">= 10"))
    done = program("tables", "diff", str(tables), str(after), "--exit-code")
    text = " ".join(done.out.split())
    assert done.status == 1
    assert "ligne A-01 modifiée (petit.xlsx > Arret > ligne 8)" in text
    assert "Exige Durée d’affiliation : « >= 12 » → « >= 10 »" in text
    assert "refusé → ouvert (ligne sinon → ligne A-01)" in text
    assert "Durée d’affiliation : de 10 à 11 mois ; Date de l’arrêt : à partir du 1er janvier 2024" in text
    assert "Statut : artisan ; Revenu : au moins 1 000,00 €" in text
    assert "cas témoin : arret E-03, tel quel" in text
    assert "Verdict - arret E-03, Aide à l’arrêt : refusé → ouvert" in text


def test_a_figure_moves_the_endpoints_of_the_tables_that_read_it(
    program: Program, tables: Path, tmp_path: Path
) -> None:
    after = write_tables(tmp_path, Chiffres="Paramètres\n" + FIGURES.replace("|1000|", "|800|"))
    text = " ".join(program("tables", "diff", str(tables), str(after)).out.split())
    assert "Valeur : « 1000 » → « 800 »" in text
    assert "Revenu : de 800,00 € à 999,99 €" in text
    assert "refusé → ouvert" in text


def test_a_row_that_takes_nothing_changes_no_case(program: Program, tables: Path, tmp_path: Path) -> None:
    row = "A-09|artisan|>= 24|>= seuil|ouvert|Deux ans.|Loi A|||\n"
    before = write_tables(tmp_path / "a", Arret=ARRET.replace("Unique", "Première"))
    edited = ARRET.replace("Unique", "Première").replace("sinon|", row + "sinon|")
    done = program("tables", "diff", str(before), str(write_tables(tmp_path / "b", Arret=edited)))
    assert "ligne A-09 ajoutée" in done.out
    assert "aucun verdict ne change, ni aucun montant (tables analysées en entier : 1)" in done.out


def test_the_answer_is_written_as_json_markdown_and_html(
    program: Program, tables: Path, tmp_path: Path
) -> None:
    after = write_tables(tmp_path / "b", Arret=ARRET.replace(">= 12", ">= 10"))
    found = json.loads(program("tables", "diff", str(tables), str(after), "--format", "json").out)
    (region,) = [r for r in found["effects"][0]["regions"] if r["in_words"] == "refusé → ouvert"]
    months = {"name": "mois", "version": "before", "intervals": [[10, 11]], "absent": False}
    assert months in region["boxes"][0]["columns"]
    assert [case["from_case"] for case in region["witnesses"]] == ["arret E-03"]
    assert program("tables", "diff", str(tables), str(after), "--format", "md").out.startswith(
        "# Ce qui change"
    )
    page = tmp_path / "diff.html"
    program("tables", "diff", str(tables), str(after), "--format", "html", "-o", str(page))
    assert "<h2>En bref</h2>" in page.read_text("utf-8")


def test_single_workbooks_are_read_among_the_others(program: Program, tables: Path, tmp_path: Path) -> None:
    after = write_tables(tmp_path / "b", Arret=ARRET.replace(">= 12", ">= 10"))
    renamed = (after / "petit.xlsx").rename(tmp_path / "petit-v2.xlsx")
    done = program("tables", "diff", str(tables / "petit.xlsx"), str(renamed))
    assert "ligne A-01 modifiée" in done.out


def test_a_version_with_errors_is_told_with_its_name(program: Program, tables: Path, tmp_path: Path) -> None:
    after = write_tables(tmp_path, Arret=ARRET.replace(">= 12", ">= douze"))
    done = program("tables", "diff", str(tables), str(after))
    assert (done.status, done.out) == (1, "")
    assert f"{tmp_path} > petit.xlsx > Arret > C8" in done.err


def test_a_folder_is_not_compared_with_a_workbook(program: Program, tables: Path) -> None:
    done = program("tables", "diff", str(tables), str(tables / "petit.xlsx"))
    assert done.status == 1
    assert "donner deux dossiers, ou deux classeurs" in done.err
