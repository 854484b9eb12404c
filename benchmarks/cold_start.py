"""Time of one decision as a whole cold process, beside the bare import of two of its libraries.

Runs in turn, A B A B …, so that both meet the same machine; prints medians and their ratio.
Usage: python benchmarks/cold_start.py [CASE.json] [--runs N]
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = 2.5


def seconds(command: list[str]) -> float:
    """Return the wall time of *command*, which must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    """Print the comparison as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("case", nargs="?", default="golden/cases/ij_maladie_ouvert.json")
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    commands = {
        "python -c 'import click, jinja2'": [sys.executable, "-c", "import click, jinja2"],
        "check-eligibility, warm cache": [sys.executable, "-m", "cli.main", options.case],
        "check-eligibility --detail trace": [
            sys.executable, "-m", "cli.main", options.case, "--detail", "trace",
        ],
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        seconds(command)
    for _ in range(options.runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    base = statistics.median(times["python -c 'import click, jinja2'"])
    print("| whole process | min ms | median ms | max ms | ratio of medians |")
    print("|---|---|---|---|---|")
    for name, measured in times.items():
        low, mid, high = min(measured), statistics.median(measured), max(measured)
        print(f"| `{name}` | {low * 1e3:.0f} | {mid * 1e3:.0f} | {high * 1e3:.0f} | {mid / base:.2f} |")
    print(f"\nTarget: at most {TARGET} times the bare import. {options.runs} runs of each, in turn.")


if __name__ == "__main__":
    main()
