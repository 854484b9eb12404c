"""One small table a fault, and one without it."""

from collections.abc import Sequence

import pytest

from engine.checks.figure_missing import figure_missing
from engine.checks.figure_not_continued import figure_not_continued
from engine.checks.gap import gap
from engine.checks.missing_source import missing_source
from engine.checks.overlapping_rows import overlapping_rows
from engine.checks.period_hole import period_hole
from engine.checks.space import spaces_of
from engine.checks.unreachable_row import unreachable_row
from engine.checks.untreated_value import untreated_value
from engine.checks.unused_name import unused_name
from engine.diagnostics import Diagnostic
from engine.model import Model
from tests.builders import aid

FIGURES = """
Paramètres
Nom | Valeur | Du | Au | Source
seuil | 20 | 2024-01-01 | 2024-12-31 | x
seuil | 30 | {start} | 2025-12-31 | x
plafond | 90 | 2024-01-01 | {end} | x
"""
FIGURE_TERMS = "seuil | Seuil | | entier | ans\nplafond | Plafond | | entier | ans"


def told(faults: Sequence[Diagnostic]) -> list[tuple[str, str]]:
    """Return the code of each fault and the case that it shows."""
    return [(fault.code, fault.witness.in_words if fault.witness else "") for fault in faults]


def test_rows_that_overlap_are_told_with_a_case() -> None:
    model = aid(
        """
N° | Si | Si | Alors | Source
| age | metier | droit
1 | < 30 | artisan | ouvert | x
2 | >= 29 | - | refusé | x
""",
        policy="Unique",
    )

    (fault,) = overlapping_rows(spaces_of(model))

    assert fault.is_error
    assert told([fault]) == [("lignes-qui-se-recouvrent", "Âge = 29\u00a0; Métier = artisan")]
    assert [str(place) for place, _ in fault.related] == ["essai.xlsx > F2 > ligne 5"]


def test_whole_numbers_leave_no_gap_between_twelve_and_thirteen() -> None:
    model = aid("N° | Si | Alors\n| age | droit\n1 | <= 12 | ouvert\n2 | >= 13 | refusé")

    assert told(list(gap(spaces_of(model)))) == []


def test_a_gap_is_told_with_a_case() -> None:
    model = aid("N° | Si | Alors\n| age | droit\n1 | < 12 | ouvert\n2 | > 12 | refusé")

    assert told(list(gap(spaces_of(model)))) == [("cas-sans-ligne", "Âge = 12")]


def test_two_rows_that_together_take_the_cases_of_a_third_are_both_named() -> None:
    model = aid(
        "N° | Si | Si | Alors\n| age | a_jour | droit\n1 | < 30 | oui | ouvert\n2 | >= 30 | oui | refusé\n"
        "3 | - | oui | à étudier\nsinon | - | - | refusé"
    )

    (fault,) = unreachable_row(spaces_of(model))

    assert "les lignes 1, 2 prennent tous ses cas" in fault.message


@pytest.mark.parametrize("cell", ["> 130", "non(>= 10, < 10)"])
def test_a_cell_that_accepts_nothing_is_told(cell: str) -> None:
    bounded = "age_borne | Âge borné | Quel âge ? | entier | ans | | | 0 | 130"
    model = aid(
        f"N° | Si | Alors\n| age_borne | droit\n1 | {cell} | ouvert\nsinon | - | refusé", glossary=bounded
    )

    (fault,) = unreachable_row(spaces_of(model))

    assert fault.code == "ligne-jamais-retenue"
    assert str(fault.where) == "essai.xlsx > F2 > B5"


def test_a_row_is_told_never_retained_where_the_reference_date_is_compared_with_another_day() -> None:
    model = aid(
        "N° | Si | Alors\n| jour | droit\n1 | >= depuis | ouvert\n2 | >= depuis | à étudier\nsinon | - | refusé",
        glossary="depuis | Depuis | Depuis quand ? | date",
    )

    (fault,) = unreachable_row(spaces_of(model))

    assert str(fault.where) == "essai.xlsx > F2 > ligne 6"


def test_a_cell_that_waits_for_what_no_table_gives_names_the_table_that_gives_it() -> None:
    ages = (
        "Table de décision | t_age\nN° | Si | Alors\n | age | tranche\n1 | < 18 | jeune\nsinon | - | adulte"
    )
    model = aid(
        "N° | Si | Alors\n| tranche | droit\n1 | âgé | ouvert\nsinon | - | refusé",
        ages,
        glossary="tranche | Tranche | | texte | | jeune ; adulte ; âgé",
    )

    (fault,) = unreachable_row(spaces_of(model))

    assert [str(place) for place, _ in fault.related] == ["essai.xlsx > F4"]


def test_a_cell_that_compares_the_numbers_of_a_table_accepts_those_that_pass() -> None:
    rates = "Table de décision | t_taux\nN° | Si | Alors\n | age | taux\n1 | < 18 | 5 %\nsinon | - | 0 %"
    model = aid(
        "N° | Si | Alors\n| taux | droit\n1 | > 0 % | ouvert\nsinon | - | refusé",
        rates,
        glossary="taux | Taux | | pourcentage | | | 1",
    )

    assert list(unreachable_row(spaces_of(model))) == []


def test_a_choice_that_no_row_takes_is_told_once_and_is_no_gap() -> None:
    model = aid("N° | Si | Alors\n| metier | droit\n1 | artisan | ouvert\n2 | avocat | refusé")
    spaces = spaces_of(model)

    (fault,) = untreated_value(spaces)

    assert "commerçant" in fault.message
    assert list(gap(spaces)) == []


def _figures(start: str = "2025-01-01", end: str = "2025-12-31") -> Model:
    table = "N° | Si | Alors\n| age | droit\n1 | [seuil..plafond] | ouvert\nsinon | - | refusé"
    return aid(table, FIGURES.format(start=start, end=end), glossary=FIGURE_TERMS)


def test_figures_that_follow_each_other_are_left_alone() -> None:
    model = _figures()

    assert list(period_hole(model, spaces_of(model))) == []
    assert list(figure_not_continued(model, spaces_of(model))) == []


def test_a_hole_between_two_periods_of_a_figure_is_told() -> None:
    model = _figures(start="2025-02-01")

    (fault,) = period_hole(model, spaces_of(model))

    assert "du 01/01/2025 au 31/01/2025" in fault.message


def test_a_figure_that_stops_while_another_goes_on_is_told() -> None:
    model = _figures(end="2024-12-31")

    (fault,) = figure_not_continued(model, spaces_of(model))

    assert fault.code == "chiffre-sans-suite"
    assert str(fault.where) == "essai.xlsx > F4 > B5"


def test_a_figure_without_value_in_a_year_that_is_asked_about_is_told_with_its_first_day() -> None:
    model = _figures(end="2026-06-30")

    faults = list(figure_missing(model, spaces_of(model), 2026))

    assert [(fault.code, str(fault.where)) for fault in faults] == [
        ("chiffre-absent-de-l-annee", "essai.xlsx > F4 > B5"),
        ("chiffre-absent-de-l-annee", "essai.xlsx > F4 > B4"),
    ]
    assert "à partir du 01/07/2026, en 2026" in faults[0].message
    assert "à partir du 01/01/2026, en 2026" in faults[1].message
    assert list(figure_missing(model, spaces_of(model), 2025)) == []


def test_names_that_no_benefit_needs_are_told() -> None:
    model = aid("N° | Si | Alors\n| age | droit\n1 | - | ouvert")

    names = {fault.message.split("\u00a0")[1] for fault in unused_name(model)}

    assert names == {"age", "revenu", "metier", "a_jour"}


def test_a_row_and_a_benefit_without_source_are_told() -> None:
    model = aid("N° | Si | Alors | Source\n| age | droit\n1 | < 3 | ouvert | x\n2 | - | refusé | -")

    assert {fault.code for fault in missing_source(model)} == {"prestation-sans-source", "ligne-sans-source"}
