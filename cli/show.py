"""Diagnostics on a terminal."""

from collections.abc import Sequence
from itertools import chain

from engine.diagnostics import Diagnostic, Severity

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}


def shown(diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """Return *diagnostics* as lines: place and fact, the other half of a conflict, the remedy, a case."""
    return "".join(f"{line}\n" for line in chain.from_iterable(_lines(d, colour) for d in diagnostics))


def _lines(diagnostic: Diagnostic, colour: bool) -> list[str]:
    head = f"{diagnostic.severity.value}[{diagnostic.code}]"
    where = str(diagnostic.where)
    if colour:
        head = f"{_COLOURS[diagnostic.severity]}{head}{_RESET}"
        where = f"{_BOLD}{where}{_RESET}"
    lines = [f"{head} {where}\u00a0: {diagnostic.message}"]
    lines += [f"  {place}\u00a0: {words}" for place, words in diagnostic.related]
    if diagnostic.help:
        first, *more = diagnostic.help.splitlines()
        lines += [f"  aide\u00a0: {first}", *(f"    {line}" for line in more)]
    if diagnostic.witness is not None:
        lines.append(f"  cas témoin\u00a0: {diagnostic.witness.in_words}")
    return lines
