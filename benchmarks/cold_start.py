"""One decision as a whole cold process, beside bare imports and other engines' processes."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks import one_case
from benchmarks.peers import by_publicodes, dmn_workbook, people, zen_tables
from benchmarks.processes import Cost, Failed, costs, dmn_python, in_python, publicodes, run
from benchmarks.report import Target, number, say, skipped, table, targets

PROGRAM = in_python("cli.main", one_case.CASE)
BARE, OURS = "`python -c 'import click, jinja2'`", "`check-eligibility CASE`"
NOTHING, ZEN = "`python -c pass`", "ZEN, the same tables, inputs given"
OWN: Mapping[str, Sequence[str]] = {
    NOTHING: [sys.executable, "-c", "pass"],
    BARE: [sys.executable, "-c", "import click, jinja2"],
    OURS: PROGRAM,
    "`check-eligibility CASE --format json`": [*PROGRAM, "--format", "json"],
    "`check-eligibility CASE --detail trace`": [*PROGRAM, "--detail", "trace"],
}
_ZEN = """
import json, sys, zen
decision = zen.ZenEngine().create_decision(open(sys.argv[1]).read())
decision.evaluate(json.load(open(sys.argv[2])))
"""
_DURABLE = """
import json, sys
from durable.engine import Host, MessageNotHandledException
class Quiet(Host):
    def _run(self): pass
    def get_action(self, name): return lambda context: None
rulesets, asked = json.load(open(sys.argv[1]))
host = Quiet({ruleset: {name: {"all": [{"m": pattern}], "run": name} for name, pattern in patterns.items()}
              for ruleset, patterns in rulesets.items()})
for ruleset, fact in asked:
    try:
        host.assert_fact(ruleset, fact)
        host.retract_fact(ruleset, fact)
    except MessageNotHandledException:
        pass
"""
LIMITS = (
    "Jinja and click are half of it, whatever the format; the trace adds its events and their sentences.",
    "ZEN is one compiled library, and reads its tables from one JSON file.",
    "pyDMNrules builds the grammar of S-FEEL at each import: that is nearly all of its time.",
)


def measured(*, small: bool = False) -> str:
    """Return Markdown: whole processes, each run in turn after one that fills the caches."""
    runs = 1 if small else 21
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        others, notes = _others(here)
        say(f"cold: {len(OWN) + len(others)} programs, {runs} times each")
        found = costs({**OWN, **others}, runs)
        if not small:
            found |= _dmn(here, notes)
    rows = [
        (
            name,
            number(min(cost.milliseconds)),
            number(cost.median.processor * 1e3),
            number(cost.median.clock * 1e3),
            number(cost.median.processor / found[OURS].median.processor),
            number(cost.median.peak),
        )
        for name, cost in found.items()
    ]
    head = (
        "whole process, warm cache",
        "least ms of processor",
        "median",
        "median on the clock",
        "× ours",
        "MiB",
    )
    return "\n\n".join([table(head, rows), _said(runs, notes), _targets(found)])


def _said(runs: int, notes: Sequence[str]) -> str:
    said = f"{runs} runs of each, in turn. The other engines answer with the numbers of rows alone."
    return "\n\n".join([said, *notes])


def _targets(found: Mapping[str, Cost]) -> str:
    beside = found[OURS].times(found[ZEN]) if ZEN in found else None
    every = (
        Target("a cold answer, beside ZEN's cold process", beside, 2, " ×"),
        Target("a cold answer, beside the bare import", found[OURS].times(found[BARE]), 2.5, " ×"),
    )
    start, libraries, ours = (found[name].median.processor for name in (NOTHING, BARE, OURS))
    share = (
        f"Of our {number(ours * 1e3)} ms, Python takes {number(start * 1e3)} to start, and the libraries of the bare import"
        f" {number((libraries - start) * 1e3)}; the rest is the other modules, the compiled tables, read back from a cache,"
        " the first rulesets of durable-rules and the decision itself."
    )
    return targets(every, (share, *LIMITS))


def _others(here: Path) -> tuple[dict[str, Sequence[str]], list[str]]:
    """Return the commands of the other engines that are installed, and a line for each one that is not."""
    commands: dict[str, Sequence[str]] = {}
    notes: list[str] = []
    if find_spec("zen") is None:
        notes.append(skipped("ZEN", "`zen-engine` is not installed"))
    else:
        question = one_case.consulted()
        files = _stored(here, zen_tables.decision(question), question.context)
        commands[ZEN] = [sys.executable, "-c", _ZEN, *files]
    if find_spec("durable") is None:
        notes.append(skipped("bare durable-rules", "`durable_rules` is not installed"))
    else:
        commands["bare durable-rules, the same facts and rulesets"] = [
            sys.executable, "-c", _DURABLE, *_stored(here, _durable()),
        ]  # fmt: skip
    node = publicodes()
    if node is None:
        notes.append(skipped("publicodes", "node or its package is not installed"))
    else:
        one = [by_publicodes.situation(case) for case in people.complete(here, 1)]
        (file,) = _stored(here, by_publicodes.program(one, runs=0))
        commands["publicodes, the reduced rules"] = by_publicodes.command(*node, file)
    return commands, notes


def _durable() -> object:
    asked = one_case.asked(one_case.setting().decided)
    rulesets: dict[str, object] = {}
    facts: list[tuple[str, object]] = []
    for engine, index, fact in asked:
        name = f"{id(engine)}-{index}"
        rulesets[name] = engine.rulesets.patterns[int(index)]
        facts.append((name, fact))
    return rulesets, facts


def _dmn(here: Path, notes: list[str]) -> dict[str, Cost]:
    """Return what a process of pyDMNrules costs, once: its import alone is longer than all that is above."""
    python = dmn_python()
    if python is None:
        notes.append(skipped("pyDMNrules", "it is not installed"))
        return {}
    say("cold: pyDMNrules, which takes half a minute to import")
    workbook = here / "tables.xlsx"
    dmn_workbook.write(one_case.consulted(), workbook)
    (case,) = _stored(here, one_case.consulted().context)
    command = [str(python), "-m", "benchmarks.peers.dmn_program", str(workbook), case, "0"]
    try:
        return {"pyDMNrules, the same tables, inputs given (one run)": Cost((run(command),))}
    except Failed as failed:
        notes.append(skipped("pyDMNrules", str(failed)))
        return {}


def _stored(folder: Path, *contents: object) -> Iterator[str]:
    for content in contents:
        path = folder / f"{len(list(folder.iterdir()))}.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        yield str(path)
