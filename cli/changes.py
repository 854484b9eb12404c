"""Accepted texts against those of today: shown before and after, then accepted."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.streams import write_whole
from engine.diagnostics import Diagnostic
from explain.faults.words import counted

KINDS = ("*.json", "*.txt", "*.md")
CONTEXT = 3

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Change:
    """A file whose text is not the accepted one; ``before`` or ``after`` None: it is new, or gone."""

    file: str
    before: str | None
    after: str | None


def folder_of(directory: Path) -> Path:
    """Return where the accepted texts are (the name is that of the test module that reads them too)."""
    return directory / "expected" / "test_golden"


def accepted(directory: Path) -> dict[str, str]:
    """Return the accepted texts by file name."""
    folder = folder_of(directory)
    return {path.name: path.read_text("utf-8") for kind in KINDS for path in sorted(folder.glob(kind))}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Return what differs, tables first, then cases by name."""
    files = sorted(before.keys() | after.keys(), key=lambda file: (not file.endswith(".md"), file))
    return [
        Change(file, before.get(file), after.get(file))
        for file in files
        if before.get(file) != after.get(file)
    ]


def accept(directory: Path, found: Sequence[Change]) -> None:
    """Write the texts of today over the accepted ones."""
    folder = folder_of(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for change in found:
        if change.after is None:
            (folder / change.file).unlink(missing_ok=True)
        else:
            write_whole(folder / change.file, change.after)


def shown(found: Sequence[Change], *, colour: bool = False) -> str:
    """Return *found* as unified diffs in French.

    The JSON of a case is shown only when its text, which says the same in words, does not change.
    """
    texts = {change.file for change in found}
    seen = [
        change
        for change in found
        if not (change.file.endswith(".json") and change.file.removesuffix("json") + "txt" in texts)
    ]
    lines = [line for change in seen for line in _diff(change)]
    return "".join(f"{_coloured(line) if colour else line}\n" for line in lines)


def verdicts(found: Sequence[Change]) -> str:
    """Return the verdicts that change, one a line."""
    lines: list[str] = []
    for change in found:
        if change.file.endswith(".json") and change.before is not None and change.after is not None:
            before, after = _verdicts(change.before), _verdicts(change.after)
            lines += [
                f"{Path(change.file).stem}, {code}\u00a0: {before.get(code, '-')} -> {after.get(code, '-')}\n"
                for code in before | after
                if before.get(code) != after.get(code)
            ]
    return "verdicts qui changent\u00a0:\n" + "".join(f"  {line}" for line in lines) if lines else ""


def summary(
    found: Sequence[Change],
    now: Mapping[str, str],
    faults: Sequence[Diagnostic],
    *,
    updated: bool,
) -> str:
    """Return how many cases and tables there are, how many change, and what to do next."""
    cases = {Path(file).stem for file in now if not file.endswith(".md")}
    changed = {Path(change.file).stem for change in found if not change.file.endswith(".md")}
    tables = [change for change in found if change.file.endswith(".md")]
    parts = [
        f"{_several(len(cases), 'cas', 'cas')}\u00a0:",
        f"{_several(len(changed), 'change', 'changent')}," if changed else "aucun ne change,",
        f"{_several(len(tables), 'table change', 'tables changent')}",
    ]
    text = " ".join(parts) + "\n"
    if faults:
        return text + f"{counted(faults)}\u00a0: rien n’est accepté tant qu’il en reste\n"
    if found and updated:
        return text + "changements acceptés\n"
    if found:
        return text + "aide\u00a0: relire, puis check-eligibility golden --update pour accepter\n"
    return text


def _verdicts(text: str) -> dict[str, str]:
    """Return the verdicts of a case by benefit; none when *text* is not what ``to_json`` writes."""
    try:
        return {benefit["code"]: benefit["verdict"] for benefit in json.loads(text)["benefits"]}
    except (ValueError, KeyError, TypeError):
        return {}


def _several(number: int, one: str, many: str) -> str:
    return f"{number}\u00a0{many if number > 1 else one}"


def _diff(change: Change) -> Iterator[str]:
    before = [] if change.before is None else change.before.splitlines()
    after = [] if change.after is None else change.after.splitlines()
    if change.before is None or change.after is None:
        word = "nouveau" if change.before is None else "disparu"
        yield f"--- {change.file} ({word}, {_several(len(before or after), 'ligne', 'lignes')})"
        return
    for line in difflib.unified_diff(
        before, after, f"{change.file} (avant)", f"{change.file} (après)", n=CONTEXT, lineterm=""
    ):
        hunk = _HUNK.fullmatch(line)
        yield f"@@ ligne {hunk[1]} avant, {hunk[2]} après @@" if hunk else line


def _coloured(line: str) -> str:
    colour = _COLOURS.get(line[:1], "")
    return f"{colour}{line}{_RESET}" if colour else line
