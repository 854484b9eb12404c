"""What the examples and reference cases notice when the tables are changed cell by cell."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli import golden
from cli.answer import benefits_of
from cli.streams import Progress
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CellRef
from engine.model import Model, Period
from engine.mutants.plays import Asked, Plays
from engine.mutants.score import MutationScore, mutants, score

SHOWN_EVERY_SECONDS = 0.2


def mutation_score(
    model: Model, folder: Path, period: Period, workbooks: Sequence[str], only: str, progress: Progress
) -> MutationScore:
    """Return what the examples, and the reference cases in *folder*, notice of changes to *workbooks* (none: all).

    Raises:
        FaultsFound: nothing named *only* is in these workbooks.
    """
    tried = [one for one in mutants(model, period, only) if not workbooks or one.where.workbook in workbooks]
    if only and not tried:
        fault = Diagnostic(
            code="table-inconnue",
            where=CellRef(", ".join(workbooks) or "classeurs"),
            message=f"aucune table, aucun calcul ni chiffre en vigueur ne s’appelle «\u00a0{only}\u00a0»",
            help="check-eligibility tables show donne les noms",
        )
        raise FaultsFound([fault])
    progress("mutations\u00a0: les cas sont joués")
    plays = Plays(model, asked(model, folder))
    started = shown = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if done and now - shown >= SHOWN_EVERY_SECONDS:
            shown = now
            rate = done / (now - started)
            left = (total - done) / rate
            progress(f"mutations\u00a0: {done} sur {total}, {rate:.0f} par seconde, encore {left:.0f}\u00a0s")

    return score(plays, tried, tell)


def asked(model: Model, folder: Path) -> Iterator[Asked]:
    """Yield the reference cases in *folder*, whose whole answer is looked at, then the examples of *model*."""
    for path in golden.case_files(folder):
        try:
            case = golden.read_golden_case(path, model).case
            codes = benefits_of(case, model)
        except FaultsFound:
            continue  # told with the other faults of the check
        for code in codes:
            yield Asked(path.stem, code, case.facts)
    for example in model.examples:
        yield Asked(f"{example.benefit} {example.id}", example.benefit, example.facts, example.expected)
