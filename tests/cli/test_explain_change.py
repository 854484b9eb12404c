"""``explain-change`` writes a page that says all that the reader of a change must look at before signing."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.cli.workbook import ARRET, FIGURES, write_tables


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return re.sub(r"\s+", " ", " ".join(reader.parts))


@pytest.fixture
def note(program: Program, tables: Path, tmp_path: Path) -> str:
    """The page on a lower threshold, whose row has lost its source, and on a figure of low confidence."""
    row = ARRET.replace(
        ">= 12|>= seuil|ouvert|Un an d’affiliation.|Loi A", ">= 10|>= seuil|ouvert|Dix <mois>.|"
    )
    figures = FIGURES.replace("|haute|", "|moyenne|Contradiction : la loi B dit 900.")
    after = write_tables(tmp_path / "b", Arret=row, Chiffres="Paramètres\n" + figures)
    page = tmp_path / "note.html"
    done = program("explain-change", str(tables), str(after), "--report", str(page), "--mutations")
    assert (done.status, done.out, done.err) == (0, "", "")
    return page.read_text("utf-8")


def test_the_note_needs_nothing_from_elsewhere_and_escapes_what_workbooks_hold(note: str) -> None:
    assert "default-src 'none'" in note
    assert "<script" not in note
    assert "Dix &lt;mois&gt;." in note


def test_the_note_shows_the_cells_before_and_after(note: str) -> None:
    assert "<del>&gt;= 12</del>" in note
    assert "<ins>&gt;= 10</ins>" in note


def test_the_note_gives_the_cases_that_change_with_both_explanations(note: str) -> None:
    text = _plain(note)
    assert "refusé → ouvert (ligne sinon → ligne A-01)" in text
    assert "Durée d’affiliation : de 10 à 11 mois" in text
    assert "Cas témoin : arret E-03, tel quel" in text
    assert "il manque 1 mois" in text
    assert "Dix <mois>." in text


def test_the_note_says_what_to_look_at_again(note: str) -> None:
    text = _plain(note)
    assert "Aide à l’arrêt (arret) ; source : Loi A" in text
    assert "Source : « Loi A » → (vide)" in text
    assert "Lignes ajoutées ou modifiées qui n’ont pas de source (1)" in text
    assert "(confiance moyenne)" in text
    assert "Contradiction : la loi B dit 900." in text
    assert "l’exemple E-03 attend droit = refusé, les tables donnent ouvert" in text


def test_the_note_says_how_well_cases_cover_the_changed_tables(note: str) -> None:
    text = _plain(note)
    assert "3 lignes atteintes sur 3" in text
    assert re.search(r"\d+ petites modifications vues sur \d+ \(\d+ %\)", text)


def test_nothing_is_to_be_looked_at_when_the_meaning_is_the_same(
    program: Program, tables: Path, tmp_path: Path
) -> None:
    text = _plain(program("explain-change", str(tables), str(write_tables(tmp_path))).out)
    assert "Aucune ligne ne change de sens." in text
    assert "Rien de particulier." in text
