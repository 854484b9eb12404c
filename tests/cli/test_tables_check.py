"""``tables check`` tells all that is wrong in the workbooks, their examples included."""

from pathlib import Path

from tests.cli.conftest import Program
from tests.cli.workbook import ARRET, EXAMPLES, GLOSSARY, write_tables


def test_good_workbooks_have_nothing_to_report(program: Program) -> None:
    done = program("tables", "check")
    assert (done.status, done.err) == (0, "")
    assert done.out == "2 tables, 2 prestations, 1 exemple : rien à signaler\n"


def test_an_example_that_gets_another_answer_is_an_error(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|12|7300|ouvert|10|", "|12|7300|refusé|11|")
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=wrong)))
    assert done.status == 1
    assert "erreur[exemple-dementi] petit.xlsx > Exemples > " in done.out
    assert "l’exemple E-01 attend droit = refusé, les tables donnent ouvert" in done.out
    assert "l’exemple E-01 attend par_jour = 11.00, les tables donnent 10.00" in done.out
    assert "aide : lignes retenues : A-01" in done.out
    assert done.out.endswith("1 exemple : 2 erreurs\n")


def test_an_example_that_lacks_a_fact_says_which(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|artisan|12|7300|ouvert|10|", "|artisan||7300|ouvert|-|")
    done = program("tables", "check", str(write_tables(tmp_path, Exemples=wrong)))
    assert "les tables donnent inconnu" in done.out
    assert "aide : il manque à l’exemple : mois" in done.out


def test_an_amount_expected_of_a_refusal_is_explained(program: Program, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|12|7300|ouvert|10|", "|3|7300|refusé|10|")
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
