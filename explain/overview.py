"""The whole picture of a person: benefits by answer, and the questions that settle several of them."""

from collections.abc import Iterable, Sequence

from engine.model import Answer
from engine.values import Kind, Missing
from explain.explanation import BenefitExplanation, Check, Need, Question, Reading, Section

GROUPS = (Answer.OPEN, Answer.TO_STUDY, Answer.REFUSED, Answer.UNDETERMINED)
"""The answers, in the order in which a person wants to read them."""


def in_order(benefits: Iterable[BenefitExplanation]) -> tuple[BenefitExplanation, ...]:
    """Return *benefits* by answer; within an answer, in the order given."""
    return tuple(sorted(benefits, key=lambda benefit: GROUPS.index(benefit.answer)))


def main_amount(benefit: BenefitExplanation) -> Reading | None:
    """Return the first amount in money joined to the right, else the first of any kind; known ones first."""
    readings = [
        reading
        for value in benefit.joined
        if value.section is Section.AMOUNTS
        for item in value.items
        for reading in item.readings
    ]

    def rank(reading: Reading) -> tuple[bool, bool]:
        return isinstance(reading.value, Missing), reading.term.type.kind is not Kind.AMOUNT

    return min(readings, key=rank, default=None)


def first_check(benefit: BenefitExplanation) -> Check | None:
    """Return the first condition that stood in the way, looking behind the tables that refused it."""
    for near in benefit.near:
        for check in near.checks:
            return _behind(check)
    return None


def _behind(check: Check) -> Check:
    for near in check.because.near if check.because else ():
        for deeper in near.checks:
            return _behind(deeper)
    return check


def fewest(benefit: BenefitExplanation) -> tuple[Need, ...]:
    """Return the smallest set of things that settles the answer; empty when nothing does."""
    return benefit.missing[0] if benefit.missing else ()


def questions(benefits: Sequence[BenefitExplanation]) -> tuple[Question, ...]:
    """Return the facts that help to settle several benefits, those that help most first.

    Among facts that help as many, first the one that settles more of them by itself.
    """
    asked: dict[str, list[BenefitExplanation]] = {}
    terms = {need.term.name: need.term for benefit in benefits for need in fewest(benefit)}
    for benefit in benefits:
        for need in fewest(benefit):
            if need.day is None:
                asked.setdefault(need.term.name, []).append(benefit)

    def usefulness(name: str) -> tuple[int, int]:
        return -len(asked[name]), -sum(len(fewest(benefit)) == 1 for benefit in asked[name])

    return tuple(
        Question(terms[name], tuple(benefit.benefit for benefit in asked[name]))
        for name in sorted(asked, key=usefulness)
        if len(asked[name]) > 1
    )
