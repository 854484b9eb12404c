"""``check-eligibility tables check``: all that is wrong in the workbooks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Whole, Word, epilog, refuse
from cli.options import GOLDEN, golden_option, tables_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.tables import Asked
    from engine.cases.check_examples import Listen
    from engine.diagnostics import Diagnostic
    from engine.matching import Matcher
    from engine.model import Model
    from engine.mutants.score import MutationScore
    from engine.trace import Event
    from explain.faults.report import Report


@click.command(
    "check",
    cls=FrenchCommand,
    epilog=epilog(
        [
            "check-eligibility tables check",
            "check-eligibility tables check mes_classeurs/classeur.xlsx",
            "check-eligibility tables check mes_classeurs --format html --output controles.html",
            "check-eligibility tables check mes_classeurs --format xlsx --output a_revoir",
            "check-eligibility tables check --annee 2027",
            "check-eligibility tables check --mutations --table NOM",
        ]
    ),
)
@click.argument("paths", metavar="[DOSSIER | CLASSEUR.xlsx...]", nargs=-1)
@click.option(
    "--format",
    "form",
    type=Word(["text", "json", "sarif", "html", "xlsx"]),
    default="text",
    metavar="FORMAT",
    help="text (par défaut), json, sarif, html, ou xlsx\u00a0: une copie annotée de chaque classeur à revoir.",
)
@click.option(
    "--output",
    "-o",
    metavar="CHEMIN",
    help="Écrire dans ce fichier, remplacé d’un coup\u00a0; avec xlsx, le dossier des copies.",
)
@golden_option
@click.option(
    "--mutations",
    is_flag=True,
    help="Changer chaque cellule d’un rien (une borne, une valeur, une ligne), et dire les changements"
    " qu’aucun cas ne voit. Prend quelques minutes.",
)
@click.option(
    "--table", "only", metavar="NOM", help="Avec --mutations, une seule table, ou un seul calcul ou chiffre."
)
@click.option(
    "--annee",
    "year",
    type=Whole(1900, 2199),
    metavar="ANNÉE",
    help="Dire aussi les chiffres qui n’ont pas de valeur toute cette année-là (la prochaine, par exemple).",
)
@tables_option
def command(
    *,
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    golden: str | None,
    mutations: bool,
    only: str | None,
    year: int | None,
    tables: str | None,
) -> int:
    """Dire tout ce qui ne va pas dans les classeurs, exemples compris.

    Avertit aussi des lignes qu’aucun exemple ni cas de référence n’atteint, des exigences qu’aucun ne
    manque seules, et des seuils dont aucun n’essaie les abords. Un constat par place, avec la cellule à
    corriger et le remède. Si des classeurs sont nommés, seuls leurs constats sont dits\u00a0; ceux du même
    dossier (ou de --tables) servent à les comprendre. Un classeur n’est jamais modifié. Code de retour\u00a0:
    0 sans erreur, 1 avec au moins une erreur (un avertissement n’en est pas une).
    """
    from cli.tables import asked

    if form == "xlsx" and output in (None, "-"):
        refuse("--format xlsx écrit des classeurs\u00a0: donnez leur dossier avec --output")
    if only is not None and not mutations:
        refuse("--table ne sert qu’avec --mutations")
    workbooks = asked(paths, tables)
    with streams.Progress() as progress:
        report = _checked(workbooks, golden, year, progress, only or "" if mutations else None)
    if form == "xlsx":
        assert output is not None
        _write_copies(report, workbooks, output)
    else:
        streams.write_output(_written(report, form, to_file=output is not None), output)
    return int(not report.is_clean)


def _checked(
    workbooks: "Asked", golden: str | None, year: int | None, progress: streams.Progress, mutated: str | None
) -> "Report":
    """Return all that is wrong with the workbooks, their examples and the reference cases.

    *year*: when figures are looked for. *mutated*: what is changed cell by cell (empty: everything; None:
    nothing).
    """
    from cli.golden import YEARS
    from engine.cases.check_examples import check_examples
    from engine.checks.figure_missing import figure_missing
    from engine.checks.space import spaces_of
    from engine.pipeline import load_tables
    from engine.rules import best_matcher
    from explain.boundaries import Edges, untried_thresholds
    from explain.coverage import Tally, missed
    from explain.faults.report import report

    model, found = load_tables(workbooks.folder, instead=workbooks.files, cache=False, progress=progress)
    if model is None:
        return report(workbooks.shown_folder, workbooks.names, found)
    if year is not None:
        progress(f"chiffres de {year}")
        found = (*found, *figure_missing(model, spaces_of(model), year))
    matcher, tally, edges = best_matcher(model), Tally(), Edges(model)

    def listen(case: str, events: "Sequence[Event]") -> None:
        tally.add(case, events)
        edges.add(case, events)

    progress("exemples")
    played = [*check_examples(model, matcher, listen=listen)]
    progress("cas de référence")
    played += _golden_played(golden, model, matcher, listen)
    coverage = tally.coverage(model, YEARS)
    progress("seuils")
    faults = [*found, *played, *missed(model, coverage), *untried_thresholds(model, edges.untried(YEARS))]
    score: MutationScore | None = None
    if mutated is not None:
        from cli.mutations import mutation_score
        from engine.mutants.score import unnoticed_changes

        score = mutation_score(model, Path(golden or GOLDEN), YEARS, workbooks.names, mutated, progress)
        faults += unnoticed_changes(model, score)
    return report(workbooks.shown_folder, workbooks.names, faults, model, coverage, YEARS, score)


def _golden_played(
    asked: str | None, model: "Model", matcher: "Matcher", listen: "Listen"
) -> "Sequence[Diagnostic]":
    """Play the reference cases for *listen* to hear, and return what is wrong with them.

    Raises:
        FaultsFound: the folder that is asked for holds no case.
    """
    from cli import golden
    from engine.diagnostics import FaultsFound

    faults: list[Diagnostic] = []
    for path in golden.asked_cases(asked):
        try:
            golden.play(path, model, matcher, listen)
        except FaultsFound as found:
            faults += found.diagnostics
    return faults


def _written(report: "Report", form: str, *, to_file: bool) -> str:
    """Return the report in the format *form*."""
    from engine import __version__

    if form == "json":
        from explain.faults.to_json import to_json

        return to_json(report, __version__)
    if form == "sarif":
        from explain.faults.to_sarif import to_sarif

        return to_sarif(report, __version__)
    if form == "html":
        from explain.faults.to_html import to_html

        return to_html(report, __version__)
    from cli import show
    from explain.faults.words import summed_up

    colour = not to_file and streams.has_colour(sys.stdout)
    return show.shown(report.faults, colour=colour) + "".join(f"{line}\n" for line in summed_up(report))


def _write_copies(report: "Report", workbooks: "Asked", output: str) -> None:
    """Write a copy of each workbook in fault that shows its faults, and say which."""
    from cli import copies, show
    from engine.location import CellRef
    from explain.faults.words import summed_up

    written = copies.write(report, workbooks, output)
    apart = [fault for fault in report.faults if not isinstance(fault.where, CellRef)]
    said = show.shown(apart, colour=streams.has_colour(sys.stdout))
    said += "".join(f"écrit\u00a0: {path}\n" for path in written)
    streams.write_output(said + "".join(f"{line}\n" for line in summed_up(report)), None)
