"""How much of an explanation to show: the decisive steps, or all of them."""

from collections.abc import Iterable
from enum import Enum

from engine.model import Literal, Ref
from engine.values import Kind, Missing
from explain.explanation import (
    Attention,
    BenefitExplanation,
    Computation,
    Computed,
    Concern,
    Disagreement,
    Doubt,
    Reading,
    Source,
)


class Detail(Enum):
    """``resume``: one sentence a benefit; ``motifs``: what is signed and handed over; ``trace``: all."""

    RESUME = "resume"
    MOTIFS = "motifs"
    TRACE = "trace"

    @property
    def has_reasons(self) -> bool:
        """Whether reasons, amounts and sources are shown."""
        return self is not Detail.RESUME

    @property
    def has_trace(self) -> bool:
        """Whether every table, row and cell is shown, and the seal in full."""
        return self is Detail.TRACE


def facts(benefit: BenefitExplanation, detail: Detail) -> tuple[Reading, ...]:
    """Return the facts to show: those given, or also (trace) those that were looked for in vain."""
    if detail.has_trace:
        return benefit.facts
    return tuple(reading for reading in benefit.facts if not isinstance(reading.value, Missing))


def computations(benefit: BenefitExplanation, detail: Detail) -> tuple[Computation, ...]:
    """Return the steps to show: the figures that were computed, or (trace) all that was read as well."""
    if detail.has_trace:
        return benefit.computations
    return tuple(step for step in benefit.computations if _is_a_figure_computed(step))


def _is_a_figure_computed(step: Computation) -> bool:
    return (
        isinstance(step, Computed)
        and step.term.type.kind not in (Kind.BOOLEAN, Kind.TEXT)
        and not isinstance(step.value, Missing)
        and step.formula is not None
        and not isinstance(step.formula.expression, Literal | Ref)
    )


def sources(benefit: BenefitExplanation, detail: Detail) -> tuple[Source, ...]:
    """Return the texts to cite: those of the catalogue and of the rows, or (trace) of every step."""
    if detail.has_trace:
        return benefit.sources
    of_rows = {Concern.BENEFIT, Concern.ROW}
    return tuple(s for s in benefit.sources if any(by.concern in of_rows for by in s.cited_by))


def attention(benefit: BenefitExplanation, detail: Detail) -> tuple[Attention, ...]:
    """Return the notes to show: those of the rows and of the figures shown, or (trace) all."""
    if detail.has_trace:
        return benefit.attention
    shown = set(_labels(computations(benefit, detail)))
    return tuple(
        point
        for point in benefit.attention
        if isinstance(point, Doubt | Disagreement)
        or any(about.concern is Concern.ROW or about.label in shown for about in point.about)
    )


def _labels(steps: Iterable[Computation]) -> Iterable[str]:
    return (step.term.label for step in steps if isinstance(step, Computed))
