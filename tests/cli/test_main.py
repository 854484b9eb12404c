"""The program as a whole: verbs, help, wrong usage, exit status."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program, WriteCase
from tests.cli.verbs import VERBS


def test_help_shows_options_of_the_default_verb_then_verbs_and_examples(program: Program) -> None:
    done = program("--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Usage : check-eligibility [OPTIONS] CAS.json...\n")
    for expected in ("--prestation CODE", "--exit-code", "Commandes :", "golden", "Exemples :"):
        assert expected in done.out
    assert "--help" in done.out
    assert done.out.count("Afficher cette aide") == 1


def test_without_arguments_the_program_shows_its_help(program: Program) -> None:
    assert program() == program("--help")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_french_help_with_examples(program: Program, verb: str) -> None:
    done = program(*verb.split(), "--help")
    assert done.status == 0
    assert "Usage : check-eligibility" in done.out
    assert "Options :" in done.out
    assert "Exemples :" in done.out
    assert "Show this message" not in done.out


def test_version_is_that_of_the_engine(program: Program) -> None:
    from engine import __version__

    assert program("--version").out == f"check-eligibility {__version__}\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--formt json c.json", "l’option --formt n’existe pas ; vouliez-vous dire --format ?"),
        ("--format xml c.json", "--format : « xml » n’est pas possible ; au choix : text, json, md, html"),
        ("--format json", "il manque CAS.json..."),
        ("c.json --output", "l’option --output attend une valeur"),
        ("--exit-code=3 c.json", "l’option --exit-code attend une valeur, ou n’en prend pas"),
        ("schema a b", "argument de trop : a b"),
        ("tables check --annee 27", "--annee : « 27 » n’est pas un nombre entier de 1900 à 2199"),
        ("tables add-year demain", "« demain » n’est pas un nombre entier de 1900 à 2199"),
        ("tables chek", "la commande « chek » n’existe pas ; il y a : check, "),
        ("--format html a.json b.json", "--format html écrit une page par cas"),
    ],
)
def test_wrong_usage_is_told_in_french(program: Program, line: str, message: str) -> None:
    done = program(*line.split())
    assert (done.status, done.out) == (2, "")
    assert f"erreur : {message}" in done.err
    assert "aide : check-eligibility --help" in done.err
    assert " decide " not in done.err


def test_a_benefit_that_does_not_exist_is_wrong_usage(program: Program, write_case: WriteCase) -> None:
    done = program(write_case(), "--prestation", "aret")
    assert done.status == 2
    assert "la prestation « aret » n’existe pas ; vouliez-vous dire « arret »" in done.err


def test_a_folder_of_tables_that_does_not_exist_is_an_error(program: Program) -> None:
    done = program("prestations", "--tables", "nulle-part")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "erreur[dossier-introuvable] nulle-part : ce dossier n’existe pas\n"
        "  aide : le dossier des classeurs vient de : --tables DOSSIER\n"
    )


def test_a_file_that_is_no_folder_of_tables_is_an_error(program: Program, write_case: WriteCase) -> None:
    assert "ce n’est pas un dossier" in program("prestations", "--tables", write_case()).err


def test_prestations_lists_the_catalogue_in_order(program: Program) -> None:
    done = program("prestations")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "arret      Aide à l’arrêt\n"
        "           date : Date de l’arrêt (date_arret) ; source : Loi A\n"
        "naissance  Aide à la naissance\n"
        "           date : Date de naissance (date_naissance) ; source : Loi C\n"
    )


def test_schema_can_be_written_in_a_file(program: Program, tmp_path: Path) -> None:
    done = program("schema", "--output", str(tmp_path / "s.json"))
    assert (done.status, done.out) == (0, "")
    assert (tmp_path / "s.json").read_text("utf-8").startswith('{\n  "$schema"')


def test_help_imports_neither_workbooks_nor_rules() -> None:
    code = (
        "import sys; from cli.main import run; run(['--help']);"
        "heavy = {'openpyxl', 'durable', 'jinja2', 'babel', 'engine.model'} & set(sys.modules);"
        "sys.exit(f'{heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
