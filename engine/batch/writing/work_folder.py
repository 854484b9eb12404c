"""The hidden folder beside the output where a batch works, and what it finds there of a batch cut short.

Chunks that are done are written there, each noted in a journal once it is whole. A batch of the same
inputs, tables and options takes them up again; another one begins anew.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.seal import digest
from engine.serialize import Plain

HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk that is whole: rows written, rows rejected."""

    written: int
    rejected: int


class WorkFolder:
    """The folder beside *output*, for one batch at a time; ``done`` are the chunks of an earlier run.

    Raises:
        FaultsFound: another batch is writing the same output.
        OSError: it cannot be made.
    """

    def __init__(self, output: Path, identity: str) -> None:
        self.path = output.parent / f".{output.name}.en-cours"
        self.identity = identity
        self.done: dict[int, Done] = {}
        self._lock = self.path / "verrou"
        self._journal = self.path / "journal.jsonl"
        if self.path.exists():
            self._refuse_if_locked(output)
            if not self._take_up():
                shutil.rmtree(self.path)
        self.path.mkdir(parents=False, exist_ok=True)
        self._lock.write_text(str(os.getpid()), "ascii")
        if not self._journal.exists():
            self._note({"identity": identity})

    def part(self, chunk: int) -> Path:
        """Return where the verdicts of *chunk* are written."""
        return self.path / f"tranche-{chunk}.parquet"

    def rejects(self, chunk: int) -> Path:
        """Return where the rejects of *chunk* are written."""
        return self.path / f"rejets-{chunk}.csv"

    def finished(self, chunk: int, done: Done) -> None:
        """Note that *chunk* is whole."""
        self.done[chunk] = done
        self._note({"chunk": chunk, "written": done.written, "rejected": done.rejected})

    def close(self, *, keep: bool) -> bool:
        """Remove everything but, with *keep*, the chunks that are whole; return whether any is kept."""
        kept = {path for chunk in self.done for path in (self.part(chunk), self.rejects(chunk))}
        if not keep or not kept:
            shutil.rmtree(self.path, ignore_errors=True)
            return False
        for path in self.path.iterdir():
            if path in kept or path == self._journal:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return True

    def _refuse_if_locked(self, output: Path) -> None:
        try:
            holder = int(self._lock.read_text("ascii"))
        except (OSError, ValueError):
            return
        if holder != os.getpid() and _is_alive(holder):
            message = "un autre traitement écrit déjà ce fichier"
            help_ = f"attendez qu’il finisse (processus {holder}), ou écrivez ailleurs"
            fault = Diagnostic(code="sortie-occupee", where=CaseRef(str(output)), message=message, help=help_)
            raise FaultsFound([fault])

    def _take_up(self) -> bool:
        """Read what an earlier run has done; return whether it was the same batch."""
        with suppress(OSError, ValueError, KeyError):
            first, *others = map(json.loads, self._journal.read_text("utf-8").splitlines())
            if first["identity"] != self.identity:
                return False
            for line in others:
                chunk = line["chunk"]
                if self.part(chunk).exists() and self.rejects(chunk).exists():
                    self.done[chunk] = Done(line["written"], line["rejected"])
            return True
        return False

    def _note(self, line: Mapping[str, Any]) -> None:
        with self._journal.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(line) + "\n")
            opened.flush()
            os.fsync(opened.fileno())


def identity_of(files: tuple[str, ...], options: Plain) -> str:
    """Return what tells a batch from another: its inputs (size, date, beginning) and its options.

    Raises:
        OSError: an input cannot be read.
    """
    inputs: list[Plain] = []
    for file in files:
        path = Path(file)
        stat = path.stat()
        with path.open("rb") as opened:
            head = opened.read(HEAD).hex()
        inputs.append([str(path.resolve()), stat.st_size, stat.st_mtime_ns, digest(head)])
    return digest([inputs, options])


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # elsewhere the question would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
