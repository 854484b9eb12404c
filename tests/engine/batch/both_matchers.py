"""The reference meaning and durable-rules asked together."""

from engine.matching import Reference, Values
from engine.model import Model, Table
from engine.rules.matcher import RuleMatcher
from engine.trace import Truth


class BothMatchers:
    """A matcher that fails where the two disagree: whatever else makes a verdict, they share."""

    name = "both"

    def __init__(self, model: Model) -> None:
        self.reference = Reference()
        self.rules = RuleMatcher(model)

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row of ``table.rows``, on which both agree."""
        expected, said = self.reference.rows(table, values), self.rules.rows(table, values)
        assert said == expected, f"durable-rules, {table.name}: rows {said} instead of {expected}"
        return expected

    def cells(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each distinct cell, on which both agree."""
        expected, said = self.reference.cells(table, values), self.rules.cells(table, values)
        assert said == expected, f"durable-rules, {table.name}: cells {said} instead of {expected}"
        return expected
