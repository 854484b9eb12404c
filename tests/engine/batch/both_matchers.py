"""The reference meaning and durable-rules asked together."""

from collections.abc import Callable
from typing import TypeAlias

from engine.matching import Matcher, Reference, Values
from engine.model import Expression, Model, Ref, Table, endpoints
from engine.rules.matcher import RuleMatcher
from engine.trace import Truth
from engine.values import Missing, Value

MOST_KEPT = 300_000

Truths: TypeAlias = tuple[Truth, ...]
Asked: TypeAlias = tuple[str, str, tuple[Value | None, ...]]


class BothMatchers:
    """A matcher that fails where the two disagree: whatever else makes a verdict, they share.

    Asked again of a table with the same values, it remembers what they agreed on.
    """

    name = "both"

    def __init__(self, model: Model) -> None:
        self.reference = Reference()
        self.rules = RuleMatcher(model)
        self.read: dict[str, tuple[Expression, ...]] = {}
        self.agreed: dict[Asked, Truths] = {}

    def rows(self, table: Table, values: Values) -> Truths:
        """Return the truth of each row of ``table.rows``, on which both agree."""
        return self._of_both("rows", table, values, lambda matcher: matcher.rows(table, values))

    def cells(self, table: Table, values: Values) -> Truths:
        """Return the truth of each distinct cell, on which both agree."""
        return self._of_both("cells", table, values, lambda matcher: matcher.cells(table, values))

    def _of_both(self, what: str, table: Table, values: Values, ask: Callable[[Matcher], Truths]) -> Truths:
        found = [values(expression) for expression in self._read(table)]
        asked = (what, table.name, tuple(None if isinstance(value, Missing) else value for value in found))
        if asked not in self.agreed:
            expected, said = ask(self.reference), ask(self.rules)
            assert said == expected, f"durable-rules, {what} of {table.name}: {said} instead of {expected}"
            if len(self.agreed) == MOST_KEPT:
                self.agreed.clear()
            self.agreed[asked] = expected
        return self.agreed[asked]

    def _read(self, table: Table) -> tuple[Expression, ...]:
        """Return what the cells of *table* read: its columns, and the bounds that are not written there."""
        if table.name not in self.read:
            tests = [condition for row in table.rows for condition in row.conditions]
            found: dict[Expression, None] = {Ref(condition.term): None for condition in tests}
            found |= {end: None for condition in tests for end in endpoints(condition.test)}
            self.read[table.name] = tuple(found)
        return self.read[table.name]
