"""What cells ask, give and are; and which are refused, with which words."""

from datetime import date
from decimal import Decimal

import pytest

from engine.cells.parse_cell import CellFault, parse_condition, parse_outcome, parse_value
from engine.model import (
    AnyOf,
    Between,
    Binary,
    Call,
    Compare,
    Conditional,
    Expression,
    Function,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Ref,
    ReferenceDate,
    UnaryTest,
    Unknown,
)
from engine.source import Typed
from engine.values import Value
from tests.engine.terms import GLOSSARY, cell

NBSP, NARROW, MINUS, EN_DASH = "\u00a0", "\u202f", "\u2212", "\u2013"


def number(text: str) -> Literal:
    return Literal(Decimal(text))


def equal(value: Value | Expression) -> Compare:
    return Compare(Operator.EQ, value if isinstance(value, Literal | Ref) else Literal(value))  # type: ignore[arg-type]


def at_least(text: str) -> Compare:
    return Compare(Operator.GE, number(text))


def between(low: str, high: str, low_included: bool = True, high_included: bool = True) -> Between:
    return Between(number(low), number(high), low_included, high_included)


def asked(term: str, value: Typed, *, percent: bool = False) -> UnaryTest | None:
    return parse_condition(cell(value, percent=percent), GLOSSARY[term], GLOSSARY)


def fault(term: str, value: Typed, *, percent: bool = False) -> CellFault:
    with pytest.raises(CellFault) as caught:
        asked(term, value, percent=percent)
    return caught.value


@pytest.mark.parametrize("text", ["-", "", "  ", NBSP, "\u200b", EN_DASH, "\u2014", MINUS])
def test_a_dash_or_a_blank_asks_nothing(text: str) -> None:
    assert asked("age", text) is None


@pytest.mark.parametrize(
    ("term", "text", "test"),
    [
        ("age", "12", equal(Decimal(12))),
        ("age", "= 12", equal(Decimal(12))),
        ("age", "12 ans", equal(Decimal(12))),
        ("age", f"12{NBSP}ans", equal(Decimal(12))),
        ("age", "12 an", equal(Decimal(12))),
        ("age", "12 années", equal(Decimal(12))),
        ("rang", "-5", equal(Decimal(-5))),
        ("rang", "- 5", equal(Decimal(-5))),
        ("rang", f"{MINUS}5", equal(Decimal(-5))),
        ("rang", f"{EN_DASH}5", equal(Decimal(-5))),
        ("rang", f">= {EN_DASH}5", at_least("-5")),
        ("rang", "1 234", equal(Decimal(1234))),
        ("rang", f"1{NARROW}234{NARROW}567", equal(Decimal(1234567))),
        ("coefficient", "10.5", equal(Decimal("10.5"))),
        ("coefficient", "0.234", equal(Decimal("0.234"))),
        ("coefficient", "1.2340", equal(Decimal("1.234"))),
        ("anciennete", ">= 12 mois", at_least("12")),
        ("revenu", "4 383,20", equal(Decimal("4383.20"))),
        ("revenu", f"4{NARROW}383,20{NBSP}€", equal(Decimal("4383.20"))),
        ("revenu", "4383.20", equal(Decimal("4383.20"))),
        ("revenu", "100 €", equal(Decimal(100))),
        ("revenu", "100 EUR", equal(Decimal(100))),
        ("revenu", "100 euros", equal(Decimal(100))),
        ("par_jour", "100 €/jour", equal(Decimal(100))),
        ("par_jour", "100 EUR / jours", equal(Decimal(100))),
        ("par_jour", "100 € par jour", equal(Decimal(100))),
        ("taux", "7 %", equal(Decimal("0.07"))),
        ("taux", "7%", equal(Decimal("0.07"))),
        ("taux", "6.2 %", equal(Decimal("0.062"))),
        ("taux", "0", equal(Decimal(0))),
        ("jour", "01/04/2025", equal(date(2025, 4, 1))),
        ("jour", "1/4/2025", equal(date(2025, 4, 1))),
        ("jour", "2025-04-01", equal(date(2025, 4, 1))),
        ("jour", 'date("2025-04-01")', equal(date(2025, 4, 1))),
        ("jour", "date(«\u00a001/04/2025\u00a0»)", equal(date(2025, 4, 1))),
    ],
)
def test_a_number_or_a_date_is_read_as_a_french_hand_writes_it(term: str, text: str, test: UnaryTest) -> None:
    assert asked(term, text) == test


@pytest.mark.parametrize("text", ["oui", "Oui", "OUI", "vrai", "VRAI", "true", "= oui"])
def test_true_has_three_words(text: str) -> None:
    assert asked("a_jour", text) == equal(True)


@pytest.mark.parametrize("text", ["non", "NON", "faux", "Faux", "false"])
def test_false_has_three_words(text: str) -> None:
    assert asked("a_jour", text) == equal(False)


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("< 18", Operator.LT),
        ("<= 18", Operator.LE),
        ("≤18", Operator.LE),
        ("> 18", Operator.GT),
        (">= 18", Operator.GE),
        ("≥ 18 ans", Operator.GE),
        ("!= 18", Operator.NE),
        ("<> 18", Operator.NE),
        ("≠ 18", Operator.NE),
    ],
)
def test_a_comparison_has_its_sign_in_every_keyboard(text: str, operator: Operator) -> None:
    assert asked("age", text) == Compare(operator, number("18"))


@pytest.mark.parametrize(
    ("text", "low_included", "high_included"),
    [
        ("[12..24]", True, True),
        ("[12..24)", True, False),
        ("[12..24[", True, False),
        ("(12..24]", False, True),
        ("]12..24]", False, True),
        ("(12..24)", False, False),
        ("]12..24[", False, False),
        ("[ 12 .. 24 ]", True, True),
        ("[12…24]", True, True),
        ("[12 ans..24 ans]", True, True),
    ],
)
def test_an_interval_says_which_ends_it_takes(text: str, low_included: bool, high_included: bool) -> None:
    assert asked("age", text) == between("12", "24", low_included, high_included)


def test_an_interval_of_one_value_is_not_empty() -> None:
    assert asked("age", "[12..12]") == between("12", "12")


def test_an_interval_between_neighbours_may_hold_decimals() -> None:
    assert asked("coefficient", "]12..13[") == between("12", "13", False, False)


def test_an_interval_of_dates_is_read() -> None:
    low, high = Literal(date(2025, 1, 1)), Literal(date(2025, 12, 31))
    assert asked("jour", "[01/01/2025..31/12/2025]") == Between(low, high)


@pytest.mark.parametrize("text", ["1 ; 2", "1;2", "1, 2", "1 , 2", f"1{NBSP}; 2"])
def test_a_list_is_separated_by_semicolons_or_by_commas_and_spaces(text: str) -> None:
    assert asked("rang", text) == AnyOf((equal(Decimal(1)), equal(Decimal(2))))


def test_a_list_may_hold_any_test() -> None:
    assert asked("age", "< 12 ; [18..25[ ; 30 ; inconnu") == AnyOf(
        (
            Compare(Operator.LT, number("12")),
            between("18", "25", True, False),
            equal(Decimal(30)),
            IsUnknown(),
        )
    )


def test_a_comma_after_thousands_can_only_be_a_decimal_mark() -> None:
    assert asked("revenu", "4 383,2, 5 000") == AnyOf((equal(Decimal("4383.2")), equal(Decimal(5000))))


@pytest.mark.parametrize("text", ["non(12 ; 24)", "not(12, 24)", "NON (12;24)"])
def test_a_negation_surrounds_the_whole_cell(text: str) -> None:
    assert asked("age", text) == Not(AnyOf((equal(Decimal(12)), equal(Decimal(24)))))


@pytest.mark.parametrize("text", ["inconnu", "Inconnu", "null"])
def test_unknown_is_asked_by_its_name(text: str) -> None:
    assert asked("age", text) == IsUnknown()


def test_known_is_the_negation_of_unknown() -> None:
    assert asked("age", "non(inconnu)") == Not(IsUnknown())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("artisan", "artisan"),
        ("Artisan", "artisan"),
        ("COMMERCANT", "commerçant"),
        ("profession_liberale", "profession libérale"),
        (f"profession{NBSP}libérale", "profession libérale"),
        ("a etudier", "à étudier"),
        ("chef d’entreprise (sarl, eurl)", "chef d'entreprise (SARL, EURL)"),
        ('"artisan"', "artisan"),
        ("“Artisan”", "artisan"),
        (f"«{NBSP}artisan{NBSP}»", "artisan"),
        ("= artisan", "artisan"),
    ],
)
def test_a_choice_takes_the_spelling_of_the_glossary(text: str, value: str) -> None:
    assert asked("statut", text) == equal(value)


def test_choices_may_hold_separators_and_still_be_listed() -> None:
    assert asked("statut", "chef d'entreprise (SARL, EURL), artisan ; à étudier") == AnyOf(
        (equal("chef d'entreprise (SARL, EURL)"), equal("artisan"), equal("à étudier"))
    )


def test_a_choice_can_be_excluded() -> None:
    assert asked("statut", "!= artisan") == Compare(Operator.NE, Literal("artisan"))
    assert asked("statut", "non(artisan)") == Not(equal("artisan"))


@pytest.mark.parametrize("text", ["oui", "non", "inconnu", "jour"])
def test_a_choice_is_read_before_a_name_or_a_word_of_the_grammar(text: str) -> None:
    assert asked("reponse", text) == equal(text)


def test_a_negation_is_still_one_in_a_list_that_holds_its_word() -> None:
    assert asked("reponse", "non(oui)") == Not(equal("oui"))


def test_a_text_without_closed_list_is_quoted_and_kept_as_written() -> None:
    assert asked("commune", f'"Saint{NBSP}""X"" \\ é"') == equal(f'Saint{NBSP}"X" \\ é')


def test_invisible_characters_make_no_difference() -> None:
    assert asked("commune", '"Ly\u00adon\u200b"') == equal("Lyon")
    assert asked("statut", "\ufeffartisan") == equal("artisan")


@pytest.mark.parametrize(
    ("term", "text", "test"),
    [
        ("revenu", "seuil", equal(Ref("seuil"))),
        ("revenu", ">= Seuil", Compare(Operator.GE, Ref("seuil"))),
        (
            "revenu",
            ">= 2 * seuil",
            Compare(Operator.GE, Binary(Operator.MUL, number("2"), Ref("seuil"))),
        ),
        (
            "revenu",
            "< seuil × 10 %",
            Compare(Operator.LT, Binary(Operator.MUL, Ref("seuil"), number("0.1"))),
        ),
        ("revenu", "[0..seuil[", Between(number("0"), Ref("seuil"), True, False)),
        (
            "revenu",
            "(2 * (seuil - 1)..1000)",
            Between(
                Binary(Operator.MUL, number("2"), Binary(Operator.SUB, Ref("seuil"), number("1"))),
                number("1000"),
                False,
                False,
            ),
        ),
        (
            "revenu",
            "(seuil - 1) * 2",
            Compare(
                Operator.EQ,
                Binary(Operator.MUL, Binary(Operator.SUB, Ref("seuil"), number("1")), number("2")),
            ),
        ),
        ("anciennete", ">= mois_requis", Compare(Operator.GE, Ref("mois_requis"))),
        ("statut", "statut_du_conjoint", equal(Ref("statut_du_conjoint"))),
        ("statut", "!= statut du conjoint", Compare(Operator.NE, Ref("statut_du_conjoint"))),
        ("commune", "ville", equal(Ref("ville"))),
        ("a_jour", "aide_recue", equal(Ref("aide_recue"))),
        ("jour", "<= date_reference", Compare(Operator.LE, ReferenceDate())),
        (
            "jour",
            ">= ajouter_mois(jour_de_fin; 6 mois)",
            Compare(Operator.GE, Call(Function.ADD_MONTHS, (Ref("jour_de_fin"), number("6")))),
        ),
    ],
)
def test_an_endpoint_may_be_a_name_or_a_calculation(term: str, text: str, test: UnaryTest) -> None:
    assert asked(term, text) == test


@pytest.mark.parametrize(
    ("term", "value", "stored"),
    [
        ("age", Decimal(12), Decimal(12)),
        ("revenu", Decimal("12.5"), Decimal("12.50")),
        ("taux", Decimal("0.07"), Decimal("0.070")),
        ("a_jour", True, True),
        ("jour", date(2025, 4, 1), date(2025, 4, 1)),
    ],
)
def test_what_the_spreadsheet_holds_is_taken_as_it_is(term: str, value: Typed, stored: Value) -> None:
    test = asked(term, value)
    assert test == equal(stored)
    assert isinstance(test, Compare)
    assert isinstance(test.endpoint, Literal)
    assert str(test.endpoint.value) == str(stored)  # the decimals of the glossary


def test_a_percent_format_makes_a_percentage_of_any_size() -> None:
    assert asked("taux", Decimal("1.5"), percent=True) == equal(Decimal("1.5"))


@pytest.mark.parametrize(
    ("term", "text", "code"),
    [
        # list or decimal? thousands or decimal?
        ("age", "1,2", "nombre-ambigu"),
        ("coefficient", ">= 10,5", "nombre-ambigu"),
        ("revenu", "1,234", "nombre-ambigu"),
        ("revenu", "1.234", "nombre-ambigu"),
        ("revenu", "1.234,56", "nombre-ambigu"),
        ("revenu", "1,234.56", "nombre-ambigu"),
        ("revenu", "4383,20", "nombre-ambigu"),
        ("age", "1,2,3", "nombre-ambigu"),
        ("age", "12 24", "nombre-illisible"),
        ("age", "007", "nombre-illisible"),
        ("rang", "1234567890123456", "nombre-illisible"),
        ("taux", "7", "pourcentage-ambigu"),
        ("taux", ">= 0.07", "pourcentage-ambigu"),
        ("taux", ">= taux_plancher + 5", "pourcentage-ambigu"),
        # operators
        ("age", ">= = 18", "operateur-en-trop"),
        ("age", "> = 18", "operateur-en-trop"),
        ("age", "=> 18", "operateur-inconnu"),
        ("age", "== 18", "operateur-inconnu"),
        ("age", ">=", "texte-incomplet"),
        ("age", ">= 12 < 24", "suite-inattendue"),
        ("age", ">= 12 et < 24", "suite-inattendue"),
        ("age", "12 ou 24", "suite-inattendue"),
        ("age", "12 et plus", "suite-inattendue"),
        ("statut", "> artisan", "comparaison-impossible"),
        ("commune", '>= "A"', "comparaison-impossible"),
        ("a_jour", "< oui", "comparaison-impossible"),
        ("statut", "[artisan..commerçant]", "comparaison-impossible"),
        ("age", ">= inconnu", "comparaison-impossible"),
        ("age", "age", "comparaison-avec-soi"),
        # intervals
        ("age", "12–24", "intervalle-mal-ecrit"),
        ("age", "12-24", "intervalle-mal-ecrit"),
        ("age", "[12-24]", "intervalle-mal-ecrit"),
        ("age", "12..24", "intervalle-mal-ecrit"),
        ("age", "12 à 24", "intervalle-mal-ecrit"),
        ("age", "[12;24[", "intervalle-mal-ecrit"),
        ("revenu", "seuil – 100", "intervalle-mal-ecrit"),
        ("age", "[24..12]", "intervalle-vide"),
        ("age", "[12..12[", "intervalle-vide"),
        ("age", "]12..12]", "intervalle-vide"),
        ("age", "]12..13[", "intervalle-vide"),
        ("jour", "]01/04/2025..02/04/2025[", "intervalle-vide"),
        ("age", "[12..24", "parenthese"),
        # units and types
        ("age", ">= 18 mois", "unite-differente"),
        ("age", "18 tours", "unite-differente"),
        ("age", "1e5", "unite-differente"),
        ("age", "10 %", "unite-differente"),
        ("anciennete", "12 jours", "unite-differente"),
        ("par_jour", "100 €", "unite-differente"),
        ("revenu", "100 €/jour", "unite-differente"),
        ("age", ">= rang", "unite-differente"),
        ("revenu", ">= par_jour", "unite-differente"),
        ("revenu", ">= 2 seuil", "signe-manquant"),
        ("age", '"12"', "type-different"),
        ("age", "oui", "type-different"),
        ("age", "01/04/2025", "type-different"),
        ("age", "jour", "type-different"),
        ("jour", "2025", "type-different"),
        ("jour", '"2025-04-01"', "type-different"),
        ("a_jour", "1", "type-different"),
        ("commune", "12", "type-different"),
        ("jour", ">= jour_de_fin + 5", "type-inattendu"),
        ("age", ">= 2 * inconnu", "type-inattendu"),
        ("statut", "couleur", "liste-differente"),
        # values
        ("age", "150", "hors-bornes"),
        ("age", "[-1..12]", "hors-bornes"),
        ("jour", "31/12/1999", "hors-bornes"),
        ("age", "12.5", "trop-de-decimales"),
        ("taux", "6.25 %", "trop-de-decimales"),
        ("revenu", ">= seuil / 3", "borne-sans-arrondi"),
        ("jour", "12/31/2026", "date-inexistante"),
        ("jour", "31/02/2026", "date-inexistante"),
        ("jour", "2026-02-30", "date-inexistante"),
        ("jour", "01/04/25", "date-illisible"),
        ("jour", "01-04-2025", "date-illisible"),
        ("jour", "2025/04/01", "date-illisible"),
        ("jour", "1er avril 2025", "date-illisible"),
        # names and texts
        ("revenu", ">= seuill", "nom-inconnu"),
        ("age", "plus de 12", "nom-inconnu"),
        ("commune", "Lyon", "nom-inconnu"),
        ("commune", "Le Mans", "nom-inconnu"),
        ("a_jour", "o", "nom-inconnu"),
        ("statut", "artisans", "valeur-hors-liste"),
        ("statut", '"boulanger"', "valeur-hors-liste"),
        ("statut", "artisan ou commerçant", "valeur-hors-liste"),
        ("statut", "artisan\ncommerçant", "valeur-hors-liste"),
        ("statut", '"artisan', "guillemet-ouvert"),
        ("commune", "'Lyon'", "caractere-inattendu"),
        # structure
        ("age", "non(non(12))", "non-imbrique"),
        ("age", "12 ; non(24)", "non-imbrique"),
        ("age", "non(12", "parenthese"),
        ("age", "12)", "parenthese"),
        ("age", "12 ;", "texte-incomplet"),
        ("age", "12 ; ; 24", "suite-inattendue"),
        ("age", "12 ; 12", "valeur-en-double"),
        ("age", "12 ?", "caractere-inattendu"),
        ("age", "foo(12)", "fonction-inconnue"),
    ],
)
def test_a_suspect_text_is_refused(term: str, text: str, code: str) -> None:
    assert fault(term, text).code == code


@pytest.mark.parametrize(
    ("term", "value", "code"),
    [
        ("statut", Decimal(7), "type-different"),
        ("commune", Decimal(7), "type-different"),
        ("jour", Decimal(45000), "type-different"),
        ("a_jour", Decimal(1), "type-different"),
        ("age", True, "type-different"),
        ("commune", True, "type-different"),
        ("commune", date(2025, 4, 1), "type-different"),
        ("age", date(2026, 5, 1), "date-inattendue"),
        ("age", Decimal("12.5"), "trop-de-decimales"),
        ("age", Decimal(121), "hors-bornes"),
        ("taux", Decimal(7), "pourcentage-ambigu"),
        ("taux", Decimal(1), "pourcentage-ambigu"),
        ("taux", Decimal("0.0333"), "trop-de-decimales"),
        ("rang", Decimal("1E+300"), "nombre-illisible"),
    ],
)
def test_a_suspect_value_of_the_spreadsheet_is_refused(term: str, value: Typed, code: str) -> None:
    assert fault(term, value).code == code


def test_a_percent_format_is_refused_where_no_percentage_stands() -> None:
    assert fault("age", Decimal(12), percent=True).code == "unite-differente"


@pytest.mark.parametrize(
    ("term", "value", "message", "help_"),
    [
        (
            "age",
            "1,2",
            "« 1,2 » se lit comme une liste (1 ou 2) ou comme un nombre décimal",
            "écrire 1.2 (avec un point) pour le nombre décimal, 1 ; 2 pour la liste",
        ),
        (
            "revenu",
            "1.234",
            "« 1.234 » se lit 1234 ou 1 virgule 234",
            "écrire 1234 pour les milliers, 1.2340 pour le nombre décimal",
        ),
        (
            "age",
            "12–24",
            "« 12–24 » ressemble à un intervalle",
            "écrire [12..24] (bornes comprises)",
        ),
        ("age", "12 et plus", "« 12 et plus » s’écrit avec un opérateur", "écrire >= 12"),
        ("age", "=> 18", "« => » n’est pas un opérateur", "écrire >="),
        (
            "statut",
            "artisans",
            "« artisans » n’est pas dans les valeurs permises du glossaire",
            "vouliez-vous dire « artisan » ?",
        ),
        (
            "statut",
            "artisan\ncommerçant",
            "« artisan commerçant » n’est pas dans les valeurs permises du glossaire",
            "séparer les valeurs par un point-virgule",
        ),
        (
            "revenu",
            ">= seuill",
            "« seuill » n’est pas un nom du glossaire",
            "vouliez-vous dire « seuil » ?",
        ),
        (
            "commune",
            "Le Mans",
            "« Le Mans » n’est ni un nom du glossaire, ni un texte entre guillemets",
            'pour un texte, écrire "Le Mans"',
        ),
        (
            "jour",
            "12/31/2026",
            "« 12/31/2026 » n’est pas un jour du calendrier : il n’y a pas de mois 31",
            "écrire le jour avant le mois : 31/12/2026",
        ),
        (
            "age",
            date(2026, 5, 1),
            (
                "la cellule contient la date 01/05/2026, alors qu’il faut un nombre en ans : "
                "le tableur a sans doute transformé « 1-5 » en date"
            ),
            "écrire [1..5] ; mettre la colonne au format Texte",
        ),
        (
            "statut",
            Decimal(7),
            "la cellule contient le nombre 7, alors qu’il faut un texte",
            "mettre la colonne au format Texte, puis retaper la valeur",
        ),
        (
            "taux",
            "0.07",
            "« 0.07 » est sans signe %, alors qu’il s’agit d’un pourcentage",
            "écrire 7 % ou 0.07 %",
        ),
        (
            "age",
            "150",
            "« 150 » est plus grand que le maximum du glossaire (120)",
            "corriger la valeur, ou la borne dans le glossaire",
        ),
    ],
)
def test_a_refusal_quotes_the_cell_and_says_what_to_write(
    term: str, value: Typed, message: str, help_: str
) -> None:
    refused = fault(term, value)
    assert refused.message.replace(NBSP, " ") == message
    assert refused.help.replace(NBSP, " ") == help_


def test_a_refusal_has_the_spaces_of_french() -> None:
    assert fault("statut", "artisans").help == f"vouliez-vous dire «{NBSP}artisan{NBSP}»{NBSP}?"


def constant(term: str, value: Typed) -> Value:
    return parse_value(cell(value), GLOSSARY[term].type)


@pytest.mark.parametrize(
    ("term", "text", "value"),
    [
        ("revenu", "12,5", Decimal("12.50")),
        ("revenu", "-12,50", Decimal("-12.50")),
        ("revenu", "4383,20 €", Decimal("4383.20")),
        ("revenu", "1 234 567,89", Decimal("1234567.89")),
        ("taux", "6,2 %", Decimal("0.062")),
        ("age", "12 ans", Decimal(12)),
        ("a_jour", "VRAI", True),
        ("jour", "01/04/2025", date(2025, 4, 1)),
        ("statut", "Artisan", "artisan"),
        ("statut", '"artisan"', "artisan"),
        ("commune", "Lyon, le 2 ; rue", "Lyon, le 2 ; rue"),
        ("commune", '"Lyon"', "Lyon"),
        ("commune", '"a" et "b"', '"a" et "b"'),
    ],
)
def test_a_constant_stands_alone_so_a_comma_is_a_decimal_mark(term: str, text: str, value: Value) -> None:
    assert constant(term, text) == value
    assert str(constant(term, text)) == str(value)


@pytest.mark.parametrize(
    ("term", "text", "code"),
    [
        ("revenu", "1,234", "nombre-ambigu"),
        ("revenu", "1.234,56", "nombre-ambigu"),
        ("revenu", "-", "valeur-manquante"),
        ("revenu", " ", "valeur-manquante"),
        ("revenu", "seuil", "valeur-attendue"),
        ("revenu", "inconnu", "valeur-attendue"),
        ("revenu", "1 + 2", "valeur-attendue"),
        ("a_jour", "peut-être", "valeur-attendue"),
        ("jour", "demain", "valeur-attendue"),
        ("revenu", ">= 12", "operateur-en-trop"),
        ("revenu", "12 mois", "unite-differente"),
        ("revenu", "12,345 6", "nombre-ambigu"),
        ("statut", "boulanger", "valeur-hors-liste"),
    ],
)
def test_a_constant_is_one_value_and_nothing_else(term: str, text: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        constant(term, text)
    assert caught.value.code == code


def given(term: str, value: Typed) -> Expression | None:
    return parse_outcome(cell(value), GLOSSARY[term], GLOSSARY)


@pytest.mark.parametrize(
    ("term", "value", "expression"),
    [
        ("statut", "Artisan", Literal("artisan")),
        ("commune", "Voir l'agence.", Literal("Voir l'agence.")),
        ("revenu", "12,5", number("12.5")),
        ("revenu", Decimal("12.5"), number("12.5")),
        ("a_jour", True, Literal(True)),
        ("revenu", "= seuil", Ref("seuil")),
        ("revenu", "= 2 * seuil", Binary(Operator.MUL, number("2"), Ref("seuil"))),
        ("taux", "= 7 %", number("0.07")),
        ("revenu", "= inconnu", Unknown()),
        (
            "statut",
            '= si a_jour alors "Artisan" sinon "COMMERCANT"',
            Conditional(Ref("a_jour"), Literal("artisan"), Literal("commerçant")),
        ),
    ],
)
def test_an_outcome_is_a_constant_or_a_formula_after_an_equals_sign(
    term: str, value: Typed, expression: Expression
) -> None:
    assert given(term, value) == expression


@pytest.mark.parametrize("text", ["-", " "])
def test_a_dash_gives_nothing(text: str) -> None:
    assert given("statut", text) is None


@pytest.mark.parametrize(
    ("term", "text", "code"),
    [
        ("revenu", "= seuil / 2", "arrondi-manquant"),
        ("revenu", "= seuil * 0.5", "arrondi-manquant"),
        ("revenu", "= 1.005", "nombre-ambigu"),
        ("revenu", "= 1.0051", "trop-de-decimales"),
        ("age", "= 150", "hors-bornes"),
        ("revenu", "= anciennete", "unite-differente"),
        ("taux", "= 7", "pourcentage-ambigu"),
        ("statut", '= si a_jour alors "x" sinon "artisan"', "valeur-hors-liste"),
        ("statut", "= a_jour", "type-different"),
    ],
)
def test_an_outcome_must_be_a_value_of_its_term(term: str, text: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        given(term, text)
    assert caught.value.code == code


def test_a_name_without_an_equals_sign_is_refused_with_the_way_to_write_it() -> None:
    with pytest.raises(CellFault) as caught:
        given("revenu", "seuil")
    assert caught.value.help == "pour un nom ou un calcul, écrire = seuil"
