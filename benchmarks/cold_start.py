"""One decision as a whole cold process, beside the bare import of two of its libraries."""

import sys
from collections.abc import Mapping

from benchmarks.processes import costs

CASE = "golden/cases/ij_maladie_ouvert.json"
PROGRAM = [sys.executable, "-m", "cli.main", CASE]
BARE = "python -c 'import click, jinja2'"
COMMANDS: Mapping[str, list[str]] = {
    BARE: [sys.executable, "-c", "import click, jinja2"],
    "check-eligibility CASE": PROGRAM,
    "check-eligibility CASE --format json": [*PROGRAM, "--format", "json"],
    "check-eligibility CASE --detail trace": [*PROGRAM, "--detail", "trace"],
}
TARGET = 2.5


def measured(runs: int) -> str:
    """Return a Markdown table of *runs* runs of each command, in turn after one that fills the cache."""
    found = costs(COMMANDS, runs)
    lines = ["| whole process, warm cache | min ms | median ms | median of ratios |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {min(cost.taken):.0f} | {cost.median:.0f} | {cost.times(found[BARE]):.2f} |"
        for name, cost in found.items()
    ]
    lines.append(
        f"\nProcessor time, user and system, of {runs} runs of each, in turn. Target of the answers without"
        f" trace: at most {TARGET} times the bare import."
    )
    return "\n".join(lines)
