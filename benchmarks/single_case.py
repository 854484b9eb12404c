"""One decision: warm, beside bare durable-rules and ZEN on the same tables; cold, beside ZEN.

ZEN is given the tables that the case consults, the rows in force on the day, endpoints as figures, and
the values of the inputs, which it needs not work out.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.cold_start import CASE, PROGRAM
from benchmarks.processes import ROOT, costs
from engine.cases.read_case import read_case
from engine.evaluate import decide
from engine.model import (
    AnyOf,
    Between,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Table,
    UnaryTest,
)
from engine.pipeline import load_tables
from engine.rules import RuleMatcher
from engine.rules.matcher import RuleEngine
from engine.rules.rule_host import Fact
from engine.shipped import shipped_tables
from engine.trace import CellTested, Event, RowTried, TableDecided, Truth, Verdict
from engine.values import Missing, Value
from explain.record import Record

WARM_RUNS = 500
ZEN = "ZEN, the same tables, inputs given"
OURS = "check-eligibility CASE"
_COLD_ZEN = """
import json, sys, zen
decision = zen.ZenEngine().create_decision(open(sys.argv[1]).read())
decision.evaluate(json.load(open(sys.argv[2])))
"""


def measured(runs: int) -> str:
    """Return a Markdown section: warm medians and 99th percentiles, then whole processes."""
    setting = _setting()
    return f"{_warm(setting)}\n\n{_cold(setting, runs)}"


@dataclass(frozen=True)
class Setting:
    """A case, decided once by the rules and once by the reference meaning, which agree."""

    decided: Callable[[Record | None], Verdict]
    tables: Mapping[str, Table]
    events: Sequence[Event]


def _setting() -> Setting:
    model, _ = load_tables(shipped_tables())
    assert model is not None
    case, _ = read_case((ROOT / CASE).read_bytes(), CASE, model)
    assert case is not None
    (benefit,) = case.benefits
    matcher = RuleMatcher(model)

    def decided(record: Record | None) -> Verdict:
        return decide(model, case.facts, benefit, matcher=matcher, tracer=record)

    by_rules, by_reference = Record(), Record()
    decide(model, case.facts, benefit, tracer=by_reference)
    decided(by_rules)
    *events, verdict = by_rules.events
    *expected, reference = by_reference.events
    assert isinstance(verdict, Verdict) and isinstance(reference, Verdict)
    assert events == expected and replace(verdict, engine="") == replace(reference, engine="")
    return Setting(decided, model.tables, events)


# --- warm ----------------------------------------------------------------------------------


def _warm(setting: Setting) -> str:
    asked = _asked(lambda: setting.decided(None))

    def with_trace() -> None:
        record = Record()
        setting.decided(record)
        for event in record.events:
            if isinstance(event, CellTested):
                _ = event.truth, event.value, event.resolved

    def bare(evaluate: Callable[[RuleEngine, str, Fact], Sequence[str]]) -> Callable[[], None]:
        def program() -> None:
            for engine, name, fact in asked:
                evaluate(engine, name, fact)

        return program

    programs: dict[str, Callable[[], object]] = {
        "verdict": lambda: setting.decided(None),
        "verdict and every cell of the trace": with_trace,
        f"bare durable-rules, its public interface: the same {len(asked)} facts and rulesets": bare(
            lambda engine, name, fact: engine.host.evaluate(name, fact)
        ),
        "bare durable-rules, its C functions": bare(
            lambda engine, name, fact: engine.host.evaluate_fast(name, fact)
        ),
    }
    if find_spec("zen") is not None:
        programs |= _zen_programs(setting)
    lines = ["| warm | median ms | p99 ms | times the verdict |", "|---|---|---|---|"]
    taken = _milliseconds(programs)
    verdict = statistics.median(taken["verdict"])
    for name, times in taken.items():
        median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
        lines.append(f"| {name} | {median:.2f} | {p99:.2f} | {median / verdict:.2f} |")
    lines.append(f"\nProcessor time of {WARM_RUNS} runs of each, in turn; every answer is first checked.")
    return "\n".join(lines)


def _milliseconds(programs: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(WARM_RUNS):
        for name, program in programs.items():
            start = time.process_time_ns()
            program()
            taken[name].append((time.process_time_ns() - start) / 1e6)
    return taken


def _asked(run: Callable[[], object]) -> list[tuple[RuleEngine, str, Fact]]:
    """Return what *run* asks of durable-rules: rulesets with their facts."""
    found: list[tuple[RuleEngine, str, Fact]] = []
    holding = RuleEngine.holding

    def noted(self: RuleEngine, fact: Fact) -> set[int]:
        for index, columns in enumerate(self.rulesets.columns):
            found.append((self, str(index), {name: fact[name] for name in fact if name in columns}))
        return holding(self, fact)

    with patch.object(RuleEngine, "holding", noted):
        run()
    return found


# --- ZEN -----------------------------------------------------------------------------------


def _zen_programs(setting: Setting) -> dict[str, Callable[[], object]]:
    zen: Any = import_module("zen")
    content, context, expected = _zen(setting)
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    result = decision.evaluate(context)["result"]
    found = {name: _ids(result, name) for name in expected}
    assert found == expected, {name: (found[name], expected[name]) for name in expected}
    return {
        ZEN: lambda: decision.evaluate(context),
        f"{ZEN}, with its trace": lambda: decision.evaluate(context, {"trace": True}),
    }


def _ids(result: Mapping[str, Any], table: str) -> list[str]:
    rows = result[table]
    return [row["row"] for row in (rows if isinstance(rows, list) else [rows])]


def _zen(setting: Setting) -> tuple[dict[str, Any], dict[str, Any], dict[str, list[str]]]:
    """Return the tables as a ZEN decision, the inputs, and the rows that each table retains."""
    context: dict[str, Any] = {}
    expected: dict[str, list[str]] = {}
    nodes = [_node("entry", "inputNode", None), _node("end", "outputNode", None)]
    cells: list[CellTested] = []
    rows: dict[str, list[tuple[str, list[CellTested]]]] = {}
    for event in setting.events:
        match event:
            case CellTested():
                cells.append(event)
                if not isinstance(event.value, Missing):
                    context[event.condition.term] = _plain(event.value)
            case RowTried():
                if event.in_force is Truth.SATISFIED:
                    rows.setdefault(event.table, []).append((event.row.id, cells))
                cells = []
            case TableDecided():
                expected[event.table] = [row.id for row in event.retained]
            case _:
                pass
    for name, tried in rows.items():
        nodes.append(_zen_table(setting.tables[name], tried))
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for name in rows
        for one, other in (("entry", name), (name, "end"))
    ]
    return {"nodes": nodes, "edges": edges}, context, expected


def _zen_table(table: Table, rows: Sequence[tuple[str, list[CellTested]]]) -> dict[str, Any]:
    columns = list(dict.fromkeys(name for name, _ in table.inputs))
    rules: list[dict[str, str]] = []
    for row, cells in rows:
        rule = {"_id": row, "row": json.dumps(row, ensure_ascii=False)}
        for cell in cells:
            asked = _written(cell.resolved)
            before = rule.get(cell.condition.term)
            rule[cell.condition.term] = f"({before}) and ({asked})" if before else asked
        rules.append(rule)
    if table.default is not None:
        rules.append({"_id": table.default.id, "row": json.dumps(table.default.id)})
    content = {
        "hitPolicy": "collect" if table.policy.gives_list else "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in columns],
        "outputs": [{"id": "row", "name": "row", "field": "row"}],
        "rules": rules,
        "outputPath": table.name,
    }
    return _node(table.name, "decisionTableNode", content)


def _node(name: str, kind: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return node if content is None else {**node, "content": content}


def _written(test: UnaryTest) -> str:
    """Return *test* as ZEN writes a unary test about ``$``."""
    match test:
        case Compare(operator, endpoint):
            sign = {Operator.EQ: "==", Operator.NE: "!="}.get(operator, operator.value)
            return f"$ {sign} {_figure(endpoint)}"
        case Between(low, high, low_included, high_included):
            opens, closes = "[" if low_included else "(", "]" if high_included else ")"
            return f"$ in {opens}{_figure(low)}..{_figure(high)}{closes}"
        case AnyOf(tests):
            return " or ".join(f"({_written(one)})" for one in tests)
        case Not(inner):
            return f"not ({_written(inner)})"
        case IsUnknown():
            return "$ == null"


def _figure(endpoint: Expression) -> str:
    return json.dumps(_plain(endpoint.value), ensure_ascii=False) if isinstance(endpoint, Literal) else "null"


def _plain(value: Value) -> str | bool | int | float:
    match value:
        case bool() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.toordinal()


# --- cold ----------------------------------------------------------------------------------


def _cold(setting: Setting, runs: int) -> str:
    if find_spec("zen") is None:
        return "ZEN is not installed (`pip install zen-engine`): no comparison."
    content, context, _ = _zen(setting)
    with tempfile.TemporaryDirectory() as folder:
        files = list(_stored(Path(folder), content, context))
        found = costs({"ZEN": [sys.executable, "-c", _COLD_ZEN, *files], OURS: PROGRAM}, runs)
    lines = ["| whole process | min ms | median ms | median of ratios |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {min(cost.taken):.0f} | {cost.median:.0f} | {cost.times(found['ZEN']):.2f} |"
        for name, cost in found.items()
    ]
    lines.append(
        f"\nProcessor time of {runs} runs of each, in turn. ZEN answers with the numbers of rows alone."
    )
    return "\n".join(lines)


def _stored(folder: Path, *contents: object) -> Iterator[str]:
    for place, content in enumerate(contents):
        path = folder / f"{place}.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        yield str(path)
