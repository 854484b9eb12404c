"""Many decisions: the reduced rules of ``benchmarks/tables``, Parquet to Parquet, beside hand-written engines.

``python -m benchmarks.batch ENGINE SOURCE TARGET`` is one run, a process of its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from benchmarks.peers import COLUMNS, people
from benchmarks.processes import ROOT

if TYPE_CHECKING:
    from engine.model import Model

TABLES = ROOT / "benchmarks" / "tables"
BENEFIT = "ij"
SLOW = {"by_zen": 20_000, "by_openfisca": 1_000_000}
"""The most cases that an engine is given: beyond, its time or memory tells nothing more."""

ENGINES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "decide": ("check-eligibility, la décision seule (DuckDB)", ("duckdb",)),
    "batch": ("check-eligibility batch (lecture vérifiée comprise)", ("duckdb",)),
    "by_sql": ("SQL écrit à la main (DuckDB)", ("duckdb",)),
    "by_polars": ("polars, écrit à la main", ("polars",)),
    "by_openfisca": ("OpenFisca-core, sans motifs", ("openfisca_core",)),
    "by_zen": ("ZEN, par lots, avec trace", ("zen",)),
}


class Run(NamedTuple):
    """One process: seconds on the clock and of processors, and its peak of memory in MiB."""

    wall: float
    processor: float
    peak: float


def _process(engine: str, source: Path, target: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.batch", engine, str(source), str(target)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _one(engine: str, source: Path, target: Path) -> None:
    if engine == "batch":
        from cli.main import run

        options = ["--tables", str(TABLES), "--prestation", BENEFIT, "--output", str(target), "--force"]
        sys.exit(run(["batch", str(source), *options]))
    if engine == "decide":
        _decision_alone(source, target)
    else:
        import_module(f"benchmarks.peers.{engine}").decide(source, target)


def _rules() -> "tuple[Model, str]":
    """Return the reduced rules, and the columns of SQL that make their facts of the cases of ``people``."""
    from engine.batch.columns import fact_columns
    from engine.pipeline import load_tables

    model, _ = load_tables(TABLES)
    assert model is not None
    scaled = ", ".join(
        f"CAST({fact.name} * {10**fact.type.decimals} AS BIGINT) AS {fact.name}"
        if fact.type.is_numeric
        else fact.name
        for fact in fact_columns(model, [BENEFIT])
    )
    return model, scaled


def _decision_alone(source: Path, target: Path) -> None:
    """Decide as the hand-written statements do: one COPY, on facts that nobody checks."""
    from engine.batch.duckdb import Duck

    model, scaled = _rules()
    facts = f"(SELECT file_row_number + 1 AS position, id, {scaled} FROM read_parquet('{source}', file_row_number = true))"
    duck = Duck(model, [BENEFIT])
    with duckdb.connect(config={"threads": 2}) as connection:
        duck.prepare(connection)
        statement = duck.statement("faits_lus")
        connection.execute(f"CREATE VIEW faits_lus AS SELECT * FROM {facts}")
        connection.execute(f"COPY ({statement}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _installed(engine: str) -> bool:
    return all(find_spec(module) for module in ENGINES[engine][1])


def measured(sizes: Sequence[int] = (100_000, 1_000_000, 10_000_000), runs: int = 3) -> str:
    """Return, as Markdown, what each engine takes for each number of cases, and where its answers differ."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        checked = _checked(here)
        tables = [_table(here, size, runs) for size in sizes]
    missing = [name for engine, (name, _) in ENGINES.items() if not _installed(engine)]
    skipped = f"\nPas installés, donc pas mesurés\u00a0: {', '.join(missing)}.\n" if missing else ""
    return "\n".join([checked, skipped, *tables])


def _checked(here: Path) -> str:
    """Compare every engine with ours on the same cases, ours with the reference meaning on a part of them."""
    source, ours = here / "verifier.parquet", here / "verifier.decide.parquet"
    lines = [
        "| answers compared with ours | complete cases that differ | cases with absences that differ |",
        "|---|---|---|",
    ]
    found: dict[str, list[str]] = {}
    for absent in (0, 5):
        people.write(source, 20_000, absent_percent=absent)
        _process("decide", source, ours)
        if absent:
            lines.insert(0, f"{_same_as_reference(source, ours)}\n")
        for engine in ENGINES:
            if engine == "decide" or not _installed(engine):
                continue
            target = here / f"verifier.{engine}.parquet"
            _process(engine, source, target)
            found.setdefault(engine, []).append(_differences(ours, target))
    lines += [f"| {ENGINES[engine][0]} | {' | '.join(counts)} |" for engine, counts in found.items()]
    return "\n".join(lines)


def _named(path: Path) -> str:
    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()]
    prefix = f"{BENEFIT}."
    listed = ", ".join(
        f'"{name}" AS {name.removeprefix(prefix)}' for name in names if name.removeprefix(prefix) in COLUMNS
    )
    return f"(SELECT {listed} FROM read_parquet('{path}'))"


def _differences(ours: Path, theirs: Path) -> str:
    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE FROM {_named(theirs)}").fetchall()]
        tests = " OR ".join(
            f"CAST(a.{n} AS VARCHAR) IS DISTINCT FROM CAST(b.{n} AS VARCHAR)" for n in names if n != "id"
        )
        query = f"SELECT count(*) FROM {_named(ours)} a JOIN {_named(theirs)} b USING (id) WHERE {tests}"
        return str(connection.execute(query).fetchall()[0][0])


def _same_as_reference(source: Path, ours: Path) -> str:
    from engine.batch.by_reference import answers
    from engine.batch.columns import facts_schema

    model, scaled = _rules()
    with duckdb.connect() as connection:
        facts = connection.sql(
            f"SELECT row_number() OVER () AS position, id, {scaled} FROM (FROM read_parquet('{source}') LIMIT 2000)"
        ).to_arrow_table()
        expected = answers(model, [BENEFIT], facts.cast(facts_schema(model, [BENEFIT])))
        connection.register("attendu", expected)
        columns = ", ".join(f'"{name}"' for name in expected.column_names if name != "position")
        query = f"SELECT count(*) FROM (SELECT {columns} FROM attendu EXCEPT ALL SELECT {columns} FROM read_parquet('{ours}'))"
        differ = connection.execute(query).fetchall()[0][0]
    return f"Reference meaning against ours, first 2\u202f000 cases with absences, every column: {differ} differ."


def _table(here: Path, size: int, runs: int) -> str:
    source = here / f"{size}.parquet"
    people.write(source, size)
    small: dict[int, Path] = {}
    taken: dict[str, list[Run]] = {}
    count: dict[str, int] = {}
    for turn in range(runs if size <= 1_000_000 else 1):
        for engine in ENGINES:
            most = SLOW.get(engine, size)
            if not _installed(engine) or (size > most and turn):
                continue
            count[engine] = min(size, most)
            part = source
            if size > most:
                if engine == "by_openfisca":
                    del count[engine]
                    continue
                part = small.setdefault(most, here / f"{most}-de-{size}.parquet")
                if not part.exists():
                    people.write(part, most)
            taken.setdefault(engine, []).append(_process(engine, part, here / f"sortie.{engine}.parquet"))
    base = statistics.median(run.processor for run in taken["by_sql"]) / count["by_sql"]
    shown = f"{size:,}".replace(",", "\u202f")
    lines = [
        f"\n{shown} cases:\n",
        "| engine | cases | clock s | processor s | µs of processor a case | × SQL by hand | peak MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for engine, all_runs in taken.items():
        wall, processor, peak = (statistics.median(values) for values in zip(*all_runs, strict=True))
        each = processor / count[engine]
        lines.append(
            f"| {ENGINES[engine][0]} | {count[engine]:,} | {wall:.2f} | {processor:.2f} | {each * 1e6:.2f} "
            f"| {each / base:.2f} | {peak:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        _one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sizes = [int(float(argument)) for argument in sys.argv[1:]] or [100_000, 1_000_000, 10_000_000]
        sys.stdout.write(measured(sizes) + "\n")
