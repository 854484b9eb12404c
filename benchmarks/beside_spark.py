"""Spark ``local[2]`` beside DuckDB: the same benefits on the same facts, answers compared first.

``python -m benchmarks.beside_spark ENGINE RULES SMALL LARGE TARGET`` is one engine, a process of its own.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import drawn_cases, reduced
from benchmarks.database import connect
from benchmarks.peers import people
from benchmarks.processes import Failed, in_python, run
from benchmarks.report import Target, count, number, say, skipped, table, targets
from engine.batch.by_reference import answers
from engine.batch.columns import facts_schema
from engine.model import Model
from engine.pipeline import load_tables
from engine.shipped import shipped_tables

RULES: Mapping[str, str] = {"reduced": "the reduced rules", "shipped": "the shipped sickness benefit"}
ENGINES: Mapping[str, str] = {"duck": "DuckDB, 2 threads", "spark": "Spark, `local[2]`"}
FEW, MANY, CHECKED = 100_000, 500_000, 200
LIMITS = (
    (
        "Spark's session (a Java machine, its classes) and the analysis of a statement of hundreds of columns are paid at"
        " each run, whatever the number of cases; DuckDB runs in the process."
    ),
    (
        "At these sizes Spark still compiles the Java that it makes: the small size, decided first, takes it as long as the"
        " large one, so that what a case more costs cannot be told apart."
    ),
    "Spark is for cases that stand on a cluster; on one machine DuckDB is the engine, and it streams.",
)


def measured(*, small: bool = False) -> str:
    """Return Markdown: start, preparation and marginal cost of each engine, on each set of rules."""
    if find_spec("pyspark") is None:
        return skipped("Spark", "`pyspark` is not installed")
    few, many = (200, 1_000) if small else (FEW, MANY)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for rules, said in RULES.items():
            here = Path(folder) / rules
            here.mkdir()
            sources = _facts(rules, here, few, many)
            for engine, name in ENGINES.items():
                say(f"spark: {said}: {name}")
                target = here / engine
                try:
                    run(in_python("benchmarks.beside_spark", engine, rules, *sources, target))
                    found[rules, engine] = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
                except Failed as failed:
                    notes.append(skipped(f"{name}, {said}", str(failed)))
            if (rules, "spark") in found:
                notes.append(_compared(rules, here, sources[0]))
    head = (
        "", "session s", "statement s", f"{count(few)} cases s", f"{count(many)} cases s", f"µs a case, of {count(many)}",
        "processor s, in all", "MiB",
    )  # fmt: skip
    rows = [
        (
            f"{RULES[rules]}: {ENGINES[engine]}",
            *(number(one[figure]) for figure in ("session", "statement", "few", "many")),
            number(one["many"] / many * 1e6),
            number(one["processor"]),
            number(one["peak"]),
        )
        for (rules, engine), one in found.items()
    ]
    explained = (
        "Seconds on the clock, one process of each: to start the engine, to write the statement and have it analysed, then"
        " to decide from Parquet to Parquet, the small size first. Memory: that of Spark is its Java machine's."
    )
    return "\n\n".join([explained, table(head, rows), *notes, _targets(found, many)])


def _targets(found: Mapping[tuple[str, str], Mapping[str, float]], many: int) -> str:
    every = []
    for rules, said in RULES.items():
        mine, other = found.get((rules, "duck")), found.get((rules, "spark"))
        ratio = other["many"] / mine["many"] if mine and other else None
        every.append(Target(f"{count(many)} cases, Spark beside DuckDB, {said}", ratio, 1, " ×", most=False))
    return targets(every, LIMITS)


def _model(rules: str) -> tuple[Model, str]:
    if rules == "reduced":
        return reduced.model(), reduced.BENEFIT
    found, faults = load_tables(shipped_tables())
    assert found is not None, faults
    return found, "ij_maladie"


def _facts(rules: str, here: Path, few: int, many: int) -> tuple[Path, Path]:
    """Write the facts of *few* and of *many* cases, and return the files."""
    model, benefit = _model(rules)
    made: list[Path] = []
    for size in (few, many):
        cases, facts = here / f"{size}.cases", here / f"{size}.facts"
        if rules == "reduced":
            people.write(cases, size)
            query = reduced.as_facts(cases)
        else:
            drawn_cases.write(model, [benefit], cases, size)
            query = drawn_cases.as_facts(model, [benefit], cases)
        with connect() as connection:
            connection.execute(f"COPY ({query}) TO '{facts}' (FORMAT parquet)")
        made.append(facts)
    return made[0], made[1]


def _compared(rules: str, here: Path, source: Path) -> str:
    """Return how many answers differ: Spark's from DuckDB's on every case, DuckDB's from the reference's on some."""
    model, benefit = _model(rules)
    mine, theirs = f"read_parquet('{here}/duck.few')", f"read_parquet('{here}/spark.few/*.parquet')"
    with connect() as connection:
        query = f"(FROM {mine} EXCEPT ALL FROM {theirs}) UNION ALL (FROM {theirs} EXCEPT ALL FROM {mine})"
        differ = len(connection.execute(query).fetchall())
        total = connection.execute(f"SELECT count(*) FROM {theirs}").fetchall()[0][0]
        first = f"SELECT * FROM read_parquet('{source}') ORDER BY position LIMIT {CHECKED}"
        facts = connection.sql(first).to_arrow_table().cast(facts_schema(model, [benefit]))
        connection.register("expected", answers(model, [benefit], facts))
        said = f"SELECT * FROM {mine} WHERE position <= {CHECKED} AND faute IS NULL"
        wrong = len(connection.execute(f"SELECT * FROM ({said}) EXCEPT ALL FROM expected").fetchall())
    return (
        f"{RULES[rules].capitalize()}: {count(differ)} of {count(total)} answers of Spark differ from DuckDB's, every"
        f" column; {wrong} of DuckDB's first {CHECKED} from the reference meaning's."
    )


# --- one engine ------------------------------------------------------------------------------


class _Clock:
    """Seconds of each step, by name."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the seconds of what is done meanwhile under *name*."""
        start = time.perf_counter()
        yield
        self.taken[name] = self.taken.get(name, 0) + time.perf_counter() - start


def _by_duck(rules: str, sources: Mapping[str, Path], target: Path) -> dict[str, float]:
    model, benefit = _model(rules)
    clock = _Clock()
    with clock.step("session"):
        connection = duckdb.connect(config={"threads": 2})
    with clock.step("statement"):
        from engine.batch.duckdb import Duck

        duck = Duck(model, [benefit])
        duck.prepare(connection)
        statement = duck.statement("lues")
    for name, source in sources.items():
        with clock.step(name):
            connection.execute(f"CREATE OR REPLACE VIEW lues AS FROM read_parquet('{source}')")
            connection.execute(f"COPY ({statement}) TO '{target}.{name}' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {**clock.taken, "processor": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def _by_spark(rules: str, sources: Mapping[str, Path], target: Path) -> dict[str, float]:
    model, benefit = _model(rules)
    clock = _Clock()
    with clock.step("session"):
        from engine.batch.by_spark import started
        from engine.batch.spark import Spark

        session = started("local[2]")
        session.sql("SELECT 1").collect()
    spark = Spark(model, [benefit])
    assert not spark.refused, spark.refused
    for name, source in sources.items():
        with clock.step("statement" if name == "few" else "again"):
            spark.prepare(session)
            decided = spark.decided(session.read.parquet(str(source)))
            decided.explain(mode="simple")
        with clock.step(name):
            decided.write.mode("overwrite").option("compression", "zstd").parquet(f"{target}.{name}")
    machine: Any = session.sparkContext._jvm  # noqa: SLF001 - no public way
    java = Path("/proc", str(machine.ProcessHandle.current().pid()))
    ticks = java.joinpath("stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    status = java.joinpath("status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    own = resource.getrusage(resource.RUSAGE_SELF)
    processor = (int(ticks[11]) + int(ticks[12])) / 100 + own.ru_utime + own.ru_stime
    session.stop()
    return {**clock.taken, "processor": processor, "peak": peak}


ONE: Mapping[str, Callable[[str, Mapping[str, Path], Path], dict[str, float]]] = {
    "duck": _by_duck,
    "spark": _by_spark,
}


def main(engine: str, rules: str, few: Path, many: Path, target: Path) -> None:
    """Decide the cases of *few*, then of *many*, and write in *target* what it cost, as JSON."""
    found = ONE[engine](rules, {"few": few, "many": many}, target)
    target.with_suffix(".json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(Path, sys.argv[3:]))
