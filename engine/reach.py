"""What tables and calculations read, directly or not: known from the model alone, without a case."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.model import Expression, Model, Nature, Period, Ref, Row, Table, endpoints, names_in


class Reach(NamedTuple):
    """Names in the order in which they are met; ``expressions`` holds all that is worked out."""

    tables: tuple[str, ...]
    calculations: tuple[str, ...]
    parameters: tuple[str, ...]
    facts: tuple[str, ...]
    expressions: tuple[Expression, ...]


def reach(model: Model, first: Iterable[str]) -> Reach:
    """Return what the tables and calculations named *first* read, those included."""
    walk = _Walk(model)
    for name in first:
        if name in model.tables:
            walk.table(model.tables[name])
        else:
            walk.term(name)
    return Reach(
        tables=tuple(walk.tables),
        calculations=tuple(walk.found[Nature.CALCULATION]),
        parameters=tuple(walk.found[Nature.PARAMETER]),
        facts=tuple(walk.found[Nature.FACT]),
        expressions=tuple(walk.expressions),
    )


def periods(model: Model, reached: Reach) -> Iterator[Period]:
    """Yield the periods of the rows, figures and formulas of *reached*."""
    for name in reached.tables:
        for row in model.tables[name].all_rows:
            yield row.period
    for name in reached.parameters:
        for line in model.parameters[name]:
            yield line.period
    for name in reached.calculations:
        for formula in model.calculations[name]:
            yield formula.period


def readers(model: Model) -> dict[str, set[str]]:
    """Return the tables and calculations that read each table, figure and calculation directly."""
    found: dict[str, set[str]] = {}
    reads = {
        name: [e for row in table.all_rows for e in read_by(row)] for name, table in model.tables.items()
    }
    reads |= {name: [line.expression for line in lines] for name, lines in model.calculations.items()}
    for reader, expressions in reads.items():
        for expression in expressions:
            for name in names_in(expression):
                found.setdefault(model.producers.get(name, name), set()).add(reader)
    return found


class _Walk:
    """The names met so far, each once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.tables: dict[str, None] = {}
        self.found: dict[Nature, dict[str, None]] = {nature: {} for nature in Nature}
        self.expressions: dict[Expression, None] = {}

    def table(self, table: Table) -> None:
        if table.name in self.tables:
            return
        self.tables[table.name] = None
        for row in table.all_rows:
            for expression in read_by(row):
                self.expression(expression)

    def expression(self, expression: Expression) -> None:
        if expression in self.expressions:
            return
        self.expressions[expression] = None
        for name in names_in(expression):
            self.term(name)

    def term(self, name: str) -> None:
        nature = self.model.terms[name].nature
        if name in self.found[nature]:
            return
        self.found[nature][name] = None
        if nature is Nature.CALCULATION:
            for line in self.model.calculations[name]:
                self.expression(line.expression)
        elif nature is Nature.OUTPUT:
            self.table(self.model.tables[self.model.producers[name]])


def read_by(row: Row) -> Iterator[Expression]:
    """Yield what *row* reads: its columns, the endpoints of its cells, its formulas."""
    for condition in row.conditions:
        yield Ref(condition.term)
        yield from endpoints(condition.test)
    for outcome in row.outcomes:
        if outcome.value is not None:
            yield outcome.value
