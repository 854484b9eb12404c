"""``golden`` shows what an edit of the workbooks changes, and accepts it when told to."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import FACTS, Program
from tests.cli.workbook import ARRET, write_tables

ATTENDU = {"arret": {"verdict": "ouvert", "valeurs": {"par_jour": "10.00"}, "lignes": ["A-01"]}}


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A folder with one reference case."""
    folder = tmp_path / "golden"
    write_golden_case(folder, ATTENDU)
    return folder


def write_golden_case(folder: Path, attendu: object, name: str = "artisan", **facts: object) -> None:
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    case = {"id": name, "faits": {**FACTS, **facts}, "attendu": attendu}
    (folder / "cases" / f"{name}.json").write_text(json.dumps(case), "utf-8")


def expected(folder: Path) -> Path:
    return folder / "expected" / "test_golden"


def test_new_cases_are_named_then_accepted_then_unchanged(program: Program, golden: Path) -> None:
    first = program("golden", str(golden))
    assert first.status == 1
    assert "--- artisan.txt (nouveau" in first.out
    assert "relire, puis check-eligibility golden --update" in first.out
    accepted = program("golden", str(golden), "--update")
    assert accepted.status == 0
    assert accepted.out.endswith("changements acceptés\n")
    again = program("golden", str(golden))
    assert (again.status, again.out) == (0, "1 cas : aucun ne change, 0 table change\n")


def test_texts_are_kept_by_case_and_by_table(program: Program, golden: Path) -> None:
    program("golden", str(golden), "--update")
    assert sorted(path.name for path in expected(golden).iterdir()) == [
        "artisan.json",
        "artisan.txt",
        "calculs.md",
        "parametres.md",
        "table-t_arret.md",
        "table-t_naissance.md",
    ]


def test_an_edit_is_shown_in_the_table_and_in_the_explanation(
    program: Program, golden: Path, tmp_path: Path
) -> None:
    program("golden", str(golden), "--update")
    edited = write_tables(tmp_path / "t", Arret=ARRET.replace("Un an d’affiliation", "Douze mois"))
    done = program("golden", str(golden), "--tables", str(edited))
    assert done.status == 1
    assert done.out.index("table-t_arret.md (avant)") < done.out.index("artisan.txt (avant)")
    assert "-Un an d’affiliation." in done.out
    assert "+Douze mois." in done.out
    assert "1 cas : 1 change, 1 table change\n" in done.out


def test_a_line_inserted_in_a_sheet_changes_nothing(program: Program, golden: Path, tmp_path: Path) -> None:
    program("golden", str(golden), "--update")
    moved = write_tables(tmp_path / "t", Arret=ARRET.replace("A-01", "\nA-01"))
    assert program("golden", str(golden), "--tables", str(moved)).status == 0


def test_a_case_gone_takes_its_texts_along(program: Program, golden: Path) -> None:
    write_golden_case(golden, ATTENDU, name="autre")
    program("golden", str(golden), "--update")
    (golden / "cases" / "autre.json").unlink()
    assert "--- autre.txt (disparu" in program("golden", str(golden)).out
    program("golden", str(golden), "--update")
    assert not list(expected(golden).glob("autre.*"))


@pytest.mark.parametrize(
    ("attendu", "message"),
    [
        ({"arret": {"verdict": "refuse"}}, "le verdict attendu est refuse, les tables donnent ouvert"),
        (
            {"arret": {"verdict": "ouvert", "valeurs": {"par_jour": "10.01"}}},
            "attendu.arret.valeurs.par_jour : attendu 10.01, les tables donnent 10.00",
        ),
        (
            {"arret": {"verdict": "ouvert", "valeurs": {"par_an": "1"}}},
            "« par_an » n’est pas évalué dans ce cas",
        ),
        (
            {"arret": {"verdict": "ouvert", "lignes": ["A-02"]}},
            "les lignes attendues sont A-02, les tables retiennent A-01",
        ),
        ({"naissance": {"verdict": "ouvert"}}, "le cas ne demande pas « naissance »"),
        ({"arret": {"verdit": "ouvert"}}, "il manque le verdict"),
        ({"arret": {"verdict": "ouvert", "valeur": {}}}, "clé inconnue : valeur"),
        ({"arret": {"verdict": "ouvert", "valeurs": {"par_jour": 10}}}, "valeurs entre guillemets"),
        ({"arret": {"verdict": "ouvert", "lignes": "A-01"}}, "est une liste de N° entre guillemets"),
    ],
)
def test_what_the_author_does_not_get_is_told_and_nothing_is_accepted(
    program: Program, golden: Path, attendu: object, message: str
) -> None:
    write_golden_case(golden, attendu)
    done = program("golden", str(golden), "--update")
    assert done.status == 1
    assert message in done.out
    assert "rien n’est accepté" in done.out
    assert not expected(golden).exists()


def test_words_and_numbers_are_compared_by_what_they_say(program: Program, golden: Path) -> None:
    attendu = {"arret": {"verdict": "Ouvert", "valeurs": {"par_jour": "10", "statut": "ARTISAN"}}}
    write_golden_case(golden, attendu)
    assert program("golden", str(golden), "--update").status == 0


def test_a_case_with_mistakes_is_told_like_any_other(program: Program, golden: Path) -> None:
    write_golden_case(golden, ATTENDU, statut="artizan")
    done = program("golden", str(golden))
    assert done.status == 1
    assert "erreur[hors-liste] artisan.json > faits.statut" in done.out


def test_a_folder_without_cases_is_an_error(program: Program, tmp_path: Path) -> None:
    done = program("golden", str(tmp_path))
    assert (done.status, done.out) == (1, "")
    assert "ne contient aucun cas de référence" in done.err
