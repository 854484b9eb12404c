"""What formulas mean, of what kind and precision, and which are refused."""

from datetime import date
from decimal import Decimal

import pytest

from engine.cells.parse_cell import CellFault, decimals_of, measure_of, parse_formula
from engine.model import (
    ZERO,
    Binary,
    Call,
    Conditional,
    Expression,
    Function,
    IsKnown,
    Literal,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    Unknown,
)
from engine.values import Kind
from tests.engine.terms import GLOSSARY

AGE, REVENUE, FLOOR_RATE, RATE, DAY = map(Ref, ("age", "revenu", "taux_plancher", "taux", "jour"))


def number(text: str) -> Literal:
    return Literal(Decimal(text))


def call(function: Function, *arguments: Expression) -> Call:
    return Call(function, arguments)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("12", number("12")),
        ("10.5", number("10.5")),
        ("4 383,20", number("4383.20")),
        ("10 %", number("0.1")),
        ('"bleu"', Literal("bleu")),
        ('date("2025-04-01")', Literal(date(2025, 4, 1))),
        ("01/04/2025", Literal(date(2025, 4, 1))),
        ("oui", Literal(True)),
        ("faux", Literal(False)),
        ("inconnu", Unknown()),
        ("date_reference", ReferenceDate()),
        ("Revenu", REVENUE),
        ("-5", number("-5")),
        ("-revenu", Binary(Operator.SUB, ZERO, REVENUE)),
        (
            "1 - 2 - 3",
            Binary(Operator.SUB, Binary(Operator.SUB, number("1"), number("2")), number("3")),
        ),
        (
            "1 + 2 * 3",
            Binary(Operator.ADD, number("1"), Binary(Operator.MUL, number("2"), number("3"))),
        ),
        (
            "(1 + 2) * 3",
            Binary(Operator.MUL, Binary(Operator.ADD, number("1"), number("2")), number("3")),
        ),
        ("revenu \u2013 seuil", Binary(Operator.SUB, REVENUE, Ref("seuil"))),
        ("age >= 18 ans", Binary(Operator.GE, AGE, number("18"))),
        ("taux > 7 %", Binary(Operator.GT, RATE, number("0.07"))),
        ("1 - taux", Binary(Operator.SUB, number("1"), RATE)),
        (
            "a_jour ou aide_recue et non(a_jour)",
            Binary(
                Operator.OR,
                Ref("a_jour"),
                Binary(Operator.AND, Ref("aide_recue"), call(Function.NOT, Ref("a_jour"))),
            ),
        ),
        ("a_jour = non", Binary(Operator.EQ, Ref("a_jour"), Literal(False))),
        ('statut = "ARTISAN"', Binary(Operator.EQ, Ref("statut"), Literal("artisan"))),
        ('"commercant" != statut', Binary(Operator.NE, Literal("commerçant"), Ref("statut"))),
        (
            "si a_jour alors revenu sinon 0",
            Conditional(Ref("a_jour"), REVENUE, number("0")),
        ),
        (
            "if a_jour then 1 else if aide_recue then 2 else 3",
            Conditional(Ref("a_jour"), number("1"), Conditional(Ref("aide_recue"), number("2"), number("3"))),
        ),
        ("min(revenu; seuil)", call(Function.MIN, REVENUE, Ref("seuil"))),
        ("max(revenu, seuil, 10)", call(Function.MAX, REVENUE, Ref("seuil"), number("10"))),
        ("somme(1; 2)", call(Function.SUM, number("1"), number("2"))),
        (
            "round(revenu / 3; 2)",
            call(Function.ROUND, Binary(Operator.DIV, REVENUE, number("3")), number("2")),
        ),
        ("Année(jour)", call(Function.YEAR, DAY)),
        (
            "mois_entre(jour; date_reference) >= 12 mois",
            Binary(Operator.GE, call(Function.MONTHS_BETWEEN, DAY, ReferenceDate()), number("12")),
        ),
        ("ajouter_jours(jour; repos)", call(Function.ADD_DAYS, DAY, Ref("repos"))),
        ("valeur_au(seuil; jour)", ParameterAt("seuil", DAY)),
        ("connu(revenu)", IsKnown("revenu")),
    ],
)
def test_a_formula_is_read(text: str, expression: Expression) -> None:
    assert parse_formula(text, GLOSSARY) == expression


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "texte-incomplet"),
        ("1 +", "texte-incomplet"),
        ("si a_jour alors 1", "texte-incomplet"),
        ("(1", "parenthese"),
        ("1)", "parenthese"),
        ("1 2", "nombre-illisible"),
        ("0,93 * revenu", "nombre-ambigu"),
        ("min(1,2)", "nombre-ambigu"),
        ("non a_jour", "suite-inattendue"),
        ("- -1", "suite-inattendue"),
        ("1 < 2 < 3", "operateur-en-trop"),
        ("revenuu", "nom-inconnu"),
        ("foo(1)", "fonction-inconnue"),
        ("min(revenu)", "nombre-d-arguments"),
        ("annee(jour; jour)", "nombre-d-arguments"),
        ("round()", "nombre-d-arguments"),
        ("valeur_au(seuil)", "nombre-d-arguments"),
        ("revenu / 0", "division-par-zero"),
        ("(" * 60 + "1" + ")" * 60, "formule-trop-profonde"),
        # units
        ("revenu + anciennete", "unite-differente"),
        ("min(revenu; anciennete)", "unite-differente"),
        ("si a_jour alors revenu sinon age", "unite-differente"),
        ("revenu > par_jour", "unite-differente"),
        ("revenu + 10 %", "unite-differente"),
        ("mois_entre(jour; jour_de_fin) >= 12 jours", "unite-differente"),
        ("age >= 12 sabots", "unite-inconnue"),
        ("12 mois * rang", "unite-en-trop"),
        ("revenu >= 2 seuil", "signe-manquant"),
        ("taux > 7", "pourcentage-ambigu"),
        ("taux > (si a_jour alors 7 sinon 5)", "pourcentage-ambigu"),
        ("100 - taux", "pourcentage-ambigu"),
        # kinds
        ("jour - jour_de_fin", "type-inattendu"),
        ("jour + 1", "type-inattendu"),
        ("-jour", "type-inattendu"),
        ("sum(jour; jour_de_fin)", "type-inattendu"),
        ("a_jour et 12", "type-inattendu"),
        ("non(12)", "type-inattendu"),
        ("si 12 alors 1 sinon 2", "type-inattendu"),
        ("annee(12)", "type-inattendu"),
        ("ajouter_mois(jour; repos)", "type-inattendu"),
        ("ajouter_jours(jour; 1.5)", "type-inattendu"),
        ("ajouter_jours(jour; revenu / 2)", "type-inattendu"),
        ("round(revenu; rang)", "type-inattendu"),
        ("round(revenu; -1)", "type-inattendu"),
        ("date(jour)", "type-inattendu"),
        ("2 * inconnu", "type-inattendu"),
        ("valeur_au(revenu; jour)", "type-inattendu"),
        ("valeur_au(seuil; 12)", "type-inattendu"),
        ("connu(12)", "nom-inconnu"),
        ("statut = 12", "type-different"),
        ("jour = commune", "type-different"),
        ("min(jour; revenu)", "type-different"),
        ("statut = couleur", "liste-differente"),
        ('statut = "boulanger"', "valeur-hors-liste"),
        ("commune < ville", "comparaison-impossible"),
        ("a_jour > non", "comparaison-impossible"),
        ("revenu = inconnu", "comparaison-impossible"),
    ],
)
def test_a_suspect_formula_is_refused(text: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        parse_formula(text, GLOSSARY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "term", "code"),
    [
        ("anciennete", "revenu", "unite-differente"),
        ("a_jour", "revenu", "type-different"),
        ("7", "taux", "pourcentage-ambigu"),
        ('"boulanger"', "statut", "valeur-hors-liste"),
    ],
)
def test_a_result_must_suit_its_term(text: str, term: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        parse_formula(text, GLOSSARY, GLOSSARY[term])
    assert caught.value.code == code


def test_a_product_suits_any_unit() -> None:
    formula = parse_formula("anciennete * par_jour", GLOSSARY, GLOSSARY["revenu"])
    assert formula == Binary(Operator.MUL, Ref("anciennete"), Ref("par_jour"))


def test_a_text_result_takes_the_spelling_of_the_closed_list() -> None:
    formula = parse_formula('si a_jour alors "ARTISAN" sinon statut', GLOSSARY, GLOSSARY["statut"])
    assert formula == Conditional(Ref("a_jour"), Literal("artisan"), Ref("statut"))


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("12", Kind.NUMBER, None),
        ("inconnu", None, None),
        ("revenu + 10", Kind.AMOUNT, "EUR"),
        ("10 + revenu", Kind.AMOUNT, "EUR"),
        ("revenu * age", Kind.NUMBER, None),
        ("si a_jour alors inconnu sinon anciennete", Kind.MONTHS, "mois"),
        ("age >= 18", Kind.BOOLEAN, None),
        ("connu(age)", Kind.BOOLEAN, None),
        ("mois_entre(jour; jour_de_fin)", Kind.MONTHS, "mois"),
        ("jours_entre(jour; jour_de_fin)", Kind.DAYS, "jours"),
        ("ajouter_mois(jour; 3)", Kind.DATE, None),
        ("max(jour; jour_de_fin)", Kind.DATE, None),
        ("annee(jour)", Kind.NUMBER, None),
        ("floor(anciennete / 2)", Kind.NUMBER, None),
        ("abs(anciennete)", Kind.MONTHS, "mois"),
        ("valeur_au(taux_plancher; jour)", Kind.PERCENTAGE, "%"),
        ("statut", Kind.TEXT, None),
    ],
)
def test_an_expression_has_a_kind_and_a_unit(text: str, kind: Kind | None, unit: str | None) -> None:
    expression = parse_formula(text, GLOSSARY)
    measure = measure_of(expression, GLOSSARY)
    assert (measure.kind, measure.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("12", 0),
        ("12.50", 1),
        ("revenu", 2),
        ("revenu + 1.2340", 3),
        ("revenu * taux", 5),
        ("revenu * 10 %", 3),
        ("revenu / 2", None),
        ("mean(revenu; seuil)", None),
        ("revenu / 2 + 1", None),
        ("si a_jour alors revenu sinon 1", 2),
        ("min(revenu; 12.3456)", 4),
        ("floor(revenu / 2)", 0),
        ("ceiling(revenu / 2)", 0),
        ("round(revenu / 3; 2)", 2),
        ("round(revenu; 4)", 2),
        ("round(revenu)", 0),
        ("abs(revenu)", 2),
        ("mois_entre(jour; jour_de_fin)", 0),
        ("revenu > 1.5", 0),
        ("jour", 0),
    ],
)
def test_an_expression_has_a_bounded_number_of_decimals_or_none(text: str, decimals: int | None) -> None:
    assert decimals_of(parse_formula(text, GLOSSARY), GLOSSARY) == decimals


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        (
            "revenu + anciennete",
            "« revenu » est un nombre en EUR, alors que « anciennete » est un nombre en mois",
            "convertir l’une des deux valeurs, ou corriger l’unité dans le glossaire",
        ),
        (
            "jour - jour_de_fin",
            "« jour » est une date, alors qu’il faut un nombre pour « - »",
            "écrire jours_entre(a; b), mois_entre(a; b), ajouter_jours(d; n) ou ajouter_mois(d; n)",
        ),
        ("revenuu", "« revenuu » n’est pas un nom du glossaire", "vouliez-vous dire « revenu » ?"),
        ("revenu >= 2 seuil", "il manque un signe dans « 2 seuil »", "écrire 2 * seuil"),
        (
            "revenu = inconnu",
            "« revenu = inconnu » compare avec une valeur inconnue",
            "écrire connu(nom) ou non(connu(nom))",
        ),
    ],
)
def test_a_refusal_quotes_the_part_that_is_wrong(text: str, message: str, help_: str) -> None:
    with pytest.raises(CellFault) as caught:
        parse_formula(text, GLOSSARY)
    assert caught.value.message.replace("\u00a0", " ") == message
    assert caught.value.help.replace("\u00a0", " ") == help_
