"""DuckDB, durable-rules and the reference meaning give the same table for generated models, of every form and policy."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from tests.engine.batch.both_matchers import BothMatchers
from tests.engine.batch.generated import BENEFIT, Drawn, cases
from tests.engine.batch.shipped import table_of

CASES = 60


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(seed=st.integers(0, 2**32))
def test_generated_models_answer_as_the_reference_meaning(seed: int) -> None:
    model = Drawn(seed).model()
    if Duck(model, [BENEFIT]).refused:
        return
    facts = table_of(model, [BENEFIT], list(cases(model, seed, CASES)))
    expected = answers(model, [BENEFIT], facts, matcher=BothMatchers(model)).to_pylist()
    assert decide_table(model, [BENEFIT], facts).to_pylist() == expected
