"""``replay`` gives an answer again, and says whether the tables, the case or the answer are another."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program, WriteCase
from tests.cli.workbook import ARRET, BENEFITS, EXAMPLES, FIGURES, write_tables

SIX = ARRET.replace("|artisan|>= 12|", "|artisan|>= 6|")


@pytest.fixture
def kept(program: Program, write_case: WriteCase, tmp_path: Path) -> Path:
    """The answer to a case, kept as JSON."""
    path = tmp_path / "reponse.json"
    program(write_case(), "--format", "json", "--output", str(path))
    return path


def changed(path: Path, **changes: Any) -> Path:
    document = json.loads(path.read_text("utf-8"))
    for key, value in changes.items():
        target: Any = document
        *way, last = key.split("__")
        for part in way:
            target = target[int(part) if part.isdecimal() else part]
        target[last] = value
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_the_same_tables_and_case_give_the_same_answer(program: Program, kept: Path) -> None:
    done = program("replay", str(kept))
    assert (done.status, done.out) == (
        0,
        "Dossier c1\nAide à l’arrêt (arret) : mêmes tables, même dossier, même réponse\n",
    )


def test_a_row_that_changed_is_told_with_its_place(program: Program, kept: Path, tmp_path: Path) -> None:
    done = program("replay", str(kept), "--tables", str(write_tables(tmp_path / "t", Arret=SIX)))
    assert done.status == 1
    assert "les tables ont changé (" in done.out
    assert "; la réponse est la même\n" in done.out
    assert (
        "    t_arret, A-01, retenue (petit.xlsx > Arret > ligne 8)\n"
        "      Exige Durée d’affiliation : au moins 12 mois → au moins 6 mois\n" in done.out
    )


def test_an_answer_that_becomes_another_is_shown_before_and_after(
    program: Program, kept: Path, tmp_path: Path
) -> None:
    strict = ARRET.replace("|artisan|>= 12|", "|artisan|>= 13|")
    done = program("replay", str(kept), "--tables", str(write_tables(tmp_path / "t", Arret=strict)))
    assert (
        "; la réponse change\n    verdict\n      avant : Aide à l’arrêt, au 10 mars 2026 : droit ouvert"
        in done.out
    )
    assert "      après : Aide à l’arrêt, au 10 mars 2026 : droit refusé" in done.out


def test_a_figure_that_changed_is_told(program: Program, kept: Path, tmp_path: Path) -> None:
    figures = "Paramètres\n" + FIGURES.replace("|1000|", "|1100|")
    done = program("replay", str(kept), "--tables", str(write_tables(tmp_path / "t", Chiffres=figures)))
    assert "    Seuil (seuil)\n      valeur : 1 000,00 € → 1 100,00 €\n" in done.out


def test_a_row_considered_and_not_cited_is_told_with_the_former_tables(
    program: Program, kept: Path, tables: Path, tmp_path: Path
) -> None:
    other = ARRET.replace("|commerçant|>= 6|", "|commerçant|>= 7|").replace(
        "sinon|", "A-03|commerçant|< 2|-|ouvert|Tout juste installé.|Loi A|||\nsinon|"
    )
    now = str(write_tables(tmp_path / "t", Arret=other))
    done = program("replay", str(kept), "--tables", now)
    assert "aucune des lignes citées par la réponse n’a changé" in done.out
    done = program("replay", str(kept), "--tables", now, "--before", str(tables))
    assert "    t_arret, A-02 (petit.xlsx > Arret > ligne 9)\n" in done.out
    assert "    t_arret, A-03 (petit.xlsx > Arret > ligne 10)\n      ligne : absente → nouvelle\n" in done.out
    assert "A-01" not in done.out


def test_tables_that_did_not_give_the_answer_are_not_taken_for_the_former_ones(
    program: Program, kept: Path, tables: Path, tmp_path: Path
) -> None:
    now = str(write_tables(tmp_path / "t", Arret=SIX))
    done = program("replay", str(kept), "--tables", now, "--before", now)
    assert "--before : ces classeurs ne sont pas ceux de la réponse" in done.out


def test_facts_that_do_not_match_their_seal_are_a_changed_case(program: Program, kept: Path) -> None:
    done = program("replay", str(changed(kept, input__faits__mois=5)))
    assert done.status == 1
    assert "le dossier a changé : son sceau n’est pas celui que font ses faits" in done.out
    assert "  les tables sont les mêmes ; la réponse change\n" in done.out


def test_the_case_of_today_can_be_given_and_its_facts_are_compared(
    program: Program, kept: Path, write_case: WriteCase
) -> None:
    assert program("replay", str(kept), "--cas", write_case()).status == 0
    done = program("replay", str(kept), "--cas", write_case(mois=24, date_naissance="2020-01-01"))
    assert done.status == 1
    assert '  mois : 12 → 24\n  date_naissance : absent → "2020-01-01"\n' in done.out


def test_a_benefit_that_is_new_or_gone_is_told(program: Program, kept: Path, tmp_path: Path) -> None:
    other = "Prestations\n" + BENEFITS.replace("\narret|", "\nsecours|")
    examples = EXAMPLES.replace("Cas de test|arret", "Cas de test|secours")
    now = write_tables(tmp_path / "t", Catalogue=other, Exemples=examples)
    done = program("replay", str(kept), "--tables", str(now))
    assert done.status == 1
    assert "Aide à l’arrêt (arret)\n  les tables ont changé (" in done.out
    assert "Aide à l’arrêt (secours)\n  les tables ont changé (" in done.out
    assert "      après : (rien)\n" in done.out and "      avant : (rien)\n" in done.out


def test_an_answer_without_its_case_asks_for_it(
    program: Program, write_case: WriteCase, tmp_path: Path
) -> None:
    brief = str(tmp_path / "r.json")
    case = write_case()
    options = ("--prestation", "arret", "--date", "2026-04-01")
    program(case, *options, "--format", "json", "--detail", "resume", "--output", brief)
    done = program("replay", brief)
    assert (done.status, "donner le dossier avec --cas" in done.err) == (1, True)
    assert program("replay", brief, "--cas", case).status == 0


def test_an_answer_that_was_touched_is_told(program: Program, kept: Path) -> None:
    done = program("replay", str(changed(kept, benefits__0__sentence="Droit refusé.")))
    assert done.status == 1
    assert (
        "mêmes tables, même dossier : la réponse gardée a été modifiée, ou le programme a changé" in done.out
    )


def test_another_version_that_gives_the_same_answer_is_the_same(program: Program, kept: Path) -> None:
    done = program("replay", str(changed(kept, benefits__0__seal__version="0.0.9")))
    assert done.status == 0
    assert "même réponse, avec un autre programme (0.0.9 → " in done.out


def test_several_answers_of_one_file_are_all_played(
    program: Program, write_case: WriteCase, tmp_path: Path
) -> None:
    both = str(tmp_path / "deux.json")
    program(write_case("a"), write_case("b", mois=3), "--format", "json", "--output", both)
    done = program("replay", both)
    assert (done.status, done.out.count("même réponse\n")) == (0, 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "ce n’est pas du JSON"),
        ("[]", "ce n’est pas une réponse"),
        ('{"id": "c", "faits": {}}', "c’est un cas, pas une réponse"),
        ('{"case": "c", "lang": "fr", "detail": "motifs", "benefits": [{}]}', "ce n’est pas une réponse"),
    ],
)
def test_what_is_not_an_answer_is_refused(
    program: Program, tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "x.json").write_text(content, "utf-8")
    done = program("replay", str(tmp_path / "x.json"))
    assert (done.status, message in done.err) == (1, True)
