"""The reference meaning: three values, dates, figures, calculations, hit policies."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.matching import Reference, Values
from engine.model import Answer, Literal, Model, Table
from engine.trace import CellTested, Event, GivenOtherwise, OutcomeValue, TableDecided, Truth, Verdict
from engine.values import Lack, Missing, Value
from tests.builders import aid

DAY = date(2025, 6, 1)

TWO_ROWS = """
N° | Si | Exige | Alors | Du | Au
   | metier | revenu | droit
R1 | artisan | >= 100 | ouvert
R2 | commerçant | >= 200 | ouvert
sinon | | | refusé
"""


def answer(model: Model, **facts: Value) -> Verdict:
    return decide(model, {"jour": DAY, **facts}, "aide")


def asked(verdict: Verdict) -> list[set[str]]:
    return [{lack.name for lack in remedy} for remedy in verdict.remedies]


class Listener:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)


def outcomes(model: Model, table: str, **facts: Value) -> Mapping[str, OutcomeValue]:
    listener = Listener()
    decide(model, {"jour": DAY, **facts}, "aide", tracer=listener)
    decided = [e for e in listener.events if isinstance(e, TableDecided) and e.table == table]
    return decided[0].outcomes


# --- rows and facts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [("99.99", Answer.REFUSED), ("100.00", Answer.OPEN), ("100.01", Answer.OPEN)],
)
def test_a_threshold_is_included(revenue: str, expected: Answer) -> None:
    assert answer(aid(TWO_ROWS), metier="artisan", revenu=Decimal(revenue)).answer is expected


def test_an_absent_fact_is_unknown_and_never_a_refusal() -> None:
    verdict = answer(aid(TWO_ROWS), metier="artisan")
    assert verdict.answer is Answer.UNDETERMINED
    assert asked(verdict) == [{"revenu"}]


def test_a_fact_that_cannot_change_the_answer_is_not_asked() -> None:
    assert answer(aid(TWO_ROWS), metier="avocat").answer is Answer.REFUSED


def test_sinon_never_applies_while_a_row_is_unknown() -> None:
    assert answer(aid(TWO_ROWS), revenu=Decimal("150.00")).answer is Answer.UNDETERMINED
    assert answer(aid(TWO_ROWS), revenu=Decimal("50.00")).answer is Answer.REFUSED


def test_rows_that_agree_decide_though_none_is_sure() -> None:
    verdict = answer(
        aid("N° | Si | Alors\n | metier | droit\nR1 | artisan | refusé\nsinon | | refusé"),
    )
    assert verdict.answer is Answer.REFUSED
    assert verdict.rows == ()
    assert verdict.possible == ("R1", "sinon")


def test_only_the_rows_that_can_change_the_answer_are_asked_about() -> None:
    model = aid(
        """
N° | Si | Si | Alors
   | metier | a_jour | droit
R1 | artisan | | ouvert
R2 | | non | refusé
sinon | | | refusé
"""
    )
    assert asked(answer(model)) == [{"metier"}]


def test_no_row_and_no_sinon_cannot_conclude_and_nothing_would_settle_it() -> None:
    verdict = answer(aid("N° | Si | Alors\n | metier | droit\nR1 | artisan | ouvert"), metier="avocat")
    assert verdict.answer is Answer.UNDETERMINED
    assert verdict.remedies == ()


def test_inconnu_is_a_test_like_another() -> None:
    model = aid("N° | Si | Alors\n | age | droit\nR1 | inconnu | à étudier\nsinon | | ouvert")
    assert answer(model).answer is Answer.TO_STUDY
    assert answer(model, age=Decimal(30)).answer is Answer.OPEN


# --- dates and figures --------------------------------------------------------------------

DATED = """
N° | Si | Alors | Du | Au
   | metier | droit
R1 | artisan | refusé | | 2024-12-31
R2 | artisan | ouvert | 2025-01-01 |
sinon | | refusé
"""


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2024, 12, 31), Answer.REFUSED), (date(2025, 1, 1), Answer.OPEN)]
)
def test_a_row_holds_on_its_first_and_last_days(day: date, expected: Answer) -> None:
    assert decide(aid(DATED), {"jour": day, "metier": "artisan"}, "aide").answer is expected


def test_without_reference_date_a_dated_row_is_unknown() -> None:
    verdict = decide(aid(DATED), {"metier": "artisan"}, "aide")
    assert verdict.answer is Answer.UNDETERMINED
    assert asked(verdict) == [{"jour"}]
    assert decide(aid(DATED), {"metier": "avocat"}, "aide").answer is Answer.REFUSED


FIGURES = """
Paramètres
Nom | Valeur | Du | Au | Source | Confiance
seuil | 100 | 2024-01-01 | 2024-12-31 | | haute
seuil | 200 | 2025-01-01 | 2025-12-31 | | moyenne
seuil | 300 | 2026-01-01 | 2026-12-31 | | faible
"""
WITH_THRESHOLD = "N° | Exige | Alors\n | revenu | droit\nR1 | >= seuil | ouvert\nsinon | | refusé"
THRESHOLD = "seuil | Seuil | | montant"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 12, 31), Answer.OPEN),
        (date(2025, 1, 1), Answer.REFUSED),
    ],
)
def test_a_figure_is_the_one_of_the_reference_date(day: date, expected: Answer) -> None:
    model = aid(WITH_THRESHOLD, FIGURES, glossary=THRESHOLD)
    assert decide(model, {"jour": day, "revenu": Decimal("150.00")}, "aide").answer is expected


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2026, 6, 1), date(2027, 1, 1)])
def test_a_figure_that_is_not_defined_or_not_sure_cannot_conclude(day: date) -> None:
    model = aid(WITH_THRESHOLD, FIGURES, glossary=THRESHOLD)
    verdict = decide(model, {"jour": day, "revenu": Decimal("150.00")}, "aide")
    assert verdict.answer is Answer.UNDETERMINED
    assert verdict.remedies == (frozenset({Lack("seuil", day)}),)


# --- calculations -------------------------------------------------------------------------

MEAN = """
Calculs
Nom | Formule | Décimales | Arrondi
moyenne | mean(r1; r2; r3) | 2 | par défaut
"""
MEAN_TERMS = """
r1 | Revenu 1 | Revenu 1 ? | montant
r2 | Revenu 2 | Revenu 2 ? | montant
r3 | Revenu 3 | Revenu 3 ? | montant
moyenne | Moyenne | {question} | montant
"""
BY_MEAN = "N° | Exige | Alors\n | moyenne | droit\nR1 | >= 100 | ouvert\nsinon | | refusé"


def incomes(*amounts: str) -> dict[str, Value]:
    return {f"r{place}": Decimal(amount) for place, amount in enumerate(amounts, start=1)}


def test_a_calculation_is_exact_then_rounded_as_its_line_says() -> None:
    model = aid(BY_MEAN, MEAN, glossary=MEAN_TERMS.format(question=""), amounts="moyenne")
    assert answer(model, **incomes("100.00", "100.00", "99.99")).answer is Answer.REFUSED
    verdict = answer(model, **incomes("100.00", "100.00", "100.01"))
    assert verdict.joined[0].outcomes == {"moyenne": Decimal("100.00")}


def test_numbers_and_booleans_that_python_holds_equal_stay_apart_in_one_table() -> None:
    model = aid(
        """
N° | Exige | Alors | Alors
   | a_jour | droit | part
R1 | (si age > 30 alors oui sinon non) | ouvert | = si age > 30 alors 1 sinon 0
sinon | | refusé | 0
""",
        glossary="part | Part | | entier | points",
    )
    found = outcomes(model, "droit_aide", age=Decimal(40), a_jour=True)
    assert found == {"droit": "ouvert", "part": Decimal(1)}
    assert type(found["part"]) is Decimal
    assert Literal(Decimal(1)) != Literal(True)
    assert Literal(Decimal(1)) == Literal(Decimal("1.0"))


def test_a_calculation_with_a_question_may_be_given_and_is_then_used() -> None:
    model = aid(BY_MEAN, MEAN, glossary=MEAN_TERMS.format(question="Quelle moyenne ?"))
    assert answer(model, moyenne=Decimal("100.00")).answer is Answer.OPEN
    verdict = answer(model, r1=Decimal("1.00"))
    assert asked(verdict) == [{"moyenne"}, {"r2", "r3"}]


def test_a_calculation_without_question_is_settled_by_its_operands_only() -> None:
    model = aid(BY_MEAN, MEAN, glossary=MEAN_TERMS.format(question=""))
    assert asked(answer(model)) == [{"r1", "r2", "r3"}]


@pytest.mark.parametrize(("given", "told"), [("100.00", False), ("99.99", True)])
def test_a_value_given_against_the_other_facts_is_used_and_told(given: str, told: bool) -> None:
    model = aid(BY_MEAN, MEAN, glossary=MEAN_TERMS.format(question="Quelle moyenne ?"))
    listener = Listener()
    facts = {"jour": DAY, "moyenne": Decimal(given), **incomes("100.00", "100.00", "100.01")}
    verdict = decide(model, facts, "aide", tracer=listener)
    assert verdict.answer is (Answer.REFUSED if told else Answer.OPEN)
    expected = [GivenOtherwise("moyenne", Decimal(given), Decimal("100.00"))] if told else []
    assert [event for event in listener.events if isinstance(event, GivenOtherwise)] == expected


def test_a_division_by_zero_is_an_error_of_the_tables_with_its_cell() -> None:
    calculation = "Calculs\nNom | Formule | Décimales | Arrondi\npart | revenu / age | 2 | par défaut"
    model = aid(
        "N° | Exige | Alors\n | part | droit\nR1 | > 1 | ouvert\nsinon | | refusé",
        calculation,
        glossary="part | Part | | montant",
    )
    with pytest.raises(FaultsFound) as raised:
        answer(model, revenu=Decimal("1.00"), age=Decimal(0))
    (fault,) = raised.value.diagnostics
    assert fault.code == "calcul-impossible"
    assert str(fault.where) == "essai.xlsx > F4 > B3"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("si a_jour alors 1 sinon 1", "1"),
        ("si a_jour alors age sinon 1", None),
        ("0 * age", "0"),
        ("2 * age", None),
        ("si connu(age) alors age sinon 7", "7"),
        ("si (1 = 2) et a_jour alors 1 sinon 2", "2"),
        ("si (1 = 1) ou a_jour alors 1 sinon 2", "1"),
        ("si non((1 = 2) et a_jour) alors 3 sinon 4", "3"),
        ("max(1; 2; 3) + min(4; 5) + abs(0 - 2)", "9"),
        ("floor(7 / 2) + ceiling(7 / 2) + round(5 / 2)", "10"),
        ("annee(date_reference)", "2025"),
        ('mois_entre(date("2024-06-02"); date_reference)', "11"),
        ('jours_entre(date("2025-05-01"); date_reference)', "31"),
        ("mois_entre(ajouter_mois(date_reference; -12); date_reference)", "12"),
        ("si 1 = 2 alors 1 sinon inconnu", None),
    ],
)
def test_a_formula_is_unknown_only_when_its_answer_depends_on_what_is(
    formula: str, expected: str | None
) -> None:
    plain = f"({formula}) * 1"  # a product has no unit
    calculation = f"Calculs\nNom | Formule | Décimales | Arrondi\nx | {plain} | 0 | au plus proche"
    model = aid("N° | Alors\n | droit\nR1 | ouvert", calculation, glossary="x | X | | entier", amounts="x")
    value = answer(model).joined[0].outcomes["x"]
    assert value == Decimal(expected) if expected else isinstance(value, Missing)


@pytest.mark.parametrize(("function", "expected"), [("min", "2025-05-01"), ("max", "2025-06-01")])
def test_the_earliest_and_latest_of_days(function: str, expected: str) -> None:
    model = aid(
        "N° | Alors\n | droit\nR1 | ouvert",
        f'Calculs\nNom | Formule\nx | {function}(date("2025-05-01"); date_reference)',
        glossary="x | X | | date",
        amounts="x",
    )
    assert answer(model).joined[0].outcomes == {"x": date.fromisoformat(expected)}


def test_a_dated_calculation_that_may_be_given_is_asked_where_it_is_not_defined() -> None:
    dated = MEAN.replace("Arrondi", "Arrondi | Du").replace("par défaut", "par défaut | 2026-01-01")
    model = aid(BY_MEAN, dated, glossary=MEAN_TERMS.format(question="Quelle moyenne ?"))
    assert answer(model).remedies == (frozenset({Lack("moyenne")}), frozenset({Lack("moyenne", DAY)}))


def test_a_figure_can_be_read_on_another_day() -> None:
    model = aid(
        "N° | Alors\n | droit\nR1 | ouvert",
        FIGURES,
        "Calculs\nNom | Formule\nx | valeur_au(seuil; ajouter_mois(date_reference; -12))",
        glossary=THRESHOLD + "\nx | X | | montant",
        amounts="x",
    )
    assert answer(model).joined[0].outcomes == {"x": Decimal("100.00")}


# --- tables that read tables ---------------------------------------------------------------


def test_a_table_reads_the_outcome_of_another() -> None:
    model = aid(
        "N° | Si | Alors\n | part | droit\nR1 | >= 2 | ouvert\nsinon | | refusé",
        "Table de décision | parts\nN° | Si | Alors\n | metier | part\nP1 | artisan | 2\nP2 | avocat | 1",
        glossary="part | Part | | entier",
    )
    assert answer(model, metier="artisan").answer is Answer.OPEN
    assert answer(model, metier="avocat").answer is Answer.REFUSED
    verdict = answer(model)
    assert verdict.answer is Answer.UNDETERMINED
    assert asked(verdict) == [{"metier"}]


# --- hit policies ---------------------------------------------------------------------------

OVERLAP = """
N° | Si | Alors
   | age | part
R1 | >= 18 | {0}
R2 | >= 60 | {1}
R3 | >= 90 | {2}
"""


def collected(policy: str, values: str, default: str = "", **facts: Value) -> OutcomeValue:
    rows = OVERLAP.strip("\n").format(*values.split())
    table = f"Table de décision | parts\nPolitique | {policy}\n{rows}"
    if default:
        table += f"\nsinon | | {default}"
    model = aid(
        "N° | Alors\n | droit\nR1 | ouvert", table, glossary="part | Part | | entier", durations="parts"
    )
    return outcomes(model, "parts", **facts)["part"]


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("Unique", 20, Decimal(3)),
        ("Première", 70, Decimal(3)),
        ("F", 70, Decimal(3)),
        ("Collecte", 70, (Decimal(3), Decimal(5))),
        ("Ordre des lignes", 70, (Decimal(3), Decimal(5))),
        ("Collecte (somme)", 95, Decimal(12)),
        ("C+", 70, Decimal(8)),
        ("Collecte (minimum)", 95, Decimal(3)),
        ("C>", 95, Decimal(5)),
        ("C#", 95, Decimal(3)),
        ("C#", 10, Decimal(0)),
        ("C+", 10, Decimal(0)),
        ("Collecte", 10, ()),
        ("C<", 10, Missing()),
        ("Unique", 10, Missing()),
    ],
)
def test_each_hit_policy_makes_its_answer_from_the_rows_satisfied(
    policy: str, age: int, expected: OutcomeValue
) -> None:
    assert collected(policy, "3 5 4", age=Decimal(age)) == expected


@pytest.mark.parametrize("policy", ["Unique", "Première", "Collecte", "C+", "C<"])
def test_sinon_is_the_answer_when_no_row_is(policy: str) -> None:
    expected: OutcomeValue = (Decimal(9),) if policy == "Collecte" else Decimal(9)
    assert collected(policy, "3 5 4", default="9", age=Decimal(10)) == expected


@pytest.mark.parametrize("policy", ["Unique", "U"])
def test_two_rows_of_a_unique_table_are_a_conflict_that_names_both(policy: str) -> None:
    with pytest.raises(FaultsFound) as raised:
        collected(policy, "3 5 4", age=Decimal(70))
    (fault,) = raised.value.diagnostics
    assert fault.code == "lignes-en-conflit"
    assert "R1" in fault.message and "R2" in fault.message


def test_rows_all_identical_may_overlap_but_not_differ() -> None:
    assert collected("Toutes identiques", "3 3 3", age=Decimal(70)) == Decimal(3)
    with pytest.raises(FaultsFound, match="R1 et R2"):
        collected("Toutes identiques", "3 4 3", age=Decimal(70))


def test_priority_and_output_order_follow_the_closed_list() -> None:
    table = """Table de décision | rangs
Politique | {policy}
N° | Si | Alors
 | age | rang
R1 | >= 18 | bas
R2 | >= 60 | haut
R3 | < 18 | moyen"""
    terms = "rang | Rang | | texte | | haut ; moyen ; bas"
    for policy, expected in (("Priorité", "haut"), ("O", ("haut", "bas"))):
        model = aid(
            "N° | Alors\n | droit\nR1 | ouvert", table.format(policy=policy), glossary=terms, steps="rangs"
        )
        assert outcomes(model, "rangs", age=Decimal(70))["rang"] == expected


@pytest.mark.parametrize(
    ("policy", "values", "expected"),
    [
        ("C+", "3 0 0", Decimal(3)),
        ("C<", "3 5 4", Decimal(3)),
        ("C>", "3 2 1", Decimal(3)),
        ("Première", "3 5 4", Decimal(3)),
        ("Toutes identiques", "3 3 3", Decimal(3)),
    ],
)
def test_an_unknown_row_that_cannot_change_the_answer_is_left_aside(
    policy: str, values: str, expected: Decimal
) -> None:
    """R1 is satisfied; R2 and R3 also ask for an unknown fact."""
    rows = [
        f"R{place} | >= 18 | {'' if place == 1 else 'oui'} | {value}"
        for place, value in enumerate(values.split(), start=1)
    ]
    table = f"Table de décision | parts\nPolitique | {policy}\nN° | Si | Si | Alors\n | age | a_jour | part\n"
    model = aid(
        "N° | Alors\n | droit\nR1 | ouvert",
        table + "\n".join(rows),
        glossary="part | Part | | entier",
        durations="parts",
    )
    assert outcomes(model, "parts", age=Decimal(70))["part"] == expected


@pytest.mark.parametrize(
    ("policy", "values"),
    [("C+", "3 1 0"), ("C<", "3 2 4"), ("C>", "3 4 1"), ("C#", "3 3 3"), ("C", "3 3 3"), ("U", "3 5 3")],
)
def test_an_unknown_row_that_can_change_the_answer_leaves_it_undecided(policy: str, values: str) -> None:
    rows = [
        f"R{place} | >= 18 | {'' if place == 1 else 'oui'} | {value}"
        for place, value in enumerate(values.split(), start=1)
    ]
    table = f"Table de décision | parts\nPolitique | {policy}\nN° | Si | Si | Alors\n | age | a_jour | part\n"
    model = aid(
        "N° | Alors\n | droit\nR1 | ouvert",
        table + "\n".join(rows),
        glossary="part | Part | | entier",
        durations="parts",
    )
    value = outcomes(model, "parts", age=Decimal(70))["part"]
    assert value == Missing((frozenset({Lack("a_jour")}),))


# --- what is joined -------------------------------------------------------------------------


def test_amounts_are_joined_to_an_open_right_only() -> None:
    model = aid(
        TWO_ROWS,
        "Calculs\nNom | Formule | Arrondi\nmontant | revenu / 3 | au plus proche",
        glossary="montant | Montant | | montant",
        amounts="montant",
    )
    assert answer(model, metier="artisan", revenu=Decimal("100.00")).joined[0].outcomes == {
        "montant": Decimal("33.33")
    }
    assert answer(model, metier="avocat", revenu=Decimal("100.00")).joined == ()


def test_the_last_event_is_the_verdict() -> None:
    listener = Listener()
    verdict = decide(aid(TWO_ROWS), {"jour": DAY, "metier": "avocat"}, "aide", tracer=listener)
    assert listener.events[-1] is verdict


class Counting(Reference):
    """The reference meaning, which counts how often it is asked for cells."""

    def __init__(self) -> None:
        self.asked = 0

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        return Reference().rows(table, values)

    def cells(self, table: Table, values: Values) -> tuple[Truth, ...]:
        self.asked += 1
        return super().cells(table, values)


def test_cells_are_matched_once_and_only_when_those_of_a_row_not_satisfied_are_looked_at() -> None:
    matcher, listener = Counting(), Listener()
    facts: dict[str, Value] = {"jour": DAY, "metier": "artisan", "revenu": Decimal("100.00")}
    decide(aid(TWO_ROWS), facts, "aide", matcher=matcher, tracer=listener)
    cells = [event for event in listener.events if isinstance(event, CellTested)]
    assert [cell.truth for cell in cells if cell.row == "R1"] == [Truth.SATISFIED, Truth.SATISFIED]
    assert matcher.asked == 0
    assert [cell.truth for cell in cells if cell.row == "R2"] == [Truth.VIOLATED, Truth.VIOLATED]
    assert matcher.asked == 1
