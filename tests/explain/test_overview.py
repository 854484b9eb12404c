"""The whole picture of a person: one line a benefit, in the order of the answers, then what to ask."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.model import Model
from engine.values import Value
from explain.columns import cut, width_of
from explain.explanation import Explanation
from explain.phrases import Lang
from explain.select import Detail
from explain.to_html import to_html
from explain.to_json import to_json
from explain.to_markdown import to_markdown
from explain.to_text import to_text
from tests.builders import model
from tests.explain.builders import explanation, lines, plain, whole

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))

GLOSSARY = """
Glossaire
Nom | Libellé | Question | Type | Unité | Valeurs permises | Décimales
jour | Jour de la demande | Quel jour ? | date
age | Âge | Quel âge ? | entier | ans
enfants | Nombre d'enfants | Combien d'enfants ? | entier
revenu | Revenu | Quel revenu ? | montant
par_mois | Montant par mois | | montant
droit | Droit | | texte | | ouvert ; refusé ; à étudier
droit_b | Droit B | | texte | | ouvert ; refusé ; à étudier
droit_c | Droit C | | texte | | ouvert ; refusé ; à étudier
droit_d | Droit D | | texte | | ouvert ; refusé ; à étudier
"""

TABLES = (
    """
Table de décision | t_a
N° | Exige | Alors | Motif
   | age | droit
A-1 | >= 18 | ouvert | Majeur.
sinon | | refusé | Aucune règle.
""",
    """
Table de décision | t_b
N° | Exige | Exige | Alors | Motif
   | age | revenu | droit_b
B-1 | >= 18 | < 1000 | ouvert | Revenu faible.
sinon | | | refusé | Aucune règle.
""",
    """
Table de décision | t_c
N° | Si | Alors | Motif
   | age | droit_c
C-1 | >= 60 | refusé | Trop tard. Voir la retraite.
C-2 | < 60 | à étudier | La caisse décide. Écrire au guichet.
""",
    """
Table de décision | t_d
N° | Exige | Exige | Alors
   | revenu | enfants | droit_d
D-1 | < 1000 | >= 1 | ouvert
sinon | | | refusé
""",
    """
Calculs
Nom | Formule | Arrondi
par_mois | 300 - 1 * age
""",
    """
Prestations
Code | Libellé | Table du droit | Date de référence | Montants | Ordre
c | Aide C | t_c | jour | | 3
a | Aide A | t_a | jour | par_mois | 1
b | Aide B | t_b | jour | | 2
d | Aide D | t_d | jour | | 4
""",
)


@cache
def workbook() -> Model:
    return model(GLOSSARY, *TABLES)


def person(**facts: Value) -> Explanation:
    known: Mapping[str, Value] = {"jour": date(2026, 1, 1), **facts}
    return whole(workbook(), known, "a", "b", "c", "d")


def text(of: Explanation, width: int = 80) -> list[str]:
    return lines(to_text(of, detail=Detail.MOTIFS, lang=Lang.FR, width=width))


def told(of: Explanation, detail: Detail = Detail.RESUME) -> Any:
    return json.loads(to_json(of, detail=detail, lang=Lang.FR))


def test_benefits_are_summed_up_by_answer_then_in_the_order_of_the_catalogue() -> None:
    assert text(person(age=Decimal(20), revenu=Decimal(1500)))[2:12] == [
        "En bref",
        "-------",
        "Droits ouverts (1) :",
        "  - Aide A : Montant par mois : 280,00 €",
        "",
        "À étudier par la caisse (1) :",
        "  - Aide C : La caisse décide.",
        "",
        "Refusés (2) :",
        "  - Aide B : Revenu : 500,01 € de trop",
    ]


def test_details_follow_in_the_order_of_the_summary() -> None:
    of = person(age=Decimal(20), revenu=Decimal(1500))
    titles = [line.partition(",")[0] for line in text(of) if ", au 1er janvier 2026 :" in line]
    assert titles == ["Aide A", "Aide C", "Aide B", "Aide D"]


def test_a_refusal_by_a_row_gives_the_first_sentence_of_its_motif() -> None:
    assert "  - Aide C : Trop tard." in text(person(age=Decimal(70)))


def test_an_undecided_right_names_the_fewest_facts_left() -> None:
    told_lines = text(person(age=Decimal(20)))
    assert "  - Aide B : 1 question (Revenu)" in told_lines
    assert "  - Aide D : 2 questions (Nombre d'enfants et Revenu)" in told_lines


def test_a_question_that_settles_several_benefits_is_listed_once_the_most_useful_first() -> None:
    found = text(person())
    start = found.index("Questions qui restent :")
    assert found[start + 1 : start + 3] == [
        "  - Quel âge ? (utile pour : Aide A, Aide B, Aide C)",
        "  - Quel revenu ? (utile pour : Aide B, Aide D)",
    ]
    assert "Combien" not in "".join(found[start : start + 4])


def test_no_question_is_listed_when_each_settles_one_benefit() -> None:
    assert "Questions qui restent :" not in text(person(age=Decimal(20), revenu=Decimal(500)))


def test_a_line_of_the_summary_is_cut_at_the_width_when_details_follow() -> None:
    found = text(person(age=Decimal(20)), width=30)
    assert "  - Aide D : 2 questions (Nom…" in found
    assert all(width_of(line) <= 30 for line in found)


@pytest.mark.parametrize(("width", "expected"), [(5, "abcde"), (4, "abc…"), (3, "ab…")])
def test_cut_keeps_the_beginning(width: int, expected: str) -> None:
    assert cut("abcde", width) == expected


def test_markdown_begins_with_the_summary() -> None:
    found = plain(to_markdown(person(age=Decimal(20)), detail=Detail.MOTIFS, lang=Lang.FR))
    assert found.startswith(
        "# Décision sur le dossier essai\n\n## En bref\n\nDroits ouverts (1) :\n\n- Aide A"
    )
    assert found.index("## En bref") < found.index("## Aide A")


def test_a_line_of_the_html_summary_leads_to_its_details() -> None:
    found = to_html(person(age=Decimal(20)), detail=Detail.MOTIFS, lang=Lang.FR)
    summary = found[found.index('<section class="overview">') : found.index("<article")]
    assert re.findall(r'href="#(p\d)"', summary) == ["p1", "p2", "p3", "p4"]
    assert "<nav" not in found


def test_json_has_the_summary_and_the_questions_in_order() -> None:
    found = told(person(age=Decimal(20)))
    assert [(one["code"], one["verdict"]) for one in found["summary"]] == [
        ("a", "ouvert"), ("c", "a_etudier"), ("b", "indetermine"), ("d", "indetermine"),
    ]  # fmt: skip
    assert found["summary"][0]["amount"]["value"] == "280.00"
    assert found["summary"][1]["reason"] == "La caisse décide."
    assert [need["name"] for need in found["summary"][3]["missing"]] == ["enfants", "revenu"]
    assert [(one["name"], one["benefits"]) for one in found["questions"]] == [("revenu", ["b", "d"])]
    assert [one["code"] for one in found["benefits"]] == ["a", "c", "b", "d"]


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("lang", Lang)
def test_json_of_several_benefits_follows_the_schema(detail: Detail, lang: Lang) -> None:
    for of in (person(), person(age=Decimal(20), revenu=Decimal(1500)), person(age=Decimal(70))):
        Draft202012Validator(SCHEMA).validate(json.loads(to_json(of, detail=detail, lang=lang)))


def test_a_case_that_names_its_benefits_has_no_summary_and_keeps_its_order() -> None:
    asked = explanation(workbook(), {"jour": date(2026, 1, 1), "age": Decimal(20)}, "d", "a")
    assert "summary" not in told(asked)
    assert [one["code"] for one in told(asked)["benefits"]] == ["d", "a"]
    assert "En bref" not in text(asked)


def test_a_single_benefit_has_no_summary() -> None:
    of = whole(workbook(), {"jour": date(2026, 1, 1), "age": Decimal(20)}, "a")
    assert "summary" not in told(of)
    assert text(of)[2].startswith("Aide A, au 1er janvier 2026")
