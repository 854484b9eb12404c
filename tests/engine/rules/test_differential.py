"""The rules against the reference meaning, on generated tables and cases."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.matching import Matcher, Reference
from engine.model import HitPolicy, Model
from engine.rules import RuleMatcher
from engine.rules.matcher import Question
from engine.trace import Event, Verdict
from engine.values import Value
from tests.strategies import BENEFIT, TABLE, cases, models, values_of

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

REFERENCE = Reference()
SEEDS = st.integers(0, 2**32)
POLICIES = st.sampled_from([HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY])

thorough = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@thorough
@given(model=models(), seed=SEEDS)
def test_rules_answer_as_the_reference_meaning(model: Model, seed: int) -> None:
    matcher, table = RuleMatcher(model), model.tables[TABLE]
    for facts in cases(model, seed, 80):
        values = values_of(model, facts)
        assert matcher.rows(table, values) == REFERENCE.rows(table, values), facts
        assert matcher.cells(table, values) == REFERENCE.cells(table, values), facts
    assert not matcher._matcher(table).not_compiled


@settings(thorough, max_examples=80)
@given(model=models(policy=POLICIES), seed=SEEDS)
def test_verdicts_and_events_are_those_of_the_reference_meaning(model: Model, seed: int) -> None:
    matcher = RuleMatcher(model)
    for facts in cases(model, seed, 25):
        assert told(model, facts, matcher) == told(model, facts, REFERENCE)


@settings(thorough, max_examples=20)
@given(model=models(), seed=SEEDS)
def test_the_public_interface_of_the_engine_fires_the_same_rules(model: Model, seed: int) -> None:
    matcher, table = RuleMatcher(model), model.tables[TABLE]
    for facts in cases(model, seed, 10):
        values = values_of(model, facts)
        matcher.rows(table, values)
        matcher.cells(table, values)
        inside = matcher._matcher(table)
        assert inside._rules is not None
        fact = inside._rules.columns.read(values)
        for question in (Question.SATISFIED, Question.CELLS):
            engine = inside._engines[question]
            assert engine is not None
            for index in range(len(engine.rulesets.patterns)):
                fast = engine.host.evaluate_fast(str(index), fact)
                assert engine.host.evaluate(str(index), fact) == fast


class Listener:
    """A tracer that keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)


def told(model: Model, facts: dict[str, Value], matcher: Matcher) -> list[Event] | str:
    """Return the events of a decision, the name of the engine left out; or its fault."""
    listener = Listener()
    try:
        decide(model, facts, BENEFIT, matcher=matcher, tracer=listener)
    except FaultsFound as fault:
        return str(fault)
    return [replace(event, engine="") if isinstance(event, Verdict) else event for event in listener.events]
