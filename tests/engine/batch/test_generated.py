"""DuckDB, durable-rules and the reference meaning give the same table for generated models, of every form and policy.

Their tables are small: DuckDB decides them by masks, then looks them up as it does large ones.
"""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from engine.batch.large import LARGE
from engine.evaluate import REFERENCE
from engine.matching import Matcher
from engine.model import Model
from tests.engine.batch.both_matchers import BothMatchers
from tests.engine.batch.generated import BENEFIT, Drawn, cases
from tests.engine.batch.shipped import table_of

CASES = 60


EXHAUSTIVE = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def check(seed: int, large: int, matcher: Callable[[Model], Matcher]) -> None:
    model = Drawn(seed).model()
    if Duck(model, [BENEFIT], large).refused:
        return
    facts = table_of(model, [BENEFIT], list(cases(model, seed, CASES)))
    expected = answers(model, [BENEFIT], facts, matcher=matcher(model)).to_pylist()
    assert decide_table(model, [BENEFIT], facts, large=large).to_pylist() == expected


@EXHAUSTIVE
@given(seed=st.integers(0, 2**32))
def test_generated_models_answer_as_the_reference_meaning(seed: int) -> None:
    check(seed, LARGE, BothMatchers)


@settings(EXHAUSTIVE, max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_generated_models_whose_tables_are_looked_up_answer_alike(seed: int) -> None:
    check(seed, 0, lambda _: REFERENCE)
