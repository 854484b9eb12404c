"""Figures that end are carried on, to be confirmed; those that nobody has followed are not."""

from datetime import date

from engine.model import Model, Period
from engine.renewal import Why, renewals
from tests.builders import aid

GLOSSARY = "seuil | Seuil | | montant\nplafond | Plafond | | montant"


def figures(*lines: str) -> Model:
    table = "N° | Exige | Alors\n | revenu | droit\nA-1 | >= seuil | ouvert\nsinon | | refusé"
    written = "\n".join(("Paramètres", "Nom | Valeur | Du | Au | Confiance", *lines))
    return aid(table, written, glossary=GLOSSARY)


def carried(*lines: str, year: int = 2027) -> list[tuple[str, Period, str]]:
    return [(one.name, one.period, one.confidence) for one in renewals(figures(*lines), year)[0]]


def left(*lines: str, year: int = 2027) -> list[Why]:
    return [one.why for one in renewals(figures(*lines), year)[1]]


def test_a_figure_of_the_year_before_is_carried_on_for_the_year() -> None:
    period = Period(date(2027, 1, 1), date(2027, 12, 31))
    assert carried("seuil | 10 | 2026-01-01 | 2026-12-31 | haute") == [("seuil", period, "à confirmer")]


def test_twelve_months_that_end_in_the_year_are_followed_by_twelve_more() -> None:
    period = Period(date(2027, 4, 1), date(2028, 3, 31))
    assert carried("seuil | 10 | 2026-04-01 | 2027-03-31 | haute") == [("seuil", period, "à confirmer")]


def test_another_period_that_ends_in_the_year_goes_to_its_end() -> None:
    period = Period(date(2027, 8, 1), date(2027, 12, 31))
    assert carried("seuil | 10 | 2026-06-01 | 2027-07-31 | haute") == [("seuil", period, "à confirmer")]


def test_a_figure_that_never_decides_goes_on_so() -> None:
    lines = "seuil | 10 | 2026-01-01 | 2026-12-31 | faible"
    assert [confidence for _, _, confidence in carried(lines)] == ["faible"]


def test_only_the_last_line_of_a_figure_counts() -> None:
    lines = ("seuil | 9 | 2025-01-01 | 2025-12-31 | haute", "seuil | 10 | 2026-01-01 | | haute")
    assert carried(*lines) == []
    assert left(*lines) == [Why.OPEN]


def test_a_figure_that_was_not_followed_is_not_carried_on() -> None:
    assert left("seuil | 10 | 2025-04-01 | 2026-03-31 | haute") == [Why.INTERRUPTED]
    assert left("seuil | 10 | 2025-04-01 | 2028-03-31 | haute") == [Why.DEFINED]


def test_a_figure_that_often_changed_is_told_apart() -> None:
    lines = [f"seuil | {n} | {2020 + n}-01-01 | {2020 + n}-12-31 | haute" for n in (1, 2)]
    assert left(*lines, "seuil | 5 | 2023-01-01 | | haute") == [Why.OFTEN_CHANGED]
