"""What a section of ``RESULTS.md`` is made of: tables, targets with their verdict, and what is said on the way."""

import sys
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_STARTED = time.monotonic()


class Target(NamedTuple):
    """What is aimed at. ``found``: the figure, None where it could not be measured; ``most``: not beyond."""

    aim: str
    found: float | None
    bound: float
    unit: str = ""
    most: bool = True

    @property
    def met(self) -> bool:
        """Whether the figure is within the bound."""
        return self.found is not None and (
            self.found <= self.bound if self.most else self.found >= self.bound
        )


def targets(every: Sequence[Target], limits: Sequence[str]) -> str:
    """Return the verdict on each target, then what limits the figures."""
    rows = [
        (
            one.aim,
            f"{'≤' if one.most else '≥'} {number(one.bound)}{one.unit}",
            "not measured" if one.found is None else f"{number(one.found)}{one.unit}",
            "-" if one.found is None else "met" if one.met else "**missed**",
        )
        for one in every
    ]
    said = "\n".join(f"- {limit}" for limit in limits)
    return f"{table(('target', 'bound', 'found', 'verdict'), rows)}\n\nWhat limits these figures:\n\n{said}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; its first column is text, the others are figures."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    """Return *value* with three figures at least, thousands apart."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def count(value: int) -> str:
    """Return the whole number *value*, thousands apart."""
    return f"{value:,}".replace(",", "\u202f")


def say(text: str) -> None:
    """Tell, on the error stream, what is being measured, and when since the start."""
    spent = round(time.monotonic() - _STARTED)
    sys.stderr.write(f"[{spent // 60:2d}:{spent % 60:02d}] {text}\n")
    sys.stderr.flush()


def skipped(what: str, why: str) -> str:
    """Return the line that says that *what* is not measured, which is said at once too."""
    line = f"Not measured: {what} ({why})."
    say(line)
    return line
