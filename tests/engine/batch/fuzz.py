"""Every engine against the reference meaning, on as many cases as there is time for.

``python -m tests.engine.batch.fuzz --cases 100000 ij_maladie …`` tries cases about the bounds of each
benefit (all of them by default) on durable-rules, DuckDB and Spark; ``--models 1000`` tries generated
models instead. ``--keep FOLDER`` keeps what the reference meaning says, the slow part, for the next run.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from engine.batch.by_reference import answers
from engine.batch.columns import ALWAYS
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from engine.model import Model
from engine.seal import seal_of
from tests.engine.batch.around import cases_around
from tests.engine.batch.both_matchers import BothMatchers
from tests.engine.batch.generated import BENEFIT, Drawn, cases
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BATCH = 10_000

Engine: TypeAlias = Callable[[Model, str, pa.Table], pa.Table]


def by_duckdb(model: Model, benefit: str, facts: pa.Table) -> pa.Table:
    """Return what DuckDB says of *facts*."""
    assert not Duck(model, [benefit]).refused
    return decide_table(model, [benefit], facts)


def by_lookups(model: Model, benefit: str, facts: pa.Table) -> pa.Table:
    """Return what DuckDB says of *facts* when every table is looked up, short as it is."""
    return decide_table(model, [benefit], facts, large=0)


def by_spark(model: Model, benefit: str, facts: pa.Table) -> pa.Table:
    """Return what Spark says of *facts*."""
    from engine.batch.by_spark import started
    from tests.engine.batch.on_spark import decided_by_spark

    return decided_by_spark(started("local[2]"), model, [benefit], facts)


ENGINES: Mapping[str, Engine] = {"duckdb": by_duckdb, "lookups": by_lookups, "spark": by_spark}


def distinct(facts: pa.Table) -> pa.Table:
    """Return *facts* without the cases whose facts are those of another."""
    names = [name for name in facts.column_names if name not in ALWAYS]
    kept = {tuple(row[name] for name in names): place for place, row in enumerate(facts.to_pylist())}
    return facts.take(sorted(kept.values()))


@cache
def matchers() -> BothMatchers:
    """Return what the verdicts of the shipped model are asked of."""
    return BothMatchers(shipped())


def expectations(benefit: str, seed: int, count: int, keep: Path | None) -> tuple[pa.Table, pa.Table]:
    """Return *count* cases about the bounds of *benefit*, without those that are the same, and what the
    reference meaning says of them."""
    model = shipped()
    facts, expected = [], []
    for start in range(0, count, BATCH):
        drawn = cases_around(
            model, benefit, shipped_cases()[benefit], seed + start, min(BATCH, count - start)
        )
        facts.append(distinct(table_of(model, [benefit], list(drawn), start)))
        path = None if keep is None else keep / f"{benefit}-{seed + start}-{seal_of(model)[:16]}.parquet"
        if path is not None and path.exists():
            expected.append(pq.read_table(path))
            continue
        expected.append(answers(model, [benefit], facts[-1], matcher=matchers()))
        if path is not None:
            part = path.with_suffix(".part")
            pq.write_table(expected[-1], part)
            part.rename(path)
    return pa.concat_tables(facts), pa.concat_tables(expected)


def differences(facts: pa.Table, said: pa.Table, expected: pa.Table) -> Iterator[str]:
    """Yield what differs, a line per column of each case."""
    if said.cast(expected.schema).equals(expected):
        return
    found = zip(facts.to_pylist(), said.to_pylist(), expected.to_pylist(), strict=True)
    for case, mine, theirs in found:
        for name in theirs:
            if mine[name] != theirs[name]:
                given = {fact: value for fact, value in case.items() if value is not None}
                yield f"{given}\n  {name}: {mine[name]!r} instead of {theirs[name]!r}"


def try_model(seed: int, count: int, engines: Sequence[str]) -> list[str]:
    """Return what differs on the cases of a generated model."""
    model = Drawn(seed).model()
    if refused := Duck(model, [BENEFIT]).refused:
        return [f"modèle {seed} : {refused[BENEFIT]}"]
    facts = table_of(model, [BENEFIT], list(cases(model, seed, count)))
    expected = answers(model, [BENEFIT], facts, matcher=BothMatchers(model))
    return [
        f"modèle {seed}, {engine} : {line}"
        for engine in engines
        for line in differences(facts, ENGINES[engine](model, BENEFIT, facts), expected)
    ]


def try_benefit(benefit: str, seed: int, count: int, engines: Sequence[str], keep: Path | None) -> int:
    """Say how each engine does on *count* cases of *benefit*; return how many values differ."""
    start = time.process_time()
    facts, expected = expectations(benefit, seed, count, keep)
    spent = time.process_time() - start
    said = [f"{benefit}: {count} cases, {facts.num_rows} distinct, reference and durable-rules {spent:.0f} s"]
    wrong = 0
    for engine in engines:
        start = time.monotonic()
        found = list(differences(facts, ENGINES[engine](shipped(), benefit, facts), expected))
        wrong += len(found)
        said.append(f"{engine} {len(found)} differences {time.monotonic() - start:.0f} s")
        sys.stdout.write("".join(f"{line}\n" for line in found[:3]))
    sys.stdout.write(", ".join(said) + "\n")
    sys.stdout.flush()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benefits", nargs="*")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--models", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES), default=[])
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    engines = asked.engine or sorted(ENGINES)
    if asked.models:
        lines = [
            line
            for place in range(asked.models)
            for line in try_model(asked.seed + place, asked.cases, engines)
        ]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        return 1 if lines else 0
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    wrong = sum(
        try_benefit(benefit, asked.seed, asked.cases, engines, asked.keep)
        for benefit in asked.benefits or shipped().benefits
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
