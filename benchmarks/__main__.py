"""Run every benchmark and write ``RESULTS.md`` beside this file."""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import batch, cold_start, seeded_faults, single_case

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
LIBRARIES = ("babel", "click", "durable_rules", "jinja2")
RUNS = 31


def main() -> None:
    """Measure, print and write."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    text = f"""# Results

Written by `make bench`. Figures hold for the machine that made them; the ratios are what to read.

{platform.system()} {platform.machine()}, Python {platform.python_version()}; {libraries}.

## One decision, cold process

{cold_start.measured(RUNS)}

## One decision, warm, and beside others

{single_case.measured(RUNS)}

## Many decisions

{batch.measured()}

## Faults put at random in the workbooks

{seeded_faults.measured()}
"""
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
