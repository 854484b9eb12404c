"""How the files of cases are read: the options that say what a file does not prove."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli import streams
from cli.french import Word

if TYPE_CHECKING:
    from engine.batch.reading.dialect import Dialect
    from engine.batch.reading.match_columns import Correspondence
    from engine.model import Model

SEPARATORS = {";": ";", ",": ",", "tab": "\t", "|": "|"}
Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--columns",
        metavar="FICHIER",
        help="Ce que donne chaque colonne\u00a0: un CSV «\u00a0colonne;fait\u00a0».",
    ),
    click.option(
        "--separator",
        metavar="SIGNE",
        type=Word(list(SEPARATORS)),
        help="Ce qui sépare les colonnes d’un CSV\u00a0: ;  ,  |  ou tab.",
    ),
    click.option("--encoding", type=Word(["utf-8", "cp1252"]), help="L’encodage d’un CSV."),
    click.option("--decimal", type=Word([",", "."]), help="Ce qui précède les décimales dans un texte."),
    click.option(
        "--dates",
        type=Word(["jma", "mja"]),
        help="L’ordre de 03/04/2026\u00a0: jour, mois, année, ou mois d’abord.",
    ),
    click.option(
        "--missing",
        metavar="TEXTE",
        multiple=True,
        help="Un texte qui veut dire absent, comme NA (répétable)\u00a0; une cellule vide l’est toujours.",
    ),
)


def reading_options(command: Function) -> Function:
    """Add the options that ``dialect_of`` and ``mapping_of`` take."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def dialect_of(
    separator: str | None,
    encoding: str | None,
    decimal: str | None,
    dates: str | None,
    missing: Sequence[str],
) -> "Dialect":
    """Return what is said of the way in which the files are written."""
    from engine.batch.reading.dialect import Days, Dialect

    return Dialect(
        separator=SEPARATORS[separator] if separator else None,
        encoding=encoding,
        decimal=decimal,
        days=Days(dates) if dates else None,
        absent=tuple(missing),
    )


def mapping_of(file: str | None, model: "Model") -> "Correspondence":
    """Return what the mapping file says, if there is one."""
    from engine.batch.reading.match_columns import NO_MAPPING, read_mapping

    if file is None:
        return NO_MAPPING
    return read_mapping(streams.read_input(file, 2**20), file, model)
