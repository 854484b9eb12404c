"""What a batch says of a case is what the reference meaning says of it, with its reasons."""

import pytest

from engine.batch.behind import Behind
from engine.batch.columns import without_steps
from engine.evaluate import decide
from tests.engine.batch.shipped import expected, shipped, shipped_cases

BENEFITS = tuple(shipped().benefits)


@pytest.mark.parametrize("benefit", BENEFITS)
def test_every_fact_that_would_settle_a_case_is_behind_it(benefit: str) -> None:
    alone = without_steps(shipped(), benefit)
    verdicts = expected(benefit)[f"{benefit}.verdict"].to_pylist()
    for facts, verdict in zip(shipped_cases()[benefit], verdicts, strict=True):
        if verdict == "indetermine":
            listener = Behind(alone, alone.benefits[benefit])
            remedies = decide(alone, facts, benefit, tracer=listener).remedies
            assert {lack.name for remedy in remedies for lack in remedy} <= set(listener.missing)


@pytest.mark.parametrize("benefit", BENEFITS)
def test_no_shipped_case_is_at_fault(benefit: str) -> None:
    assert expected(benefit)["faute"].null_count == len(shipped_cases()[benefit])
