"""The tables run on durable-rules, on the narrow part of it that is exact.

::

    Table -- to_rules (columns, regions) --> clauses -- rulesets (limits) --> rule_host <-- matcher
"""

from importlib import import_module

from engine.matching import Matcher, Reference
from engine.model import Model
from engine.rules.matcher import RuleMatcher

__all__ = ["RuleMatcher", "best_matcher"]


def best_matcher(model: Model) -> Matcher:
    """Return the durable-rules matcher; the reference where durable_rules cannot be imported."""
    try:
        import_module("durable_rules_engine")
    except ImportError:
        return Reference()
    return RuleMatcher(model)
