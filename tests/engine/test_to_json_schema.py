"""The JSON Schema of a case says what the reader accepts."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.cases.read_case import read_case
from engine.cases.to_json_schema import to_json_schema
from tests.models import small_model

MODEL = small_model()
SCHEMA: dict[str, Any] = json.loads(json.dumps(to_json_schema(MODEL)))
VALIDATOR = Draft202012Validator(SCHEMA)
FACTS = SCHEMA["properties"]["faits"]["properties"]


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_fact_and_calculation_with_a_question_is_a_property() -> None:
    given = {name for name, term in MODEL.terms.items() if term.can_be_given}
    assert set(FACTS) == given
    assert "revenu_moyen" in FACTS
    assert "seuil" not in FACTS


def test_a_closed_list_is_an_enum_in_the_spelling_of_the_glossary() -> None:
    assert FACTS["statut"]["enum"] == ["artisan", "commerçant", "à définir", None]


def test_bounds_of_the_glossary_are_those_of_the_schema() -> None:
    assert FACTS["trimestres"]["type"] == ["integer", "null"]
    assert (FACTS["trimestres"]["minimum"], FACTS["trimestres"]["maximum"]) == (0, 200)


def test_label_question_and_unit_are_shown() -> None:
    assert FACTS["affilie"]["title"] == "Affilie"
    assert FACTS["affilie"]["description"] == "La personne est-elle affiliée ?"
    assert FACTS["trimestres"]["description"] == "Unité\u00a0: trimestres"


def test_benefits_are_listed_with_their_labels() -> None:
    benefits = SCHEMA["properties"]["prestations"]
    assert benefits["items"] == {"enum": ["arret", "deces"]}
    assert "arret\u00a0: Aide à l’arrêt" in benefits["description"]


@pytest.mark.parametrize(
    ("fact", "value", "valid"),
    [
        ("revenu", 19.99, True),
        ("revenu", -1, False),
        ("revenu", "19", False),
        ("revenu", None, True),
        ("taux", 0.34, True),
        ("taux", 34, False),
        ("trimestres", 12, True),
        ("trimestres", 12.0, True),
        ("trimestres", 12.5, False),
        ("coefficient", 1e15, False),
        ("affilie", True, True),
        ("affilie", "oui", False),
        ("statut", "artisan", True),
        ("statut", "artizan", False),
        ("date_arret", "2026-03-10", True),
        ("date_arret", 20260310, False),
        ("seuil", 1, False),
        ("inconnu", 1, False),
    ],
)
def test_schema_and_reader_agree(fact: str, value: object, valid: bool) -> None:
    document = {"faits": {fact: value}}
    case, _ = read_case(json.dumps(document).encode(), "cas.json", MODEL)
    assert (case is not None) == valid
    assert VALIDATOR.is_valid(document) == valid
