"""Notes that say where sources contradict each other, gathered from the workbooks."""

import pytest

from engine.model import Model
from explain.contradictions import contradictions, with_keyword
from tests.builders import aid
from tests.explain.builders import lines, plain


def workbook(note: str) -> Model:
    return aid(
        f"""
N° | Exige | Alors | Source | Du | Note
   | age | droit
R1 | >= seuil | ouvert | Loi 1 | 2020-01-01 | {note}
R2 | < 10 | refusé | Loi 1 | 2020-01-01 | {note}
sinon | | refusé | Loi 2 | |
""",
        "Paramètres\nNom | Valeur | Du | Au | Source | Confiance | Note\n"
        "seuil | 18 | 2020-01-01 | 2020-12-31 | Arrêté A | haute | Contradiction : A dit 18, B dit *17* ({{ age }}).",
        "Calculs\nNom | Formule | Source | Note\ndouble | 2 * age | Loi 3 | Vu. Contradiction : sans suite.",
        glossary="\nseuil | Seuil | | entier | ans\ndouble | Double | | entier | ans",
    )


def test_notes_are_listed_by_workbook_and_table_with_number_dates_and_source() -> None:
    found = lines(
        contradictions(
            workbook("Contradiction : C dit 19, D dit 18 ; D est suivi."), "Contradiction", "écrire"
        )
    )
    assert found[0] == "# Où les sources se contredisent"
    assert "`écrire`" in found[2]
    assert found[3:] == [
        "",
        "## essai.xlsx",
        "",
        "### droit\\_aide (`droit_aide`)",
        "",
        "- **N° R1 et N° R2** (depuis le 1er janvier 2020) : Contradiction : C dit 19, D dit 18 ; D est suivi.",
        "  - Source : Loi 1",
        "",
        "### Paramètres",
        "",
        (
            "- **Seuil (`seuil`)** (du 1er janvier 2020 au 31 décembre 2020) : Contradiction : A dit 18,"
            " B dit \\*17\\* (\\[Âge\\])."
        ),
        "  - Source : Arrêté A",
        "",
        "### Calculs",
        "",
        "- **Double (`double`)** : Vu. Contradiction : sans suite.",
        "  - Source : Loi 3",
    ]


@pytest.mark.parametrize(
    ("note", "counts"),
    [
        ("Contradiction : a", True),
        ("Contradiction\u00a0: a", True),
        ("Contradiction: a", True),
        ("Confiance moyenne. Contradiction : a", True),
        ("Voir « b ». Contradiction : a", True),
        ("Pas de contradiction : a", False),
        ("Sans Contradiction : a", False),
        ("Contradiction non levée", False),
        ("", False),
    ],
)
def test_a_note_counts_when_one_of_its_sentences_begins_with_the_keyword(note: str, counts: bool) -> None:
    found = [one.about for one in with_keyword(workbook(note), "Contradiction")]
    assert (found[:2] == ["N° R1", "N° R2"]) is counts


def test_the_keyword_is_that_of_the_caller() -> None:
    assert not with_keyword(workbook("Contradiction : a"), "Divergence")
    assert with_keyword(workbook("Divergence : a"), "Divergence")


def test_workbooks_without_any_give_a_document_without_headings() -> None:
    assert "##" not in plain(contradictions(workbook("a"), "Divergence", "écrire"))
