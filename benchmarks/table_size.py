"""Cost of a batch against the rows of one table, by shape.

``python -m benchmarks.table_size SHAPE ROWS CASES TARGET`` is one measure, a process of its own.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks import large_tables
from benchmarks.large_tables import BENEFIT, SHAPES
from benchmarks.processes import Failed, in_python, run
from benchmarks.report import Target, count, number, say, skipped, table, targets
from engine.batch.by_reference import answers
from engine.batch.columns import fact_columns, facts_schema
from engine.batch.duckdb import Duck
from engine.model import Model

ROWS = (10, 30, 61, 100, 300, 1_000, 5_000)
CASES, TURNS = 500_000, 2
NEVER = 10**9
BY_ROW, JOINED = "an expression a row", "a join"
BY_REFERENCE = "the reference meaning, case by case"
FIRST = 100
"""Cases decided first, whose time is that of preparing the statement."""

PATIENCE = 1.0
"""Seconds given to the reference meaning, for what it checks or decides alone."""

LIMITS = (
    (
        "An expression a row costs as much as there are rows, and its masks hold no more than 61; a table that is joined as"
        " data costs the look-up of a key or of a band, whatever its rows, and a part for its model and its relations."
    ),
    "From how many rows a table is joined is one constant, that the column « the other way » is there to choose.",
    "The rest of the batch (reading, the small table of the right, lists, writing) does not depend on the rows.",
)


def measured(*, small: bool = False) -> str:
    """Return Markdown: what the same cases cost as the table grows, shape by shape."""
    rows, cases, turns = ((10, 100), 1_000, 1) if small else (ROWS, CASES, TURNS)
    taken: dict[tuple[str, int], list[dict[str, Any]]] = {}
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "found.json"
        for turn in range(turns):
            for size in rows:
                for name, shape in SHAPES.items():
                    say(f"rows: turn {turn + 1}: {shape.said}, {count(size)} rows")
                    try:
                        run(in_python("benchmarks.table_size", name, size, cases, target))
                    except Failed as failed:
                        notes.append(skipped(f"{shape.said}, {count(size)} rows", str(failed)))
                        continue
                    taken.setdefault((name, size), []).append(json.loads(target.read_text(encoding="utf-8")))
    found = {place: _median(each) for place, each in taken.items()}
    said = (
        f"One benefit: a right of two rows, and an amount that the table gives; {count(cases)} cases, Parquet to Parquet,"
        f" DuckDB on 2 threads, processor time, medians of {turns}, in turn. « Compiled »: from the cells to the model;"
        f" « prepared »: from the model to the first {FIRST} verdicts; then what a case costs. A case by the reference meaning"
        " is worked out from as many as there is time for."
    )
    tables = [_table(name, rows, found, cases) for name in SHAPES]
    return "\n\n".join([said, *tables, *dict.fromkeys(notes), _targets(rows, found, cases)])


def _median(each: Sequence[dict[str, Any]]) -> dict[str, Any]:
    figures = ["compiled", "prepared", "a_case", "peak", *(["other"] if each[0]["other"] else [])]
    return each[0] | {name: statistics.median(one[name] for one in each) for name in figures}


def _whole(one: dict[str, Any], cases: int) -> float:
    """Return seconds of the batch from the model to the file."""
    return float(one["prepared"] + one["a_case"] * cases)


def _table(name: str, rows: Sequence[int], found: dict[tuple[str, int], dict[str, Any]], cases: int) -> str:
    lines = []
    base = found.get((name, rows[0]))
    for size in rows:
        one = found.get((name, size))
        if one is None:
            lines.append((count(size), *["-"] * 8))
            continue
        differ = f"{count(one['differ'])} of {count(one['checked'])}"
        lines.append(
            (
                count(one["rows"]),
                one["way"],
                number(one["compiled"]),
                number(one["prepared"]),
                number(one["a_case"] * 1e6),
                "-" if one["other"] is None else number(one["other"] * 1e6),
                "-" if base is None else number(_whole(one, cases) / _whole(base, cases)),
                number(one["peak"]),
                differ,
            )
        )
    head = (
        "rows", "decided by", "compiled s", "prepared s", "µs a case", "the other way", f"whole, × {rows[0]} rows", "MiB", "differ",
    )  # fmt: skip
    return f"{SHAPES[name].said.capitalize()}:\n\n{table(head, lines)}"


def _targets(rows: Sequence[int], found: dict[tuple[str, int], dict[str, Any]], cases: int) -> str:
    every = []
    for name, shape in SHAPES.items():
        least, most = found.get((name, rows[0])), found.get((name, rows[-1]))
        ratio = _whole(most, cases) / _whole(least, cases) if least and most else None
        aim = f"{count(rows[-1])} rows beside {rows[0]}, {shape.said}"
        every.append(Target(aim, ratio, 5, " ×"))
    return targets(every, LIMITS)


def main(name: str, rows: int, cases: int, target: Path) -> None:
    """Write in *target* what *cases* cases cost with a table of *rows* rows, as JSON."""
    shape = SHAPES[name]
    start = time.process_time()
    model, exact = large_tables.model(shape, rows)
    compiled = time.process_time() - start
    source = target.with_suffix(".cases.parquet")
    large_tables.write(shape, rows, source, cases)
    with duckdb.connect(config={"threads": 2}) as connection:
        facts = ", ".join(fact.name for fact in fact_columns(model, [BENEFIT]))
        read = f"SELECT position, id, {facts} FROM read_parquet('{source}')"
        connection.execute(f"CREATE VIEW toutes AS {read}")
        found = _decided(model, connection, target)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target.write_text(
        json.dumps({"rows": exact, "compiled": compiled, **found, "peak": peak}), encoding="utf-8"
    )


def _decided(model: Model, connection: duckdb.DuckDBPyConnection, target: Path) -> dict[str, Any]:
    """Return what the decision costs, the way that is chosen and the other one, and how many answers are wrong."""
    start = time.process_time()
    chosen = Duck(model, [BENEFIT])
    if chosen.refused:
        return {"way": BY_REFERENCE, "other": None, **_by_reference(model, connection)}
    found = _by_sql(chosen, connection, start, target)
    joined = bool(chosen.plan.sides)
    start = time.process_time()
    other = Duck(model, [BENEFIT], large=NEVER if joined else 0)
    way = JOINED if joined else BY_ROW
    apart = other.refused or bool(other.plan.sides) == joined
    return {
        "way": way,
        **found,
        "other": None if apart else _by_sql(other, connection, start, target)["a_case"],
    }


def _by_sql(duck: Duck, connection: duckdb.DuckDBPyConnection, start: float, target: Path) -> dict[str, Any]:
    """Return what the decision costs, and how many cases the reference meaning decides otherwise."""
    verdicts = target.with_suffix(".verdicts.parquet")
    duck.prepare(connection)
    statement = duck.statement("lues")
    copy = f"COPY ({statement}) TO '{verdicts}' (FORMAT parquet, COMPRESSION zstd)"
    connection.execute(f"CREATE OR REPLACE VIEW lues AS FROM toutes LIMIT {FIRST}")
    connection.execute(copy)
    prepared = time.process_time()
    connection.execute("CREATE OR REPLACE VIEW lues AS FROM toutes")
    connection.execute(copy)
    done = time.process_time()
    decided = connection.execute("SELECT count(*) FROM toutes").fetchall()[0][0]
    expected = _answered(duck.model, connection)
    connection.register("expected", expected)
    said = f"SELECT * FROM read_parquet('{verdicts}') WHERE position <= {expected.num_rows}"
    differ = len(connection.execute(f"SELECT * FROM ({said}) EXCEPT ALL SELECT * FROM expected").fetchall())
    return {
        "prepared": prepared - start,
        "a_case": (done - prepared) / decided,
        "differ": differ,
        "checked": expected.num_rows,
    }


def _by_reference(model: Model, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    start = time.process_time()
    decided = _answered(model, connection).num_rows
    return {
        "prepared": 0.0,
        "a_case": (time.process_time() - start) / decided,
        "differ": 0,
        "checked": decided,
    }


def _answered(model: Model, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what the reference meaning says of the first cases, as many as there is time for."""
    schema = facts_schema(model, [BENEFIT])
    said: list[pa.Table] = []
    start = time.process_time()
    while time.process_time() - start < PATIENCE and len(said) < 25:
        rows = f"SELECT * FROM toutes WHERE position BETWEEN {20 * len(said) + 1} AND {20 * len(said) + 20}"
        facts = connection.sql(f"{rows} ORDER BY position").to_arrow_table().cast(schema)
        said.append(answers(model, [BENEFIT], facts))
    return pa.concat_tables(said)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
