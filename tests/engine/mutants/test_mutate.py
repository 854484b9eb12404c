"""Each cell is changed in small ways, each way once, and nothing else of the model changes."""

from datetime import date

from engine.model import Model, Period
from engine.mutants.mutant import changed
from engine.mutants.score import mutants
from tests.builders import aid
from tests.explain.builders import plain

YEARS = Period(date(2018, 1, 1), date(2026, 12, 31))


def said(model: Model, only: str = "droit_aide") -> list[str]:
    """Return the changes of one table, figure or calculation, in words."""
    return [plain(one.sentence) for one in mutants(model, YEARS, only)]


def of_cell(cell: str, column: str = "age") -> list[str]:
    """Return the changes of one cell of a column."""
    model = aid(f"N° | Exige | Alors\n | {column} | droit\nR1 | {cell} | ouvert\nsinon | | refusé")
    return [
        plain(one.sentence) for one in mutants(model, YEARS, "droit_aide") if str(one.where).endswith("B5")
    ]


def test_a_bound_is_opened_and_moved_the_other_way() -> None:
    assert of_cell(">= 18") == [
        "« >= 18 » changé en « > 18 »",
        "« >= 18 » changé en « >= 17 »",
        "cellule « >= 18 » vidée",
    ]
    assert of_cell("< 18")[:2] == ["« < 18 » changé en « <= 18 »", "« < 18 » changé en « < 17 »"]


def test_a_number_to_equal_is_moved_both_ways() -> None:
    assert of_cell("18")[:2] == ["« 18 » changé en « 17 »", "« 18 » changé en « 19 »"]


def test_an_amount_moves_by_a_cent_and_a_date_by_a_day() -> None:
    assert "« <= 100 » changé en « <= 100.01 »" in of_cell("<= 100", "revenu")
    assert "« < 01/02/2024 » changé en « < date(2024-01-31) »" in of_cell("< 01/02/2024", "jour")


def test_each_end_of_an_interval_is_opened_and_moved_outwards() -> None:
    assert of_cell("[18..24[")[:4] == [
        "« [18..24[ » changé en « (18..24) »",
        "« [18..24[ » changé en « [18..24] »",
        "« [18..24[ » changé en « [17..24) »",
        "« [18..24[ » changé en « [18..23) »",
    ]


def test_each_value_of_a_list_is_removed_and_the_list_negated() -> None:
    assert of_cell("artisan, avocat", "metier") == [
        "« artisan, avocat » changé en « avocat »",
        "« artisan, avocat » changé en « artisan »",
        "« artisan, avocat » changé en « non(artisan, avocat) »",
        "cellule « artisan, avocat » vidée",
    ]


def test_a_boolean_is_flipped() -> None:
    assert of_cell("oui", "a_jour") == ["« oui » changé en « non »", "cellule « oui » vidée"]


def test_an_outcome_takes_the_next_value_of_its_list_and_a_row_goes() -> None:
    model = aid("N° | Exige | Alors\n | a_jour | droit\nR1 | oui | ouvert\nsinon | | refusé")
    assert said(model)[2:] == [
        "« ouvert » changé en « refusé »",
        "ligne R1 supprimée",
        "« refusé » changé en « à étudier »",
        "ligne sinon supprimée",
    ]


def test_a_period_moves_by_a_day_at_each_end_within_the_years_asked() -> None:
    model = aid("N° | Alors | Du | Au\n | droit\nR1 | ouvert | 2018-01-01 | 2020-05-24\nsinon | refusé")
    assert [one for one in said(model) if "Du" in one or "Au" in one] == [
        "« Au » 24/05/2020 changé en 23/05/2020",
        "« Du » 01/01/2018 changé en 02/01/2018",
        "« Au » 24/05/2020 changé en 25/05/2020",
    ]


def test_rows_out_of_force_in_the_years_asked_are_left_alone() -> None:
    model = aid("N° | Alors | Du | Au\n | droit\nR1 | ouvert | | 2017-06-30\nsinon | refusé")
    assert not [one for one in said(model) if "R1" in one]


FIGURES = "Paramètres\nNom | Valeur | Du | Au | Source | Confiance | Note\nseuil | 47100 | 2024-01-01"
CALCULATIONS = (
    "Calculs\nNom | Formule | Arrondi\npart | si age >= 18 alors revenu / 730 sinon 0 | au plus proche"
)
GLOSSARY = "\nseuil | Seuil | | montant\npart | Part | | montant"


def with_figures() -> Model:
    return aid(
        "N° | Exige | Alors\n | part | droit\nR1 | >= seuil | ouvert\nsinon | | refusé",
        FIGURES,
        CALCULATIONS,
        glossary=GLOSSARY,
    )


def test_a_figure_moves_by_its_last_digit() -> None:
    assert said(with_figures(), "seuil") == [
        "« 47100 » changé en « 47099 »",
        "« 47100 » changé en « 47101 »",
        "« Du » 01/01/2024 changé en 31/12/2023",
        "« Du » 01/01/2024 changé en 02/01/2024",
    ]


def test_a_bound_that_is_a_figure_moves_by_a_cent() -> None:
    assert said(with_figures())[:2] == [
        "« >= seuil » changé en « > seuil »",
        "« >= seuil » changé en « >= seuil - 0.01 »",
    ]


def test_a_formula_changes_by_a_comparison_a_number_or_its_rounding() -> None:
    assert said(with_figures(), "part") == [
        "« age >= 18 » changé en « age > 18 »",
        "« 18 » changé en « 17 »",
        "« 18 » changé en « 19 »",
        "« 730 » changé en « 729 »",
        "« 730 » changé en « 731 »",
        "« 0 » changé en « -1 »",
        "« 0 » changé en « 1 »",
        "arrondi « au plus proche » changé en « par défaut »",
        "arrondi « au plus proche » changé en « par excès »",
    ]


def test_a_change_leaves_the_rest_of_the_model_as_it_is() -> None:
    model = with_figures()
    for one in mutants(model, YEARS):
        other = changed(model, one.change)
        assert other.terms is model.terms and other.benefits is model.benefits
        parts = (
            other.tables != model.tables,
            other.parameters != model.parameters,
            other.calculations != model.calculations,
        )
        assert sum(parts) == 1


def test_every_change_of_the_same_model_comes_in_the_same_order() -> None:
    assert list(mutants(with_figures(), YEARS)) == list(mutants(with_figures(), YEARS))
