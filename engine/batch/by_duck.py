"""Facts decided by the embedded database that reads them; what SQL cannot say is left to the reference.

To plan and to write the statement takes longer than to decide thousands of cases: it is kept in the user's cache,
with what is refused, unless it reads relations that are made with it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from engine import cache
from engine.batch.backend import beside
from engine.batch.session import Session
from engine.model import Model
from engine.reach import reach
from engine.serialize import dump_model

if TYPE_CHECKING:
    from engine.batch.duckdb import Duck

SOURCE = '"#faits"'
"""Stands for the relation of facts in a statement that is kept."""


class Written(NamedTuple):
    """A statement (empty: all benefits are refused), why benefits are refused, and who makes what it joins."""

    statement: str
    refused: Mapping[str, str]
    duck: "Duck | None" = None


class ByDuck:
    """DuckDB; what it cannot say exactly is left to the reference meaning."""

    def __init__(self, model: Model, benefits: Sequence[str]) -> None:
        self.model = model
        self.benefits = tuple(benefits)
        self.label = f"duckdb {duckdb.__version__}"
        key = _key(model, self.benefits)
        self.written = _kept(key) or _written(model, self.benefits, key)
        self.refused = self.written.refused

    def decide(self, session: Session, facts: str, folder: Path) -> str:
        """Return the query of the benefits that SQL decides, with the others beside it."""
        if self.written.duck is not None:
            self.written.duck.provide(session.connection)
        ours = self.written.statement.replace(SOURCE, facts)
        return beside(self, self.model, self.benefits, ours, session, facts, folder)


def _written(model: Model, benefits: Sequence[str], key: str) -> Written:
    from engine.batch.duckdb import Duck

    duck = Duck(model, benefits)
    statement = duck.statement(SOURCE) if duck.benefits else ""
    if duck.plan.sides:
        return Written(statement, duck.refused, duck)
    cache.store_text(key, json.dumps([statement, duck.refused]))
    return Written(statement, duck.refused)


def _kept(key: str) -> Written | None:
    """Return what is kept under *key*, None when nothing is, or when it cannot be read."""
    text = cache.load_text(key)
    if text is None:
        return None
    try:
        statement, refused = json.loads(text)
    except ValueError:
        return None
    return Written(statement, refused)


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
