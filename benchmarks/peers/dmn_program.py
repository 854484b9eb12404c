"""``python -m benchmarks.peers.dmn_program WORKBOOK CASE RUNS``: what pyDMNrules answers, and how long it takes.

For the interpreter where pyDMNrules is installed, and for it alone: its dependencies replace a module of Python.
"""

import json
import sys
import time
from typing import Any


def main() -> None:
    """Write, as JSON, milliseconds of processor and the rows that each table retains."""
    workbook, case, runs = sys.argv[1:]
    start = time.process_time()
    import pyDMNrules

    imported = time.process_time()
    rules = pyDMNrules.DMN()
    status = rules.load(workbook)
    loaded = time.process_time()
    if "errors" in status:
        sys.exit("\n".join(status["errors"]))
    with open(case, encoding="utf-8") as file:  # noqa: PTH123 - nothing else is imported than what is measured
        context = json.load(file)
    status, answer = rules.decide(context)
    taken = []
    for _ in range(int(runs)):
        begun = time.process_time_ns()
        rules.decide(context)
        taken.append((time.process_time_ns() - begun) / 1e6)
    found = {
        "import": (imported - start) * 1e3,
        "load": (loaded - imported) * 1e3,
        "decide": taken,
        "errors": status.get("errors", []),
        "rows": _rows(answer if isinstance(answer, list) else [answer]),
    }
    sys.stdout.write(json.dumps(found))


def _rows(answers: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the numbers of the rows that each table retains."""
    found: dict[str, list[int]] = {}
    for answer in answers:
        executed = answer["Executed Rule"]
        rules = executed if isinstance(executed, list) else [executed]
        for _, table, number in rules:
            found.setdefault(table, []).append(int(number))
    return found


if __name__ == "__main__":
    main()
