"""One decision, warm: ours, bare durable-rules, ZEN and pyDMNrules on the same tables; then publicodes and ZEN on
the reduced rules, which can be written for them by hand."""

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import one_case, reduced
from benchmarks.peers import by_publicodes, dmn_workbook, people, zen_tables
from benchmarks.processes import LONGEST, ROOT, dmn_python, publicodes
from benchmarks.report import Target, count, number, say, skipped, table, targets
from engine.batch.by_reference import answer
from engine.batch.columns import result_columns, without_steps
from engine.evaluate import decide
from engine.rules import RuleMatcher
from engine.trace import CellTested
from explain.record import Record

Program = Callable[[], object]

IN_A_ROW = 10

VERDICT, TRACED = "our verdict", "our verdict and every cell of the trace"
BY_REFERENCE = "our verdict by the reference meaning"
BARE, BARE_C = "bare durable-rules, its public interface", "bare durable-rules, its C functions"
ZEN, ZEN_TRACED = "ZEN", "ZEN, with its trace"
DMN, PUBLICODES = "pyDMNrules, without trace", "publicodes"
LIMITS = (
    (
        "What is ours and not durable-rules': exact fractions, three values, the figures in force on the day, and what"
        " would settle an undetermined case."
    ),
    "The trace asks every cell of every table again, by a second set of rulesets, and keeps some hundreds of events.",
    "pyDMNrules parses each cell's S-FEEL anew at each decision; publicodes walks its tree of formulas in JavaScript.",
    "ZEN is compiled Rust, has two values, and is given the inputs worked out: a part of the work, without reasons.",
)


@dataclass
class Timed:
    """Milliseconds of processor of each program, and what is to be said of them."""

    taken: dict[str, Sequence[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def median(self, name: str) -> float | None:
        """Return the median of *name*, None where it was not measured."""
        return statistics.median(self.taken[name]) if name in self.taken else None

    def over(self, name: str, base: str) -> float | None:
        """Return the ratio of two medians."""
        mine, other = self.median(name), self.median(base)
        return None if mine is None or other is None else mine / other

    def table(self, base: str) -> str:
        """Return the medians and 99th percentiles, and the ratios to *base*."""
        rows = []
        for name, times in self.taken.items():
            median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
            ratio = median / statistics.median(self.taken[base])
            rows.append((name, number(median), number(p99), number(ratio), count(len(times))))
        return table(("warm", "median ms", "p99 ms", f"× {base}", "runs"), rows)


def measured(*, small: bool = False) -> str:
    """Return Markdown: medians and 99th percentiles, every answer checked before."""
    runs = 5 if small else 500
    with tempfile.TemporaryDirectory() as folder:
        whole = _shipped(Path(folder), runs, slow=not small)
        by_hand = _reduced(Path(folder), runs)
    question = one_case.consulted()
    return "\n\n".join(
        [
            (
                f"The shipped sickness benefit, on `{one_case.CASE}`: {len(question.tables)} tables, {question.rows} rows."
                " The other engines are given the tables that the case consults, the rows in force, endpoints as figures,"
                " and the inputs worked out; they retain the same rows."
            ),
            whole.table(VERDICT),
            f"Processor time, {IN_A_ROW} runs in a row of each program in turn (pyDMNrules in a process of its own).",
            *whole.notes,
            "The reduced rules of `benchmarks/tables`, written by hand for each engine:",
            by_hand.table(VERDICT),
            *by_hand.notes,
            _targets(whole, by_hand),
        ]
    )


def _targets(whole: Timed, by_hand: Timed) -> str:
    every = (
        Target("warm verdict, beside a bare durable-rules program", whole.over(VERDICT, BARE), 2, " ×"),
        Target("verdict with its full trace", whole.median(TRACED), 5, " ms"),
        Target(
            "verdict with its full trace, beside pyDMNrules without trace", whole.over(TRACED, DMN), 0.5, " ×"
        ),
    )
    anchors = [
        f"{name}: {number(found * scale)} {unit} here, {anchor} in the issue"
        for name, found, scale, unit, anchor in (
            ("ZEN on the reduced rules", by_hand.median(ZEN), 1e3, "µs", "35 µs"),
            ("publicodes on the reduced rules", by_hand.median(PUBLICODES), 1, "ms", "1.7 ms"),
        )
        if found is not None
    ]
    durable = whole.over(BARE_C, VERDICT)
    share = () if durable is None else (f"durable-rules itself takes {durable:.0%} of a warm verdict.",)
    return (
        f"{targets(every, (*share, *LIMITS))}\n\nAnchors: {'; '.join(anchors) or 'none could be measured'}."
    )


def _milliseconds(programs: Mapping[str, Program], runs: int) -> dict[str, Sequence[float]]:
    """Return milliseconds of processor of *runs* runs of each, a few in a row, in turn: none finds the processor's
    caches full of another's data."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(0, runs, IN_A_ROW):
        for name, program in programs.items():
            program()
            for _ in range(min(IN_A_ROW, runs)):
                start = time.process_time_ns()
                program()
                taken[name].append((time.process_time_ns() - start) / 1e6)
    return dict(taken)


def _read(record: Record) -> None:
    """Read every cell of the trace, which works out what it holds when it is asked."""
    for event in record.events:
        if isinstance(event, CellTested):
            _ = event.truth, event.value, event.resolved


# --- the shipped tables ----------------------------------------------------------------------


def _shipped(here: Path, runs: int, *, slow: bool) -> Timed:
    setting = one_case.setting()
    found = Timed()

    def traced() -> None:
        record = Record()
        setting.decided(record)
        _read(record)

    def by_reference() -> None:
        decide(setting.model, setting.facts, setting.benefit)

    programs: dict[str, Program] = {VERDICT: setting.decided, BY_REFERENCE: by_reference, TRACED: traced}
    programs |= _durable(found.notes)
    if find_spec("zen") is None:
        found.notes.append(skipped("ZEN", "`zen-engine` is not installed"))
    else:
        programs |= _zen()
    say(f"warm: {len(programs)} programs, {runs} times each")
    found.taken = _milliseconds(programs, runs)
    if slow:
        _by_dmn(here, found, min(runs, 100))
    return found


def _durable(notes: list[str]) -> dict[str, Program]:
    if find_spec("durable") is None:
        notes.append(skipped("bare durable-rules", "`durable_rules` is not installed"))
        return {}
    asked = one_case.asked(one_case.setting().decided)

    def by_interface() -> None:
        for engine, name, fact in asked:
            engine.host.evaluate(name, fact)

    def by_functions() -> None:
        for engine, name, fact in asked:
            engine.host.evaluate_fast(name, fact)

    notes.append(f"Bare durable-rules asserts the same {len(asked)} facts to the same rulesets.")
    return {BARE: by_interface, BARE_C: by_functions}


def _zen() -> dict[str, Program]:
    by_zen: Any = import_module("benchmarks.peers.by_zen")
    question = one_case.consulted()
    engine = by_zen.ready(zen_tables.decision(question))
    context = dict(question.context)
    retained = zen_tables.retained(engine.evaluate("", context)["result"], question)
    assert retained == {one.name: one.retained for one in question.tables}, retained
    return {
        ZEN: lambda: engine.evaluate("", context),
        ZEN_TRACED: lambda: engine.evaluate("", context, {"trace": True}),
    }


def _by_dmn(here: Path, found: Timed, runs: int) -> None:
    python = dmn_python()
    if python is None:
        found.notes.append(skipped("pyDMNrules", "it is not installed"))
        return
    say(f"warm: pyDMNrules, which takes half a minute to import, {runs} times")
    question = one_case.consulted()
    workbook, case = here / "tables.xlsx", here / "case.json"
    dmn_workbook.write(question, workbook)
    case.write_text(json.dumps(dict(question.context)), encoding="utf-8")
    told = _told([str(python), "-m", "benchmarks.peers.dmn_program", str(workbook), str(case), str(runs)])
    if isinstance(told, str):
        found.notes.append(skipped("pyDMNrules", told))
        return
    rows = {
        one.name: [[*(line.id for line in one.lines), one.default].index(row) + 1 for row in one.retained]
        for one in question.tables
    }
    differ = [name for name in rows if told["rows"].get(name) != rows[name]]
    found.taken[DMN] = told["decide"]
    found.notes.append(
        f"pyDMNrules: {number(told['import'] / 1e3)} s to import, {number(told['load'])} ms to load the workbook;"
        + (f" **it retains other rows in {', '.join(differ)}**." if differ else " it retains the same rows.")
    )


def _told(command: Sequence[str]) -> Any:
    """Return what *command* writes as JSON, or the reason why it writes nothing."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own
            command, capture_output=True, text=True, cwd=ROOT, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {LONGEST} s"
    if ended.returncode:
        return " / ".join(ended.stderr.strip().splitlines()[-3:]) or f"it ended with {ended.returncode}"
    return json.loads(ended.stdout)


# --- the reduced rules -----------------------------------------------------------------------


def _reduced(here: Path, runs: int) -> Timed:
    cases = people.complete(here, min(runs, 200))
    model, code = reduced.model(), reduced.BENEFIT
    facts = [reduced.facts_of(case) for case in cases]
    alone, columns = without_steps(model, code), result_columns(model, code)
    expected = [dict(answer(alone, code, columns, one)) for one in facts]
    matcher = RuleMatcher(model)
    assert expected == [dict(answer(alone, code, columns, one, matcher)) for one in facts]
    found = Timed()

    def ours() -> None:
        decide(model, next(turns), code, matcher=matcher)

    def traced() -> None:
        record = Record()
        decide(model, next(turns), code, matcher=matcher, tracer=record)
        _read(record)

    programs: dict[str, Program] = {VERDICT: ours, TRACED: traced}
    if find_spec("zen") is not None:
        programs |= _zen_by_hand(cases, expected, found.notes)
    turns = _endless(facts)
    found.taken = _milliseconds(programs, runs)
    _by_publicodes(here, cases, expected, found, runs)
    return found


def _endless(every: Sequence[Any]) -> Any:
    while True:
        yield from every


def _zen_by_hand(
    cases: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]], notes: list[str]
) -> dict[str, Program]:
    by_zen: Any = import_module("benchmarks.peers.by_zen")
    engine = by_zen.ready(by_zen.decision())
    contexts = [by_zen.context(case) for case in cases]
    answers = [{"success": True, "data": engine.evaluate("", one)} for one in contexts]
    said = [by_zen.answer(case["id"], one) for case, one in zip(cases, answers, strict=True)]
    notes.append(_same("ZEN", said, expected))
    turns, others = _endless(contexts), _endless(contexts)
    return {
        ZEN: lambda: engine.evaluate("", next(turns)),
        ZEN_TRACED: lambda: engine.evaluate("", next(others), {"trace": True}),
    }


def _by_publicodes(
    here: Path,
    cases: Sequence[Mapping[str, Any]],
    expected: Sequence[Mapping[str, Any]],
    found: Timed,
    runs: int,
) -> None:
    node = publicodes()
    if node is None:
        anchor = "the anchor of the issue, 1.7 ms, is not checked"
        found.notes.append(skipped(PUBLICODES, f"node or its package is not installed; {anchor}"))
        return
    file = here / "publicodes.json"
    program = by_publicodes.program([by_publicodes.situation(case) for case in cases], runs)
    file.write_text(json.dumps(program), encoding="utf-8")
    told = _told(by_publicodes.command(*node, str(file)))
    if isinstance(told, str):
        found.notes.append(skipped(PUBLICODES, told))
        return
    found.taken[PUBLICODES] = told["decide"]
    found.notes.append(_same(PUBLICODES, [by_publicodes.answer(one) for one in told["answers"]], expected))


def _same(name: str, said: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]]) -> str:
    """Return how many of the answers *said* differ from those *expected*, on the columns that *name* gives."""
    differ = sum(
        any(_plain(mine[column]) != _plain(theirs.get(column)) for column in mine if column != "id")
        for mine, theirs in zip(said, expected, strict=True)
    )
    return f"{name}: {count(differ)} of {count(len(said))} complete cases differ from ours."


def _plain(value: object) -> object:
    """Return *value* as engines are compared: an amount whatever its zeros, a day as it is written."""
    return str(value) if isinstance(value, date) else value
