"""What is asked for settles the answer, whatever is replied; what is not asked for could not matter."""

from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import (
    Answer,
    Benefit,
    Compare,
    Condition,
    HitPolicy,
    Literal,
    Model,
    Nature,
    Operator,
    Outcome,
    Role,
    Row,
    Table,
    Term,
)
from engine.trace import Verdict
from engine.values import Kind, Type, Value
from tests.engine.batch.long_tables import BENEFIT, long_table

FACTS = ("a", "b", "c", "d")
VERDICTS = ("ouvert", "refusé", "à étudier")
BOOLEAN = Type(kind=Kind.BOOLEAN)
TERMS = {
    **{name: Term(name=name, label=name, nature=Nature.FACT, type=BOOLEAN) for name in FACTS},
    "jour": Term(name="jour", label="jour", nature=Nature.FACT, type=Type(kind=Kind.DATE)),
    "droit": Term(
        name="droit", label="droit", nature=Nature.OUTPUT, type=Type(kind=Kind.TEXT, choices=VERDICTS)
    ),
}


@st.composite
def rows(draw: st.DrawFn, place: int) -> Row:
    asked = draw(st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=3))
    conditions = tuple(
        Condition(term=name, role=Role.ABOUT, test=Compare(Operator.EQ, Literal(value)), text="")
        for name, value in asked.items()
    )
    given_ = Outcome(term="droit", value=Literal(draw(st.sampled_from(VERDICTS))), text="")
    return Row(id=f"R{place}", conditions=conditions, outcomes=(given_,))


@st.composite
def models(draw: st.DrawFn) -> Model:
    policy = draw(st.sampled_from([HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.UNIQUE, HitPolicy.ANY]))
    count = draw(st.integers(1, 5))
    default = Outcome(term="droit", value=Literal(draw(st.sampled_from(VERDICTS))), text="")
    table = Table(
        name="t",
        label="t",
        policy=policy,
        inputs=tuple((name, Role.ABOUT) for name in FACTS),
        outputs=("droit",),
        rows=tuple(draw(rows(place)) for place in range(count)),
        default=Row(id="sinon", conditions=(), outcomes=(default,)),
    )
    benefit = Benefit(code="p", label="p", table="t", reference_date="jour")
    return Model(
        terms=TERMS,
        parameters={},
        calculations={},
        tables={"t": table},
        benefits={"p": benefit},
        producers={"droit": "t"},
    )


known = st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=3)


def verdict(model: Model, facts: dict[str, bool]) -> Verdict | None:
    """Return the verdict, None when the table contradicts itself on these facts."""
    values: dict[str, Value] = dict(facts)
    try:
        return decide(model, values, "p")
    except FaultsFound:
        return None


@settings(max_examples=150, deadline=None)
@given(models(), known)
def test_giving_any_of_the_sets_asked_for_decides_whatever_the_replies(
    model: Model, facts: dict[str, bool]
) -> None:
    first = verdict(model, facts)
    if first is None or first.answer is not Answer.UNDETERMINED:
        return
    assert first.remedies
    for remedy in first.remedies:
        asked = sorted(lack.name for lack in remedy)
        for replies in product((True, False), repeat=len(asked)):
            then = verdict(model, {**facts, **dict(zip(asked, replies, strict=True))})
            assert then is None or then.answer is not Answer.UNDETERMINED


@settings(max_examples=150, deadline=None)
@given(models(), known)
def test_no_fact_is_asked_that_the_others_make_needless(model: Model, facts: dict[str, bool]) -> None:
    first = verdict(model, facts)
    if first is None or first.answer is not Answer.UNDETERMINED:
        return
    for remedy in first.remedies:
        asked = sorted(lack.name for lack in remedy)
        for needless in asked:
            others = [name for name in asked if name != needless]
            then = [
                verdict(model, {**facts, **dict(zip(others, replies, strict=True))})
                for replies in product((True, False), repeat=len(others))
            ]
            assert any(one is not None and one.answer is Answer.UNDETERMINED for one in then)


@settings(max_examples=150, deadline=None)
@given(models(), known)
def test_a_verdict_given_early_is_that_of_every_way_to_complete_the_case(
    model: Model, facts: dict[str, bool]
) -> None:
    first = verdict(model, facts)
    if first is None or first.answer is Answer.UNDETERMINED:
        return
    absent = [name for name in FACTS if name not in facts]
    for replies in product((True, False), repeat=len(absent)):
        then = verdict(model, {**facts, **dict(zip(absent, replies, strict=True))})
        assert then is None or then.answer is first.answer


@settings(max_examples=100, deadline=None)
@given(models(), st.fixed_dictionaries({name: st.booleans() for name in FACTS}))
def test_a_complete_case_is_always_decided(model: Model, facts: dict[str, bool]) -> None:
    whole = verdict(model, facts)
    assert whole is None or whole.answer is not Answer.UNDETERMINED


@pytest.mark.parametrize("absent", list(combinations(("commune", "revenu", "a_jour"), 2)))
def test_two_facts_that_cross_in_a_long_table_are_asked_together(absent: tuple[str, str]) -> None:
    facts: dict[str, Value] = {"commune": "C00001", "revenu": Decimal(1), "a_jour": True}
    given_ = {name: value for name, value in facts.items() if name not in absent}
    first = decide(long_table("clés et tranches", 300), given_, BENEFIT)
    assert first.answer is Answer.UNDETERMINED
    assert [{lack.name for lack in remedy} for remedy in first.remedies] == [set(absent)]
