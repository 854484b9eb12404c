"""The impact of a change as one HTML page: self-contained, accessible, printable, read without a script."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from engine.batch.impact.impact import VERDICTS, Amount, BenefitImpact, Impact, LeftOut, Moved, Way
from engine.values import Rounding, rounded
from explain.charts import bars
from explain.formats import number, quantity
from explain.phrases import Lang
from explain.render import environment

WORDS = {
    "ouvert": "ouvert",
    "a_etudier": "à étudier",
    "indetermine": "indéterminé",
    "refuse": "refusé",
}
WAYS = {Way.WINS: "gagnants", Way.LOSES: "perdants", Way.MIXED: "mixtes", Way.SAME: "sans changement"}
CAUSES = {
    "ligne-illisible": "ligne qui ne se lit pas",
    "hors-liste": "valeur hors de la liste permise",
    "hors-bornes": "valeur hors des bornes",
    "mauvais-type": "valeur d’un autre type que celui attendu",
    "trop-de-decimales": "nombre qui a trop de décimales",
    "date-invalide": "date qui n’en est pas une",
    "texte-trop-long": "texte trop long",
}
"""What keeps a case from being decided; the code itself for what the tables say."""
MOST_CHARTS, MOST_BARS = 3, 20
"""Cuts of a benefit that have a chart, beside their table, and the lines of a table that a chart shows."""


class Shown(NamedTuple):
    """A case in both models, explained."""

    id: str
    position: int
    before: str
    after: str


Explained = Mapping[tuple[str, str, str, Way], tuple[Shown, ...]]
"""The witnesses explained, by benefit, verdicts and way."""


def impact_to_html(
    impact: Impact, explained: Explained, *, names: tuple[str, str], cache_dir: Path | None = None
) -> str:
    """Return *impact* as a page; *names* are what the tables before and after are called."""
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("impact.html.j2")
    return template.render(
        impact=impact,
        names=names,
        explained=explained,
        words=WORDS,
        ways=WAYS,
        Way=Way,
        order=tuple(reversed(VERDICTS)),
        whole=whole,
        share=share,
        amount_cells=amount_cells,
        matrix=matrix,
        flow_chart=_flow_chart,
        cut_chart=_cut_chart,
        summed=_summed,
        summing=_summing,
        signed=signed,
        charted=_charted,
        cause=cause,
        moved_title=_moved_title,
    )


def cause(one: LeftOut) -> str:
    """Return why the cases of *one* are left out."""
    words = CAUSES.get(one.code, one.code)
    return f"{words} ({one.column})" if one.column else words


def _charted(one: BenefitImpact) -> frozenset[int]:
    """Return the places of the cuts that have a chart: few lines, and somebody who wins or loses."""
    few = [
        place
        for place, cut in enumerate(one.breakdowns)
        if len(cut.shares) <= MOST_BARS and any(share.winners or share.losers for share in cut.shares)
    ]
    return frozenset(few[:MOST_CHARTS])


def whole(count: int) -> str:
    """Return *count* grouped by thousands."""
    return number(Decimal(count), 0, Lang.FR)


def share(part: int, total: int) -> str:
    """Return *part* of *total* in percents, one decimal."""
    if not total:
        return "–"
    percent = rounded(Fraction(100 * part, total), 1, Rounding.NEAREST)
    return number(percent, 1, Lang.FR) + "\u202f%"


def mean(total: Decimal, cases: int) -> Decimal | None:
    """Return *total* shared between *cases*, rounded to the cent; None when there is none."""
    return rounded(Fraction(total) / cases, 2, Rounding.NEAREST) if cases else None


def signed(value: Decimal, one: Amount) -> str:
    """Return a difference with its sign."""
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + quantity(abs(value), one.type, Lang.FR)


def matrix(one: BenefitImpact) -> dict[tuple[str, str], int]:
    """Return the cases by verdict before and after."""
    return {(flow.before, flow.after): flow.cases for flow in one.flows}


def amount_cells(one: Amount) -> tuple[str, ...]:
    """Return the cells of an amount: cases, mean, and the sum when it is not by day, month or year."""
    means = mean(one.sum_before, one.cases_before), mean(one.sum_after, one.cases_after)
    said = [quantity(value, one.type, Lang.FR) if value is not None else "–" for value in means]
    gap = signed(means[1] - means[0], one) if means[0] is not None and means[1] is not None else "–"
    sums = ("", "", "")
    if adds_up(one):
        gained = signed(one.sum_after - one.sum_before, one)
        sums = (
            quantity(one.sum_before, one.type, Lang.FR),
            quantity(one.sum_after, one.type, Lang.FR),
            gained,
        )
    return (whole(one.cases_before), whole(one.cases_after), *said, gap, *sums)


def adds_up(one: Amount) -> bool:
    """Whether a sum over people means something: not an amount by day, by month or by year."""
    return "/" not in one.type.unit


def _summing(one: BenefitImpact) -> tuple[Amount, ...]:
    return tuple(amount for amount in one.amounts if adds_up(amount))


def _summed(one: BenefitImpact) -> tuple[Amount, ...]:
    return tuple(amount for amount in _summing(one) if amount.only_open)


def _moved_title(moved: Moved) -> str:
    if moved.before == moved.after:
        return f"{WORDS[moved.before]}, le montant change"
    return f"{WORDS[moved.before]} → {WORDS[moved.after]}"


def _flow_chart(one: BenefitImpact) -> str:
    cells = matrix(one)
    before = [sum(cells.get((verdict, other), 0) for other in VERDICTS) for verdict in reversed(VERDICTS)]
    after = [sum(cells.get((other, verdict), 0) for other in VERDICTS) for verdict in reversed(VERDICTS)]
    labels = [WORDS[verdict] for verdict in reversed(VERDICTS)]
    return bars(
        "Nombre de cas par verdict, avant et après\u00a0; le tableau suit",
        labels,
        {"avant": before, "après": after},
    )


def _cut_chart(one: BenefitImpact, place: int) -> str:
    cut = one.breakdowns[place]
    title = f"Nombre de gagnants et de perdants selon\u00a0: {cut.label}\u00a0; le tableau suit"
    series = {"gagnants": [s.winners for s in cut.shares], "perdants": [s.losers for s in cut.shares]}
    moved = {named: cases for named, cases in series.items() if any(cases)}
    return bars(title, [s.value for s in cut.shares], moved)
