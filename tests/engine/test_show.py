"""The canonical spelling, and that it is read back as the same meaning."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cells.literals import fitted
from engine.cells.parse_cell import parse_condition, parse_formula
from engine.cells.show import show_expression, show_number, show_test, show_value
from engine.model import (
    AnyOf,
    Between,
    Binary,
    Call,
    Compare,
    Conditional,
    Expression,
    Function,
    IsKnown,
    IsUnknown,
    Literal,
    Not,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    UnaryTest,
)
from engine.values import Kind, Value
from tests.engine.terms import GLOSSARY, cell

ORDERINGS = [Operator.LT, Operator.LE, Operator.GT, Operator.GE]
EQUALITIES = [Operator.EQ, Operator.NE]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("-0.00"), "0"),
        (Decimal(1234), "1234"),
        (Decimal("1.234"), "1.2340"),
        (True, "oui"),
        (False, "non"),
        ('l\'"art"', '"l\'""art"""'),
        (date(2025, 4, 1), 'date("2025-04-01")'),
    ],
)
def test_a_value_has_one_spelling(value: Value, text: str) -> None:
    assert show_value(value) == text


def test_a_percentage_is_shown_with_its_sign() -> None:
    assert show_value(Decimal("0.062"), percent=True) == "6.2 %"


@pytest.mark.parametrize(
    ("term", "text", "canonical"),
    [
        ("age", "≥18 ans", ">= 18"),
        ("age", "]12..24[", "(12..24)"),
        ("age", "[12..24[", "[12..24)"),
        ("age", "12;24", "12, 24"),
        ("age", "not(null)", "non(inconnu)"),
        ("statut", "ARTISAN ; commercant", '"artisan", "commerçant"'),
        ("taux", "[5 %..10 %[", "[5 %..10 %)"),
        ("revenu", "(seuil+1)*2", "(seuil + 1) * 2"),
        ("statut", "null", "inconnu"),
        ("reponse", "null", "null"),
        ("reponse", "inconnu", '"inconnu"'),
    ],
)
def test_a_test_has_one_spelling(term: str, text: str, canonical: str) -> None:
    test = parse_condition(cell(text), GLOSSARY[term], GLOSSARY)
    assert test is not None
    assert show_test(test, GLOSSARY[term].type, GLOSSARY) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("if a_jour then revenu else -seuil", "si a_jour alors revenu sinon 0 - seuil"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("1 - taux", "1 - taux"),
        ("taux>7%", "taux > 7 %"),
        ("taux < 100 %", "taux < 100 %"),
        ("moyenne(1,  2)", "mean(1; 2)"),
        ("(a_jour or a_jour) and not(a_jour)", "(a_jour ou a_jour) et non(a_jour)"),
    ],
)
def test_an_expression_has_one_spelling(text: str, canonical: str) -> None:
    assert show_expression(parse_formula(text, GLOSSARY), GLOSSARY) == canonical


figures = st.decimals(-(10**6), 10**6, places=4, allow_nan=False, allow_infinity=False)
fractions = st.decimals(0, 2, places=3, allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_characters="\u200b\u200c\u200d\u2060\ufeff\u00ad"), max_size=8)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def names(*kinds: Kind) -> st.SearchStrategy[Expression]:
    return st.sampled_from([Ref(t.name) for t in GLOSSARY.terms.values() if t.type.kind in kinds])


def sums(operands: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.recursive(
        operands,
        lambda inner: st.one_of(
            st.builds(Binary, st.sampled_from([Operator.ADD, Operator.SUB]), inner, inner),
            st.builds(Binary, st.just(Operator.MUL), inner, inner),
            st.builds(Binary, st.just(Operator.DIV), inner, names(Kind.AMOUNT)),
            st.builds(Call, st.sampled_from([Function.MIN, Function.MAX]), st.tuples(inner, inner)),
            st.builds(Call, st.just(Function.ABS), st.tuples(inner)),
            st.builds(Call, st.just(Function.ROUND), st.tuples(inner, st.just(Literal(Decimal(2))))),
            st.builds(Conditional, names(Kind.BOOLEAN), inner, inner),
        ),
        max_leaves=6,
    )


amounts = sums(st.builds(Literal, figures) | st.sampled_from([Ref("revenu"), Ref("seuil")]))
dates = st.recursive(
    st.builds(Literal, days) | names(Kind.DATE) | st.just(ReferenceDate()),
    lambda inner: st.builds(
        Call,
        st.just(Function.ADD_MONTHS),
        st.tuples(inner, st.builds(Literal, st.integers(0, 99).map(Decimal))),
    ),
    max_leaves=3,
)
rates = st.recursive(
    st.sampled_from([Ref("taux"), Ref("taux_plancher")]),
    lambda inner: st.one_of(
        st.builds(
            Binary,
            st.sampled_from([Operator.ADD, Operator.SUB]),
            inner,
            st.builds(Literal, fractions) | inner,
        ),
        st.builds(Call, st.just(Function.MIN), st.tuples(inner, st.builds(Literal, fractions))),
        st.builds(Conditional, names(Kind.BOOLEAN), st.builds(Literal, fractions), inner),
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.one_of(
        names(Kind.BOOLEAN),
        st.builds(Literal, st.booleans()),
        st.builds(IsKnown, st.sampled_from(list(GLOSSARY.names))),
        st.builds(Binary, st.sampled_from(ORDERINGS + EQUALITIES), amounts, amounts),
        st.builds(Binary, st.sampled_from(ORDERINGS), rates, st.builds(Literal, fractions)),
        st.builds(Binary, st.sampled_from(ORDERINGS), dates, dates),
        st.builds(
            Binary,
            st.sampled_from(EQUALITIES),
            st.just(Ref("commune")),
            st.builds(Literal, texts),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from([Operator.AND, Operator.OR, *EQUALITIES]), inner, inner),
        st.builds(Call, st.just(Function.NOT), st.tuples(inner)),
        st.builds(Conditional, inner, inner, inner),
    ),
    max_leaves=5,
)
parameters = st.builds(ParameterAt, st.sampled_from(["seuil", "taux_plancher"]), dates)


@settings(max_examples=150, deadline=None)
@given(st.one_of(amounts, rates, dates, conditions, parameters))
def test_an_expression_is_read_back_as_it_is_shown(expression: Expression) -> None:
    assert parse_formula(show_expression(expression, GLOSSARY), GLOSSARY) == expression


def far_apart(interval: Between) -> bool:
    """Whether some value lies between the ends, whichever are included."""
    match interval.low, interval.high:
        case Literal(date() as low), Literal(date() as high):
            return (high - low).days > 2
        case Literal(Decimal() as low), Literal(Decimal() as high):
            return high - low > 2
    return False


def asked_of(term: str, values: st.SearchStrategy[Value]) -> st.SearchStrategy[tuple[str, UnaryTest]]:
    """Return tests on *term*, ordered when its kind is."""
    type_ = GLOSSARY[term].type
    ends = values.map(lambda value: Literal(fitted(value, type_, "")))
    one: st.SearchStrategy[UnaryTest] = st.builds(Compare, st.sampled_from(EQUALITIES), ends)
    if type_.kind is Kind.DATE or type_.is_numeric:
        pairs = st.tuples(ends, ends).map(lambda pair: sorted(pair, key=lambda end: end.value))
        intervals = st.builds(
            lambda pair, low, high: Between(pair[0], pair[1], low, high), pairs, st.booleans(), st.booleans()
        ).filter(far_apart)
        one = st.one_of(one, st.builds(Compare, st.sampled_from(ORDERINGS), ends), intervals)
    one = one | st.just(IsUnknown())
    several = st.lists(one, min_size=2, max_size=3, unique=True).map(lambda tests: AnyOf(tuple(tests)))
    return st.tuples(st.just(term), st.one_of(one, several, st.builds(Not, one | several)))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        asked_of("age", st.integers(0, 120).map(Decimal)),
        asked_of("coefficient", st.decimals(-99, 99, places=3)),
        asked_of("taux", st.decimals(-9, 9, places=3)),
        asked_of("jour", days),
        asked_of("a_jour", st.booleans()),
        asked_of("statut", st.sampled_from(GLOSSARY["statut"].type.choices)),
        asked_of("reponse", st.sampled_from(GLOSSARY["reponse"].type.choices)),
        asked_of("commune", texts),
    )
)
def test_a_test_is_read_back_as_it_is_shown(found: tuple[str, UnaryTest]) -> None:
    term, test = GLOSSARY[found[0]], found[1]
    shown = show_test(test, term.type, GLOSSARY)
    assert parse_condition(cell(shown), term, GLOSSARY) == test


@given(figures)
def test_a_shown_number_is_never_ambiguous(figure: Decimal) -> None:
    assert parse_formula(show_number(figure), GLOSSARY) == Literal(figure)
