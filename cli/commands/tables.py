"""``check-eligibility tables``: work on the workbooks."""

import sys

import click

from cli import streams
from cli.french import FrenchCommand, FrenchGroup, epilog
from cli.options import tables_option


@click.group(cls=FrenchGroup)
def command() -> None:
    """Vérifier les classeurs."""


@command.command(
    "check",
    cls=FrenchCommand,
    epilog=epilog(["check-eligibility tables check", "check-eligibility tables check mes_classeurs"]),
)
@click.argument("folder", metavar="[DOSSIER]", required=False)
@tables_option
def check(*, folder: str | None, tables: str | None) -> int:
    """Dire tout ce qui ne va pas dans les classeurs, exemples compris.

    Une ligne par défaut, avec la cellule à corriger et le remède. Code de retour\u00a0: 0 sans erreur,
    1 avec au moins une erreur (un avertissement n’en est pas une).
    """
    from cli import show
    from cli.tables import folder as folder_of
    from engine.cases.check_examples import check_examples
    from engine.diagnostics import in_order
    from engine.pipeline import load_tables
    from engine.rules import best_matcher

    directory = folder_of(folder or tables)
    with streams.Progress() as progress:
        model, diagnostics = load_tables(directory, cache=False, progress=progress)
        if model is not None:
            progress("exemples")
            diagnostics = in_order([*diagnostics, *check_examples(model, best_matcher(model))])
    said = show.shown(diagnostics, colour=streams.has_colour(sys.stdout))
    if model is None:
        total = f"{show.counted(diagnostics)}\u00a0; les exemples n’ont pas été joués\n"
    else:
        sizes = (
            (len(model.tables), "table"),
            (len(model.benefits), "prestation"),
            (len(model.examples), "exemple"),
        )
        seen = ", ".join(f"{number}\u00a0{word}{'s' if number > 1 else ''}" for number, word in sizes)
        total = f"{seen}\u00a0: {show.counted(diagnostics) or 'rien à signaler'}\n"
    streams.write_output(said + total, None)
    return int(any(fault.is_error for fault in diagnostics))
