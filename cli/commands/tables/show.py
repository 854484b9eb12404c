"""``check-eligibility tables show``: the sheets of workbooks, to be read or compared."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Word, epilog, refuse
from cli.options import output_option, tables_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.diagnostics import Diagnostic
    from explain.sheets.drawn import Drawing

    Shown = tuple[str, list[Drawing]]

EXAMPLES = (
    "check-eligibility tables show classeur.xlsx",
    "check-eligibility tables show classeur.xlsx --feuille NOM --format html -o f.html",
    "check-eligibility tables show --tables DOSSIER --disposition fiches | less -R",
    "git config diff.xlsx.textconv \\",
    '  "check-eligibility tables show --format markdown --disposition fiches"',
)


@click.command("show", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("files", metavar="[CLASSEUR|DOSSIER]...", nargs=-1)
@click.option(
    "--feuille",
    "sheets",
    metavar="NOM",
    multiple=True,
    help="N’écrire que cette feuille\u00a0: le nom de l’onglet, ou celui de la table (répétable).",
)
@click.option(
    "--format",
    "form",
    type=Word(["text", "markdown", "md", "html"]),
    default="text",
    help="La forme (text si rien n’est dit)\u00a0; md et markdown sont la même.",
)
@click.option(
    "--disposition",
    "layout",
    type=Word(["auto", "tableau", "fiches"]),
    default="auto",
    help="Un tableau, ou une fiche par ligne\u00a0; si rien n’est dit, un tableau là où il tient.",
)
@tables_option
@output_option
def command(
    *,
    files: tuple[str, ...],
    sheets: tuple[str, ...],
    form: str,
    layout: str,
    tables: str | None,
    output: str | None,
) -> int:
    """Écrire les feuilles d’un classeur, telles qu’elles sont remplies.

    Un classeur qui a des erreurs se lit aussi\u00a0: une cellule fautive porte le code de sa faute, et les
    fautes sont dites sur la sortie d’erreur. Sans CLASSEUR, tous ceux du dossier. Code de retour\u00a0: 1 si
    un classeur n’a pas pu être ouvert.
    """
    from cli import show
    from engine.diagnostics import FaultsFound, in_order

    found: list[Shown] = []
    faults: list[Diagnostic] = []
    status = 0
    with streams.Progress() as progress:
        for path in _paths(files, tables):
            progress(path.name)
            drawings, wrong = _drawings(path)
            faults += wrong
            status = status if drawings is not None else 1
            found.append((path.name, drawings or []))
    if status and not any(drawings for _, drawings in found):
        raise FaultsFound(faults)
    text = _written(_chosen(found, sheets), form, layout, to_file=output is not None)
    sys.stderr.write(show.shown(in_order(faults), colour=streams.has_colour(sys.stderr)))
    streams.write_output(text, output)
    return status


def _paths(files: "Sequence[str]", tables: str | None) -> list[Path]:
    """Return the workbooks asked for; one that is not here is looked for among the tables.

    Raises:
        FaultsFound: one is nowhere.
    """
    from cli.tables import folder
    from engine.diagnostics import Diagnostic, FaultsFound
    from engine.location import CellRef
    from engine.names import suggestion

    if not files:
        return _workbooks(folder(tables))
    found: list[Path] = []
    faults: list[Diagnostic] = []
    for file in files:
        path = Path(file)
        if path.is_dir():
            found += _workbooks(path)
        elif path.exists():
            found.append(path)
        elif (folder(tables) / path.name).is_file() and path.name == file:
            found.append(folder(tables) / file)
        else:
            help_ = suggestion(file, [known.name for known in _workbooks(folder(tables))])
            faults.append(
                Diagnostic(
                    code="fichier-illisible",
                    where=CellRef(file),
                    message="ce fichier ou ce dossier n’existe pas",
                    help=help_,
                )
            )
    if faults:
        raise FaultsFound(faults)
    return found


def _workbooks(folder: Path) -> list[Path]:
    from engine.pipeline import workbooks_in

    return sorted(workbooks_in(folder))


def _drawings(path: Path) -> "tuple[list[Drawing] | None, Sequence[Diagnostic]]":
    """Return the sheets of a workbook (None if it cannot be opened), and what is wrong in it."""
    from engine.pipeline import MOST_BYTES
    from engine.workbooks.read_workbook import read_what_is_there
    from explain.sheets.from_source import drawn

    data = streams.read_input(str(path), MOST_BYTES)
    workbook, faults = read_what_is_there(data, path.name)
    if workbook is None:
        return None, faults
    return [drawn(sheet, faults) for sheet in workbook.sheets], faults


def _chosen(found: "Sequence[Shown]", sheets: "Sequence[str]") -> "Sequence[Shown]":
    """Return the sheets of that name, by their tab or by what they hold; all when no name is asked for."""
    from engine.names import fold, suggestion

    if not sheets:
        return found
    known = {name for _, drawings in found for d in drawings for name in (d.name, d.code) if name}
    for name in sheets:
        if fold(name) not in map(fold, known):
            near = suggestion(name, known) or "sans --feuille, toutes sont écrites"
            refuse(f"aucune feuille ne s’appelle «\u00a0{name}\u00a0»\u00a0; {near}")
    asked = set(map(fold, sheets))
    kept = [(file, [d for d in drawings if asked & {fold(d.name), fold(d.code)}]) for file, drawings in found]
    return [(file, drawings) for file, drawings in kept if drawings]


def _written(found: "Sequence[Shown]", form: str, layout: str, *, to_file: bool) -> str:
    from engine.cache import folder
    from explain.sheets.drawn import Layout

    how, several = Layout(layout), len(found) > 1
    if form == "html":
        from explain.sheets.to_html import Placed, to_html

        title = "Classeurs" if several else found[0][0]
        places = [Placed(d, file if several else "") for file, drawings in found for d in drawings]
        return to_html(title, places, layout=how, cache_dir=folder())
    parts: list[str] = []
    if form == "text":
        from explain.sheets.to_text import to_text

        colour = not to_file and streams.has_colour(sys.stdout)
        columns = max(shutil.get_terminal_size((100, 24)).columns, streams.NARROWEST)
        for file, drawings in found:
            parts += [f"{file}\n{'=' * len(file)}\n"] if several else []
            parts += [to_text(d, width=columns, colour=colour, layout=how) for d in drawings]
        return "\n\n".join(parts)
    from explain.sheets.to_markdown import to_markdown

    for file, drawings in found:
        parts += [f"# {file}\n"] if several else []
        parts += [to_markdown(d, layout=how, level=2 if several else 1) for d in drawings]
    return "\n".join(parts)
