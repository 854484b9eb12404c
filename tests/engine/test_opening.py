"""The earliest date at which a refused right opens."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.evaluate import decide
from engine.model import Answer, Model
from engine.opening import with_opening
from engine.values import Value
from tests.builders import CATALOGUE, GLOSSARY, aid, model

MONTHS = """
Calculs
Nom | Formule | Décimales
anciennete | mois_entre(debut; date_reference) | 0
presence | jours_entre(debut; date_reference) | 0
"""
TERMS = """
debut | Début | Depuis quand ? | date
anciennete | Ancienneté | | durée en mois
presence | Présence | | durée en jours
"""
BY_MONTHS = "N° | Exige | Alors\n | anciennete | droit\nR1 | >= 12 | ouvert\nsinon | | refusé"
BY_DAYS = "N° | Exige | Alors\n | presence | droit\nR1 | >= 100 | ouvert\nsinon | | refusé"


def opens(tables: Model, **facts: Value) -> date | None:
    return with_opening(tables, decide(tables, facts, "aide")).opens_on


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2025, 1, 15), date(2026, 1, 15)),
        (date(2024, 6, 2), date(2025, 6, 2)),
        (date(2025, 2, 28), date(2026, 2, 28)),
    ],
)
def test_months_are_reached_on_their_anniversary(start: date, expected: date) -> None:
    rules = aid(BY_MONTHS, MONTHS, glossary=TERMS)
    assert opens(rules, jour=date(2025, 6, 1), debut=start) == expected


def test_days_are_reached_on_the_very_day() -> None:
    rules = aid(BY_DAYS, MONTHS, glossary=TERMS)
    start = date(2025, 5, 1)
    assert opens(rules, jour=date(2025, 6, 1), debut=start) == start + timedelta(days=100)


def test_a_row_that_begins_later_opens_the_right_on_its_first_day() -> None:
    rules = aid(
        "N° | Si | Alors | Du\n | metier | droit\nR1 | artisan | ouvert | 2026-03-01\nsinon | | refusé"
    )
    assert opens(rules, jour=date(2025, 6, 1), metier="artisan") == date(2026, 3, 1)


def test_what_time_does_not_mend_has_no_date() -> None:
    rules = aid("N° | Si | Alors\n | age | droit\nR1 | >= 18 | ouvert\nsinon | | refusé")
    assert opens(rules, jour=date(2025, 6, 1), age=Decimal(12)) is None


def test_an_open_or_undecided_right_has_no_date() -> None:
    rules = aid(BY_MONTHS, MONTHS, glossary=TERMS)
    assert opens(rules, jour=date(2025, 6, 1), debut=date(2020, 1, 1)) is None
    assert opens(rules, jour=date(2025, 6, 1)) is None


def test_the_date_is_the_first_that_a_search_of_every_day_finds() -> None:
    rules = aid(BY_MONTHS, MONTHS, glossary=TERMS)
    start, today = date(2024, 12, 31), date(2025, 2, 10)
    facts: dict[str, Value] = {"jour": today, "debut": start}
    found = opens(rules, **facts)
    day = today
    while decide(rules, {**facts, "jour": day}, "aide").answer is not Answer.OPEN:
        day += timedelta(days=1)
    assert found == day


def test_a_date_that_cannot_be_moved_has_no_later_day() -> None:
    fixed = CATALOGUE.replace("référence |", "référence | Date déplaçable |").replace(
        "jour |", "jour | non |"
    )
    right = "Table de décision | droit_aide\nPolitique | Première\n" + BY_MONTHS
    tables = model(
        GLOSSARY + TERMS.strip("\n"), right, fixed.format(amounts="", durations="", steps=""), MONTHS
    )
    assert not tables.benefits["aide"].movable
    assert opens(tables, jour=date(2025, 6, 1), debut=date(2025, 1, 15)) is None
