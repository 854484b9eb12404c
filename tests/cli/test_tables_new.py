"""``tables new`` makes a workbook ready to be filled, that compiles with those of the folder."""

import shutil
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Done, Program
from tests.cli.workbook import write_tables

RIGHT = ("--si", "statut", "--exige", "Durée d’affiliation", "--exige", "enfants:entier")
AID = (*RIGHT, "--prestation", "aide", "--date-reference", "date_naissance", "--libelle", "Aide : le droit")


def made(program: Program, file: Path, *options: str) -> Done:
    return program("tables", "new", "droit_aide", *options, "--output", str(file))


def test_the_workbook_joins_the_folder_and_decides_nothing_alone(
    program: Program, tables: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(tables, folder)
    done = made(program, folder / "aide.xlsx", *AID, "--alors", "droit_naissance")
    assert (done.status, done.err) == (0, "")
    assert "reste à faire :\n  Les règles : " in done.out
    assert "erreur[" not in done.out
    checked = program("tables", "check", str(folder))
    assert checked.status == 0
    (tmp_path / "c.json").write_text('{"id": "c", "faits": {"date_naissance": "2026-01-01"}}', "utf-8")
    case = str(tmp_path / "c.json")
    told = program(case, "--tables", str(folder), "--prestation", "aide", "--detail", "resume").out
    assert "à étudier" in told


def test_each_column_has_its_heading_colour_and_drop_down(program: Program, tmp_path: Path) -> None:
    made(program, tmp_path / "a.xlsx", *AID)
    sheet = load_workbook(tmp_path / "a.xlsx")["Aide le droit"]
    heads = [(sheet.cell(6, c).value, sheet.cell(7, c).value) for c in range(1, 6)]
    assert heads == [
        ("N°", None),
        ("Si", "Statut"),
        ("Exige", "Durée d’affiliation"),
        ("Exige", "Enfants"),
        ("Alors", "Droit"),
    ]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["B8:B23"].formula1 == '"artisan,commerçant,-"'
    assert not rules["B8:B23"].showErrorMessage, "a condition may be more than one of the values"
    assert rules["E8:E23"].showErrorMessage
    assert "Première" in str(rules["B3"].formula1)
    assert sheet.freeze_panes == "B8"
    assert len({sheet.cell(6, c).fill.fgColor.rgb for c in (1, 2, 3, 5, 6)}) == 5


def test_a_new_name_is_declared_with_its_type(program: Program, tmp_path: Path) -> None:
    options = ("--si", "zone:texte(A ; B)", "--alors", "montant_aide:montant")
    done = made(program, tmp_path / "a.xlsx", *options)
    assert "Relire libellé, question, unité et bornes de : zone, montant_aide" in done.out
    sheet = load_workbook(tmp_path / "a.xlsx")["Glossaire"]
    lines = [[cell.value for cell in row[:6]] for row in sheet["A5:F6"]]
    assert lines == [
        ["zone", "Zone", "Zone\u00a0?", "texte", None, "A ; B"],
        ["montant_aide", "Montant aide", None, "montant", None, None],
    ]


def test_long_lists_go_to_a_sheet_of_their_own(program: Program, tmp_path: Path) -> None:
    values = ";".join(f"une valeur assez longue, numéro {n}" for n in range(20))
    made(program, tmp_path / "a.xlsx", "--si", f"zone:texte({values})", "--alors", "par_an:montant")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book["Listes"]["A5"].value == "une valeur assez longue, numéro 0"
    rules = book["Droit aide"].data_validations.dataValidation
    assert "liste_zone_si" in {rule.formula1 for rule in rules}


def test_examples_wait_for_a_benefit(program: Program, tmp_path: Path) -> None:
    made(program, tmp_path / "a.xlsx", "--si", "statut", "--alors", "par_an:montant")
    assert load_workbook(tmp_path / "a.xlsx")["Cas de test"]["A1"].value == "Notes"
    made(program, tmp_path / "b.xlsx", "--si", "statut", "--alors", "x:montant", "--prestation", "arret")
    sheet = load_workbook(tmp_path / "b.xlsx")["Cas de test"]
    assert (sheet["A1"].value, sheet["B1"].value) == ("Cas de test", "arret")
    assert [sheet.cell(4, c).value for c in (3, 4, 5)] == ["Date de l’arrêt", "Statut", "X"]


def test_what_means_nothing_is_refused_with_what_to_write(program: Program, tmp_path: Path) -> None:
    for options, message in (
        (("--si", "statu", "--alors", "x:montant"), "vouliez-vous dire « Statut »"),
        (("--si", "Zone de vie", "--alors", "x:montant"), "écrire zone_de_vie:TYPE"),
        (("--si", "zone:txte", "--alors", "x:montant"), "vouliez-vous dire « texte »"),
        (("--alors", "mois"), "est un fait, pas un résultat"),
        ((), "donner au moins un résultat"),
        (("--prestation", "aide"), "la prestation « aide » est nouvelle ; donner --date-reference"),
        (("--prestation", "arret", "--date-reference", "mois"), "n’est pas un fait de type date"),
        (("--alors", "x:montant", "--politique", "Seconde"), "--politique : au choix Unique"),
    ):
        done = made(program, tmp_path / "a.xlsx", *options)
        assert (done.status, message in done.err) == (2, True), (options, done.err)
    assert not (tmp_path / "a.xlsx").exists()


def test_a_file_that_exists_is_not_replaced(program: Program, tmp_path: Path) -> None:
    path = write_tables(tmp_path) / "petit.xlsx"
    before = path.read_bytes()
    done = made(program, path, "--alors", "x:montant")
    assert (done.status, path.read_bytes() == before) == (1, True)
    assert "ce fichier existe déjà" in done.err
