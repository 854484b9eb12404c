"""A batch between two pipes: standard input kept aside to be read several times, verdicts given at the end."""

import csv
import shutil
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cli import streams
from cli.french import refuse
from engine.typography import grouped

STANDARD = "-"
INPUT = "entrée standard"
BLOCK = 2**20
MOST_TOLD = 10
"""Rejects told on the screen when no file takes them."""


class Files(NamedTuple):
    """Where inputs are, and what those are called that are not theirs; ``folder`` is for what is in between."""

    files: tuple[str, ...]
    called: Mapping[str, str]
    folder: Path | None

    @property
    def of_lines(self) -> bool:
        """Whether the first one is JSON lines."""
        return Path(self.files[0]).suffix.lower() in (".jsonl", ".ndjson", ".json")


@contextmanager
def files_of(
    inputs: Sequence[str], output: str | None, progress: streams.Progress
) -> Generator[Files, None, None]:
    """Give the files of *inputs*, standard input in a file of its own beside *output*, removed after."""
    if inputs.count(STANDARD) > 1:
        refuse("l’entrée standard ne se lit qu’une fois\u00a0: un seul «\u00a0-\u00a0»")
    if STANDARD not in inputs and output != STANDARD:
        yield Files(tuple(inputs), {}, None)
        return
    beside = None if output in (None, STANDARD) else Path(output).resolve().parent
    if beside is not None and not beside.is_dir():
        refuse(f"--output\u00a0: le dossier {beside} n’existe pas")
    with tempfile.TemporaryDirectory(dir=beside, prefix=".check-eligibility-") as made:
        folder = Path(made)
        spooled = str(_spooled(folder, progress)) if STANDARD in inputs else ""
        files = tuple(spooled if file == STANDARD else file for file in inputs)
        yield Files(files, {spooled: INPUT}, folder)


def _spooled(folder: Path, progress: streams.Progress) -> Path:
    """Return a file of what standard input gives, whose name says its form."""
    made, done, head = folder / "entree", 0, b""
    with made.open("wb") as written:
        while block := sys.stdin.buffer.read(BLOCK):
            head = head or block.removeprefix(b"\xef\xbb\xbf").lstrip()[:4]
            done += written.write(block)
            progress(f"lecture de l’{INPUT}\u00a0: {grouped(done // BLOCK)}\u00a0Mio")
    lines, typed = head.startswith((b"{", b"[")), head == b"PAR1"
    return made.rename(made.with_suffix(".parquet" if typed else ".jsonl" if lines else ".csv"))


def write_out(verdicts: Path) -> None:
    """Write the file *verdicts* on standard output."""
    with verdicts.open("rb") as opened:
        shutil.copyfileobj(opened, sys.stdout.buffer, BLOCK)
    sys.stdout.buffer.flush()


def place_rejects(rejects: Path, target: str) -> None:
    """Put the file *rejects* in *target*, replaced whole or not at all."""
    aside = Path(target).with_name(f".{Path(target).name}.en-cours")
    try:
        shutil.copyfile(rejects, aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def first_rejects(rejects: Path) -> str:
    """Return the first lines of the file *rejects*, in words."""
    told: list[str] = []
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened, delimiter=";"):
            if len(told) == MOST_TOLD:
                told.append("  … (--rejets FICHIER les écrit tous)")
                break
            place = f"ligne {row['ligne']}" if row["ligne"] else f"rang {row['rang']}"
            column = f", {row['colonne'] or row['prestation']}" if row["colonne"] or row["prestation"] else ""
            told.append(f"  {row['fichier']}, {place}{column}\u00a0: {row['motif']}")
    return "".join(f"{line}\n" for line in told)
