"""The tables of one decision as a ZEN decision."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.consulted import Consulted, Question, figure
from engine.model import AnyOf, Between, Compare, Expression, IsUnknown, Not, Operator, UnaryTest


def decision(question: Question) -> dict[str, Any]:
    """Return the tables of *question*, side by side, JSON-ready."""
    nodes = [node("entry", "inputNode", None), node("end", "outputNode", None)]
    nodes += [_table(table) for table in question.tables]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for table in question.tables
        for one, other in (("entry", table.name), (table.name, "end"))
    ]
    return {"nodes": nodes, "edges": edges}


def retained(result: Mapping[str, Any], question: Question) -> Mapping[str, Sequence[str]]:
    """Return the rows that ZEN's *result* retains, table by table."""
    found = {table.name: result[table.name] for table in question.tables}
    return {
        name: tuple(row["row"] for row in (rows if isinstance(rows, list) else [rows]))
        for name, rows in found.items()
    }


def node(name: str, kind: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a node of a ZEN decision."""
    made: dict[str, Any] = {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return made if content is None else {**made, "content": content}


def _table(table: Consulted) -> dict[str, Any]:
    rules: list[dict[str, str]] = []
    for line in table.lines:
        rule = {"_id": line.id, "row": json.dumps(line.id, ensure_ascii=False)}
        for term, test in line.asked:
            before = rule.get(term)
            rule[term] = f"({before}) and ({written(test)})" if before else written(test)
        rules.append(rule)
    if table.default is not None:
        rules.append({"_id": table.default, "row": json.dumps(table.default)})
    content = {
        "hitPolicy": "collect" if table.many else "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in table.columns],
        "outputs": [{"id": "row", "name": "row", "field": "row"}],
        "rules": rules,
        "outputPath": table.name,
    }
    return node(table.name, "decisionTableNode", content)


def written(test: UnaryTest) -> str:
    """Return *test* as ZEN writes a unary test about ``$``."""
    match test:
        case Compare(operator, endpoint):
            sign = {Operator.EQ: "==", Operator.NE: "!="}.get(operator, operator.value)
            return f"$ {sign} {_figure(endpoint)}"
        case Between(low, high, low_included, high_included):
            opens, closes = "[" if low_included else "(", "]" if high_included else ")"
            return f"$ in {opens}{_figure(low)}..{_figure(high)}{closes}"
        case AnyOf(tests):
            return " or ".join(f"({written(one)})" for one in tests)
        case Not(inner):
            return f"not ({written(inner)})"
        case IsUnknown():
            return "$ == null"


def _figure(endpoint: Expression) -> str:
    return json.dumps(figure(endpoint), ensure_ascii=False)
