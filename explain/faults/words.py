"""What every format says of a check as a whole."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.diagnostics import Diagnostic

if TYPE_CHECKING:
    from engine.mutants.score import MutationScore, SheetScore
    from explain.faults.report import Report


def number_of(number: int, word: str) -> str:
    """Return *number* and *word*, in the plural when there are several."""
    return f"{number}\u00a0{word}{'s' if number > 1 else ''}"


def counted(faults: Sequence[Diagnostic]) -> str:
    """Return how many errors and warnings there are, in words; empty when there are none."""
    errors = sum(fault.is_error for fault in faults)
    parts = ((errors, "erreur"), (len(faults) - errors, "avertissement"))
    return ", ".join(number_of(number, word) for number, word in parts if number)


def summed_up(report: "Report") -> tuple[str, ...]:
    """Return the sentences that end a report: how much was looked at, and how much is wrong."""
    lines: list[str] = []
    found = counted(report.faults)
    if report.covered is not None:
        covered, period = report.covered, report.covered.period
        years = f" {period.start.year}-{period.end.year}" if period.start and period.end else ""
        lines.append(
            f"couverture{years}\u00a0: {covered.rows_reached} lignes atteintes sur {covered.rows},"
            f" {covered.demands_failed} exigences manquées seules sur {covered.demands}"
        )
    if report.mutations is not None:
        lines += scores(report.mutations)
    if report.sizes is None:
        told = found or "rien à signaler dans ce que vous avez demandé"
        lines.append(f"{told}\u00a0; les exemples n’ont pas été joués")
    else:
        sizes = report.sizes
        seen = ", ".join(
            number_of(number, word)
            for number, word in (
                (sizes.tables, "table"),
                (sizes.benefits, "prestation"),
                (sizes.examples, "exemple"),
            )
        )
        lines.append(f"{seen}\u00a0: {found or 'rien à signaler'}")
    if report.elsewhere:
        stops = ""
        if report.sizes is None and any(fault.is_error for fault in report.elsewhere):
            stops = ", ce qui empêche d’aller plus loin"
        lines.append(
            f"ailleurs\u00a0: {counted(report.elsewhere)}{stops} (contrôler tout le dossier pour les lire)"
        )
    return tuple(lines)


def scores(found: "MutationScore") -> tuple[str, ...]:
    """Return how many small changes of the tables the cases notice: in all, by workbook and by sheet."""
    lines = [f"mutations\u00a0: {_score(found.whole)}"]
    for workbook in found.workbooks:
        lines.append(f"  {workbook.workbook}\u00a0: {_score(workbook)}")
        sheets = [one for one in found.sheets if one.workbook == workbook.workbook]
        lines += [f"    {one.sheet}\u00a0: {_score(one)}" for one in sheets]
    return tuple(lines)


def _score(one: "SheetScore") -> str:
    share = f" ({100 * one.noticed // one.total}\u00a0%)" if one.total else ""
    more = (
        (one.untold, f"{one.untold} non tranchée{'s' if one.untold > 1 else ''}"),
        (one.without_effect, f"{one.without_effect} sans effet"),
    )
    rest = [text for number, text in more if number]
    return f"{one.noticed} vues sur {one.total}{share}" + "".join(f", {text}" for text in rest)
