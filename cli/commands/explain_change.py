"""``check-eligibility explain-change``: the review note of a change of the workbooks."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import GOLDEN, golden_option, tables_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cli.versions import Progress
    from engine.changes.analyse import Analysis
    from engine.changes.witness import Seed
    from engine.mutants.score import MutationScore
    from explain.coverage import Coverage

EXAMPLES = (
    "check-eligibility explain-change avant/ apres/ --report note.html",
    "check-eligibility explain-change avant/classeur.xlsx classeur.xlsx --report note.html",
)


@click.command("explain-change", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("before", metavar="AVANT")
@click.argument("after", metavar="APRES")
@click.option(
    "--report", "-o", metavar="FICHIER.html", help="La page à écrire (sinon sur la sortie standard)."
)
@golden_option
@click.option(
    "--mutations/--sans-mutations",
    default=True,
    help="Dire aussi combien de petites erreurs les cas verraient dans les tables modifiées, ou aller plus vite.",
)
@tables_option
def command(
    *,
    before: str,
    after: str,
    report: str | None,
    golden: str | None,
    mutations: bool,
    tables: str | None,
) -> int:
    """Écrire la note de relecture d’une modification\u00a0: une page HTML à lire, imprimer et viser.

    AVANT et APRES sont deux dossiers, ou deux versions d’un classeur, comme pour «\u00a0tables diff\u00a0». La note
    dit ce qui change en bref, ce qu’il faut relire et pourquoi, les lignes avant et après, les groupes de
    cas dont la réponse change avec les deux explications, les cas existants et la couverture. Code de
    retour\u00a0: 0 quand la note est écrite.
    """
    from cli.commands.tables.contradictions import KEYWORD
    from cli.versions import existing_cases, style_of, versions
    from engine.cache import folder
    from engine.changes.analyse import analyse
    from engine.changes.layout import layout
    from explain.changes.review import review
    from explain.changes.review_page import review_page

    with streams.Progress() as progress:
        old, new = versions(before, after, tables, progress)
        cases = existing_cases(old, new, golden, progress)
        analysis = analyse(old.model, new.model, cases, progress)
        progress("couverture")
        coverage = _coverage(analysis, cases)
        scores = _scores(analysis, golden, progress, wanted=mutations)
        progress("mise en forme")
        style = style_of(old, new)
        progress("explications")
        names = (before, after)
        note = review(analysis, cases, coverage, scores, layout(old.model, new.model), style, names, KEYWORD)
    streams.write_output(review_page(note, cache_dir=folder()), report)
    return 0


def _coverage(analysis: "Analysis", cases: "Sequence[Seed]") -> "Coverage":
    """Return which rows the existing cases reach, in the second version."""
    from cli.golden import YEARS
    from engine.diagnostics import FaultsFound
    from engine.evaluate import decide
    from explain.coverage import Tally
    from explain.record import Record

    tally = Tally()
    model = analysis.after
    for seed in cases:
        if seed.benefit not in analysis.benefits:
            continue
        record = Record()
        facts = {name: value for name, value in seed.facts.items() if name in model.terms}
        try:
            decide(model, facts, seed.benefit, tracer=record)
        except FaultsFound:
            continue
        tally.add(f"{seed.benefit} {seed.name}", record.events)
    return tally.coverage(model, YEARS)


def _scores(
    analysis: "Analysis", golden: str | None, progress: "Progress", *, wanted: bool
) -> "Mapping[str, MutationScore]":
    """Return what the cases notice of small changes of each table that changed."""
    from cli.golden import YEARS
    from cli.mutations import asked
    from engine.mutants.plays import Plays
    from engine.mutants.score import mutants, score

    names = [change.table.name for change in analysis.changes.tables if change.after is not None]
    if not names or not wanted:
        return {}
    progress("mutations\u00a0: les cas sont joués")
    plays = Plays(analysis.after, asked(analysis.after, Path(golden or GOLDEN)))
    found: dict[str, MutationScore] = {}
    for name in names:
        progress(f"mutations de {name}")
        found[name] = score(plays, list(mutants(analysis.after, YEARS, name)))
    return found
