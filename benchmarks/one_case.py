"""The case that is decided alone, as ours and as others are given it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from unittest.mock import patch

from benchmarks.consulted import Question, question
from benchmarks.processes import ROOT
from engine.cases.read_case import read_case
from engine.evaluate import decide
from engine.model import Model
from engine.pipeline import load_tables
from engine.rules import RuleMatcher
from engine.rules.matcher import RuleEngine
from engine.rules.rule_host import Fact
from engine.shipped import shipped_tables
from engine.trace import Verdict
from engine.values import Value
from explain.record import Record

CASE = "golden/cases/ij_maladie_ouvert.json"

Asked = Sequence[tuple[RuleEngine, str, Fact]]
"""What one decision asks of durable-rules: rulesets with their facts."""


@dataclass(frozen=True)
class Setting:
    """A case of a model, and the benefit that it asks for."""

    model: Model
    matcher: RuleMatcher
    facts: Mapping[str, Value]
    benefit: str

    def decided(self, record: Record | None = None) -> Verdict:
        """Decide it by durable-rules."""
        return decide(self.model, self.facts, self.benefit, matcher=self.matcher, tracer=record)


@cache
def setting() -> Setting:
    """Return the case, decided once by the rules and once by the reference meaning, which agree."""
    model, _ = load_tables(shipped_tables())
    assert model is not None
    case, _ = read_case((ROOT / CASE).read_bytes(), CASE, model)
    assert case is not None
    (benefit,) = case.benefits
    found = Setting(model, RuleMatcher(model), case.facts, benefit)
    check(found)
    return found


def check(one: Setting) -> None:
    """Assert that the rules decide as the reference meaning does, step by step."""
    by_rules, by_reference = Record(), Record()
    reference = decide(one.model, one.facts, one.benefit, tracer=by_reference)
    verdict = one.decided(by_rules)
    *events, _ = by_rules.events
    *expected, _ = by_reference.events
    assert events == expected and replace(verdict, engine="") == replace(reference, engine="")


@cache
def consulted() -> Question:
    """Return the tables that the case consults."""
    record = Record()
    setting().decided(record)
    return question(setting().model.tables, record.events)


def asked(run: Callable[[], object]) -> Asked:
    """Return what *run* asks of durable-rules."""
    found: list[tuple[RuleEngine, str, Fact]] = []
    holding = RuleEngine.holding

    def noted(self: RuleEngine, fact: Fact) -> frozenset[int]:
        for index, columns in enumerate(self.rulesets.columns):
            found.append((self, str(index), {name: fact[name] for name in fact if name in columns}))
        return holding(self, fact)

    with patch.object(RuleEngine, "holding", noted):
        run()
    return found
