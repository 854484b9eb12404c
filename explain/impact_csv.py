"""The figures of an impact in CSV files, as French spreadsheets read them."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from engine.batch.impact.impact import Impact

Row = tuple[str | int | Decimal, ...]


def impact_to_csv(impact: Impact) -> dict[str, str]:
    """Return the text of each file, by what follows the name of the page."""
    return {
        "flux.csv": _written(("prestation", "avant", "apres", "cas"), _flows(impact)),
        "sens.csv": _written(("prestation", "sens", "cas"), _ways(impact)),
        "montants.csv": _written(
            ("prestation", "montant", "parmi", "cas_avant", "somme_avant", "cas_apres", "somme_apres"), _amounts(impact)
        ),
        "motifs.csv": _written(
            ("prestation", "condition", "avant_seulement", "apres_seulement", "avant_et_apres"), _reasons(impact)
        ),
        "gagnants.csv": _written(
            (
                "prestation", "colonne", "valeur", "cas", "ouverts_avant", "ouverts_apres", "gagnants", "perdants",
                "montant", "somme_avant", "somme_apres",
            ),
            _shares(impact),
        ),
        "rejets.csv": _written(("cause", "colonne", "cas_avant", "cas_apres"), impact.left_out),
    }  # fmt: skip


def _written(head: tuple[str, ...], rows: Iterable[Row]) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(
            [f"{cell:f}".replace(".", ",") if isinstance(cell, Decimal) else cell for cell in row]
        )
    return "\ufeff" + text.getvalue()


def _flows(impact: Impact) -> Iterator[Row]:
    for one in impact.benefits:
        for flow in one.flows:
            yield one.code, *flow


def _ways(impact: Impact) -> Iterator[Row]:
    for one in impact.benefits:
        for way, cases in one.ways.items():
            yield one.code, way.value, cases


def _amounts(impact: Impact) -> Iterator[Row]:
    for one in impact.benefits:
        for amount in one.amounts:
            among = "ouverts" if amount.only_open else "ouverts ou à étudier"
            yield (
                one.code,
                amount.name,
                among,
                amount.cases_before,
                amount.sum_before,
                amount.cases_after,
                amount.sum_after,
            )


def _reasons(impact: Impact) -> Iterator[Row]:
    for one in impact.benefits:
        for reason in one.reasons:
            yield one.code, reason.term, reason.vanished, reason.appeared, reason.kept


def _shares(impact: Impact) -> Iterator[Row]:
    """Yield a line for each value and amount, one line when there is no amount."""
    for one in impact.benefits:
        for cut in one.breakdowns:
            for value, *counts, sums in cut.shares:
                for amount, pair in sums.items() or [("", ("", ""))]:
                    yield one.code, cut.column, value, *counts, amount, *pair
