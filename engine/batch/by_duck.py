"""Facts decided by the embedded database that reads them; what SQL cannot say is left to the reference.

To plan and to write a statement takes longer than to decide thousands of cases: it is kept in the user's cache,
with what is refused, unless it reads relations that are made with it. Many benefits take several statements, one
after the other: what a statement needs of memory grows with its columns, whatever the number of cases.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from engine import cache
from engine.batch.backend import beside
from engine.batch.columns import fact_columns
from engine.batch.parquet import relation_of, to_keep
from engine.batch.reading.to_sql import name
from engine.batch.session import Session, ShareTold, silent
from engine.model import Model
from engine.reach import reach
from engine.serialize import dump_model

if TYPE_CHECKING:
    from engine.batch.duckdb import Duck

SOURCE = '"#faits"'
"""Stands for the relation of facts in a statement that is kept."""


MOST_REACHED = 250
"""Conditions and formulas behind the benefits of one statement, which takes some 400 MB then."""


class Written(NamedTuple):
    """A statement on *benefits* (empty: all are refused), why some are refused, and who makes what it joins."""

    benefits: Sequence[str]
    statement: str
    refused: Mapping[str, str]
    duck: "Duck | None" = None


class ByDuck:
    """DuckDB; what it cannot say exactly is left to the reference meaning."""

    def __init__(self, model: Model, benefits: Sequence[str]) -> None:
        self.model = model
        self.benefits = tuple(benefits)
        self.label = f"duckdb {duckdb.__version__}"
        self.written = tuple(_statement(model, group) for group in _groups(model, self.benefits))
        self.refused = {code: why for one in self.written for code, why in one.refused.items()}

    def decide(self, session: Session, facts: str, folder: Path, told: ShareTold = silent) -> str:
        """Return the query of the benefits that SQL decides, with the others beside it; *told* hears which share
        of the work is already done."""
        if len(self.written) > 1:
            facts = self._read_once(session, facts, folder)
        statements: list[str] = []
        for one in self.written:
            if one.duck is not None:
                one.duck.provide(session.connection)
            if one.statement:
                statements.append(one.statement.replace(SOURCE, self._given(facts, one)))
        ours = "".join(statements)
        if len(statements) > 1:
            ours = self._one_by_one(session, statements, folder, told)
        return beside(self, self.model, self.benefits, ours, session, facts, folder)

    def _read_once(self, session: Session, facts: str, folder: Path) -> str:
        """Keep *facts*, which several statements read: what is asked of a value as it is read is asked once."""
        file = folder / "faits.parquet"
        session.run(to_keep(f"FROM {facts}", file))
        return relation_of(file)

    def _given(self, facts: str, one: Written) -> str:
        """Return the facts that the statement *one* reads: another's could bear the name of one of its columns."""
        if len(self.written) == 1:
            return facts
        names = ("position", "id", *(fact.name for fact in fact_columns(self.model, one.benefits)))
        return f"(SELECT {', '.join(map(name, names))} FROM {facts})"

    def _one_by_one(self, session: Session, statements: Sequence[str], folder: Path, told: ShareTold) -> str:
        """Execute *statements*, and return the query of what they give, side by side: all are in order."""
        files = [folder / f"groupe_{place}.parquet" for place in range(len(statements))]
        for place, (statement, file) in enumerate(zip(statements, files, strict=True)):
            session.run(to_keep(statement, file))
            told((place + 1) / (len(statements) + 1))
        groups = [f"groupe_{place}" for place in range(len(files))]
        columns = ", ".join(f"{group}.* EXCLUDE (position, id, faute)" for group in groups)
        faults = ", ".join(f"{group}.faute" for group in groups)
        read = " POSITIONAL JOIN ".join(
            f"{relation_of(file)} AS {group}" for file, group in zip(files, groups, strict=True)
        )
        same = " AND ".join(f"{group}.position = groupe_0.position" for group in groups[1:])
        return (
            f"SELECT groupe_0.position, groupe_0.id, {columns}, coalesce({faults}) AS faute"
            f" FROM {read} WHERE {same}"
        )


def _groups(model: Model, benefits: Sequence[str]) -> list[tuple[str, ...]]:
    """Return *benefits*, in order, cut where the columns of a statement would be too many."""
    groups: list[tuple[str, ...]] = []
    room = 0
    for code in benefits:
        size = _size(model, code)
        if groups and size <= room:
            groups[-1] += (code,)
        else:
            groups.append((code,))
            room = MOST_REACHED
        room -= size
    return groups


def _size(model: Model, code: str) -> int:
    """Return how many cells and formulas stand behind a benefit: its columns in a statement follow them."""
    benefit = model.benefits[code]
    reached = reach(model, (benefit.table, *benefit.amounts, *benefit.durations))
    return len(reached.expressions)


def _statement(model: Model, benefits: Sequence[str]) -> Written:
    key = _key(model, benefits)
    return _kept(key, benefits) or _written(model, benefits, key)


def _written(model: Model, benefits: Sequence[str], key: str) -> Written:
    from engine.batch.duckdb import Duck

    duck = Duck(model, benefits)
    statement = duck.statement(SOURCE) if duck.benefits else ""
    if duck.plan.sides:
        return Written(benefits, statement, duck.refused, duck)
    cache.store_text(key, json.dumps([statement, duck.refused]))
    return Written(benefits, statement, duck.refused)


def _kept(key: str, benefits: Sequence[str]) -> Written | None:
    """Return what is kept under *key*, None when nothing is, or when it cannot be read."""
    text = cache.load_text(key)
    if text is None:
        return None
    try:
        statement, refused = json.loads(text)
    except ValueError:
        return None
    return Written(benefits, statement, refused)


def _key(model: Model, benefits: Sequence[str]) -> str:
    """Return what the statement of *benefits* follows from, orders included: the seal knows none."""
    asked = {code: model.benefits[code] for code in benefits}
    reached = reach(
        model, [name for one in asked.values() for name in (one.table, *one.amounts, *one.durations)]
    )
    part = replace(
        model,
        benefits=asked,
        tables={name: model.tables[name] for name in reached.tables},
        calculations={name: model.calculations[name] for name in reached.calculations},
        parameters={name: model.parameters[name] for name in reached.parameters},
        examples=(),
    )
    return cache.key_of({"statement": dump_model(part)})
