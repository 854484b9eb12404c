"""Benefits decided in one statement, which share facts, figures and calculations, are decided as each alone."""

from itertools import pairwise

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.reach import reach
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

TOGETHER = ("maternite", "paternite", "adoption", "deuil_parental", "ajap")
EACH = 12


def test_benefits_that_share_terms_are_decided_together() -> None:
    model = shipped()
    reached = [reach(model, [model.benefits[code].table]) for code in TOGETHER]
    assert all(
        {*one.facts, *one.parameters} & {*other.facts, *other.parameters} for one, other in pairwise(reached)
    )
    cases = [facts for code in TOGETHER for facts in shipped_cases()[code][:EACH]]
    facts = table_of(model, TOGETHER, cases)
    assert decide_table(model, TOGETHER, facts).to_pylist() == answers(model, TOGETHER, facts).to_pylist()
