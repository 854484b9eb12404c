"""The summary of several benefits: a line for each, then the questions that settle several."""

import re
from collections.abc import Iterator

from engine.model import Answer
from explain.blocks import Block, Bullets, Item, Section
from explain.explanation import BenefitExplanation, Explanation, Need
from explain.formats import printable
from explain.overview import GROUPS, fewest, first_check, main_amount, questions
from explain.phrases import Lang, phrases
from explain.wording import Voice, label

_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“])")


def overview(explanation: Explanation, lang: Lang) -> Iterator[Section]:
    """Yield what is read before the details."""
    words = phrases(lang)
    blocks: list[Block] = []
    for answer in GROUPS:
        items = tuple(
            Item(_line(benefit, Voice(lang, explanation.terms, benefit.values)), part=number)
            for number, benefit in enumerate(explanation.benefits, start=1)
            if benefit.answer is answer
        )
        if items:
            blocks.append(Bullets(_lead(words.groups[answer].format(len(items)), lang), items))
    asked = tuple(_question(explanation, lang))
    if asked:
        blocks.append(Bullets(_lead(words.questions_left, lang), asked))
    yield Section(words.overview, tuple(blocks))


def _lead(text: str, lang: Lang) -> str:
    return f"{text}{phrases(lang).colon}".rstrip(" ")


def _line(benefit: BenefitExplanation, voice: Voice) -> str:
    name, told = printable(benefit.benefit.label), in_brief(benefit, voice)
    return voice.pair(name, told) if told else name


def in_brief(benefit: BenefitExplanation, voice: Voice) -> str:
    """Return the main amount of an open right, the first reason of another answer, or what is left to know."""
    match benefit.answer:
        case Answer.OPEN:
            amount = main_amount(benefit)
            return "" if amount is None else voice.reading(amount)
        case Answer.UNDETERMINED:
            return _left_to_know(fewest(benefit), voice)
        case Answer.REFUSED | Answer.TO_STUDY:
            return first_reason(benefit, voice)


def first_reason(benefit: BenefitExplanation, voice: Voice) -> str:
    """Return the Motif of the row that answered, else the first condition that stood in the way."""
    check = first_check(benefit)
    by_default = all(row.is_default for row in benefit.rows)
    if benefit.answer is Answer.REFUSED and by_default and check is not None:
        if check.gap is None:
            return voice.reason(check)
        return voice.pair(label(check.reading.term), voice.gap(check.gap, check.reading.term.type))
    reasons = [voice.fill(row.row.reason) for row in benefit.rows if row.row.reason]
    return _END_OF_SENTENCE.split(reasons[0], maxsplit=1)[0] if reasons else ""


def _left_to_know(needs: tuple[Need, ...], voice: Voice) -> str:
    if not needs:
        return voice.words.not_foreseen
    if any(need.day is not None for need in needs):
        return voice.both(voice.need(need) for need in needs)
    one, many = voice.words.left_to_know
    labels = voice.both(label(need.term) for need in needs)
    return (one if len(needs) == 1 else many).format(labels, count=len(needs))


def _question(explanation: Explanation, lang: Lang) -> Iterator[Item]:
    voice = Voice(lang, explanation.terms, {})
    for question in questions(explanation.benefits):
        named = ", ".join(printable(benefit.label) for benefit in question.benefits)
        asked = voice.need(Need(question.term))
        yield Item(voice.words.settles.format(question=asked, benefits=named))
