"""In which cases a table is asked: the rows of the tables before it that must have been retained."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from engine.model import Answer, Benefit, Literal, Model, Nature, Row, Table, endpoints, names_in
from engine.names import fold

Step: TypeAlias = tuple[str, int]
"""A table, and the place of the row of it that has been retained."""

Context: TypeAlias = frozenset[Step]
"""What has been retained when a table is asked; nothing: it is asked in every case."""

ALWAYS: Context = frozenset()
MOST_CONTEXTS = 300


def asked_when(model: Model) -> Mapping[str, frozenset[Context]]:
    """Return the contexts in which each table may be asked; none known: the table is never asked."""
    return _Readers(model).of_tables()


class _Readers:
    """Contexts found from the benefits down, until nothing new is found."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.found: dict[tuple[str, str], set[Context]] = {}

    def of_tables(self) -> dict[str, frozenset[Context]]:
        for benefit in self.model.benefits.values():
            self.ask("table", benefit.table, ALWAYS)
            for place in granting(self.model, benefit):
                for name in (*benefit.amounts, *benefit.durations, *benefit.steps):
                    kind = "table" if name in self.model.tables else "term"
                    self.ask(kind, name, frozenset({(benefit.table, place)}))
        return {name: frozenset(self.found.get(("table", name), ())) for name in self.model.tables}

    def ask(self, kind: str, name: str, context: Context) -> None:
        """Note that the table or the term is asked in *context*, and what it then asks itself."""
        known = self.found.setdefault((kind, name), set())
        if len(known) >= MOST_CONTEXTS:
            context = ALWAYS
        if any(other <= context for other in known):
            return
        known -= {other for other in known if context < other}
        known.add(context)
        if kind == "table":
            self.table(self.model.tables[name], context)
        else:
            self.term(name, context)

    def table(self, table: Table, context: Context) -> None:
        for name in dict.fromkeys(_columns(table)):
            self.ask("term", name, context)
        for place, row in enumerate(table.rows):
            for name in dict.fromkeys(_given(row)):
                self.ask("term", name, context | {(table.name, place)})
        for name in _given(table.default) if table.default is not None else ():
            self.ask("term", name, context)

    def term(self, name: str, context: Context) -> None:
        nature = self.model.terms[name].nature
        if nature is Nature.CALCULATION:
            for line in self.model.calculations[name]:
                for read in names_in(line.expression):
                    self.ask("term", read, context)
        elif nature is Nature.OUTPUT and name in self.model.producers:
            self.ask("table", self.model.producers[name], context)


def granting(model: Model, benefit: Benefit) -> Iterator[int]:
    """Yield the places of the rows that open the right of *benefit*.

    What is joined to a right still to be studied may stay without an answer: a person completes it.
    """
    table = model.tables[benefit.table]
    output = model.verdict_output(table)
    for place, row in enumerate(table.rows):
        said = row.outcome(output).value
        if not isinstance(said, Literal) or fold(str(said.value)) == Answer.OPEN.value:
            yield place


def _columns(table: Table) -> Iterator[str]:
    for row in table.rows:
        for condition in row.conditions:
            yield condition.term
            for endpoint in endpoints(condition.test):
                yield from names_in(endpoint)


def _given(row: Row) -> Iterator[str]:
    for outcome in row.outcomes:
        if outcome.value is not None:
            yield from names_in(outcome.value)
