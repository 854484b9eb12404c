"""Run the benchmarks and write ``RESULTS.md``: ``python -m benchmarks [SECTION…]``, every section by default.

A section is written as soon as it is done, in place of its last figures: an interrupted run loses nothing, and
what it has not reached keeps its figures, with their day.
"""

import argparse
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import ROOT
from benchmarks.report import say

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
LIBRARIES = (
    "babel", "click", "duckdb", "durable_rules", "jinja2", "openfisca-core", "polars", "pyarrow", "pyspark",
    "sqlglot", "zen-engine",
)  # fmt: skip


class Section(NamedTuple):
    """A section: its title, and the module whose ``measured(small=…)`` returns its Markdown."""

    title: str
    module: str


SECTIONS: Mapping[str, Section] = {
    "cold": Section("One decision, cold process", "benchmarks.cold_start"),
    "warm": Section("One decision, warm, beside others", "benchmarks.single_case"),
    "batch": Section("Many decisions, beside hand-written engines", "benchmarks.batch"),
    "shipped": Section("Many decisions, all the shipped benefits", "benchmarks.shipped"),
    "rows": Section("Cost against the rows of a table", "benchmarks.table_size"),
    "spark": Section("Spark beside DuckDB", "benchmarks.beside_spark"),
    "faults": Section("Faults put at random in the workbooks", "benchmarks.seeded_faults"),
}


def main(arguments: Sequence[str]) -> int:
    """Measure the sections asked for, and write each one; return 1 if one could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument(
        "--small", action="store_true", help="tiny sizes, to see that it runs; nothing is written"
    )
    parser.add_argument("--results", type=Path, help="the file to write, instead of RESULTS.md")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.sections if name not in SECTIONS]:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM)
    )  # what it has started stops with it
    results = asked.results or (None if asked.small else RESULTS)
    failed = [
        name
        for name in asked.sections or SECTIONS
        if not _written(name, SECTIONS[name], results, small=asked.small)
    ]
    if failed:
        say(f"not measured: {', '.join(failed)}")
    return 1 if failed else 0


def _written(name: str, section: Section, results: Path | None, *, small: bool) -> bool:
    """Measure *section*, print it, and write it in *results*, if any; return whether it could be measured."""
    say(f"{name}: {section.title}")
    start, load = time.monotonic(), os.getloadavg()[0]
    day = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    try:
        body = import_module(section.module).measured(small=small)
    except Exception as error:  # noqa: BLE001 - the other sections are to be measured all the same
        say(f"{name}: {type(error).__name__}: {error}")
        return False
    spent = time.monotonic() - start
    stamp = f"Measured {day}, in {spent:.0f} s, at {_revision()}; load of the machine before: {load:.1f}."
    if small:
        stamp += " **Tiny sizes: these figures mean nothing.**"
    text = f"{stamp}\n\n{body.strip()}\n"
    sys.stdout.write(f"\n## {section.title}\n\n{text}")
    sys.stdout.flush()
    if results is not None:
        keep(results, section.title, text)
    say(f"{name}: done in {spent:.0f} s")
    return True


def keep(results: Path, title: str, body: str) -> None:
    """Write *body* under *title* in *results*; the other sections stay as they are."""
    before = results.read_text(encoding="utf-8") if results.exists() else ""
    known = {section.title for section in SECTIONS.values()}
    bodies = {
        heading: said.strip() + "\n"
        for heading, said in re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", before, re.MULTILINE)
        if heading in known
    }
    bodies[title] = body
    parts = [_head()]
    parts += [f"## {one.title}\n\n{bodies[one.title]}" for one in SECTIONS.values() if one.title in bodies]
    made = results.with_suffix(".new")
    made.write_text("\n".join(parts), encoding="utf-8")
    made.replace(results)


def _head() -> str:
    return f"""# Results

Written by `make bench`, section by section; `python -m benchmarks SECTION` ({", ".join(SECTIONS)}) measures one
again. Figures hold for the machine that made them; the ratios are what to read. Every engine's answers are compared
with ours, and ours with the reference meaning; those that differ are counted.

Last written on {_machine()}, with Python {platform.python_version()}, {_libraries()}.
"""


def _machine() -> str:
    processor, memory = platform.machine(), ""
    try:
        processor = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="ascii"))[0]
        kilobytes = re.findall(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="ascii"))[0]
        memory = f", {int(kilobytes) / 2**20:.0f} GiB of memory"
    except (OSError, IndexError):
        pass
    return f"{platform.system()}, {os.cpu_count()} cores ({processor}){memory}"


def _libraries() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def _revision() -> str:
    """Return the commit that is measured, and whether something was changed since, these results aside."""
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", f":!{RESULTS.relative_to(ROOT)}")
    except (OSError, subprocess.CalledProcessError):
        return "an unknown revision"
    return f"revision {commit}{', changed since' if changed else ''}"


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
