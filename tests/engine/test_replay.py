"""Cases played again give what they give when they are played whole; and no more than needed is worked out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from engine.model import Model
from engine.replay import edit, play, play_again
from engine.values import Value
from tests.builders import aid

RIGHT = """
N° | Si | Exige | Exige | Alors | Du | Au
   | metier | revenu | points | droit
R1 | artisan | >= seuil | >= 2 | ouvert
R2 | commerçant | - | - | à étudier
sinon | | | | refusé
"""
POINTS = """
Table de décision | t_points
Politique | Première
N° | Si | Alors
   | age | points
P1 | >= 60 | 4
sinon | | 2
"""
FIGURES = (
    "Paramètres\nNom | Valeur | Du | Au\nseuil | 100 | 2024-01-01 | 2024-12-31\nseuil | 200 | 2025-01-01"
)
PARTS = "Calculs\nNom | Formule | Arrondi\npart | revenu / 2 | par défaut"
TERMS = "seuil | Seuil | | montant\npoints | Points | | entier\npart | Part | | montant"


def workbook(right: str = RIGHT, points: str = POINTS, figures: str = FIGURES, parts: str = PARTS) -> Model:
    return aid(right, points, figures, parts, glossary=TERMS, amounts="part")


CASES: tuple[Mapping[str, Value], ...] = (
    *(
        {"jour": day, "metier": job, "revenu": Decimal(income), "age": Decimal(age)}
        for day in (date(2024, 6, 1), date(2025, 6, 1))
        for job in ("artisan", "commerçant", "avocat")
        for income in ("50.00", "150.00", "250.00")
        for age in ("30", "70")
    ),
    {"metier": "artisan"},
    {"jour": date(2024, 6, 1)},
    {},
)

EDITS = [
    workbook(),
    workbook(right=RIGHT.replace(">= 2", ">= 3")),
    workbook(right=RIGHT.replace("R2 | commerçant | - | - | à étudier\n", "")),
    workbook(points=POINTS.replace(">= 60", ">= 20")),
    workbook(points=POINTS.replace("| 4", "| 2")),
    workbook(figures=FIGURES.replace("| 200", "| 300")),
    workbook(figures=FIGURES.replace("\nseuil | 200 | 2025-01-01", "")),
    workbook(parts=PARTS.replace("/ 2", "/ 3")),
]


@pytest.mark.parametrize("after", EDITS)
def test_a_case_played_again_gives_what_it_gives_played_whole(after: Model) -> None:
    before = workbook()
    since = edit(before, after)
    for facts in CASES:
        again = play_again(since, facts, "aide", play(before, facts, "aide"))
        whole = play(after, facts, "aide")
        assert again.verdict == whole.verdict
        assert whole.memory.values.items() <= again.memory.values.items()
        for key, answered in whole.memory.tables.items():
            assert again.memory.tables[key].outcomes == answered.outcomes


def test_a_case_for_which_what_changed_is_worth_the_same_is_not_played_again() -> None:
    facts: Mapping[str, Value] = {"jour": date(2024, 6, 1), "metier": "artisan", "revenu": Decimal("150.00")}
    before = play(workbook(), facts, "aide")
    since = edit(workbook(), workbook(figures=FIGURES.replace("| 200", "| 300")))
    assert since.changed.tables == {"droit_aide"}
    assert play_again(since, facts, "aide", before) is before
    since = edit(workbook(), workbook(figures=FIGURES.replace("| 100", "| 160")))
    assert play_again(since, facts, "aide", before) is not before


def test_what_an_edit_reaches_is_known_from_the_tables_alone() -> None:
    since = edit(workbook(), workbook(points=POINTS.replace(">= 60", ">= 20")))
    assert since.changed.tables == {"t_points"}
    assert since.spoiled.tables == {"t_points", "droit_aide"}
    assert not since.spoiled.calculations
