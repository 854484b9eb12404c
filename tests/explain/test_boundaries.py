"""Which values around each threshold cases hold, in cases where the row can matter."""

from datetime import date
from decimal import Decimal

from engine.diagnostics import Diagnostic
from engine.evaluate import decide
from engine.model import Model, Period
from engine.values import Value
from explain.boundaries import Edges, untried_thresholds
from explain.record import Record
from tests.builders import aid
from tests.explain.builders import plain

TABLE = """
N° | Si | Exige | Alors | Du
   | metier | age | droit
R1 | artisan | >= 18 | ouvert | 2020-01-01
sinon | | | refusé
"""
MODEL = aid(TABLE)


def told(model: Model, *cases: dict[str, Value]) -> tuple[Diagnostic, ...]:
    edges = Edges(model)
    for number, facts in enumerate(cases, start=1):
        record = Record()
        decide(model, {"jour": date(2024, 1, 1), **facts}, "aide", tracer=record)
        edges.add(f"cas {number}", record.events)
    return untried_thresholds(model, edges.untried(Period(date(2018, 1, 1), date(2026, 12, 31))))


def person(age: int, metier: str = "artisan") -> dict[str, Value]:
    return {"age": Decimal(age), "metier": metier}


def test_a_threshold_tried_on_both_sides_and_at_it_is_not_told() -> None:
    assert told(MODEL, person(17), person(18), person(19)) == ()


def test_the_values_missing_are_told_on_the_cell_with_a_case() -> None:
    (fault,) = told(MODEL, person(17), person(30))
    assert (fault.code, str(fault.where), fault.is_error) == (
        "seuil-non-essaye",
        "essai.xlsx > F2 > C5",
        False,
    )
    assert plain(fault.message) == (
        "seuil « >= 18 » (« Âge », ligne R1) : aucun cas n’essaie 18 (le seuil), 19 (juste au-dessus)"
    )
    assert fault.witness is not None
    assert (fault.witness.like, plain(fault.witness.in_words)) == ("cas 1", "comme cas 1, avec Âge = 18")
    assert {held.name: held.value for held in fault.witness.facts} == {
        "jour": date(2024, 1, 1),
        "age": Decimal(18),
        "metier": "artisan",
    }


def test_a_case_that_another_cell_excludes_does_not_count() -> None:
    (fault,) = told(MODEL, person(17), person(18, "avocat"), person(19))
    assert "18 (le seuil)" in fault.message


def test_a_case_out_of_the_dates_of_the_row_does_not_count() -> None:
    (fault,) = told(MODEL, {**person(18), "jour": date(2019, 12, 31)}, person(17), person(19))
    assert "18 (le seuil)" in fault.message


def test_a_value_that_the_glossary_excludes_is_not_asked_for() -> None:
    positive = aid(
        "N° | Exige | Alors\n | enfants | droit\nR1 | >= 0 | ouvert\nsinon | | refusé",
        glossary="\nenfants | Enfants | Combien ? | entier | | | | 0",
    )
    assert told(positive, {"enfants": Decimal(0)}, {"enfants": Decimal(1)}) == ()


COMPUTED = aid(
    "N° | Exige | Alors\n | part | droit\nR1 | > 0 | ouvert\nR2 | <= seuil | ouvert\nsinon | | refusé",
    "Paramètres\nNom | Valeur | Du | Au | Source | Confiance | Note\nseuil | 10 | 2020-01-01",
    "Calculs\nNom | Formule | Arrondi\npart | max(0; revenu / 2) | au plus proche",
    glossary="\nseuil | Seuil | | montant\npart | Part | | montant",
)


def test_what_a_calculation_is_never_under_is_not_asked_for() -> None:
    assert "-0" not in " ".join(fault.message for fault in told(COMPUTED, {"revenu": Decimal(2)}))


def test_a_computed_value_is_reached_by_the_facts_that_it_reads() -> None:
    *_, fault = told(COMPUTED, {"revenu": Decimal(2)})
    assert "9,99 par exemple (juste en dessous), 10 par exemple (le seuil)" in plain(fault.message)
    assert fault.witness is not None
    assert plain(fault.witness.in_words) == "comme cas 1, avec Revenu = 19,98"


def test_a_date_is_tried_the_day_before_and_the_day_after() -> None:
    model = aid("N° | Exige | Alors\n | jour | droit\nR1 | < 01/02/2024 | ouvert\nsinon | | refusé")
    (fault,) = told(model, {"jour": date(2024, 2, 1)}, {"jour": date(2024, 1, 31)})
    assert "02/02/2024 (juste au-dessus)" in plain(fault.message)


def test_a_row_that_no_case_comes_near_is_told_without_a_case() -> None:
    (fault,) = told(MODEL, person(17, "avocat"))
    assert fault.witness is None
    assert "17 (juste en dessous), 18 (le seuil), 19 (juste au-dessus)" in fault.message
    assert "ajouter un « Cas de test »" in plain(fault.help)
