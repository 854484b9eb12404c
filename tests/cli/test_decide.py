"""``check-eligibility CAS.json``: what is decided, in which form, and what stops it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program, WriteCase
from tests.cli.workbook import ARRET, write_tables


def test_a_case_is_decided_and_explained(program: Program, write_case: WriteCase) -> None:
    done = program(write_case())
    assert (done.status, done.err) == (0, "")
    assert "Aide à l’arrêt" in done.out
    assert "A-01" in done.out
    assert "\x1b" not in done.out


def test_a_dash_reads_standard_input(program: Program, write_case: WriteCase) -> None:
    path = Path(write_case())
    assert program("-", stdin=path.read_bytes()) == program(str(path))


def test_several_cases_are_answered_in_order(program: Program, write_case: WriteCase) -> None:
    first, second = write_case("un"), write_case("deux", mois=3)
    both = program(first, second).out
    assert both == program(first).out + "\n" + program(second).out


def test_json_of_one_case_is_an_object_and_of_several_a_list(program: Program, write_case: WriteCase) -> None:
    first, second = write_case("un"), write_case("deux")
    assert isinstance(json.loads(program(first, "--format", "json").out), dict)
    listed = json.loads(program(first, second, "--format", "json").out)
    assert isinstance(listed, list)
    assert len(listed) == 2


@pytest.mark.parametrize("form", ["text", "json", "md", "html"])
@pytest.mark.parametrize("detail", ["resume", "motifs", "trace"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_form_exists_at_every_detail_in_both_languages(
    program: Program, write_case: WriteCase, form: str, detail: str, lang: str
) -> None:
    done = program(write_case(), "--format", form, "--detail", detail, "--lang", lang)
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("\n")


def test_the_answer_can_be_written_in_a_file(program: Program, write_case: WriteCase, tmp_path: Path) -> None:
    shown = program(write_case()).out
    done = program(write_case(), "--output", str(tmp_path / "r.txt"))
    assert (done.status, done.out) == (0, "")
    written = (tmp_path / "r.txt").read_text("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    assert written == shown


# --- what is asked for ---


def answered(program: Program, *arguments: str) -> list[str]:
    """Return the labels of the benefits decided, in order."""
    text = program(*arguments, "--detail", "resume").out
    labels = ("Aide à l’arrêt", "Aide à la naissance")
    return sorted((label for label in labels if label in text), key=text.index)


def test_a_case_that_names_no_benefit_asks_for_all_whose_date_it_gives(
    program: Program, write_case: WriteCase
) -> None:
    assert answered(program, write_case()) == ["Aide à l’arrêt"]
    both = write_case(date_naissance="2026-04-01")
    assert answered(program, both) == ["Aide à l’arrêt", "Aide à la naissance"]


def test_a_case_that_names_benefits_asks_for_those_in_its_order(
    program: Program, write_case: WriteCase
) -> None:
    path = write_case(benefits=["naissance", "arret"])
    assert answered(program, path) == ["Aide à la naissance", "Aide à l’arrêt"]


def test_the_option_prestation_takes_over_what_the_case_names(
    program: Program, write_case: WriteCase
) -> None:
    path = write_case(benefits=["naissance"])
    assert answered(program, path, "--prestation", "arret") == ["Aide à l’arrêt"]


def test_a_case_without_any_reference_date_is_told_which_dates_count(
    program: Program, write_case: WriteCase
) -> None:
    path = write_case(date_arret=None)
    done = program(path)
    assert (done.status, done.out) == (1, "")
    assert f"erreur[aucune-prestation] {path} > faits : " in done.err
    assert "date_arret (arret) ; date_naissance (naissance)" in done.err


def test_the_option_date_is_the_reference_date_of_what_is_asked(
    program: Program, write_case: WriteCase
) -> None:
    path = write_case(date_arret=None)
    done = program(path, "--prestation", "arret", "--date", "2023-06-01", "--exit-code")
    assert done.status == 12
    assert "seuil" in done.out.casefold()
    assert program(path, "--prestation", "arret", "--date", "2026-06-01", "--exit-code").status == 0


@pytest.mark.parametrize("day", ["01/06/2026", "2026-02-30", "demain", "0001-01-01"])
def test_a_date_that_is_none_is_wrong_usage(program: Program, write_case: WriteCase, day: str) -> None:
    done = program(write_case(), "--date", day)
    assert (done.status, done.out) == (2, "")
    assert "erreur : --date : " in done.err


# --- exit status ---


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, 0),
        ({"mois": 3}, 10),
        ({"date_arret": None, "date_naissance": "2026-03-10", "mois": 3}, 11),
        ({"mois": None}, 12),
        ({"mois": 3, "date_naissance": "2026-03-10"}, 11),
    ],
)
def test_exit_code_says_the_verdict_that_needs_most_attention(
    program: Program, write_case: WriteCase, facts: dict[str, object], status: int
) -> None:
    path = write_case(**facts)
    assert program(path).status == 0
    assert program(path, "--exit-code").status == status


# --- what stops it ---


def test_mistakes_of_all_cases_are_told_and_nothing_is_decided(
    program: Program, write_case: WriteCase, tmp_path: Path
) -> None:
    good, bad, worse = write_case("bon"), write_case("b1", statut="artizan"), write_case("b2", mois="dix")
    done = program(good, bad, worse, "--output", str(tmp_path / "r.txt"))
    assert (done.status, done.out) == (1, "")
    assert f"erreur[hors-liste] {bad} > faits.statut : " in done.err
    assert f"erreur[mauvais-type] {worse} > faits.mois : " in done.err
    assert not (tmp_path / "r.txt").exists()


def test_files_that_cannot_be_read_are_told_together(program: Program, tmp_path: Path) -> None:
    done = program(str(tmp_path), "absent.json", "shema")
    assert (done.status, done.out) == (1, "")
    assert "c’est un dossier, pas un fichier" in done.err
    assert "absent.json : ce fichier ou ce dossier n’existe pas" in done.err
    assert "vouliez-vous dire « schema » ?" in done.err


def test_a_file_too_large_is_refused_without_reading_it_all(program: Program) -> None:
    done = program("/dev/zero")
    assert done.status == 1
    assert "un cas ne dépasse pas 1 Mio" in done.err


def test_rows_that_contradict_each_other_on_a_case_are_an_error(
    program: Program, write_case: WriteCase, tmp_path: Path
) -> None:
    both = ARRET.replace("A-02|commerçant|", "A-02|artisan|")
    folder = write_tables(tmp_path / "t", Arret=both)
    done = program(write_case(), "--tables", str(folder))
    assert (done.status, done.out) == (1, "")
    assert "petit.xlsx > Arret" in done.err
