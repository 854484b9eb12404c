"""``tables check`` tells all that is wrong in the workbooks, their examples included."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Program, WriteCase
from tests.cli.workbook import AROUND, ARRET, EXAMPLES, GLOSSARY, write_tables


def test_good_workbooks_have_nothing_to_report(program: Program, tmp_path: Path) -> None:
    done = program("tables", "check", str(write_tables(tmp_path, **AROUND)))
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "couverture 2018-2026 : 5 lignes atteintes sur 5, 5 exigences manquées seules sur 5\n"
        "2 tables, 2 prestations, 13 exemples : rien à signaler\n"
    )


def test_an_example_that_gets_another_answer_is_an_error(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|artisan|12|7300|ouvert|10|", "|artisan|12|7300|refusé|11|")
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=wrong)))
    assert done.status == 1
    assert "erreur[exemple-dementi] petit.xlsx > Exemples > " in done.out
    assert "l’exemple E-01 attend droit = refusé, les tables donnent ouvert" in done.out
    assert "l’exemple E-01 attend par_jour = 11.00, les tables donnent 10.00" in done.out
    assert "aide : lignes retenues : A-01" in done.out
    assert done.out.endswith("7 exemples : 2 erreurs, 5 avertissements\n")


def test_an_example_that_lacks_a_fact_says_which(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|artisan|12|7300|ouvert|10|", "|artisan||7300|ouvert|-|")
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=wrong)))
    assert "les tables donnent inconnu" in done.out
    assert "aide : il manque à l’exemple : mois" in done.out


def test_an_amount_expected_of_a_refusal_is_explained(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|artisan|12|7300|ouvert|10|", "|artisan|3|7300|refusé|10|")
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=wrong)))
    assert "« par_jour », que la prestation n’évalue pas ici" in done.out
    assert "une prestation refusée n’a ni montant ni durée" in done.out


def test_every_error_of_the_workbooks_is_listed_with_its_cell(program: Program, tmp_path: Path) -> None:
    wrong = ARRET.replace("|artisan|", "|artizan|").replace("|>= 6|", "|>= six|")
    done = program("tables", "check", "--tables", str(write_tables(tmp_path, Arret=wrong)))
    assert done.status == 1
    assert "petit.xlsx > Arret > B8" in done.out
    assert "petit.xlsx > Arret > C9" in done.out
    assert "les exemples n’ont pas été joués" in done.out


def test_a_decision_on_broken_workbooks_shows_the_same_errors(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path, Glossaire="Glossaire\n" + GLOSSARY.replace("|montant|", "|montnat|"))
    done = program("prestations", "--tables", str(folder))
    assert (done.status, done.out) == (1, "")
    assert "petit.xlsx > Glossaire > " in done.err


# --- rows and demands that no case reaches ---

LESS = EXAMPLES.replace("E-02|Un commerçant de six mois|2026-03-10|commerçant|6|7300|ouvert|10|\n", "")
FEWER = LESS.replace("E-04|Un artisan sans revenu|2026-03-10|artisan|12|0|refusé||\n", "")


def write_golden(folder: Path, **facts: object) -> Path:
    """Write a folder of one reference case and return it."""
    (folder / "cases").mkdir(parents=True)
    document = {"id": "c", "faits": {"date_arret": "2026-03-10", **facts}}
    (folder / "cases" / "c.json").write_text(json.dumps(document), "utf-8")
    return folder


UNFAILED = (
    "avertissement[exigence-sans-cas] petit.xlsx > Arret > D8 : aucun cas n’échoue sur cette seule"
    " exigence (« Revenu », ligne A-01)"
)
UNREACHED = (
    "avertissement[ligne-sans-cas] petit.xlsx > Arret > ligne 9 : aucun cas n’est décidé par la ligne"
    " A-02 de la table « t_arret »"
)


def test_a_row_and_a_demand_that_no_case_reaches_are_warnings_with_their_cell(
    program: Program, tmp_path: Path
) -> None:
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=FEWER)))
    assert done.status == 0
    lines = done.out.splitlines()
    assert [*lines[lines.index(UNFAILED) :][:2], *lines[lines.index(UNREACHED) :][:2], lines[-2]] == [
        UNFAILED,
        "  aide : ajouter un « Cas de test » qui remplit toute la ligne sauf cette cellule",
        UNREACHED,
        "  aide : ajouter un « Cas de test » que cette ligne décide",
        "couverture 2018-2026 : 4 lignes atteintes sur 5, 4 exigences manquées seules sur 5",
    ]


def test_a_reference_case_counts_like_an_example(program: Program, tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "t", Exemples=LESS)
    golden = write_golden(tmp_path / "g", statut="commerçant", mois=6, revenu=7300)
    assert "ligne-sans-cas" in program("tables", "check", str(tables)).out
    done = program("tables", "check", str(tables), "--golden", str(golden))
    assert "5 lignes atteintes sur 5" in done.out


def test_the_folder_golden_is_found_where_the_program_is_run(
    program: Program, tmp_path: Path, here: Path
) -> None:
    write_golden(here / "golden", statut="commerçant", mois=6, revenu=7300)
    done = program("tables", "check", str(write_tables(tmp_path / "t", Exemples=LESS)))
    assert "5 lignes atteintes sur 5" in done.out


def test_a_reference_case_that_is_not_valid_is_an_error(program: Program, tmp_path: Path) -> None:
    golden = write_golden(tmp_path / "g", statut="boulanger")
    done = program("tables", "check", "--golden", str(golden))
    assert done.status == 1
    assert "erreur[hors-liste] c.json > faits.statut" in done.out


def test_a_folder_without_reference_cases_is_an_error_when_it_is_asked_for(
    program: Program, tmp_path: Path
) -> None:
    done = program("tables", "check", "--golden", str(tmp_path))
    assert (done.status, done.out) == (1, "")
    assert "ce dossier ne contient aucun cas de référence" in done.err


def test_a_row_out_of_force_in_the_period_needs_no_case(program: Program, tmp_path: Path) -> None:
    old = ARRET.replace("A-02|commerçant|>= 6|-|ouvert|Six mois d’affiliation.|Loi A|||",
                        "A-02|commerçant|>= 6|-|ouvert|Six mois d’affiliation.|Loi A||2017-12-31|")  # fmt: skip
    new = LESS.replace("E-05|Un commerçant trop récent|2026-03-10|commerçant|5|7300|refusé||\n", "")
    done = program("tables", "check", str(write_tables(tmp_path, Arret=old, Exemples=new)))
    assert "4 lignes atteintes sur 4, 4 exigences manquées seules sur 4" in done.out


# --- contradictions between sources ---


def test_contradictions_are_written_from_the_notes(program: Program, tmp_path: Path) -> None:
    noted = ARRET.replace(
        "|Six mois d’affiliation.|Loi A|||", "|Six mois d’affiliation.|Loi A|||Contradiction : B."
    )
    tables = write_tables(tmp_path / "t", Arret=noted)
    done = program("tables", "contradictions", "--tables", str(tables))
    assert (done.status, done.err) == (0, "")
    assert (
        "## petit.xlsx\n\n### Droit à l’arrêt (`t_arret`)\n\n- **N° A-02** : Contradiction : B.\n" in done.out
    )
    program("tables", "contradictions", "--tables", str(tables), "--output", str(tmp_path / "c.md"))
    assert (tmp_path / "c.md").read_text("utf-8").startswith("# Où les sources")


# --- files, formats, copies ---

WRONG = ARRET.replace("|artisan|", "|artizan|")
SOURCELESS = ARRET.replace("|Un an d’affiliation.|Loi A|", "|Un an d’affiliation.||")


BIRTHS = ("Naissance", "Naissances", "Abords de naissance")


def two_workbooks(folder: Path, **changes: str) -> Path:
    """Write the small workbook as two files of one folder: what is about births stands apart."""
    write_tables(folder, **changes)
    for name, kept in (("naissance.xlsx", True), ("petit.xlsx", False)):
        book = load_workbook(folder / "petit.xlsx")
        for title in book.sheetnames:
            if (title in BIRTHS) is not kept:
                book.remove(book[title])
        book.save(folder / name)
    return folder


def test_a_workbook_named_alone_is_read_with_the_others_of_its_folder(
    program: Program, tmp_path: Path
) -> None:
    folder = two_workbooks(tmp_path, Arret=SOURCELESS, **AROUND)
    done = program("tables", "check", str(folder / "naissance.xlsx"))
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "couverture 2018-2026 : 2 lignes atteintes sur 2, 2 exigences manquées seules sur 2\n"
        "1 table, 0 prestation, 3 exemples : rien à signaler\n"
        "ailleurs : 1 avertissement (contrôler tout le dossier pour les lire)\n"
    )


def test_errors_elsewhere_are_counted_and_leave_the_check_undone(program: Program, tmp_path: Path) -> None:
    folder = two_workbooks(tmp_path, Arret=WRONG)
    done = program("tables", "check", str(folder / "naissance.xlsx"))
    assert done.status == 1
    assert "ailleurs : 1 erreur, ce qui empêche d’aller plus loin" in done.out
    assert "artizan" not in done.out


def test_a_workbook_from_elsewhere_takes_the_place_of_that_of_the_same_name(
    program: Program, tmp_path: Path
) -> None:
    folder = two_workbooks(tmp_path / "dossier")
    desk = two_workbooks(tmp_path / "bureau", Arret=WRONG)
    done = program("tables", "check", str(desk / "petit.xlsx"), "--tables", str(folder))
    assert done.status == 1
    assert "petit.xlsx > Arret > B8" in done.out


def test_a_workbook_that_is_not_there_is_told_with_a_near_name(program: Program, tmp_path: Path) -> None:
    done = program("tables", "check", str(two_workbooks(tmp_path) / "petits.xlsx"))
    assert done.status == 1
    assert "ce classeur n’existe pas" in done.err
    assert "« petit.xlsx »" in done.err


def test_workbooks_of_several_folders_need_to_know_the_others(program: Program, tmp_path: Path) -> None:
    one, other = two_workbooks(tmp_path / "a"), two_workbooks(tmp_path / "b")
    done = program("tables", "check", str(one / "petit.xlsx"), str(other / "naissance.xlsx"))
    assert done.status == 2
    assert "--tables" in done.err
    assert program("tables", "check", str(one), str(other)).status == 2


def test_json_is_written_whole(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "t", Arret=WRONG)
    done = program("tables", "check", str(folder), "--format", "json")
    document = json.loads(done.out)
    assert done.status == 1
    assert [(fault["code"], fault["where"]["cell"]) for fault in document["faults"]] == [
        ("valeur-hors-liste", "B8")
    ]


def test_sarif_names_the_workbook_as_seen_from_here(program: Program, here: Path) -> None:
    write_tables(here / "dossier", Arret=WRONG)
    done = program("tables", "check", "dossier", "--format", "sarif")
    (result,) = json.loads(done.out)["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "dossier/petit.xlsx"


def test_html_goes_to_a_file(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "t", Arret=WRONG)
    page = tmp_path / "page.html"
    done = program("tables", "check", str(folder), "--format", "html", "--output", str(page))
    assert (done.status, done.out) == (1, "")
    assert "artizan" in page.read_text("utf-8")


def test_each_faulty_workbook_gets_a_copy_and_is_not_touched(program: Program, tmp_path: Path) -> None:
    folder = two_workbooks(tmp_path / "t", Arret=WRONG)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = program("tables", "check", str(folder), "--format", "xlsx", "--output", str(tmp_path / "copies"))
    assert done.status == 1
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["petit.controles.xlsx"]
    assert "petit.controles.xlsx" in done.out
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    copy = load_workbook(tmp_path / "copies" / "petit.controles.xlsx")
    assert "artizan" in str(copy["Arret"]["B8"].comment.text if copy["Arret"]["B8"].comment else "")


def test_one_copy_may_be_a_file(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "t", Arret=WRONG)
    target = tmp_path / "revoir.xlsx"
    program("tables", "check", str(folder), "--format", "xlsx", "--output", str(target))
    assert load_workbook(target).sheetnames[0] == "Contrôles"


def test_copies_among_the_workbooks_of_rules_are_refused(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path, Arret=WRONG)
    done = program("tables", "check", str(folder), "--format", "xlsx", "--output", str(folder))
    assert done.status == 2
    assert [path.name for path in folder.iterdir()] == ["petit.xlsx"]


def test_copies_need_a_place(program: Program) -> None:
    assert program("tables", "check", "--format", "xlsx").status == 2


# --- thresholds and small changes ---


def test_a_threshold_that_no_case_comes_near_is_a_warning_with_a_case_to_keep(
    program: Program, tmp_path: Path
) -> None:
    done = program("tables", "check", str(write_tables(tmp_path)))
    assert (
        "avertissement[seuil-non-essaye] petit.xlsx > Arret > C8 : seuil « >= 12 » (« Durée d’affiliation »,"
        " ligne A-01) : aucun cas n’essaie 13 (juste au-dessus)\n"
        "  aide : garder le cas témoin avec l’issue que dit sa source\n"
        "  cas témoin : comme arret E-01, avec Durée d’affiliation = 13\n"
    ) in done.out


def test_changes_that_no_case_sees_are_warnings_and_a_score(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path, Exemples=EXAMPLES.replace("|artisan|11|", "|artisan|10|"))
    done = program("tables", "check", str(folder), "--mutations", "--table", "t_arret")
    assert done.status == 0
    assert (
        "avertissement[mutation-non-vue] petit.xlsx > Arret > C8 : « >= 12 » changé en « >= 11 » :"
        " aucun cas ne le voit\n"
    ) in done.out
    assert "cas témoin : comme arret E-01, avec Durée d’affiliation = 11\n" in done.out
    assert "mutations : 15 vues sur 19 (78 %)\n  petit.xlsx : 15 vues sur 19 (78 %)\n" in done.out


def test_the_score_is_in_json(program: Program, tmp_path: Path) -> None:
    folder = str(write_tables(tmp_path))
    done = program("tables", "check", folder, "--mutations", "--table", "seuil", "--format", "json")
    found = json.loads(done.out)["mutations"]
    assert found["total"] == found["sheets"][0]["total"] == 4
    assert found["workbooks"][0]["workbook"] == "petit.xlsx"


def test_a_table_to_change_that_does_not_exist_is_said(program: Program) -> None:
    done = program("tables", "check", "--mutations", "--table", "t_arrêts")
    assert (done.status, done.out) == (1, "")
    assert "ne s’appelle « t_arrêts »" in done.err


def test_one_table_is_chosen_only_among_changes(program: Program) -> None:
    done = program("tables", "check", "--table", "t_arret")
    assert done.status == 2
    assert "--table ne sert qu’avec --mutations" in done.err


def test_a_broken_population_is_told_with_its_cells_and_keeps_nothing_from_being_decided(
    program: Program, tmp_path: Path, write_case: WriteCase
) -> None:
    people = """
Population

Fait|Si|Part|Valeur|De|À|Source|Note
statut||1|artizan||||
moiss||1|12||||
revenu|mois > 1|beaucoup|100||||
"""
    folder = str(write_tables(tmp_path / "t", Gens=people, **AROUND))
    done = program("tables", "check", folder)
    assert done.status == 1
    assert "petit.xlsx > Gens > D4" in done.out
    assert "petit.xlsx > Gens > A5 : « moiss » n’est pas un fait" in done.out
    assert "petit.xlsx > Gens > B6 : « mois » n’est pas tiré avant cette ligne" in done.out
    assert "petit.xlsx > Gens > C6 : la part est un nombre" in done.out
    assert program(write_case(), "--tables", folder).status == 0
