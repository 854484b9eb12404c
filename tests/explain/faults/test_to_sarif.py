"""SARIF of a check: the structure of version 2.1.0, and what code scanning needs."""

import json
from typing import Any

from jsonschema import Draft202012Validator

from explain.faults.to_sarif import to_sarif
from tests.explain.faults.reports import whole


def closed(required: tuple[str, ...] = (), **properties: object) -> dict[str, object]:
    """Return the schema of an object that has no other key than *properties*."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


TEXT, COUNT = {"type": "string"}, {"type": "integer", "minimum": 1}
MESSAGE = closed(("text",), text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
PHYSICAL = closed(
    ("artifactLocation", "region"),
    artifactLocation=closed(("uri",), uri={**TEXT, "pattern": r"^\S+$"}, uriBaseId=TEXT),
    region=closed(("startLine",), startLine=COUNT, startColumn=COUNT),
)
PLACE = {
    "physicalLocation": PHYSICAL,
    "logicalLocations": listed(closed(name=TEXT, fullyQualifiedName=TEXT, kind=TEXT)),
    "id": COUNT,
    "message": MESSAGE,
}
RULE = closed(
    ("id", "shortDescription", "fullDescription", "help"),
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=closed(level=LEVEL),
)
RESULT = closed(
    ("ruleId", "message", "locations", "partialFingerprints"),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations={**listed(closed(("physicalLocation",), **PLACE)), "minItems": 1},
    relatedLocations=listed(closed(("physicalLocation", "message"), **PLACE)),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
)
SARIF = closed(
    ("$schema", "version", "runs"),
    **{
        "$schema": TEXT,
        "version": {"const": "2.1.0"},
        "runs": listed(
            closed(
                ("tool", "results"),
                tool=closed(
                    ("driver",),
                    driver=closed(
                        ("name", "rules"), name=TEXT, semanticVersion=TEXT, language=TEXT, rules=listed(RULE)
                    ),
                ),
                language=TEXT,
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                results=listed(RESULT),
            )
        ),
    },
)
"""The keys of SARIF 2.1.0 that are written, each as the standard and GitHub's code scanning want it."""


def run() -> dict[str, Any]:
    (found,) = json.loads(to_sarif(whole(), "1.0"))["runs"]
    return dict(found)


def test_the_structure_is_that_of_the_standard() -> None:
    document = json.loads(to_sarif(whole(), "1.0"))

    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(document)] == []


def test_each_result_names_the_rule_at_its_index() -> None:
    rules = [rule["id"] for rule in run()["tool"]["driver"]["rules"]]

    assert [rules[result["ruleIndex"]] for result in run()["results"]] == [
        result["ruleId"] for result in run()["results"]
    ]


def test_a_cell_is_a_logical_location_and_a_line_of_the_workbook_in_its_folder() -> None:
    (cell,) = [r["locations"][0] for r in run()["results"] if r["ruleId"] == "valeur-hors-liste"]

    assert cell["physicalLocation"] == {
        "artifactLocation": {"uri": "classeurs/un.xlsx", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 8, "startColumn": 2},
    }
    assert cell["logicalLocations"] == [
        {"name": "B8", "fullyQualifiedName": "un.xlsx > Table > B8", "kind": "cell"}
    ]


def test_the_message_says_the_place_the_remedy_and_the_case() -> None:
    (said,) = [r["message"]["text"] for r in run()["results"] if r["ruleId"] == "lignes-qui-se-recouvrent"]

    assert said.splitlines()[0].startswith("deux.xlsx > Droit & <b> > ligne 9\u00a0: les lignes")
    assert said.splitlines()[1:] == [
        "Aide\u00a0: resserrer l’une des deux",
        "Cas témoin\u00a0: Revenu = 12,5\u00a0; Rang = absent",
    ]


def test_faults_have_fingerprints_that_tell_them_apart() -> None:
    prints = [result["partialFingerprints"]["constat/v1"] for result in run()["results"]]

    assert len(set(prints)) == len(prints)
