"""The workbooks that a command works with."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CellRef

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
