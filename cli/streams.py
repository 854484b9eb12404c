"""What goes in and out: files, standard streams, colours."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.names import suggestion

NARROWEST, WIDEST = 40, 100


def prepare() -> None:
    """Make standard streams able to write every character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8")


def has_colour(stream: TextIO) -> bool:
    """Whether *stream* is a terminal that shows colours, and nobody asked for none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return how many columns a text may take."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)


def read_input(file: str, most: int, verbs: Iterable[str] = ()) -> bytes:
    """Return the first *most* + 1 bytes of *file* (``-`` is standard input).

    A file that does not exist and looks like one of *verbs* may be a verb misspelt.

    Raises:
        FaultsFound: it cannot be read.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except (OSError, ValueError) as error:
        help_ = suggestion(file, verbs) if isinstance(error, FileNotFoundError) else ""
        fault = Diagnostic(code="fichier-illisible", where=CaseRef(file), message=why(error), help=help_)
        raise FaultsFound([fault]) from None


def write_output(text: str, file: str | None) -> None:
    """Write *text* on standard output, or in *file*, which is replaced whole or not at all."""
    if file is None or file == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_file(text.encode(), file)


def write_file(data: bytes, file: str) -> None:
    """Write *data* in *file*, which is replaced whole or not at all.

    Raises:
        FaultsFound: it cannot be written.
    """
    try:
        write_whole(Path(file), data)
    except (OSError, ValueError) as error:
        fault = Diagnostic(
            code="fichier-non-ecrit", where=CaseRef(file), message=why(error), help="rien n’a été écrit"
        )
        raise FaultsFound([fault]) from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace the content of *path* at once: a reader sees the old one or the new one.

    Raises:
        OSError: it cannot be written; the old content is still there.
    """
    data = content.encode() if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the permissions of *target*, or those of a new file."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def why(error: OSError | ValueError) -> str:
    """Return why a file cannot be read or written, in French."""
    match error:
        case FileNotFoundError():
            return "ce fichier ou ce dossier n’existe pas"
        case IsADirectoryError():
            return "c’est un dossier, pas un fichier"
        case NotADirectoryError():
            return "un élément du chemin n’est pas un dossier"
        case PermissionError():
            return "l’accès est refusé"
        case OSError(errno=number) if number is not None:
            return {28: "le disque est plein", 36: "le nom est trop long"}.get(number, os.strerror(number))
        case _:
            return "ce nom de fichier est impossible"


class Progress:
    """One line on standard error that tells what is being done; only on a terminal, and erased after."""

    def __init__(self) -> None:
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, text: str) -> None:
        """Show *text* in place of what was shown."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
            self._shown = True

    def erase(self) -> None:
        """Erase what is shown."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.erase()
