"""What a batch says of a case is what the reference meaning says of it, with its reasons."""

from datetime import date

import pytest

from engine.batch.behind import Behind
from engine.batch.by_reference import answers
from engine.batch.columns import without_steps
from engine.evaluate import decide
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BENEFITS = tuple(shipped().benefits)
DAY = date(2024, 3, 1)


@pytest.mark.parametrize("benefit", BENEFITS)
def test_every_fact_that_would_settle_a_case_is_behind_it(benefit: str) -> None:
    alone = without_steps(shipped(), benefit)
    for facts in shipped_cases()[benefit]:
        listener = Behind(alone, alone.benefits[benefit])
        verdict = decide(alone, facts, benefit, tracer=listener)
        assert {lack.name for remedy in verdict.remedies for lack in remedy} <= set(listener.missing)


def test_every_shipped_case_fits_in_the_tables_of_a_batch() -> None:
    model = shipped()
    for benefit, cases in shipped_cases().items():
        said = answers(model, [benefit], table_of(model, [benefit], cases))
        assert said.num_rows == len(cases)
        assert said["faute"].null_count == len(cases)
