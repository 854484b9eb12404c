"""A benefit in words, from its tables alone."""

import json
from datetime import date
from typing import Any

import pytest

from engine.model import Model
from explain.described import described
from explain.described_json import described_json
from explain.described_page import described_page
from explain.phrases import Lang
from explain.to_markdown import page_to_markdown
from explain.to_text import page_to_text
from explain.wording import Voice
from tests.builders import aid
from tests.explain.builders import lines, plain, workbook


def text(model: Model, code: str, day: date | None = None, lang: Lang = Lang.FR) -> list[str]:
    page = described_page(described(model, code, day), Voice(lang, model.terms, {}))
    return lines(page_to_text(page, width=100))


def section(found: list[str], title: str) -> list[str]:
    """Return the lines under *title*, up to the next empty one."""
    start = found.index(title) + 2
    return found[start : found.index("", start)] if "" in found[start:] else found[start:]


def told(model: Model, code: str, day: date | None = None) -> Any:
    return json.loads(described_json(described(model, code, day), Voice(Lang.FR, model.terms, {})))


def test_a_row_is_told_with_its_cells_its_outcome_and_its_texts() -> None:
    rows = section(text(workbook(), "arret", date(2026, 3, 1)), "Conditions du droit")
    start = rows.index("  - Ligne A-1 (depuis le 25 mai 2020)")
    assert rows[start : start + 10] == [
        "  - Ligne A-1 (depuis le 25 mai 2020)",
        "    - Si : Statut : artisan ou commerçant",
        "    - Exige :",
        "      - Durée d'affiliation : au moins 12 mois",
        "      - Revenu moyen : au moins 4 383,20 € (Seuil de revenu)",
        "      - Dossier complet : oui",
        "    - Alors : droit ouvert",
        "    - Motif : Revenu moyen de [Revenu moyen].",
        "    - Note : Vérifier les pièces ([Statut]).",
        "    - Source : Code D. 1",
    ]
    assert "  - Sinon, quand aucune autre ligne ne s’applique" in rows


def test_a_figure_that_is_not_defined_on_the_day_is_named_and_not_said_unknown() -> None:
    rows = section(text(workbook(), "arret", date(2030, 1, 1)), "Conditions du droit")
    assert "      - Revenu moyen : au moins Seuil de revenu" in rows
    assert not any("inconnu" in row for row in rows)


def test_a_row_out_of_force_on_the_day_is_left_out() -> None:
    rows = section(text(workbook(), "arret", date(2020, 1, 1)), "Conditions du droit")
    assert not any("A-1" in row for row in rows)
    assert "  - Ligne A-2" in rows


def test_without_a_day_the_rules_are_those_of_the_last_known_change() -> None:
    assert "Règles en vigueur au 1er janvier 2025, jour du dernier changement connu." in text(
        workbook(), "arret"
    )
    assert "Règles en vigueur au 2 mars 2024." in text(workbook(), "arret", date(2024, 3, 2))


def test_rules_without_any_date_say_so() -> None:
    model = aid("N° | Exige | Alors\n | age | droit\nR1 | >= 18 | ouvert\nsinon | | refusé")
    found = text(model, "aide")
    assert "Règles en vigueur, sans limite de date." in found
    assert "Ce qui change, et quand" not in found


def test_what_is_joined_to_the_right_is_told_by_section() -> None:
    found = text(workbook(), "arret", date(2026, 3, 1))
    assert section(found, "Montants") == [
        "  - Montant journalier = Revenu retenu × Part du revenu / 365",
        "    - arrondi au plus proche",
        "    - Note : Le montant est brut.",
        "    - Source : Code R. 1",
    ]
    assert "Table « Carence » :" in found
    assert "    - Alors : Démarche : Envoyer l'avis d'arrêt ; Délai : 2 jours" in section(found, "Démarches")


def test_tables_and_calculations_read_on_the_way_are_told() -> None:
    found = text(workbook(), "arret", date(2026, 3, 1))
    assert "Table « Pièces du dossier » :" in section(found, "Tables consultées")
    assert section(found, "Calculs")[0] == "  - Revenu moyen = (Revenu N-1 + Revenu N-2 + Revenu N-3) / 3"


def test_figures_come_with_their_period_their_source_and_their_doubt() -> None:
    found = section(text(workbook(), "arret", date(2026, 3, 1)), "Chiffres")
    assert any(line.startswith("  Plafond de revenu") and line.endswith(" 47 100,00 €") for line in found)
    assert "    du 1er janvier 2025 au 31 décembre 2026 ; Code D. 7 ; confiance « moyenne »" in found


def test_facts_to_give_are_told_as_questions() -> None:
    assert "  - Depuis combien de mois ?" in section(
        text(workbook(), "arret"), "Ce qu’il faut savoir de la personne"
    )


CHANGING = aid(
    """
N° | Exige | Alors | Source | Du | Au
   | age | droit
R1 | >= seuil | ouvert | Loi 1 | 2020-01-01 | 2022-12-31
R2 | >= 2 * seuil | ouvert | Loi 2 | 2023-01-01
sinon | | refusé
""",
    "Paramètres\nNom | Valeur | Du | Au | Source\n"
    "seuil | 18 | 2020-01-01 | 2020-12-31 | Arrêté A\n"
    "seuil | 20 | 2021-01-01 | 2021-12-31 | Arrêté B\n"
    "seuil | 20 | 2022-01-01 | 2023-06-30 | Arrêté C",
    glossary="\nseuil | Seuil | | entier | ans",
)


def test_what_changes_is_told_day_by_day_with_its_source() -> None:
    assert section(text(CHANGING, "aide"), "Ce qui change, et quand") == [
        "  - 1er janvier 2020 :",
        "    - Ligne R1 de la table « droit_aide » : s’applique (Loi 1)",
        "    - Seuil : 18 ans (Arrêté A)",
        "  - 1er janvier 2021 :",
        "    - Seuil : 20 ans (avant, 18 ans) (Arrêté B)",
        "  - 1er janvier 2022 :",
        "    - Seuil : 20 ans, sans changement (Arrêté C)",
        "  - 1er janvier 2023 :",
        "    - Ligne R1 de la table « droit_aide » : ne s’applique plus (Loi 1)",
        "    - Ligne R2 de la table « droit_aide » : s’applique (Loi 2)",
        "  - 1er juillet 2023 :",
        "    - Seuil : ne s’applique plus (Arrêté C)",
    ]


def test_an_endpoint_made_of_figures_is_worked_out() -> None:
    found = text(CHANGING, "aide", date(2023, 1, 1))
    assert "    - Exige : Âge : au moins 40 ans (2 × Seuil)" in found


def test_markdown_says_the_same() -> None:
    page = described_page(described(CHANGING, "aide"), Voice(Lang.FR, CHANGING.terms, {}))
    found = plain(page_to_markdown(page, lang=Lang.FR))
    assert found.startswith("# Aide (aide)\n\n## Prestation\n")
    assert (
        "\n## Conditions du droit\n\nTable « droit\\_aide » :\n\n- Ligne R2 (depuis le 1er janvier 2023)\n"
        in found
    )


def test_json_has_rows_figures_and_changes() -> None:
    found = told(CHANGING, "aide", date(2021, 5, 1))
    (row, default) = found["right"]["rows"]
    assert (row["row"], row["from"], row["to"], row["source"]) == ("R1", "2020-01-01", "2022-12-31", "Loi 1")
    assert [one["asked"] for one in row["conditions"]] == ["au moins 20\u00a0ans (Seuil)"]
    assert default["default"]
    assert found["figures"][0]["value"] == "20\u00a0ans"
    assert [one["day"] for one in found["changes"]][:2] == ["2020-01-01", "2021-01-01"]
    assert found["changes"][1]["changes"][0]["begins"]


@pytest.mark.parametrize("lang", Lang)
def test_both_languages_tell_it(lang: Lang) -> None:
    assert text(workbook(), "arret", lang=lang)
