"""``check-eligibility tables check``: all that is wrong in the workbooks."""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import tables_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.diagnostics import Diagnostic
    from engine.matching import Matcher
    from engine.model import Model
    from explain.coverage import Coverage, Tally

GOLDEN = "golden"
FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2026, 12, 31)
"""Rows in force at some time between these days are to be reached by a case."""


@click.command(
    "check",
    cls=FrenchCommand,
    epilog=epilog(["check-eligibility tables check", "check-eligibility tables check mes_classeurs"]),
)
@click.argument("folder", metavar="[DOSSIER]", required=False)
@click.option(
    "--golden",
    metavar="DOSSIER",
    help="Les cas de référence, joués avec les exemples («\u00a0golden\u00a0» si ce dossier existe).",
)
@tables_option
def command(*, folder: str | None, golden: str | None, tables: str | None) -> int:
    """Dire tout ce qui ne va pas dans les classeurs, exemples compris.

    Avertit aussi des lignes qu’aucun exemple ni cas de référence n’atteint, et des exigences qu’aucun ne
    manque seules. Une ligne par défaut, avec la cellule à corriger et le remède. Code de retour\u00a0: 0 sans erreur,
    1 avec au moins une erreur (un avertissement n’en est pas une).
    """
    from cli import show
    from cli.tables import folder as folder_of
    from engine.cases.check_examples import check_examples
    from engine.diagnostics import in_order
    from engine.model import Period
    from engine.pipeline import load_tables
    from engine.rules import best_matcher
    from explain.coverage import Tally, missed

    directory = folder_of(folder or tables)
    with streams.Progress() as progress:
        model, diagnostics = load_tables(directory, cache=False, progress=progress)
        covered = ""
        if model is not None:
            progress("exemples")
            matcher, tally = best_matcher(model), Tally()
            found = [*diagnostics, *check_examples(model, matcher, listen=tally.add)]
            progress("cas de référence")
            found += _golden_played(golden, model, matcher, tally)
            coverage = tally.coverage(model, Period(FIRST_DAY, LAST_DAY))
            diagnostics = in_order([*found, *missed(model, coverage)])
            covered = _covered(coverage)
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
        total = f"{covered}{seen}\u00a0: {show.counted(diagnostics) or 'rien à signaler'}\n"
    streams.write_output(said + total, None)
    return int(any(fault.is_error for fault in diagnostics))


def _golden_played(
    asked: str | None, model: "Model", matcher: "Matcher", tally: "Tally"
) -> "Sequence[Diagnostic]":
    """Play the reference cases for *tally*, and return what is wrong with them.

    Raises:
        FaultsFound: the folder that is asked for holds no case.
    """
    from pathlib import Path

    from cli import golden
    from engine.diagnostics import Diagnostic, FaultsFound
    from engine.location import CaseRef

    directory = Path(asked or GOLDEN)
    files = golden.case_files(directory)
    if asked and not files:
        fault = Diagnostic(
            code="aucun-cas",
            where=CaseRef(str(directory / "cases")),
            message="ce dossier ne contient aucun cas de référence",
            help="donnez le dossier qui contient cases/",
        )
        raise FaultsFound([fault])
    faults: list[Diagnostic] = []
    for path in files:
        try:
            golden.play(path, model, matcher, tally.add)
        except FaultsFound as found:
            faults += found.diagnostics
    return faults


def _covered(coverage: "Coverage") -> str:
    """Return how much of the tables the cases reach."""
    rows, demands = coverage.rows, coverage.demands
    return (
        f"couverture {FIRST_DAY.year}-{LAST_DAY.year}\u00a0: {len(rows) - len(coverage.rows_missed)} lignes atteintes sur {len(rows)},"
        f" {len(demands) - len(coverage.demands_missed)} exigences manquées seules sur {len(demands)}\n"
    )
