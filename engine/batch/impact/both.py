"""One population decided by two models: the verdicts of each, and the facts that each read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.batch.backend import Backend, duckdb_backend
from engine.batch.parquet import relation_of, to_keep
from engine.batch.reading.dialect import NOTHING_SAID, Dialect
from engine.batch.reading.match_columns import NO_MAPPING, Correspondence, match_columns, names_of
from engine.batch.reading.open_inputs import Told, survey
from engine.batch.reading.to_sql import text
from engine.batch.run import Request, Said, Summary, run
from engine.batch.session import Session, ShareTold, silent
from engine.batch.writing.outputs import outputs_of
from engine.batch.writing.results import Written
from engine.model import Model


class Cases(NamedTuple):
    """A file of cases and what is said of the way in which it is written."""

    file: str
    dialect: Dialect = NOTHING_SAID
    mapping: Correspondence = NO_MAPPING


class Given(NamedTuple):
    """The columns of the cases, as written, and the fact that some give, by folded column."""

    columns: tuple[str, ...]
    facts: Mapping[str, str]


class Side(NamedTuple):
    """What one model makes of the population: ``verdicts``, ``facts`` and ``rejects`` are what follows FROM.

    The verdicts have the columns that were to be kept.
    """

    model: Model
    benefits: tuple[str, ...]
    summary: Summary
    verdicts: str
    facts: str
    rejects: str


class _Keeping:
    """A backend that keeps the facts that it decides, once when it decides them again."""

    def __init__(self, backend: Backend, kept: Path) -> None:
        self.backend = backend
        self.kept = kept

    @property
    def label(self) -> str:
        return self.backend.label

    @property
    def refused(self) -> Mapping[str, str]:
        return self.backend.refused

    def decide(self, session: Session, facts: str, folder: Path, told: ShareTold = silent) -> str:
        session.run(to_keep(f"FROM {facts}", self.kept / f"{facts}.parquet"))
        return self.backend.decide(session, facts, folder, told)


def given(cases: Cases, model: Model, folder: Path, told: Told) -> Given:
    """Return what the columns of *cases* are and give."""
    with Session(folder) as session:
        names = names_of(model).keys()
        (opened,) = survey(session, (cases.file,), cases.dialect, names, folder, told)
    columns = tuple(column.name for column in opened.source.columns)
    return Given(columns, match_columns([(cases.file, columns)], cases.mapping, model).facts)


def decided(
    cases: Cases,
    model: Model,
    benefits: Sequence[str],
    folder: Path,
    memory: str,
    said: Said,
    told: Told,
    keep: Sequence[str] = (),
) -> Side:
    """Decide *cases*; what is written stays in *folder*, with the columns to *keep*."""
    kept = folder / "faits"
    kept.mkdir(parents=True)
    output = folder / "verdicts.parquet"

    def engines(model: Model, benefits: Sequence[str]) -> Backend:
        return _Keeping(duckdb_backend(model, benefits), kept)

    request = Request(
        files=(cases.file,),
        output=output,
        form=Written.PARQUET,
        dialect=cases.dialect,
        mapping=cases.mapping,
        benefits=tuple(benefits),
        memory=memory,
        shown=False,
        keep=tuple(keep),
    )
    summary = run(request, model, engines, said, told)
    rejects = text(str(outputs_of(output, Written.PARQUET).rejects))
    return Side(
        model,
        tuple(benefits),
        summary,
        verdicts=relation_of(output),
        facts=relation_of(kept / "*.parquet"),
        rejects=f"read_csv({rejects}, delim=';', quote='\"', header=true, all_varchar=true)",
    )
