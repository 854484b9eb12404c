"""What a table reads, directly or not, without any case."""

from datetime import date

from engine.model import Period
from engine.reach import periods, reach
from tests.builders import aid

MODEL = aid(
    "N° | Exige | Exige | Alors | Du\n | moyen | dossier | droit\nR1 | >= seuil | oui | ouvert | 2020-01-01\nsinon | | | refusé",
    "Paramètres\nNom | Valeur | Du | Au\nseuil | 100 | 2020-01-01 | 2020-12-31\nseuil | 110 | 2021-01-01\nautre | 3",
    "Calculs\nNom | Formule | Arrondi\nmoyen | revenu / 2 | au plus proche\ninutile | revenu",
    "Table de décision | t_dossier\nN° | Exige | Alors\n | a_jour | dossier\nD1 | oui | oui\nD2 | non | non",
    glossary="\nmoyen | Moyen | | montant\ninutile | Inutile | | montant\nseuil | Seuil | | montant\nautre | Autre | | entier\ndossier | Dossier | | booléen",
)


def test_tables_calculations_figures_and_facts_are_found_behind_one_another() -> None:
    found = reach(MODEL, ["droit_aide"])
    assert found.tables == ("droit_aide", "t_dossier")
    assert found.calculations == ("moyen",)
    assert found.parameters == ("seuil",)
    assert found.facts == ("revenu", "a_jour")


def test_a_calculation_can_be_the_start() -> None:
    found = reach(MODEL, ["inutile"])
    assert (found.tables, found.calculations, found.facts) == ((), ("inutile",), ("revenu",))


def test_periods_are_those_of_rows_figures_and_formulas() -> None:
    dated = {period for period in periods(MODEL, reach(MODEL, ["droit_aide"])) if not period.is_open}
    assert dated == {
        Period(date(2020, 1, 1), None),
        Period(date(2020, 1, 1), date(2020, 12, 31)),
        Period(date(2021, 1, 1), None),
    }
