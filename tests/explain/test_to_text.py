"""The text of a terminal or of a letter."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from explain.columns import width_of
from explain.explanation import Explanation
from explain.phrases import Lang
from explain.select import Detail
from explain.to_text import to_text
from tests.builders import aid
from tests.explain.builders import explanation, lines, only, stay

ANSI = re.compile(r"\x1b\[[\d;]*m")


def text(
    of: Explanation, detail: Detail = Detail.MOTIFS, lang: Lang = Lang.FR, width: int = 100
) -> list[str]:
    return lines(to_text(of, detail=detail, lang=lang, width=width))


def headings(told: list[str]) -> list[str]:
    return [line for line, under in pairwise(told) if under and set(under) == {"-"}]


def test_a_refusal_reads_from_the_verdict_to_the_seal() -> None:
    model = only(stay()).seal.model[:12]
    assert text(stay(duree_affiliation=Decimal(5), revenu_moyen=Decimal("4383.19"))) == [
        "Décision sur le dossier essai",
        "",
        "Indemnité d'arrêt, au 1er mars 2026 : droit refusé.",
        "===================================================",
        "",
        "Pourquoi",
        "--------",
        "Les conditions ne sont pas remplies.",
        "",
        "Conditions non remplies (ligne A-1) :",
        "  - Durée d'affiliation : 5 mois ; il en faut au moins 12 : il manque 7 mois",
        "  - Revenu moyen : 4 383,19 € ; il faut au moins 4 383,20 € (Seuil de revenu) : il manque 0,01 €",
        "",
        "Autres conditions de cette ligne, remplies :",
        "  - Statut : artisan",
        "  - Dossier complet : oui",
        "",
        "Règle appliquée : ligne sinon de la table « Droit à l'indemnité », aucune autre n’étant remplie",
        "",
        "Éléments pris en compte",
        "-----------------------",
        "  Date de l'arrêt de travail  1er mars 2026",
        "  Statut                      artisan",
        "  Durée d'affiliation         5 mois",
        "  Cotisations à jour          oui",
        "  Revenu moyen                4 383,19 €",
        "",
        "Points d’attention",
        "------------------",
        "  - Le dossier donne « Revenu moyen » : 4 383,19 € ; d’après ses autres éléments, ce serait",
        "    28 333,33 €. La valeur donnée est retenue : à vérifier.",
        "  - Vérifier les pièces (artisan).",
        "",
        "Sources",
        "-------",
        "  - Code L. 1",
        "  - Code D. 1 (depuis le 25 mai 2020)",
        "  - Code P. 1",
        "",
        "Sceau",
        "-----",
        f"Modèle : {model} ; Dossier : cccccccccccc ; Moteur : 1.2.3 (référence) ; Date de référence :",
        "1er mars 2026",
    ]


def test_an_open_right_shows_amounts_durations_and_steps() -> None:
    told = text(stay())
    assert headings(told) == [
        "Pourquoi", "Montants", "Durées et délais", "Démarches", "Éléments pris en compte",
        "Calcul, ligne par ligne", "Points d’attention", "Sources", "Sceau",
    ]  # fmt: skip
    start = told.index("Montants")
    assert told[start : start + 18] == [
        "Montants",
        "--------",
        "  Montant journalier  38,81 € par jour",
        "",
        "Durées et délais",
        "----------------",
        "  Délai de carence   3 jours",
        "    Délai ordinaire.",
        "  Jours indemnisés  17 jours",
        "",
        "Démarches",
        "---------",
        "  - Envoyer l'avis d'arrêt",
        "    - Délai : 2 jours",
        "    - À la caisse du domicile.",
        "  - Joindre l'attestation",
        "    - Délai : 15 jours",
        "",
    ]


def test_a_computation_shows_its_figures() -> None:
    told = text(stay())
    assert "    = 28 333,33 € × 50,0 % / 365" in told
    assert not any("Part du revenu" in line for line in told)


def test_in_the_trace_a_computation_shows_the_formula_with_labels_then_with_values() -> None:
    told = text(stay(), Detail.TRACE)
    start = told.index("  Montant journalier                38,81 € par jour")
    assert told[start + 1 : start + 4] == [
        "    = Revenu retenu × Part du revenu / 365",
        "    = 28 333,33 € × 50,0 % / 365",
        "    arrondi au plus proche ; Code R. 1",
    ]


def test_a_choice_in_a_formula_says_which_branch_was_taken() -> None:
    told = text(stay(revenu_moyen=Decimal("90000.00")), Detail.TRACE)
    start = told.index("    = si Revenu moyen > Plafond de revenu alors Plafond de revenu sinon Revenu moyen")
    assert told[start + 1] == "    90 000,00 € > 47 100,00 € : oui"


def test_what_is_missing_is_asked_as_the_smallest_alternatives() -> None:
    told = text(stay(revenu_n1=None, duree_affiliation=None))
    start = told.index("Ce qu’il reste à savoir")
    assert told[start : start + 9] == [
        "Ce qu’il reste à savoir",
        "-----------------------",
        "Pour conclure, il faut connaître :",
        "  - à la fois :",
        "    - Depuis combien de mois ?",
        "    - Quel revenu l'année N-1 ?",
        "  - ou bien, à la fois :",
        "    - Depuis combien de mois ?",
        "    - Quel est le revenu moyen ?",
    ]


def test_single_facts_are_listed_with_or_else() -> None:
    told = text(stay(revenu_n1=None))
    assert "  - Quel revenu l'année N-1 ?" in told
    assert "  - ou bien : Quel est le revenu moyen ?" in told


def test_a_figure_that_is_not_defined_is_said_so_and_never_asked() -> None:
    told = text(stay(date_arret=date(2027, 3, 3)))
    assert "La valeur de « Seuil de revenu » n’est pas définie au 3 mars 2027." in told
    assert not any(line.startswith("Pour conclure") for line in told)


def test_when_no_table_provides_for_the_case_it_is_said_so() -> None:
    model = aid("N° | Exige | Alors\n | age | droit\nR1 | >= 18 | ouvert")
    told = text(explanation(model, {"jour": date(2025, 6, 1), "age": Decimal(3)}, "aide"))
    assert any(line.startswith("Aucun renseignement de plus ne permettrait de conclure") for line in told)


def test_an_amount_that_lacks_a_fact_asks_for_it() -> None:
    told = text(stay(duree_arret=None))
    assert "  Jours indemnisés  inconnu" in told
    assert "Pour calculer « Jours indemnisés », il faut connaître : « Combien de jours d'arrêt ? »." in told


def test_the_earliest_opening_is_said() -> None:
    one = stay(duree_affiliation=Decimal(5))
    later = one._replace(benefits=(only(one)._replace(opens_on=date(2026, 10, 1)),))
    start = text(later, width=200).index("Ouverture du droit")
    assert text(later, width=200)[start + 2] == (
        "Si rien d’autre ne changeait, le droit serait ouvert avec « Date de l'arrêt de travail » "
        "au 1er octobre 2026 au plus tôt."
    )


def test_rows_that_are_as_near_are_told_up_to_five() -> None:
    rows = "\n".join(f"R{n} | >= {n} | ouvert" for n in range(11, 18))
    model = aid(f"N° | Exige | Alors\n | age | droit\n{rows}\nsinon | | refusé")
    told = text(explanation(model, {"jour": date(2025, 6, 1), "age": Decimal(3)}, "aide"))
    assert "Conditions non remplies, selon la règle :" in told
    assert sum(line.startswith("  - ligne R") for line in told) == 5
    assert "  - autres règles aussi proches : 2" in told


def test_the_shortest_form_is_a_sentence_a_benefit() -> None:
    two = stay()._replace(benefits=(*stay().benefits, *stay(revenu_n1=None).benefits))
    assert text(two, Detail.RESUME) == [
        "Décision sur le dossier essai",
        "",
        "Indemnité d'arrêt, au 1er mars 2026 : droit ouvert.",
        "",
        "Indemnité d'arrêt, au 1er mars 2026 : impossible de conclure.",
        "  Pour conclure, il faut connaître : « Quel revenu l'année N-1 ? » ; ou bien « Quel est le revenu",
        "  moyen ? »",
    ]


def test_the_trace_shows_each_cell_with_its_place_and_the_seal_in_full() -> None:
    told = text(stay(duree_affiliation=Decimal(5)), Detail.TRACE)
    assert "    - Durée d'affiliation | 5 mois | au moins 12 mois | non remplie | D7" in told
    assert "  ligne A-1 : non remplie ; depuis le 25 mai 2020 ; essai.xlsx > F6 > ligne 7" in told
    assert "  ligne sinon : remplie, retenue ; par défaut ; essai.xlsx > F6 > ligne 9" in told
    assert any(only(stay()).seal.model in line for line in told)


def test_in_english_the_frame_and_the_sentences_are_english_and_the_workbook_as_written() -> None:
    told = text(stay(duree_affiliation=Decimal(5)), lang=Lang.EN)
    assert "Indemnité d'arrêt, on 1 March 2026: refused." in told
    assert "Les conditions ne sont pas remplies." in told
    assert "  - Durée d'affiliation: 5 months; required: at least 12 months: 7 months short" in told
    assert headings(told) == [
        "Why", "Facts taken into account", "Computation, line by line", "Points of attention", "Sources", "Seal",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [30, 60, 80, 120])
@pytest.mark.parametrize("lang", Lang)
def test_no_line_is_wider_than_asked(width: int, lang: Lang) -> None:
    for of in (stay(), stay(a_jour=False), stay(revenu_n1=None), stay(statut="avocat")):
        told = to_text(of, detail=Detail.TRACE, lang=lang, width=width)
        assert max(width_of(line) for line in told.splitlines()) <= width
        assert not [line for line in told.splitlines() if line != line.rstrip(" ")]


def test_colours_change_nothing_but_colours() -> None:
    without = to_text(stay(), detail=Detail.TRACE, lang=Lang.FR)
    coloured = to_text(stay(), detail=Detail.TRACE, lang=Lang.FR, colour=True)
    assert "\x1b" not in without
    assert "\x1b[1;32m" in coloured
    assert ANSI.sub("", coloured) == without


def test_a_text_of_the_case_cannot_command_the_terminal() -> None:
    model = aid(
        "N° | Si | Alors | Motif\n | nom | droit\nR1 | | ouvert | Bonjour {{ nom }}",
        glossary="\nnom | Nom | Quel nom ? | texte",
    )
    told = to_text(
        explanation(model, {"jour": date(2025, 6, 1), "nom": "\x1b[2Jx"}, "aide"),
        detail=Detail.TRACE,
        lang=Lang.FR,
    )
    assert "Bonjour [2Jx" in told
    assert "\x1b" not in told


def test_the_same_explanation_gives_the_same_text_with_or_without_a_template_cache(tmp_path: Path) -> None:
    first = to_text(stay(), detail=Detail.TRACE, lang=Lang.FR, cache_dir=tmp_path)
    assert any(tmp_path.iterdir())
    assert first == to_text(stay(), detail=Detail.TRACE, lang=Lang.FR)


def test_importing_the_renderer_loads_neither_jinja_nor_babel() -> None:
    code = "import sys, explain.to_text; print({'jinja2', 'babel'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
