"""One decision as a whole cold process, beside the bare import of two of its libraries."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = "golden/cases/ij_maladie_ouvert.json"
PROGRAM = [sys.executable, "-m", "cli.main", CASE]
COMMANDS: Mapping[str, list[str]] = {
    "python -c 'import click, jinja2'": [sys.executable, "-c", "import click, jinja2"],
    "check-eligibility CASE": PROGRAM,
    "check-eligibility CASE --format json": [*PROGRAM, "--format", "json"],
    "check-eligibility CASE --detail trace": [*PROGRAM, "--detail", "trace"],
}
TARGET = 2.5


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=dict(os.environ))  # noqa: S603 - our own commands
    return time.perf_counter() - start


def measured(runs: int) -> str:
    """Return a Markdown table of *runs* runs of each command, in turn after one that fills the cache."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        _seconds(command)
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(_seconds(command))
    base = times[next(iter(COMMANDS))]
    lines = [
        "| whole process, warm cache | min ms | median ms | max ms | ratio of medians | median of ratios |",
        "|---|---|---|---|---|---|",
    ]
    for name, taken in times.items():
        low, mid, high = min(taken), statistics.median(taken), max(taken)
        pairs = statistics.median(mine / bare for mine, bare in zip(taken, base, strict=True))
        lines.append(
            f"| `{name}` | {low * 1e3:.0f} | {mid * 1e3:.0f} | {high * 1e3:.0f} "
            f"| {mid / statistics.median(base):.2f} | {pairs:.2f} |"
        )
    lines.append(f"\nTarget: at most {TARGET} times the bare import. {runs} runs of each, in turn.")
    return "\n".join(lines)
