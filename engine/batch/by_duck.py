"""Facts decided by the embedded database that reads them; what SQL cannot say is left to the reference."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from engine.batch.backend import beside
from engine.batch.duckdb import Duck
from engine.batch.session import Session
from engine.model import Model


class ByDuck:
    """DuckDB; what it cannot say exactly is left to the reference meaning."""

    def __init__(self, model: Model, benefits: Sequence[str]) -> None:
        self.model = model
        self.benefits = tuple(benefits)
        self.duck = Duck(model, benefits)
        self.label = f"duckdb {duckdb.__version__}"
        self.refused: Mapping[str, str] = self.duck.refused
        self.statements: dict[str, str] = {}

    def decide(self, session: Session, facts: str, folder: Path) -> str:
        """Return the query of the benefits that SQL decides, with the others beside it."""
        self.duck.provide(session.connection)
        if facts not in self.statements:
            self.statements[facts] = self.duck.statement(facts) if self.duck.benefits else ""
        ours = self.statements[facts]
        return beside(self, self.model, self.benefits, ours, session, facts, folder)
