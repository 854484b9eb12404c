"""The rules compared with the reference meaning, on a table and cases in sight."""

from collections.abc import Mapping
from decimal import Decimal

from engine.matching import Reference
from engine.model import Compare, Literal, Model, Nature, Operator, Table, Term
from engine.rules import RuleMatcher
from engine.values import Kind, Type, Value
from tests.strategies import TERMS, model_of, values_of

REFERENCE = Reference()


def number(value: int | str) -> Literal:
    return Literal(Decimal(value))


def is_(value: Value) -> Compare:
    return Compare(Operator.EQ, Literal(value))


def at_least(value: int | str) -> Compare:
    return Compare(Operator.GE, number(value))


def whole_terms(*names: str) -> dict[str, Term]:
    """Return facts that are whole numbers."""
    whole = Type(kind=Kind.INTEGER)
    return {name: Term(name=name, label=name, nature=Nature.FACT, type=whole) for name in names}


def same_as_reference(matcher: RuleMatcher, model: Model, table: Table, facts: Mapping[str, Value]) -> None:
    """Check that rules and reference give the same rows and cells for *facts*."""
    values = values_of(model, facts)
    assert matcher.rows(table, values) == REFERENCE.rows(table, values), facts
    assert matcher.cells(table, values) == REFERENCE.cells(table, values), facts


def check(table: Table, *cases: Mapping[str, Value], terms: Mapping[str, Term] = TERMS) -> RuleMatcher:
    """Compare rules and reference on *cases*; return the matcher."""
    model = model_of(table, terms=terms)
    matcher = RuleMatcher(model)
    for facts in cases:
        same_as_reference(matcher, model, table, facts)
    return matcher
