"""JSON: valid against its documented schema, exact, stable."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.model import Answer
from explain.explanation import Explanation
from explain.phrases import Lang
from explain.select import Detail
from explain.to_json import to_json
from tests.builders import aid
from tests.explain.builders import explanation, stay

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))

CASES: dict[str, Explanation] = {
    "open": stay(),
    "refused": stay(duree_affiliation=Decimal(5)),
    "refused by another table": stay(a_jour=False),
    "refused by a row": stay(situation="fraude"),
    "to be studied": stay(statut="micro-entrepreneur"),
    "missing facts": stay(revenu_n1=None, duree_affiliation=None),
    "missing figure": stay(date_arret=date(2027, 3, 3)),
    "missing date": stay(date_arret=None),
    "missing amount": stay(duree_arret=None),
    "out of force": explanation(
        aid("N° | Exige | Alors | Du\n | debut | droit\nR1 | >= 01/01/2020 | ouvert | 2026-01-01\nsinon | | refusé",
            glossary="\ndebut | Début | Quel début ? | date"),
        {"jour": date(2025, 6, 1), "debut": date(2019, 1, 1)}, "aide",
    ),
}  # fmt: skip


def benefit(of: Explanation, detail: Detail = Detail.MOTIFS, lang: Lang = Lang.FR) -> Any:
    (found,) = json.loads(to_json(of, detail=detail, lang=lang))["benefits"]
    return found


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("lang", Lang)
def test_every_answer_follows_the_schema(case: str, detail: Detail, lang: Lang) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(to_json(CASES[case], detail=detail, lang=lang)))


def test_the_schema_refuses_a_key_it_does_not_know() -> None:
    told = json.loads(to_json(CASES["open"], detail=Detail.RESUME, lang=Lang.FR))
    told["benefits"][0]["surprise"] = 1
    assert not Draft202012Validator(SCHEMA).is_valid(told)


def test_the_schema_knows_the_four_verdicts() -> None:
    verdicts = SCHEMA["$defs"]["benefit"]["properties"]["verdict"]["enum"]
    assert sorted(verdicts) == sorted(answer.code for answer in Answer)


def test_numbers_are_strings_with_their_decimals_and_days_are_iso() -> None:
    found = benefit(CASES["open"], Detail.RESUME)
    (amount,) = found["amounts"][0]["items"][0]["values"]
    assert (amount["value"], amount["unit"]) == ("38.81", "EUR/jour")
    assert found["reference_date"]["value"] == "2026-03-01"
    assert [fact["value"] for fact in benefit(CASES["open"])["facts"]][3:5] == [True, "32000.00"]


def test_a_gap_is_told_in_figures_and_in_words() -> None:
    (check,) = benefit(CASES["refused"])["nearest"][0]["violated"]
    assert check["gap"] == {"value": "7", "direction": "insuffisant", "text": "il manque 7\u00a0mois"}
    assert check["where"] == "essai.xlsx > F6 > D7"


def test_a_gap_between_days_is_a_number_of_days() -> None:
    model = aid(
        "N° | Exige | Alors\n | debut | droit\nR1 | >= 01/01/2020 | ouvert\nsinon | | refusé",
        glossary="\ndebut | Début | Quel début ? | date",
    )
    found = benefit(explanation(model, {"jour": date(2025, 6, 1), "debut": date(2019, 12, 30)}, "aide"))
    assert found["nearest"][0]["violated"][0]["gap"]["value"] == "2"


def test_what_is_missing_is_a_list_of_alternatives() -> None:
    found = benefit(CASES["missing facts"], Detail.RESUME)
    assert [[need["name"] for need in way] for way in found["missing"]] == [
        ["duree_affiliation", "revenu_n1"],
        ["duree_affiliation", "revenu_moyen"],
    ]
    assert found["verdict"] == "indetermine"


def test_the_shortest_form_holds_the_decision_and_no_reasons() -> None:
    assert list(benefit(CASES["open"], Detail.RESUME)) == [
        "code", "label", "verdict", "sentence", "reference_date", "rows", "possible_rows", "opens_on",
        "missing", "undefined", "amounts", "durations", "steps", "seal",
    ]  # fmt: skip


def test_the_same_explanation_gives_the_same_bytes() -> None:
    for detail in Detail:
        assert to_json(stay(), detail=detail, lang=Lang.FR) == to_json(stay(), detail=detail, lang=Lang.FR)


def test_texts_are_given_as_they_are() -> None:
    model = aid("N° | Si | Alors | Motif\n | age | droit\nR1 | | ouvert | <script>{{ ''.__class__ }}")
    found = benefit(explanation(model, {"jour": date(2025, 6, 1), "age": Decimal(3)}, "aide"))
    assert found["retained"][0]["reason"] == "<script>(inconnu)"
