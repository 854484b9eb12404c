"""The Matcher that runs the tables on durable-rules.

Three sets of rules per table, each made when first needed:

- *satisfied*: one rule per row, which fires when all of its cells are satisfied;
- *possible*: one rule per row, which fires unless a cell is violated; asked when a column is absent;
- *cells*: two rules per distinct cell, satisfied and violated; neither fires when it is unknown.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum

from engine.matching import Reference, Values
from engine.model import Model, Table, Term
from engine.rules.columns import Columns
from engine.rules.rule_host import VERSION, EngineFault, Fact, RuleHost
from engine.rules.rulesets import Rulesets, to_rulesets
from engine.rules.to_rules import Clauses, NotCompilable, TableRules, absence, to_rules
from engine.trace import Truth


class Question(Enum):
    """What a set of rules answers."""

    SATISFIED = "satisfied"
    POSSIBLE = "possible"
    CELLS = "cells"


class RuleMatcher:
    """Finds rows and cells with durable-rules; make one per model, and share it between threads."""

    name = f"durable-rules {VERSION}"

    def __init__(self, model: Model) -> None:
        self._terms = model.terms
        self._tables: dict[str, TableMatcher] = {}
        self._lock = threading.Lock()

    @property
    def not_compiled(self) -> tuple[str, ...]:
        """The tables, among those asked for so far, that the engine cannot take as a whole: where
        it cannot, the reference meaning answers."""
        with self._lock:
            return tuple(sorted(name for name, table in self._tables.items() if table.not_compiled))

    def rows(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row of ``table.rows`` by its conditions (not its dates)."""
        return self._matcher(table).rows(values)

    def cells(self, table: Table, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each distinct cell, as ``grid_of`` orders them."""
        return self._matcher(table).cells(values)

    def _matcher(self, table: Table) -> "TableMatcher":
        found = self._tables.get(table.name)
        if found is not None and found.table is table:
            return found
        with self._lock:
            found = self._tables.get(table.name)
            if found is None or found.table is not table:
                found = self._tables[table.name] = TableMatcher(table, self._terms)
            return found


class TableMatcher:
    """One table and its rules."""

    def __init__(self, table: Table, terms: Mapping[str, Term]) -> None:
        self.table = table
        self.not_compiled: dict[Question, str] = {}
        self._reference = Reference()
        self._lock = threading.Lock()
        self._engines: dict[Question, RuleEngine | None] = {}
        self._rules: TableRules | None = None
        try:
            self._rules = to_rules(table, Columns(terms))
        except NotCompilable as reason:
            self.not_compiled = dict.fromkeys(Question, str(reason))

    def rows(self, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each row."""
        rules, engine = self._rules, self._engine(Question.SATISFIED)
        if rules is None or engine is None:
            return self._reference.rows(self.table, values)
        fact = rules.columns.read(values)
        absent = rules.columns.absent_of(fact)
        satisfied = engine.holding(fact)
        possible: AbstractSet[int] = frozenset()
        if absent and len(satisfied) < len(rules.rows):
            undecided = self._engine(Question.POSSIBLE)
            if undecided is None:
                return self._reference.rows(self.table, values)
            possible = undecided.holding({**fact, **{absence(column): 1 for column in absent}})
            _check_possible(rules, satisfied, possible, fact)
        truths = [Truth.VIOLATED] * len(rules.rows)
        for row in possible:
            truths[row] = Truth.UNKNOWN
        for row in satisfied:
            truths[row] = Truth.SATISFIED
        return tuple(truths)

    def cells(self, values: Values) -> tuple[Truth, ...]:
        """Return the truth of each distinct cell."""
        rules, engine = self._rules, self._engine(Question.CELLS)
        if rules is None or engine is None:
            return self._reference.cells(self.table, values)
        fact = rules.columns.read(values)
        held = engine.holding(fact)
        return tuple(
            _cell_truth(2 * index in held, 2 * index + 1 in held, columns, fact)
            for index, columns in enumerate(rules.cell_columns)
        )

    def _engine(self, question: Question) -> "RuleEngine | None":
        """Return what answers *question*; None when the engine cannot take the rules."""
        try:
            return self._engines[question]
        except KeyError:
            return self._made(question)

    def _made(self, question: Question) -> "RuleEngine | None":
        with self._lock:
            if self._rules is not None and question not in self._engines:
                try:
                    engine = RuleEngine(to_rulesets(_conjunctions(self._rules, question)))
                except NotCompilable as reason:
                    engine = None
                    self.not_compiled[question] = str(reason)
                self._engines[question] = engine
            return self._engines.get(question)


class RuleEngine:
    """Rulesets and the engine that runs them."""

    def __init__(self, rulesets: Rulesets) -> None:
        self.rulesets = rulesets
        self.read = [(str(index), columns) for index, columns in enumerate(rulesets.columns)]
        self.host = RuleHost({str(index): patterns for index, patterns in enumerate(rulesets.patterns)})

    def holding(self, fact: Fact) -> frozenset[int]:
        """Return the keys whose rules all fire on *fact*."""
        fired: list[str] = []
        for ruleset, columns in self.read:
            part = fact
            if not columns.issuperset(fact):
                part = {column: number for column, number in fact.items() if column in columns}
            fired += self.host.evaluate_fast(ruleset, part)
        keys, parts = self.rulesets.keys, self.rulesets.parts
        if not parts:
            return self.rulesets.always.union([keys[name] for name in fired])
        counted = Counter(keys[name] for name in set(fired))
        complete = {key for key, count in counted.items() if count == parts.get(key, 1)}
        return self.rulesets.always | complete


def _conjunctions(rules: TableRules, question: Question) -> dict[int, Clauses]:
    """Return the conditions of the rules that answer *question*, by row; for cells, satisfied by
    twice its index and violated by the next number."""
    match question:
        case Question.SATISFIED:
            return {row: rules.row_satisfied(row) for row in range(len(rules.rows))}
        case Question.POSSIBLE:
            return {row: rules.row_possible(row) for row in range(len(rules.rows))}
        case Question.CELLS:
            satisfied = {2 * index: clauses for index, clauses in enumerate(rules.satisfied)}
            violated = {2 * index + 1: rules.cell_violated(index) for index in range(len(rules.cells))}
            return satisfied | violated


def _check_possible(
    rules: TableRules, satisfied: AbstractSet[int], possible: AbstractSet[int], fact: Fact
) -> None:
    """Check that a satisfied row is possible, and that a row is unknown for want of a column.

    Raises:
        EngineFault: the two sets of rules contradict each other.
    """
    known = [row for row in possible - satisfied if all(column in fact for column in rules.row_columns[row])]
    if known or not satisfied <= possible:
        raise EngineFault(
            f"rows {sorted(known) or sorted(satisfied - possible)}: the rules contradict each other"
        )


def _cell_truth(satisfied: bool, violated: bool, columns: frozenset[str], fact: Fact) -> Truth:
    """Return the truth of a cell, once checked: with all of its columns present exactly one of its
    two rules fires, with none of them neither.

    Raises:
        EngineFault: the two rules contradict each other, or their columns.
    """
    present = sum(column in fact for column in columns)
    if (
        satisfied + violated > 1
        or (present == len(columns) and satisfied + violated == 0)
        or (not present and satisfied + violated)
    ):
        raise EngineFault(
            f"columns {sorted(columns)} of {dict(fact)}: satisfied {satisfied}, violated {violated}"
        )
    return Truth.SATISFIED if satisfied else Truth.VIOLATED if violated else Truth.UNKNOWN
