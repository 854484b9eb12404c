"""The hazards at which decision tables deny people silently, each with its right answer.

The table: row 1 asks ``metier = TI`` and one condition, and gives ``ouvert``; row 2 asks nothing and
gives ``refusé``. Each hazard is decided by the reference meaning and by the rule engine.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.cases.read_case import read_case
from engine.checks.hidden_content import hidden_content
from engine.diagnostics import FaultsFound
from engine.evaluate import REFERENCE, decide
from engine.matching import Matcher
from engine.model import Answer, Model
from engine.rules import RuleMatcher
from engine.source import RawWorkbook
from engine.trace import Verdict
from engine.values import Value
from tests.builders import CATALOGUE, codes, model, resolved, sheet

GLOSSARY = """
Glossaire
Nom | Libellé | Question | Type | Unité | Valeurs permises
jour | Jour | Quel jour ? | date
metier | Métier | Quel métier ? | texte | | TI ; salarié
nom | Nom | Quel nom ? | texte
age | Âge | Quel âge ? | entier | ans
droit | Droit | | texte | | ouvert ; refusé
"""
TABLE = """
Table de décision | droit_aide
Politique | {policy}
N° | Si | Si | Si | Alors
   | metier | {column} | nom | droit
L1 | {metier} | {cell} | {nom} | ouvert
L2 | | | | refusé
"""
BENEFITS = CATALOGUE.format(amounts="", durations="", steps="")
DEFAULTS = {"policy": "Première", "column": "age", "metier": "TI", "cell": "", "nom": ""}


def tables(**cells: str) -> tuple[str, str, str]:
    return GLOSSARY, TABLE.format(**{**DEFAULTS, **cells}), BENEFITS


@pytest.fixture(params=["reference", "rules"])
def by(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def answer(by: str, rules: Model, **facts: Value) -> Verdict:
    matcher: Matcher = RuleMatcher(rules) if by == "rules" else REFERENCE
    return decide(rules, {"jour": date(2025, 6, 1), "metier": "TI", **facts}, "aide", matcher=matcher)


@pytest.mark.parametrize("cell", [">= 10,5", ">= = 18", ">= 18 mois", "> dix-huit", "1,2"])
def test_a_cell_with_no_sure_reading_is_refused_at_load(cell: str) -> None:
    found, faults = resolved(*tables(cell=cell))
    assert found is None
    assert str(faults[0].where) == "essai.xlsx > F2 > C5"
    assert faults[0].help


def test_a_unit_equal_to_that_of_the_column_is_read(by: str) -> None:
    assert answer(by, model(*tables(cell=">= 18 ans")), age=Decimal(20)).answer is Answer.OPEN


def test_a_text_in_place_of_a_number_is_a_type_error() -> None:
    data = {"faits": {"jour": "2025-06-01", "metier": "TI", "age": "20"}}
    case, faults = read_case(json.dumps(data).encode(), "cas.json", model(*tables(cell=">= 18")))
    assert case is None
    assert [str(fault.where) for fault in faults] == ["cas.json > faits.age"]


def test_a_missing_value_cannot_conclude_and_is_asked_for(by: str) -> None:
    verdict = answer(by, model(*tables(cell=">= 18")))
    assert verdict.answer is Answer.UNDETERMINED
    assert [{lack.name for lack in remedy} for remedy in verdict.remedies] == [{"age"}]


def test_a_misspelt_column_is_refused_at_load_with_a_suggestion() -> None:
    found, faults = resolved(*tables(column="agge", cell=">= 18"))
    assert found is None
    assert codes(faults) == ["nom-inconnu"]
    assert "Âge" in faults[0].help


@pytest.mark.parametrize("written", ["“TI”", "«\u00a0TI\u00a0»", '"TI"', "ti"])
def test_curly_quotes_are_read(by: str, written: str) -> None:
    assert answer(by, model(*tables(metier=written))).answer is Answer.OPEN


def test_two_rows_under_unique_are_a_conflict(by: str) -> None:
    with pytest.raises(FaultsFound, match="L1 et L2"):
        answer(by, model(*tables(policy="Unique", cell=">= 18")), age=Decimal(20))


def test_a_hidden_row_counts_and_is_reported(by: str) -> None:
    hidden = replace(sheet(tables(cell=">= 18")[1], "F2"), hidden_rows=frozenset({5}))
    workbook = RawWorkbook(name="essai.xlsx", sheets=(hidden,))
    assert codes(tuple(hidden_content([workbook]))) == ["ligne-masquee"]
    assert answer(by, model(*tables(cell=">= 18")), age=Decimal(20)).answer is Answer.OPEN


@pytest.mark.parametrize("name", ['O"Neil', "back\\slash", "it's", "{}", "a\tb", "é" * 300, ""])
def test_any_text_is_just_text(by: str, name: str) -> None:
    rules = model(*tables(nom='"Durand"'))
    assert answer(by, rules, nom=name).answer is Answer.REFUSED
    assert answer(by, rules, nom="Durand").answer is Answer.OPEN


def test_a_quote_inside_a_cell_is_text(by: str) -> None:
    rules = model(*tables(nom='"O""Neil"'))
    assert answer(by, rules, nom='O"Neil').answer is Answer.OPEN


def test_no_row_at_all_is_undecided_and_says_why(by: str) -> None:
    only = TABLE.format(**{**DEFAULTS, "cell": ">= 18"}).replace("L2 | | | | refusé\n", "")
    verdict = answer(by, model(GLOSSARY, only, BENEFITS), age=Decimal(3))
    assert verdict.answer is Answer.UNDETERMINED
    assert verdict.rows == verdict.possible == ()
