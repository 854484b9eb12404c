"""From events to an explanation: what made the answer, what stood in its way, what it rests on."""

from datetime import date
from decimal import Decimal

from engine.model import Answer, Model
from engine.trace import Truth
from engine.values import Value
from explain.explanation import BenefitExplanation, Computed, Consulted, Doubt, Figure, Note, Section
from tests.builders import aid
from tests.explain.builders import explanation, only, stay

DAY = date(2025, 6, 1)


def told(model: Model, **facts: Value) -> BenefitExplanation:
    return only(explanation(model, {"jour": DAY, **facts}, "aide"))


def lacking(benefit: BenefitExplanation) -> list[tuple[list[str], list[str]]]:
    """Return, for each group of near rows, their N° and the terms that fail."""
    return [
        ([row.id for row in near.rows], [check.reading.term.name for check in near.checks])
        for near in benefit.near
    ]


# --- nearest rows -------------------------------------------------------------------------

TWO = """
N° | Si | Exige | Exige | Alors
   | metier | age | revenu | droit
R1 | artisan | >= 18 | < 1000 | ouvert
R2 | artisan | >= 21 | | ouvert
R3 | avocat | | | ouvert
sinon | | | | refusé
"""


def test_the_nearest_row_is_about_the_case_and_lacks_the_least() -> None:
    benefit = told(aid(TWO), metier="artisan", age=Decimal(17), revenu=Decimal(2000))
    assert lacking(benefit) == [(["R2"], ["age"])]


def test_rows_that_lack_as_little_are_all_told() -> None:
    benefit = told(aid(TWO), metier="artisan", age=Decimal(20), revenu=Decimal(2000))
    assert lacking(benefit) == [(["R1"], ["revenu"]), (["R2"], ["age"])]


def test_a_demand_is_judged_even_if_whom_the_row_is_about_is_unknown() -> None:
    benefit = told(
        aid(
            "N° | Si | Exige | Alors\n | metier | age | droit\nR1 | artisan | >= 18 | ouvert\nsinon | | | refusé"
        ),
        age=Decimal(3),
    )
    assert lacking(benefit) == [(["R1"], ["age"])]
    assert [check.truth for check in benefit.near[0].others] == [Truth.UNKNOWN]


def test_when_no_row_is_about_the_case_what_they_are_about_is_the_reason() -> None:
    benefit = told(aid(TWO), metier="commerçant", age=Decimal(30), revenu=Decimal(5))
    assert lacking(benefit) == [(["R1", "R2", "R3"], ["metier"])]


def test_the_other_conditions_of_the_nearest_row_are_kept() -> None:
    benefit = told(aid(TWO), metier="artisan", age=Decimal(17), revenu=Decimal(2000))
    assert [check.reading.term.name for check in benefit.near[0].others] == ["metier"]


def test_a_row_that_refuses_is_never_a_near_miss() -> None:
    table = """
N° | Exige | Exige | Alors
   | age | revenu | droit
R1 | < 10 | | refusé
R2 | >= 18 | >= 5 | ouvert
sinon | | | refusé
"""
    benefit = told(aid(table), age=Decimal(12), revenu=Decimal(1))
    assert lacking(benefit) == [(["R2"], ["age", "revenu"])]


def test_a_right_that_is_open_lacks_nothing() -> None:
    assert told(aid(TWO), metier="avocat").near == ()


def test_a_right_to_be_studied_tells_what_an_open_one_lacks() -> None:
    table = "N° | Exige | Alors\n | age | droit\nR1 | >= 18 | ouvert\nsinon | | à étudier"
    benefit = told(aid(table), age=Decimal(17))
    assert benefit.answer is Answer.TO_STUDY
    assert lacking(benefit) == [(["R1"], ["age"])]


def test_a_row_that_refuses_speaks_first_and_rows_about_others_are_left_out() -> None:
    table = """
N° | Si | Exige | Alors | Motif
   | metier | age | droit
R0 | avocat | | refusé | Exclu.
R1 | artisan | >= 18 | ouvert
sinon | | | refusé
"""
    benefit = told(aid(table), metier="avocat", age=Decimal(3))
    assert [row.row.reason for row in benefit.rows] == ["Exclu."]
    assert benefit.near == ()


def test_beside_a_row_that_refuses_other_unmet_demands_are_told() -> None:
    table = """
N° | Si | Exige | Alors | Motif
   | a_jour | age | droit
R0 | non | | refusé | Pas à jour.
R1 | | >= 18 | ouvert
sinon | | | refusé
"""
    assert lacking(told(aid(table), a_jour=False, age=Decimal(3))) == [(["R1"], ["age"])]


def test_when_no_row_is_in_force_their_dates_are_the_reason() -> None:
    table = """
N° | Exige | Alors | Du | Au
   | age | droit
R1 | >= 18 | ouvert | 2026-01-01 |
R2 | >= 18 | ouvert | | 2020-12-31
R3 | >= 60 | ouvert | | 2020-12-31
sinon | | refusé
"""
    benefit = told(aid(table), age=Decimal(20))
    assert lacking(benefit) == [(["R1"], []), (["R2"], [])]
    assert benefit.opens_on == date(2026, 1, 1)


def test_a_value_given_by_another_table_tells_why_it_is_not_the_one_asked() -> None:
    (near,) = only(stay(a_jour=False)).near
    because = near.checks[0].because
    assert because is not None
    assert because.table.name == "dossier"
    assert [row.row.id for row in because.retained] == ["D-2"]
    assert [(row.rows[0].id, row.checks[0].reading.term.name) for row in because.near] == [("D-1", "a_jour")]


def test_rows_that_agree_whatever_is_unknown_are_told_as_possible() -> None:
    table = """
N° | Si | Exige | Alors
   | metier | age | droit
R1 | artisan | >= 18 | ouvert
R2 | artisan | | ouvert
sinon | | | refusé
"""
    benefit = told(aid(table), metier="artisan")
    assert benefit.answer is Answer.OPEN
    assert [(row.row.id, row.sure) for row in benefit.rows] == [("R1", False), ("R2", False)]


# --- what is missing ----------------------------------------------------------------------


def test_the_smallest_alternatives_are_in_the_order_of_the_glossary() -> None:
    ways = only(stay(revenu_n1=None, duree_affiliation=None)).missing
    assert [[need.term.name for need in way] for way in ways] == [
        ["duree_affiliation", "revenu_n1"],
        ["duree_affiliation", "revenu_moyen"],
    ]


def test_a_figure_that_is_not_defined_is_told_with_its_day() -> None:
    benefit = only(stay(date_arret=date(2027, 3, 3)))
    assert benefit.answer is Answer.UNDETERMINED
    assert [(need.term.name, need.day) for need in benefit.undefined] == [("seuil", date(2027, 3, 3))]


def test_an_amount_that_cannot_be_worked_out_says_what_it_lacks() -> None:
    benefit = only(stay(duree_arret=None))
    (item,) = next(j for j in benefit.joined if j.name == "jours_payes").items
    assert benefit.answer is Answer.OPEN
    assert [[need.term.name for need in way] for way in item.needs] == [["duree_arret"]]


# --- what served --------------------------------------------------------------------------


def names_of(benefit: BenefitExplanation) -> list[str]:
    names: list[str] = []
    for step in benefit.computations:
        match step:
            case Figure(term=term) | Computed(term=term):
                names.append(term.name)
            case Consulted(table=table):
                names.append(table.name)
    return names


def test_the_computation_holds_what_served_once_and_in_order() -> None:
    assert names_of(only(stay())) == [
        "revenu_moyen", "seuil", "dossier", "plafond", "revenu_retenu", "part", "montant_jour", "jours_payes",
    ]  # fmt: skip


def test_what_did_not_serve_is_left_out() -> None:
    benefit = only(stay(situation="fraude"))
    assert names_of(benefit) == []
    assert [reading.term.name for reading in benefit.facts] == ["date_arret", "situation"]


def test_a_calculation_given_by_the_case_is_a_fact() -> None:
    benefit = only(stay(revenu_moyen=Decimal("5000.00")))
    assert "revenu_moyen" in [reading.term.name for reading in benefit.facts]
    assert "revenu_moyen" not in names_of(benefit)


def test_each_step_joined_to_the_right_keeps_its_row() -> None:
    (steps,) = [joined for joined in only(stay()).joined if joined.section is Section.STEPS]
    assert [[row.id for row in item.rows] for item in steps.items] == [["E-1"], ["E-2"]]
    assert [reading.value for reading in steps.items[0].readings] == ["Envoyer l'avis d'arrêt", Decimal(2)]


def test_sources_are_cited_once_with_all_that_cites_them() -> None:
    table = """
N° | Exige | Alors | Source
   | age | droit
R1 | >= 18 | ouvert | Art. 1
R2 | >= 21 | ouvert | Art. 1
sinon | | refusé
"""
    (source,) = told(aid(table), age=Decimal(3)).sources
    assert source.text == "Art. 1"
    assert [mention.row for mention in source.cited_by] == ["R1", "R2"]


def test_notes_and_doubts_are_points_of_attention() -> None:
    points = only(stay()).attention
    assert [(m.label, m.row) for p in points if isinstance(p, Note) for m in p.about] == [
        ("Droit à l'indemnité", "A-1"),
        ("Plafond de revenu", ""),
        ("Montant journalier", ""),
    ]
    assert [(p.figure.term.name, p.confidence) for p in points if isinstance(p, Doubt)] == [
        ("plafond", "moyenne")
    ]


def test_the_note_of_a_row_about_others_is_no_point_of_attention() -> None:
    assert only(stay(statut="avocat")).attention == ()


# --- trace and seal -----------------------------------------------------------------------


def test_the_trace_has_every_table_row_and_cell() -> None:
    benefit = only(stay())
    right = benefit.tables[0]
    assert [(row.row.id, row.retained) for row in right.rows] == [
        ("A-0", False), ("A-1", True), ("A-2", False), ("sinon", False),
    ]  # fmt: skip
    assert [check.truth for check in right.rows[2].checks] == [
        Truth.VIOLATED, Truth.SATISFIED, Truth.SATISFIED, Truth.SATISFIED,
    ]  # fmt: skip
    assert [(table.table.name, table.depth) for table in benefit.tables] == [
        ("droit_arret", 0), ("dossier", 1), ("carence", 0), ("demarches", 0),
    ]  # fmt: skip


def test_the_seal_holds_what_makes_the_verdict_verifiable() -> None:
    seal = only(stay()).seal
    assert len(seal.model) == 64
    assert (seal.case, seal.version, seal.engine, seal.reference_date) == (
        "c" * 64, "1.2.3", "référence", date(2026, 3, 1),
    )  # fmt: skip
