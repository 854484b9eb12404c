"""Many decisions by the shipped tables: sickness benefit alone, then all the benefits, together and one by one.

``python -m benchmarks.shipped SOURCE CHECKED TARGET`` decides each benefit of the cases of SOURCE.
"""

import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import drawn_cases
from benchmarks.processes import Cost, Failed, Run, in_python, run
from benchmarks.report import Target, count, number, say, skipped, table, targets
from engine.batch.by_reference import answers
from engine.batch.columns import facts_schema
from engine.batch.duckdb import Duck
from engine.model import Model
from engine.pipeline import load_tables
from engine.shipped import shipped_tables

ONE = "ij_maladie"
ALONE: Mapping[int, int] = {100_000: 2, 1_000_000: 2, 10_000_000: 1}
"""How often the sickness benefit alone is decided, for each number of people."""

TOGETHER = (10_000, 100_000, 1_000_000)
EACH, CHECKED = 100_000, 20
FIRST = 100
"""Cases decided first, whose time is that of preparing the statement."""

LIMITS = (
    (
        "Many benefits at once take some statements, one after the other, whose verdicts are then read side by side:"
        " what is over the sum of the benefits one by one is what that costs, with the checks of what is read."
    ),
    "Of one benefit, the lists of missing facts and the masks of rows of its tables; the more tables, the more.",
    "Writing: each benefit has four columns of reasons, and its amounts.",
)


def measured(*, small: bool = False) -> str:
    """Return Markdown: the sickness benefit alone, all the benefits in one command, each benefit."""
    model = _model()
    benefits = list(model.benefits)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        alone, notes = _alone(here, {500: 1} if small else ALONE)
        each = _each(here, model, benefits, 200 if small else EACH, CHECKED)
        together, failures = _together(here, model, benefits, (200,) if small else TOGETHER)
    return "\n\n".join(
        [
            f"`check-eligibility batch --prestation {ONE}`, people drawn by `check-eligibility population`:",
            _costs(alone, 1),
            *notes,
            (
                f"`check-eligibility batch` for the {len(benefits)} benefits, in one command, on cases whose facts are"
                " drawn one by one from those of the « Cas de test », 5 % of each absent:"
            ),
            _costs(together, len(benefits)),
            *failures,
            _one_by_one(each),
            _targets(alone, together, each),
        ]
    )


def _model() -> Model:
    model, faults = load_tables(shipped_tables())
    assert model is not None, faults
    return model


def _alone(here: Path, plan: Mapping[int, int]) -> tuple[dict[int, Cost], list[str]]:
    found: dict[int, Cost] = {}
    notes: list[str] = []
    for size, turns in plan.items():
        source, target = here / f"{size}.parquet", here / "verdicts.parquet"
        say(f"shipped: {count(size)} people are drawn")
        run(in_python("cli.main", "population", "--size", size, "--seed", 1, "--output", source))
        try:
            runs = []
            for turn in range(turns):
                say(f"shipped: {ONE}, {count(size)} people, turn {turn + 1}")
                runs.append(run(_command(source, target, "--prestation", ONE)))
            found[size] = Cost(tuple(runs))
        except Failed as failed:
            notes.append(skipped(f"{ONE}, {count(size)} people", str(failed)))
        source.unlink()
    return found, notes


def _command(source: Path, target: Path, *options: str) -> list[str]:
    return in_python("cli.main", "batch", source, "--output", target, "--force", *options)


def _together(
    here: Path, model: Model, benefits: Sequence[str], sizes: Sequence[int]
) -> tuple[dict[int, Cost], list[str]]:
    """Return what one command for *benefits* costs."""
    found: dict[int, Cost] = {}
    notes: list[str] = []
    source, target = here / "all.parquet", here / "verdicts.parquet"
    for size in sizes:
        drawn_cases.write(model, benefits, source, size)
        say(f"shipped: {len(benefits)} benefits, {count(size)} cases")
        try:
            found[size] = Cost((run(_command(source, target)),))
        except Failed as failed:
            notes.append(skipped(f"{len(benefits)} benefits, {count(size)} cases", str(failed)))
    return found, notes


def _costs(found: Mapping[int, Cost], benefits: int) -> str:
    rows = [
        (
            count(size),
            count(len(cost.runs)),
            number(cost.median.clock),
            number(cost.median.processor),
            number(cost.median.processor / size / benefits * 1e6),
            number(cost.median.peak),
        )
        for size, cost in found.items()
    ]
    each = "µs of processor a case" + (" and benefit" if benefits > 1 else "")
    return table(("cases", "runs", "clock s", "processor s", each, "MiB"), rows)


def _each(here: Path, model: Model, benefits: Sequence[str], size: int, checked: int) -> dict[str, Any]:
    """Return what each benefit costs alone, by name, and what the process took under « peak »."""
    say(f"shipped: {len(benefits)} benefits one by one, {count(size)} cases")
    source, target = here / "each.parquet", here / "each.json"
    drawn_cases.write(model, benefits, source, size)
    whole: Run = run(in_python("benchmarks.shipped", source, checked, target))
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return {"size": size, "checked": checked, "peak": whole.peak, "benefits": found}


def _one_by_one(each: Mapping[str, Any]) -> str:
    size, found = each["size"], each["benefits"]
    refused = {code: one["refused"] for code, one in found.items() if "refused" in one}
    decided = sorted(
        ((code, one) for code, one in found.items() if code not in refused),
        key=lambda pair: -pair[1]["processor"],
    )
    rows = [
        (f"`{code}`", count(one["tables"]), number(one["prepared"]), number(one["processor"] / size * 1e6))
        for code, one in decided
    ]
    total = sum(one["processor"] for _, one in decided)
    prepared = sum(one["prepared"] for _, one in decided)
    rows.append(("**all, one by one**", "", number(prepared), number(total / size * 1e6)))
    differ = [f"{code} ({one['differ']})" for code, one in decided if one["differ"]]
    said = [
        (
            f"The decision alone, benefit by benefit, one process (peak {number(each['peak'])} MiB): seconds of processor to"
            f" write the statement and decide {FIRST} cases with it, then what each of {count(size)} cases costs."
            f" Answers unlike those of the reference meaning, first {each['checked']} cases: {', '.join(differ) or 'none'}."
        )
    ]
    said += [
        f"Not decided in SQL: {', '.join(f'{code} ({why})' for code, why in refused.items())}."
        for _ in range(1)
        if refused
    ]
    head = ("benefit", "tables", "s for the first cases", "µs of processor a case")
    return "\n\n".join([*said, table(head, rows)])


def _targets(alone: Mapping[int, Cost], together: Mapping[int, Cost], each: Mapping[str, Any]) -> str:
    every = []
    if alone:
        least, most = sorted(alone)[-2:] if len(alone) > 1 else (*alone, *alone)
        grown = (alone[most].median.processor / most) / (alone[least].median.processor / least)
        every += [
            Target(f"linear: a case of {count(most)} beside one of {count(least)}, {ONE}", grown, 1.1, " ×"),
            Target(f"peak of memory, {count(most)} people, {ONE}", alone[most].median.peak, 2048, " MiB"),
        ]
    if together:
        size = max(together)
        found = [one for one in each["benefits"].values() if "processor" in one]
        sum_ = sum(one["prepared"] + one["processor"] / each["size"] * size for one in found)
        whole = together[size].median
        every += [
            Target(
                f"{count(len(found))} benefits in one command beside their sum one by one, {count(size)} cases",
                whole.processor / sum_,
                1.5,
                " ×",
            ),
            Target(f"its peak of memory, {count(size)} cases", whole.peak, 2048, " MiB"),
        ]
    return targets(every, LIMITS)


def main(source: Path, checked: int, target: Path) -> None:
    """Write in *target* what the decision of each shipped benefit costs on the cases of *source*, as JSON."""
    model = _model()
    found = {code: _decided(model, code, source, checked, target) for code in model.benefits}
    target.write_text(json.dumps(found), encoding="utf-8")


def _decided(model: Model, code: str, source: Path, checked: int, target: Path) -> dict[str, Any]:
    start = time.process_time()
    duck = Duck(model, [code])
    if duck.refused:
        return {"refused": duck.refused[code]}
    facts = drawn_cases.as_facts(model, [code], source)
    verdicts = target.with_suffix(".verdicts.parquet")
    with duckdb.connect(config={"threads": 2}) as connection:
        duck.prepare(connection)
        statement = duck.statement("lues")
        copy = f"COPY ({statement}) TO '{verdicts}' (FORMAT parquet, COMPRESSION zstd)"
        connection.execute(f"CREATE VIEW lues AS {facts} LIMIT {FIRST}")
        connection.execute(copy)
        prepared = time.process_time()
        connection.execute(f"CREATE OR REPLACE VIEW lues AS {facts}")
        connection.execute(copy)
        done = time.process_time()
        first = connection.sql(f"SELECT * FROM lues ORDER BY position LIMIT {checked}").to_arrow_table()
        expected = answers(model, [code], first.cast(facts_schema(model, [code])))
        connection.register("expected", expected)
        said = f"SELECT * FROM read_parquet('{verdicts}') WHERE position <= {checked} AND faute IS NULL"
        differ = f"SELECT * FROM ({said}) EXCEPT ALL SELECT * FROM expected"
        unlike = len(connection.execute(differ).fetchall())
    return {
        "prepared": prepared - start,
        "processor": done - prepared,
        "differ": unlike,
        "tables": len(_tables(model, code)),
    }


def _tables(model: Model, code: str) -> Sequence[str]:
    from engine.reach import reach

    benefit = model.benefits[code]
    return tuple(reach(model, (benefit.table, *benefit.amounts, *benefit.durations)).tables)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
