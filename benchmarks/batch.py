"""Many decisions: the reduced rules of ``benchmarks/tables``, Parquet to Parquet, beside hand-written engines."""

import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks import reduced
from benchmarks.database import connect
from benchmarks.peers import COLUMNS, people
from benchmarks.processes import Cost, Failed, Run, in_python, run
from benchmarks.report import Target, count, number, say, skipped, table, targets

ENGINES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "batch": ("`check-eligibility batch`, every value that is read checked", ("duckdb",)),
    "decide": ("our decision alone (one statement of DuckDB)", ("duckdb",)),
    "decide_bare": ("the same, without the lists of reasons", ("duckdb",)),
    "by_sql": ("SQL written by hand (DuckDB)", ("duckdb",)),
    "by_polars": ("polars, written by hand", ("polars",)),
    "by_openfisca": ("OpenFisca-core, no reasons, no absences", ("openfisca_core",)),
    "by_zen": ("ZEN, in batches, with its trace", ("zen",)),
}
SIZES: Mapping[int, Mapping[str, int]] = {
    10_000: {"batch": 3, "decide": 3, "by_sql": 3},
    100_000: {"batch": 3, "decide": 3, "by_sql": 3, "by_polars": 3, "by_openfisca": 3},
    1_000_000: {
        "batch": 3,
        "decide": 3,
        "decide_bare": 3,
        "by_sql": 3,
        "by_polars": 3,
        "by_openfisca": 3,
        "by_zen": 2,
    },
    10_000_000: {"batch": 2, "decide": 2, "by_sql": 2, "by_polars": 1, "by_openfisca": 1},
}
"""How often each engine is run, for each number of cases."""

TINY: Mapping[int, Mapping[str, int]] = {500: dict.fromkeys(ENGINES, 1), 2_000: {"batch": 1, "by_sql": 1}}
ZEN_AT_MOST = 20_000
CHECKED = 20_000
BY_REFERENCE = 2_000


class Measured(dict[str, Cost]):
    """What each engine took, for a number of cases; ``cases``: how many it was given."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.cases: dict[str, int] = {}

    def each(self, engine: str) -> Run | None:
        """Return what a case costs: microseconds on the clock and of processors, and the peak."""
        if engine not in self:
            return None
        clock, processor, peak = self[engine].median
        return Run(clock / self.cases[engine] * 1e6, processor / self.cases[engine] * 1e6, peak)

    def over(self, engine: str, base: str, *, clock: bool = False) -> float | None:
        """Return the ratio of what a case costs, of processor or on the clock."""
        mine, other = self.each(engine), self.each(base)
        if mine is None or other is None:
            return None
        return mine.clock / other.clock if clock else mine.processor / other.processor


def measured(*, small: bool = False) -> str:
    """Return, as Markdown, where answers differ, then what each engine takes for each number of cases."""
    plan = TINY if small else SIZES
    notes = [
        skipped(name, f"`{needs[0]}` is not installed")
        for name, needs in ENGINES.values()
        if not all(map(find_spec, needs))
    ]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        checked = _checked(here, 500 if small else CHECKED)
        found = [_size(here, size, turns, notes) for size, turns in plan.items()]
    introduction = (
        "The reduced rules of `benchmarks/tables` (three tables, 13 rows, eight calculations), reasons and amounts,"
        " Parquet to Parquet on 2 threads, 5 % of each fact absent; whole processes, in turn, medians."
    )
    return "\n\n".join(
        [
            introduction,
            checked,
            *dict.fromkeys(notes),
            *map(_table, found),
            _against_cases(found),
            _targets(found),
        ]
    )


def _installed(engine: str) -> bool:
    return all(map(find_spec, ENGINES[engine][1]))


# --- answers ---------------------------------------------------------------------------------


def _checked(here: Path, size: int) -> str:
    """Compare every engine with ours on the same cases, ours with the reference meaning on a part of them."""
    source, ours = here / "cases.parquet", here / "cases.decide.parquet"
    found: dict[str, list[str]] = {}
    reference = 0
    for absent in (0, 5):
        people.write(source, size, absent_percent=absent)
        run(in_python("benchmarks.one_batch", "decide", source, ours))
        reference += _unlike_reference(source, ours, min(size, BY_REFERENCE))
        for engine in ENGINES:
            if engine.startswith("decide") or not _installed(engine):
                continue
            say(f"batch: answers of {ENGINES[engine][0]} compared")
            target = here / f"cases.{engine}.parquet"
            try:
                run(in_python("benchmarks.one_batch", engine, source, target))
                found.setdefault(engine, []).append(count(_differences(ours, target)))
            except Failed as failed:
                found.setdefault(engine, []).append(str(failed))
    rows = [(ENGINES[engine][0], *counts) for engine, counts in found.items()]
    head = (
        "answers compared with ours, on the columns that it gives",
        "complete cases that differ",
        "with absences",
    )
    said = (
        f"Our decision against the reference meaning, every column of {count(2 * min(size, BY_REFERENCE))} cases:"
        f" {reference} differ. Then the others against ours, on twice {count(size)} cases:"
    )
    return f"{said}\n\n{table(head, rows)}"


def _named(path: Path) -> str:
    """Return the relation of the answers in *path*, with the names of ``peers``."""
    prefix = f"{reduced.BENEFIT}."
    with connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()]
    short = {name: name.removeprefix(prefix) for name in names}
    listed = ", ".join(f'"{name}" AS {column}' for name, column in short.items() if column in COLUMNS)
    return f"(SELECT {listed} FROM read_parquet('{path}'))"


def _differences(ours: Path, theirs: Path) -> int:
    """Return how many cases have other answers, or no answer, in *theirs*."""
    with connect() as connection:
        names = [row[0] for row in connection.execute(f"DESCRIBE FROM {_named(theirs)}").fetchall()]
        tests = " OR ".join(
            ["b.id IS NULL"]
            + [f"CAST(a.{n} AS VARCHAR) IS DISTINCT FROM CAST(b.{n} AS VARCHAR)" for n in names if n != "id"]
        )
        query = f"SELECT count(*) FROM {_named(ours)} a LEFT JOIN {_named(theirs)} b USING (id) WHERE {tests}"
        return int(connection.execute(query).fetchall()[0][0])


def _unlike_reference(source: Path, ours: Path, size: int) -> int:
    """Return how many of the first *size* cases the reference meaning answers otherwise, on any column."""
    from engine.batch.by_reference import answers
    from engine.batch.columns import facts_schema

    model, benefits = reduced.model(), [reduced.BENEFIT]
    with connect() as connection:
        first = f"SELECT * FROM ({reduced.as_facts(source)}) ORDER BY position LIMIT {size}"
        facts = connection.sql(first).to_arrow_table().cast(facts_schema(model, benefits))
        expected = answers(model, benefits, facts)
        connection.register("expected", expected)
        columns = ", ".join(f'"{name}"' for name in expected.column_names)
        query = f"SELECT {columns} FROM expected EXCEPT ALL SELECT {columns} FROM read_parquet('{ours}')"
        return len(connection.execute(query).fetchall())


# --- times -----------------------------------------------------------------------------------


def _size(here: Path, size: int, turns: Mapping[str, int], notes: list[str]) -> Measured:
    """Return what *size* cases cost each engine; one that fails leaves a line in *notes*."""
    say(f"batch: {count(size)} cases are drawn")
    source, fewer = here / f"{size}.parquet", here / f"{ZEN_AT_MOST}-of-{size}.parquet"
    people.write(source, size)
    found = Measured(size)
    taken: dict[str, list[Run]] = {}
    for turn in range(max(turns.values())):
        for engine in [name for name, most in turns.items() if turn < most and _installed(name)]:
            part = source
            if engine == "by_zen" and size > ZEN_AT_MOST:
                part = fewer
                if not part.exists():
                    people.write(part, ZEN_AT_MOST)
            say(f"batch: {count(size)} cases, turn {turn + 1}: {ENGINES[engine][0]}")
            try:
                target = here / f"{engine}.parquet"
                taken.setdefault(engine, []).append(
                    run(in_python("benchmarks.one_batch", engine, part, target))
                )
            except Failed as failed:
                notes.append(skipped(f"{ENGINES[engine][0]}, {count(size)} cases", str(failed)))
    source.unlink()
    for engine, runs in taken.items():
        if runs:
            found[engine] = Cost(tuple(runs))
            found.cases[engine] = min(size, ZEN_AT_MOST) if engine == "by_zen" else size
    return found


def _table(found: Measured) -> str:
    rows = []
    for engine, cost in found.items():
        each, over = found.each(engine), found.over(engine, "by_sql")
        assert each is not None
        rows.append(
            (
                ENGINES[engine][0],
                count(found.cases[engine]),
                count(len(cost.runs)),
                number(cost.median.clock),
                number(cost.median.processor),
                number(each.processor),
                "-" if over is None else number(over),
                number(each.peak),
            )
        )
    head = (
        "engine",
        "cases",
        "runs",
        "clock s",
        "processor s",
        "µs of processor a case",
        "× SQL by hand",
        "MiB",
    )
    return f"{count(found.size)} cases:\n\n{table(head, rows)}"


def _against_cases(found: Sequence[Measured]) -> str:
    """Return what a case costs as there are more of them."""
    rows = []
    for one in found:
        each = {engine: one.each(engine) for engine in ("batch", "decide", "by_sql")}
        figures = [
            figure
            for run in each.values()
            for figure in (("-", "-") if run is None else (number(run.processor), number(run.peak)))
        ]
        rows.append((count(one.size), *figures))
    head = ("cases", "`batch`: µs", "MiB", "decision alone: µs", "MiB", "SQL by hand: µs", "MiB")
    return f"Cost against cases, in processor time a case:\n\n{table(head, rows)}"


def _targets(found: Sequence[Measured]) -> str:
    sizes = {one.size: one for one in found}
    whole = sizes.get(1_000_000, found[0])
    most = found[-1]
    every = [
        Target(
            f"whole command, {count(one.size)} cases, beside SQL by hand",
            one.over("batch", "by_sql"),
            1.5,
            " ×",
        )
        for one in {one.size: one for one in (whole, most)}.values()
    ]
    zen = whole.over("by_zen", "batch")
    before = found[-2]
    grown = _growth(before, most)
    peak = most.each("batch")
    every += [
        Target("ZEN's traced batch, beside the whole command", zen, 20, " ×", most=False),
        Target(
            "whole command beside OpenFisca-core, clock",
            whole.over("batch", "by_openfisca", clock=True),
            1,
            " ×",
        ),
        Target(
            "whole command beside OpenFisca-core, processor", whole.over("batch", "by_openfisca"), 1, " ×"
        ),
        Target(f"linear: a case of {count(most.size)} beside one of {count(before.size)}", grown, 1.1, " ×"),
        Target(f"peak of memory, {count(most.size)} cases", peak.peak if peak else None, 2048, " MiB"),
    ]
    return targets(every, list(_limits(whole, found[0])))


def _growth(few: Measured, many: Measured) -> float | None:
    less, more = few.each("batch"), many.each("batch")
    return more.processor / less.processor if less and more else None


def _limits(whole: Measured, least: Measured) -> Sequence[str]:
    """Return what limits the figures, worked out from them."""
    said: list[str] = []
    full, bare = whole.each("decide"), whole.each("decide_bare")
    if full and bare:
        said.append(
            "The lists of reasons (rows retained, demands not met, facts that are missing) take"
            f" {(full.processor - bare.processor) / full.processor:.0%} of our decision alone."
        )
    command, start = whole.each("batch"), least.get("batch")
    if full and command:
        more = (command.processor - full.processor) / command.processor
        said.append(
            f"Reading with every value checked, counting and writing in place take {more:.0%} of the whole command."
            if more > 0
            else "Reading with every value checked, counting and writing in place cost the whole command no more than"
            " it spares by keeping its statement from one run to the next."
        )
    if command and start:
        share = start.median.processor / (command.processor * whole.size / 1e6)
        said.append(
            f"Starting (imports, model, the statement written and bound) takes {number(start.median.processor)} s,"
            f" {share:.0%} of the whole command at {count(whole.size)} cases."
        )
    said.append(
        "OpenFisca works on whole columns in single-precision floats, on one thread, without reasons, and takes a fact"
        " that is absent for zero; its memory grows with the cases, ours does not."
    )
    said.append("The hand-written SQL says the same columns by one CASE each, for these 13 rows alone.")
    return said
