"""A case whose verdict differs lies in a region, and a case of a region has the two answers told of it."""

from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes.answers import Conflict
from engine.changes.differing_days import differing_days
from engine.changes.joint import Joint
from engine.changes.placed import placed
from engine.changes.regions import Regions, regions
from engine.checks.boxes import holds
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import Answer, HitPolicy, Model
from engine.names import fold
from engine.values import Missing, Value
from tests import strategies
from tests.engine.changes.edits import edited
from tests.engine.checks import small

POLICIES = (HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY)


def _verdict(model: Model, facts: Mapping[str, Value], benefit: str) -> str:
    try:
        return decide(model, facts, benefit).answer.value
    except FaultsFound:
        return "conflit"


def _told(outcome: object) -> str:
    if isinstance(outcome, Conflict):
        return "conflit"
    return Answer.UNDETERMINED.value if isinstance(outcome, Missing | None) else fold(str(outcome))


def _agrees(joint: Joint, found: Regions, facts: Mapping[str, Value], benefit: str) -> None:
    verdicts = [_verdict(model, facts, benefit) for model in joint.models]
    point = placed(joint, facts, facts.get(joint.day.name))
    if not all(point):
        return  # a value that no glossary allows
    inside = [region for region in found.found if any(holds(box, point) for box in region.boxes)]
    assert len(inside) <= 1
    place = joint.outputs.index("droit")
    if inside:
        assert verdicts == [_told(inside[0].before.outcomes[place]), _told(inside[0].after.outcomes[place])]
    assert bool(inside) == (verdicts[0] != verdicts[1])


@settings(max_examples=40, deadline=None)
@given(st.data(), st.randoms(use_true_random=False))
def test_on_small_tables_every_case_differs_exactly_in_the_regions(data: st.DataObject, rng: Random) -> None:
    model, other = (data.draw(small.models(POLICIES, open_ends=True)) for _ in range(2))
    after = data.draw(edited(model, other, "droits"))
    joint = Joint(model, after, "droits", differing_days(model, after), "jour")
    found = regions(joint, 60_000)

    assert not found.left
    cases = list(small.all_cases(after))
    for facts in rng.sample(cases, min(len(cases), 40)):
        known = {name: value for name, value in facts.items() if value is not None}
        _agrees(joint, found, known, "aide")


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(0, 10**6))
def test_cases_on_and_beside_the_thresholds_differ_exactly_in_the_regions(
    data: st.DataObject, seed: int
) -> None:
    policy = st.sampled_from(POLICIES)
    model, other = (data.draw(strategies.models(5, policy)) for _ in range(2))
    after = data.draw(edited(model, other, strategies.TABLE))
    joint = Joint(model, after, strategies.TABLE, differing_days(model, after), strategies.REFERENCE_DATE)
    found = regions(joint, 60_000)

    if not found.left:
        for facts in (*strategies.cases(model, seed, 20), *strategies.cases(after, seed + 1, 20)):
            _agrees(joint, found, facts, strategies.BENEFIT)
