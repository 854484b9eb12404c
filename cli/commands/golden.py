"""``check-eligibility golden``: what an edit of the workbooks changes, before and after."""

import sys
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import GOLDEN, tables_option

if TYPE_CHECKING:
    from pathlib import Path

    from engine.diagnostics import Diagnostic
    from engine.model import Model


@click.command(
    cls=FrenchCommand,
    epilog=epilog(["check-eligibility golden", "check-eligibility golden --update"]),
)
@click.argument("folder", metavar="[DOSSIER]", default=GOLDEN)
@click.option("--update", is_flag=True, help="Accepter les changements, après les avoir lus.")
@tables_option
def command(*, folder: str, update: bool, tables: str | None) -> int:
    """Rejouer les cas de référence et montrer ce qui change, avant et après.

    DOSSIER («\u00a0golden\u00a0» si rien n’est dit) contient cases/, écrit à la main, et expected/, ce qui a
    été accepté. Code de retour\u00a0: 0 si rien ne change et que chaque cas donne ce que son auteur attend,
    1 sinon.
    """
    from pathlib import Path

    from cli import changes, golden, show
    from cli.tables import loaded

    directory = Path(folder)
    model = golden.without_places(loaded(tables))
    now, faults = _replayed(directory, model)
    accepted = changes.accepted(directory)
    found = changes.changes(accepted, now)
    colour = streams.has_colour(sys.stdout)
    text = changes.shown(found, colour=colour) + changes.verdicts(found)
    text += show.shown(faults, colour=colour)
    if update and not faults:
        changes.accept(directory, found)
    text += changes.summary(found, now, faults, updated=update)
    streams.write_output(text, None)
    return int(bool(faults) or (bool(found) and not update))


def _replayed(directory: "Path", model: "Model") -> "tuple[dict[str, str], list[Diagnostic]]":
    """Return what the workbooks and the cases give now, by file name, and what is not as expected."""
    from cli import golden
    from engine.diagnostics import FaultsFound
    from engine.rules import best_matcher

    files = golden.asked_cases(str(directory))
    matcher = best_matcher(model)
    now = golden.rendered_tables(model)
    faults: list[Diagnostic] = []
    with streams.Progress() as progress:
        for number, path in enumerate(files, start=1):
            progress(f"{number}/{len(files)} {path.stem}")
            try:
                one = golden.read_golden_case(path, model)
                verdicts = golden.decisions(one, model, matcher)
            except FaultsFound as found:
                faults += found.diagnostics
                continue
            now |= golden.rendered(one, model, verdicts)
            faults += golden.unmet(one, model, verdicts)
    return now, faults
