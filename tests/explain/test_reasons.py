"""The sentence of each form of condition, and its gap."""

from datetime import date
from decimal import Decimal

import pytest

from engine.values import Value
from explain.page import page
from explain.phrases import Lang
from explain.select import Detail
from explain.wording import Voice
from tests.builders import aid
from tests.explain.builders import explanation, only, plain

DAY = date(2025, 6, 1)
GLOSSARY = """
debut | Début | Quel début ? | date
affiliation | Durée d'affiliation | Combien de mois ? | durée en mois
enfants | Enfants | Combien d'enfants ? | entier
taux | Taux | Quel taux ? | pourcentage | | | 1
heures | Heures | Combien d'heures ? | nombre | heures | | 2
plancher | Plancher | Quel plancher ? | montant
"""

FORMS: list[tuple[str, str, Value, str, str]] = [
    (
        "affiliation", ">= 12", Decimal(5),
        "Durée d'affiliation : 5 mois ; il en faut au moins 12 : il manque 7 mois",
        "Durée d'affiliation: 5 months; required: at least 12 months: 7 months short",
    ),
    ("affiliation", "> 12", Decimal(12), "Durée d'affiliation : 12 mois ; il en faut plus de 12 : il manque 1 mois", ""),
    ("affiliation", "<= 12", Decimal(40), "Durée d'affiliation : 40 mois ; il en faut au plus 12 : 28 mois de trop", ""),
    ("affiliation", "< 12", Decimal(12), "Durée d'affiliation : 12 mois ; il en faut moins de 12 : 1 mois de trop", ""),
    (
        "affiliation", "[12..24[", Decimal(24),
        "Durée d'affiliation : 24 mois ; il en faut au moins 12 et moins de 24 : 1 mois de trop",
        "Durée d'affiliation: 24 months; required: at least 12 months and less than 24 months: 1 month over",
    ),
    ("affiliation", "]12..24]", Decimal(12), "Durée d'affiliation : 12 mois ; il en faut plus de 12 et au plus 24 : il manque 1 mois", ""),
    ("affiliation", "12 ; 24", Decimal(5), "Durée d'affiliation : 5 mois ; il en faut 12 ou 24", ""),
    ("age", ">= 18", Decimal(17), "Âge : 17 ans ; il en faut au moins 18 : il manque 1 an", ""),
    ("enfants", ">= 2", Decimal(1), "Enfants : 1 ; il faut au moins 2 : il manque 1", ""),
    ("enfants", "non([2..4])", Decimal(3), "Enfants : 3 ; il faut moins de 2 ou plus de 4", ""),
    ("enfants", "!= 3", Decimal(3), "Enfants : 3 ; il faut une autre valeur que 3", ""),
    ("heures", ">= 12.5", Decimal(1), "Heures : 1,00 heure ; il en faut au moins 12,5 : il manque 11,50 heures", ""),
    ("taux", "> 10 %", Decimal("0.1"), "Taux : 10,0 % ; il faut plus de 10,0 % : il manque 0,1 %", ""),
    ("revenu", "< 1000", Decimal(1000), "Revenu : 1 000,00 € ; il faut moins de 1 000,00 € : 0,01 € de trop", ""),
    (
        "revenu", ">= plancher", Decimal("4383.19"),
        "Revenu : 4 383,19 € ; il faut au moins 4 383,20 € (Plancher) : il manque 0,01 €",
        "Revenu: €4,383.19; required: at least €4,383.20 (Plancher): €0.01 short",
    ),
    (
        "revenu", ">= 2 * (plancher + 1)", Decimal(8000),
        "Revenu : 8 000,00 € ; il faut au moins 8 768,40 € (2 × (Plancher + 1)) : il manque 768,40 €",
        "",
    ),
    (
        "metier", "artisan, commerçant", "avocat",
        "Métier : avocat ; il faut artisan ou commerçant",
        "Métier: avocat; required: artisan or commerçant",
    ),
    ("metier", "non(avocat)", "avocat", "Métier : avocat ; il faut autre chose que « avocat »", ""),
    ("metier", "non(avocat, artisan)", "avocat", "Métier : avocat ; il faut autre chose que « avocat » ou « artisan »", ""),
    ("a_jour", "oui", False, "À jour : non ; il faut oui", "À jour: no; required: yes"),
    ("a_jour", "non(oui)", True, "À jour : oui ; il faut non", ""),
    (
        "debut", ">= 01/01/2024", date(2023, 12, 30),
        "Début : 30 décembre 2023 ; il faut que ce soit au plus tôt le 1er janvier 2024 : 2 jours trop tôt",
        "Début: 30 December 2023; required: on or after 1 January 2024: 2 days too early",
    ),
    ("debut", "< 01/01/2024", date(2024, 1, 1), "Début : 1er janvier 2024 ; il faut que ce soit avant le 1er janvier 2024 : 1 jour trop tard", ""),
    ("debut", "> jour", DAY, "Début : 1er juin 2025 ; il faut que ce soit après le 1er juin 2025 (Jour de la demande) : 1 jour trop tôt", ""),
    ("revenu", "inconnu", Decimal(3), "Revenu : 3,00 € ; il faut que ce ne soit pas renseigné", ""),
]  # fmt: skip


@pytest.mark.parametrize(("term", "cell", "value", "french", "english"), FORMS)
def test_a_violated_demand_says_the_value_what_is_asked_and_the_gap(
    term: str, cell: str, value: Value, french: str, english: str
) -> None:
    cell_ = cell.replace("|", "")
    model = aid(
        f"N° | Exige | Alors\n | {term} | droit\nR1 | {cell_} | ouvert\nsinon | | refusé", glossary=GLOSSARY
    )
    facts: dict[str, Value] = {"jour": DAY, "plancher": Decimal("4383.20"), term: value}
    told = explanation(model, facts, "aide")
    benefit = only(told)
    (check,) = benefit.near[0].checks
    assert plain(Voice(Lang.FR, told.terms, benefit.values).reason(check)) == french
    if english:
        assert plain(Voice(Lang.EN, told.terms, benefit.values).reason(check)) == english


def test_a_value_that_must_be_given_is_said_to_be_required() -> None:
    model = aid("N° | Exige | Alors\n | age | droit\nR1 | non(inconnu) | ouvert\nsinon | | refusé")
    told = explanation(model, {"jour": DAY}, "aide")
    benefit = only(told)
    (check,) = benefit.near[0].checks
    assert (
        plain(Voice(Lang.FR, told.terms, benefit.values).reason(check))
        == "Âge : inconnu ; il faut que ce soit renseigné"
    )


def test_every_phrase_has_the_same_gaps_in_both_languages() -> None:
    import re

    from explain.phrases import phrases

    def gaps(text: object) -> list[str]:
        return sorted(re.findall(r"\{(\w*)\}", text)) if isinstance(text, str) else []

    french, english = phrases(Lang.FR), phrases(Lang.EN)
    for one in french._fields:
        fr, en = getattr(french, one), getattr(english, one)
        if isinstance(fr, dict):
            assert fr.keys() == en.keys(), one
            assert {key: gaps(text) for key, text in fr.items()} == {k: gaps(t) for k, t in en.items()}
        else:
            assert gaps(fr) == gaps(en), one


def test_the_page_is_the_same_twice() -> None:
    model = aid("N° | Exige | Alors\n | age | droit\nR1 | >= 18 | ouvert\nsinon | | refusé")
    told = explanation(model, {"jour": DAY, "age": Decimal(3)}, "aide")
    again = explanation(model, {"jour": DAY, "age": Decimal(3)}, "aide")
    assert page(told, Detail.TRACE, Lang.FR) == page(again, Detail.TRACE, Lang.FR)
