"""One population decided by two models: the verdicts of each, and the facts that each read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.batch.backend import Backend, duckdb_backend
from engine.batch.reading.dialect import NOTHING_SAID
from engine.batch.reading.match_columns import NO_MAPPING, match_columns, names_of
from engine.batch.reading.open_inputs import Told, survey
from engine.batch.reading.to_sql import text
from engine.batch.run import Request, Said, Summary, run
from engine.batch.session import Session
from engine.batch.writing.results import Written
from engine.model import Model


class Side(NamedTuple):
    """What one model makes of the population: ``verdicts`` and ``facts`` are what follows FROM."""

    model: Model
    benefits: tuple[str, ...]
    summary: Summary
    verdicts: str
    facts: str


class _Keeping:
    """A backend that keeps the facts that it decides."""

    def __init__(self, backend: Backend, kept: Path) -> None:
        self.backend = backend
        self.kept = kept
        self.chunks = 0

    @property
    def label(self) -> str:
        return self.backend.label

    @property
    def refused(self) -> Mapping[str, str]:
        return self.backend.refused

    def decide(self, session: Session, facts: str, folder: Path) -> str:
        part = self.kept / f"{self.chunks:06}.parquet"
        self.chunks += 1
        session.run(f"COPY (SELECT * FROM {facts}) TO {text(str(part))} (FORMAT parquet, COMPRESSION lz4)")
        return self.backend.decide(session, facts, folder)


def given(file: str, model: Model, folder: Path, told: Told) -> frozenset[str]:
    """Return the facts that the columns of *file* give."""
    with Session(folder) as session:
        surveyed = survey(session, (file,), NOTHING_SAID, names_of(model).keys(), folder, told)
    columns = [(one.source.file, [column.name for column in one.source.columns]) for one in surveyed]
    return frozenset(match_columns(columns, NO_MAPPING, model).facts.values())


def decided(
    file: str, model: Model, benefits: Sequence[str], folder: Path, memory: str, said: Said, told: Told
) -> Side:
    """Decide the cases of *file*; what is written stays in *folder*."""
    kept = folder / "faits"
    kept.mkdir(parents=True)
    output = folder / "verdicts.parquet"

    def engines(model: Model, benefits: Sequence[str]) -> Backend:
        return _Keeping(duckdb_backend(model, benefits), kept)

    request = Request(
        files=(file,),
        output=output,
        form=Written.PARQUET,
        benefits=tuple(benefits),
        memory=memory,
        shown=False,
    )
    summary = run(request, model, engines, said, told)
    parts = text(str(kept / "*.parquet"))
    return Side(
        model, tuple(benefits), summary, f"read_parquet({text(str(output))})", f"read_parquet({parts})"
    )
