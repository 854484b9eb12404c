"""What whole processes cost: time on the clock and of processors, peak of memory."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_LAUNCH = Path(__file__).with_name("launch.py")
LONGEST = 600
"""Seconds after which a process is stopped: none takes half of it."""


class Run(NamedTuple):
    """One process: seconds on the clock and of processors, and its peak of memory in MiB."""

    clock: float
    processor: float
    peak: float


class Failed(Exception):
    """A process that ended badly: its command, and the end of what it said."""


class Cost(NamedTuple):
    """The runs of one command, in order."""

    runs: tuple[Run, ...]

    @property
    def milliseconds(self) -> tuple[float, ...]:
        """Milliseconds of processor."""
        return tuple(run.processor * 1e3 for run in self.runs)

    @property
    def median(self) -> Run:
        """The median of each figure."""
        clock, processor, peak = (statistics.median(values) for values in zip(*self.runs, strict=True))
        return Run(clock, processor, peak)

    def times(self, base: "Cost") -> float:
        """Return the median of the ratios of processor to *base*, run by run: what disturbs one disturbs the other."""
        pairs = zip(self.runs, base.runs, strict=True)
        return statistics.median(mine.processor / other.processor for mine, other in pairs)


def costs(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Cost]:
    """Return what each command costs, run in turn, after one run that fills the caches."""
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for command in commands.values():
        run(command)
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(run(command))
    return {name: Cost(tuple(times)) for name, times in taken.items()}


def run(command: Sequence[str], output: str | Path = os.devnull) -> Run:
    """Return what one run of *command* costs; what it prints goes to *output*.

    Raises:
        Failed: it ended badly, or too late.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    launched = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-S", "-E", str(_LAUNCH), str(output), *command],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        told, said = launched.communicate(timeout=LONGEST)
    except BaseException as error:
        os.killpg(launched.pid, signal.SIGKILL)
        launched.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise Failed(f"{_short(command)} took more than {LONGEST} s") from None
        raise
    code, *cost = json.loads(told) if launched.returncode == 0 else (launched.returncode, 0, 0, 0)
    if code:
        raise Failed(f"{_short(command)} ended with {code}: {_why(said)}")
    return Run(*cost)


def _why(said: str) -> str:
    """Return the error in what a process *said*: ours, or the last line."""
    lines = said.strip().splitlines() or ["nothing said"]
    return next((line for line in reversed(lines) if line.startswith("erreur[")), lines[-1])


def _short(command: Sequence[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:4], "…"])


def in_python(module: str, *arguments: object) -> list[str]:
    """Return the command that runs *module* with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def dmn_python() -> Path | None:
    """Return the interpreter where pyDMNrules is installed: it replaces a module of Python, and has its own.

    ``make bench`` makes it; BENCH_DMN names another one.
    """
    found = Path(os.environ.get("BENCH_DMN", Path(sys.prefix, "dmn", "bin", "python")))
    return found if found.exists() else None


def publicodes() -> tuple[str, Path] | None:
    """Return node, and the folder of publicodes that ``make bench`` makes; BENCH_PUBLICODES names another one."""
    node = shutil.which("node")
    default = Path(sys.prefix, "publicodes", "node_modules", "publicodes")
    found = Path(os.environ.get("BENCH_PUBLICODES", default))
    return (node, found) if node and found.exists() else None
