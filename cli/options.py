"""Options that several commands have."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cli.tables import VARIABLE

GOLDEN = "golden"
"""The folder of the reference cases, when none is asked for."""

F = TypeVar("F", bound=Callable[..., Any])


def tables_option(function: F) -> F:
    """Add ``--tables`` to a command."""
    return click.option(
        "--tables",
        metavar="DOSSIER",
        help=f"Le dossier des classeurs (sinon la variable {VARIABLE}, sinon ceux du programme).",
    )(function)


def golden_option(function: F) -> F:
    """Add ``--golden`` to a command that plays the reference cases."""
    return click.option(
        "--golden",
        metavar="DOSSIER",
        help=f"Les cas de référence, joués avec les exemples («\u00a0{GOLDEN}\u00a0» si ce dossier existe).",
    )(function)


def output_option(function: F) -> F:
    """Add ``--output`` to a command."""
    return click.option(
        "--output",
        "-o",
        metavar="FICHIER",
        help="Écrire dans ce fichier, remplacé d’un coup, plutôt qu’à l’écran.",
    )(function)
