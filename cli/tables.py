"""The workbooks that a command works with."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cli.french import refuse
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CellRef
from engine.names import suggestion

if TYPE_CHECKING:
    from engine.model import Model

VARIABLE = "CHECK_ELIGIBILITY_TABLES"


def folder(asked: str | None) -> Path:
    """Return the folder of the workbooks: the one asked for, that of the environment, or the shipped one.

    Raises:
        FaultsFound: it is not a folder.
    """
    from engine.shipped import shipped_tables

    named = asked or os.environ.get(VARIABLE)
    found = Path(named) if named else shipped_tables()
    if not found.is_dir():
        reason = "ce n’est pas un dossier" if found.exists() else "ce dossier n’existe pas"
        origin = "--tables DOSSIER" if asked else f"la variable {VARIABLE}" if named else "l’installation"
        fault = Diagnostic(
            code="dossier-introuvable",
            where=CellRef(str(found)),
            message=reason,
            help=f"le dossier des classeurs vient de\u00a0: {origin}",
        )
        raise FaultsFound([fault])
    return found


class Asked(NamedTuple):
    """The workbooks of ``folder``; with ``files``, those alone are looked at, the others serve to read them."""

    folder: Path
    files: tuple[Path, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files to look at; none: all of them."""
        return tuple(path.name for path in self.files)

    @property
    def shown_folder(self) -> str:
        """The folder of the files to look at, as seen from here where it stands below, with slashes."""
        folder = (self.files[0].parent if self.files else self.folder).resolve()
        here = Path.cwd().resolve()
        return (folder.relative_to(here) if folder.is_relative_to(here) else folder).as_posix()


def asked(paths: Sequence[str], tables: str | None) -> Asked:
    """Return the workbooks that *paths* name, a folder or files; the folder is else that of *tables*.

    Raises:
        FaultsFound: what they name is not there.
        UsageError: several folders, or files of several folders.
    """
    if len(paths) == 1 and not Path(paths[0]).is_file() and not _is_workbook(paths[0]):
        return Asked(folder(paths[0]))
    files = tuple(dict.fromkeys(Path(path) for path in paths))
    if not files:
        return Asked(folder(tables))
    if any(path.is_dir() for path in files):
        refuse("donnez un dossier, ou des classeurs, mais pas les deux")
    if len({path.name for path in files}) < len(files):
        refuse("deux classeurs ont le même nom\u00a0: les contrôler l’un après l’autre")
    if tables is None and len({path.resolve().parent for path in files}) > 1:
        refuse(
            "ces classeurs sont dans plusieurs dossiers\u00a0: dites par --tables avec quels autres les lire"
        )
    absent = [path for path in files if not path.is_file()]
    if absent:
        raise FaultsFound(
            Diagnostic(
                code="fichier-introuvable",
                where=CellRef(str(path)),
                message="ce classeur n’existe pas",
                help=suggestion(path.name, _beside(path)),
            )
            for path in absent
        )
    return Asked(folder(tables) if tables else files[0].parent, files)


def _is_workbook(path: str) -> bool:
    return Path(path).suffix.lower() == ".xlsx"


def _beside(path: Path) -> list[str]:
    """Return the names of the workbooks in the folder of *path*."""
    return sorted(other.name for other in path.parent.glob("*.xlsx"))


def loaded(asked: str | None) -> "Model":
    """Return the model of the workbooks.

    Raises:
        FaultsFound: the workbooks have errors; all of them, with the warnings.
    """
    from cli.streams import Progress
    from engine.pipeline import load_tables

    directory = folder(asked)
    with Progress() as progress:
        model, diagnostics = load_tables(directory, progress=progress)
    if model is None:
        raise FaultsFound(diagnostics)
    return model
