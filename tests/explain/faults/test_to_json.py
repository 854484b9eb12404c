"""JSON of a check: valid against its documented schema, whole, stable."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.model import Period
from explain.coverage import Tally
from explain.faults.report import Report, report
from explain.faults.to_json import to_json
from tests.builders import aid
from tests.explain.faults.reports import ALL, whole

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "controles.schema.json").read_text("utf-8"))


def played() -> Report:
    """Return the report of workbooks that make a model."""
    model = aid("N° | Si | Alors\n| age | droit\n1 | - | ouvert")
    period = Period(date(2020, 1, 1), date(2021, 12, 31))
    return report("d", ("essai.xlsx",), ALL, model, Tally().coverage(model, period), period)


@pytest.mark.parametrize("made", [whole(), played(), report("d", (), ())])
def test_every_report_is_valid_against_the_schema(made: Report) -> None:
    Draft202012Validator.check_schema(SCHEMA)

    errors = list(Draft202012Validator(SCHEMA).iter_errors(json.loads(to_json(made, "1.0"))))

    assert [error.message for error in errors] == []


def fault(code: str) -> dict[str, Any]:
    """Return the fault *code* of the whole report."""
    (found,) = [one for one in json.loads(to_json(whole(), "1.0"))["faults"] if one["code"] == code]
    return dict(found)


def test_a_cell_is_told_by_its_parts_and_in_words() -> None:
    assert fault("valeur-hors-liste")["where"] == {
        "text": "un.xlsx > Table > B8",
        "workbook": "un.xlsx",
        "sheet": "Table",
        "row": 8,
        "column": 2,
        "cell": "B8",
    }


def test_the_witness_is_whole_and_ready_to_be_kept() -> None:
    witness = fault("lignes-qui-se-recouvrent")["witness"]

    assert witness["facts"] == {"jour": "2026-03-10", "revenu": 12.5}
    assert witness["told"] == {"revenu": 12.5, "rang": None}
    assert witness["not_given"] == {"rang": None}
    assert witness["case"]["prestations"] == ["aide"]
    assert witness["case"]["faits"] == witness["facts"]
    assert witness["cells"].splitlines()[2].split("\t")[2:4] == ["2026-03-10", "12,5"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_json(whole(), "1.0") == to_json(whole(), "1.0")
