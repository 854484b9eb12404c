"""What whole processes cost: the time of processors that they take, whatever else the machine does."""

import os
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Cost(NamedTuple):
    """Milliseconds of processor time of the runs of one command, in order."""

    taken: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.taken)

    def times(self, base: "Cost") -> float:
        """Return the median of the ratios to *base*, run by run: what disturbs one disturbs the other."""
        return statistics.median(mine / other for mine, other in zip(self.taken, base.taken, strict=True))


def costs(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Cost]:
    """Return what each command costs, run in turn, after one run that fills the caches."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        _milliseconds(command)
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(_milliseconds(command))
    return {name: Cost(tuple(times)) for name, times in taken.items()}


def _milliseconds(command: Sequence[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT, env=environment)  # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return (used.ru_utime + used.ru_stime) * 1e3
