"""A change is noticed by the first case that answers it otherwise, and by none that does not."""

from datetime import date
from decimal import Decimal

from engine.evaluate import decide
from engine.model import Model, Period
from engine.mutants.mutant import changed
from engine.mutants.noticed import noticed
from engine.mutants.plays import Asked, Plays, key_of
from engine.mutants.score import MutationScore, mutants, score, unnoticed_changes
from engine.values import Value
from tests.builders import aid
from tests.explain.builders import plain

YEARS = Period(date(2018, 1, 1), date(2026, 12, 31))
TABLE = """
N° | Si | Exige | Alors
   | metier | age | droit
R1 | artisan, commerçant | >= 18 | ouvert
R2 | avocat | | à étudier
sinon | | | refusé
"""


def asked(name: str, **facts: Value) -> Asked:
    return Asked(name, "aide", {"jour": date(2024, 5, 1), **facts})


def person(metier: str, age: int) -> Asked:
    return asked(f"{metier} {age}", metier=metier, age=Decimal(age))


def tried(model: Model, *cases: Asked) -> MutationScore:
    return score(Plays(model, cases), list(mutants(model, YEARS)))


def unseen(found: MutationScore) -> list[str]:
    return [plain(one.mutant.sentence) for one in found.unnoticed]


def test_a_case_at_the_bound_and_one_under_it_notice_its_changes() -> None:
    loose = unseen(tried(aid(TABLE), person("artisan", 30), person("artisan", 3)))
    tight = unseen(tried(aid(TABLE), person("artisan", 18), person("artisan", 17)))
    assert {"« >= 18 » changé en « > 18 »", "« >= 18 » changé en « >= 17 »"} <= set(loose)
    assert not [one for one in tight if "18" in one]


def test_a_value_of_a_list_that_no_case_holds_can_go_unseen() -> None:
    assert "« artisan, commerçant » changé en « artisan »" in unseen(tried(aid(TABLE), person("artisan", 18)))


def test_an_example_sees_only_what_it_expects() -> None:
    facts: dict[str, Value] = {"metier": "artisan", "age": Decimal(18)}
    same_right = "N° | Si | Alors\n | metier | droit\nR1 | artisan | ouvert\nR2 | artisan, avocat | ouvert\nsinon | | refusé"
    whole = unseen(tried(aid(same_right), asked("cas", **facts)))
    right = unseen(tried(aid(same_right), asked("exemple", **facts)._replace(expected={"droit": "ouvert"})))
    assert "ligne R1 supprimée" not in whole
    assert "ligne R1 supprimée" in right


def test_a_change_shows_a_case_made_from_a_near_one() -> None:
    found = tried(aid(TABLE), person("artisan", 30), person("artisan", 3), person("avocat", 3))
    shown = next(
        one.shown for one in found.unnoticed if plain(one.mutant.sentence) == "« >= 18 » changé en « > 18 »"
    )
    assert shown is not None
    assert (shown.like, shown.facts["age"]) == ("artisan 30", Decimal(18))


def test_a_change_without_effect_is_not_counted() -> None:
    covered = (
        "N° | Exige | Alors\n | age | droit\nR1 | >= 18 | ouvert\nR2 | < 18 | refusé\nR3 | < 10 | à étudier"
    )
    found = tried(aid(covered), person("artisan", 18), person("artisan", 17))
    assert found.whole.without_effect > 0
    assert not [one for one in unseen(found) if "« < 10 » changé" in one]


def test_the_changes_of_one_cell_are_one_warning() -> None:
    model = aid(TABLE)
    found = unnoticed_changes(model, tried(model, person("artisan", 30), person("avocat", 3)))
    places = [str(one.where) for one in found]
    assert len(places) == len(set(places))
    assert all(one.witness is not None and one.witness.benefit == "aide" for one in found)


def test_the_scores_of_the_sheets_add_up() -> None:
    found = tried(aid(TABLE), person("artisan", 18), person("avocat", 3))
    assert (
        found.whole.total
        == sum(one.total for one in found.sheets)
        == sum(one.total for one in found.workbooks)
    )
    assert found.whole.total - found.whole.noticed == len(found.unnoticed)


COMPUTED = aid(
    "N° | Exige | Alors\n | part | droit\nR1 | >= seuil | ouvert\nsinon | | refusé",
    "Paramètres\nNom | Valeur | Du | Au | Source | Confiance | Note\nseuil | 10 | 2020-01-01 | 2023-12-31\nseuil | 12 | 2024-01-01",
    "Calculs\nNom | Formule | Arrondi\npart | revenu / 730 | au plus proche",
    glossary="\nseuil | Seuil | | montant\npart | Part | | montant",
)


def test_figures_and_calculations_are_changed_too() -> None:
    found = tried(COMPUTED, asked("un", revenu=Decimal("8760.00")), asked("deux", revenu=Decimal("8759.00")))
    assert "« 12 » changé en « 13 »" not in unseen(found)
    assert "« 10 » changé en « 11 »" in unseen(found)


def test_a_case_on_the_days_of_a_figure_is_found() -> None:
    found = tried(COMPUTED, asked("un", revenu=Decimal("8760.00")))
    shown = [
        one.shown
        for one in found.unnoticed
        if plain(one.mutant.sentence) == "« Au » 31/12/2023 changé en 30/12/2023"
    ]
    assert shown[0] is not None and shown[0].facts["jour"] == date(2023, 12, 31)


def test_no_case_that_would_notice_is_passed_over() -> None:
    for model in (aid(TABLE), COMPUTED):
        cases = [
            asked(f"{age} {revenu} {metier}", age=Decimal(age), revenu=Decimal(revenu), metier=metier)
            for age in (17, 18)
            for revenu in ("8759.00", "8760.00", "0.00")
            for metier in ("artisan", "avocat")
        ]
        cases += [asked("vide"), Asked("sans jour", "aide", {})]
        plays = Plays(model, cases)
        for one in mutants(model, YEARS):
            other = changed(model, one.change)
            told = [
                case.name
                for case in cases
                if key_of(decide(model, case.facts, "aide")) != key_of(decide(other, case.facts, "aide"))
            ]
            assert noticed(plays, one.change) == (told[0] if told else None), one.sentence
