"""Cases played again after an edit: only those that consulted what it changed, and of them only that part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.diagnostics import Diagnostic, FaultsFound
from engine.evaluate import Memory, decide, worked_out_again
from engine.hit_policy import Answered
from engine.model import Formula, Model, Table, names_in
from engine.reach import read_by
from engine.trace import OutcomeValue, Verdict
from engine.values import Known, Value


@dataclass(frozen=True, slots=True)
class Touched:
    """Tables and calculations, by name."""

    tables: frozenset[str]
    calculations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Played:
    """What a case gave, and all that was worked out for it; no verdict where the tables are at fault."""

    verdict: Verdict | None
    memory: Memory
    faults: tuple[Diagnostic, ...] = ()

    def of(self, touched: Touched) -> Memory:
        """Return what was worked out of *touched*."""
        return Memory(
            {key: value for key, value in self.memory.values.items() if key[0] in touched.calculations},
            {key: value for key, value in self.memory.tables.items() if key[0] in touched.tables},
        )

    def worth(self, name: str) -> dict[tuple[str, Known], OutcomeValue]:
        """Return what *name* was found to be worth, by table or calculation and by day."""
        found: dict[tuple[str, Known], OutcomeValue] = {
            key: value for key, value in self.memory.values.items() if key[0] == name
        }
        for key, answered in self.memory.tables.items():
            if name in answered.outcomes:
                found[key] = answered.outcomes[name]
        return found

    def without(self, touched: Touched) -> Memory:
        """Return what was worked out, but for *touched*."""
        return Memory(
            {key: value for key, value in self.memory.values.items() if key[0] not in touched.calculations},
            {key: value for key, value in self.memory.tables.items() if key[0] not in touched.tables},
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """What separates two models: what changed, and all that reads it, directly or not."""

    before: Model
    after: Model
    changed: Touched
    spoiled: Touched


def edit(before: Model, after: Model) -> Edit:
    """Return what separates *before* and *after*."""
    changed = touched(before, after)
    return Edit(before, after, changed, reaching(after, changed))


def play_again(edit: Edit, facts: Mapping[str, Value], benefit: str, before: Played) -> Played:
    """Return what *edit* makes of a case; *before* itself when all that it gave stands."""
    known = before.without(edit.spoiled)
    if before.verdict is not None and edit.before.benefits.get(benefit) == edit.after.benefits[benefit]:
        consulted = before.of(edit.changed)
        if not consulted.values and not consulted.tables:
            return before
        if _is_worth_the_same(edit.after, facts, consulted, known):
            return before
    now = play(edit.after, facts, benefit, known)
    return before if now == before else now


def _is_worth_the_same(model: Model, facts: Mapping[str, Value], what: Memory, known: Memory) -> bool:
    try:
        now = worked_out_again(model, facts, what, known)
    except FaultsFound:
        return False
    return now.values == what.values and all(
        now.tables[key].outcomes == was.outcomes and _ids(now.tables[key]) == _ids(was)
        for key, was in what.tables.items()
    )


def _ids(answered: Answered) -> tuple[list[str], list[str]]:
    return [row.id for row in answered.retained], [row.id for row in answered.possible]


def play(model: Model, facts: Mapping[str, Value], benefit: str, memory: Memory | None = None) -> Played:
    """Return what *model* gives; *memory* holds what needs not be worked out."""
    kept = Memory() if memory is None else memory
    try:
        verdict = decide(model, facts, benefit, memory=kept)
    except FaultsFound as found:
        return Played(None, kept, found.diagnostics)
    return Played(verdict, kept)


def touched(before: Model, after: Model) -> Touched:
    """Return the tables and calculations of *after* that an edit of *before* changed, by their own lines or
    by a figure or a line of the glossary that they read."""
    names = {
        name
        for name in before.terms.keys() | after.terms.keys()
        if before.terms.get(name) != after.terms.get(name)
    } | {
        name
        for name in before.parameters.keys() | after.parameters.keys()
        if before.parameters.get(name) != after.parameters.get(name)
    }
    tables = {
        name
        for name, table in after.tables.items()
        if before.tables.get(name) != table
        or not names.isdisjoint(table.outputs)
        or not names.isdisjoint(_read_by_table(table))
    }
    calculations = {
        name
        for name, lines in after.calculations.items()
        if before.calculations.get(name) != lines
        or name in names
        or not names.isdisjoint(_read_by_calculation(lines))
    }
    return Touched(frozenset(tables), frozenset(calculations))


def reaching(model: Model, first: Touched) -> Touched:
    """Return *first* with the tables and calculations that read them, directly or not."""
    tables, calculations = set(first.tables), set(first.calculations)
    waiting = [*calculations, *(output for name in tables for output in model.tables[name].outputs)]
    readers = _readers(model)
    while waiting:
        name = waiting.pop()
        for kind, reader in readers.get(name, ()):
            if kind == "table" and reader not in tables:
                tables.add(reader)
                waiting += model.tables[reader].outputs
            elif kind == "calculation" and reader not in calculations:
                calculations.add(reader)
                waiting.append(reader)
    return Touched(frozenset(tables), frozenset(calculations))


def _readers(model: Model) -> dict[str, set[tuple[str, str]]]:
    """Return the tables and calculations that read each name."""
    readers: dict[str, set[tuple[str, str]]] = {}
    for table in model.tables.values():
        for name in _read_by_table(table):
            readers.setdefault(name, set()).add(("table", table.name))
    for calculation, lines in model.calculations.items():
        for name in _read_by_calculation(lines):
            readers.setdefault(name, set()).add(("calculation", calculation))
    return readers


def _read_by_table(table: Table) -> set[str]:
    return {name for row in table.all_rows for expression in read_by(row) for name in names_in(expression)}


def _read_by_calculation(lines: Sequence[Formula]) -> set[str]:
    return {name for line in lines for name in names_in(line.expression)}
