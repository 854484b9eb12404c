"""An explanation laid out as sections of sentences, the same for every format."""

from collections.abc import Iterable, Iterator

from engine.model import Answer
from explain import select
from explain.blocks import Block, Bullets, Item, Page, Pair, Pairs, Paragraph, Part, Section
from explain.explanation import BenefitExplanation, Disagreement, Doubt, Explanation, Need
from explain.explanation import Section as Joined
from explain.formats import day, printable
from explain.phrases import Lang, phrases
from explain.select import Detail
from explain.trace_section import trace
from explain.value_sections import computations, facts, joined
from explain.why_section import why
from explain.wording import Voice

SHORT_SEAL = 12
"""How many characters of a seal are enough to recognise it."""


def page(explanation: Explanation, detail: Detail, lang: Lang) -> Page:
    """Return what to write of *explanation*, in the order of reading."""
    words = phrases(lang)
    case = printable(explanation.case)
    parts: list[Part] = []
    for benefit in explanation.benefits:
        voice = Voice(lang, explanation.terms, benefit.values)
        parts.append(
            Part(
                title=printable(benefit.benefit.label),
                answer=benefit.answer,
                verdict=voice.verdict(benefit),
                sections=tuple(_sections(benefit, detail, voice)) if detail.has_reasons else (),
                notes=() if detail.has_reasons else tuple(_notes(benefit, voice)),
            )
        )
    summary: tuple[Section, ...] = ()
    if explanation.is_whole:
        from explain.overview_section import overview

        summary = tuple(overview(explanation, lang))
    title = words.title_of.format(case) if case else words.title
    return Page(lang.value, title, tuple(parts), summary)


def _sections(benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Iterator[Section]:
    """Yield the sections that have something to say."""
    words = voice.words
    made: list[tuple[str, Iterable[Block]]] = [
        (words.why, why(benefit, voice)),
        (words.to_know, _to_know(benefit, voice)),
        (words.opening, _opening(benefit, voice)),
        *((words.sections[section], joined(benefit, section, voice)) for section in Joined),
        (words.facts, facts(select.facts(benefit, detail), benefit.assumed, voice)),
        (words.computations, computations(benefit, detail, voice)),
        (words.attention, _attention(benefit, detail, voice)),
        (words.sources, _sources(benefit, detail, voice)),
    ]
    for title, content in made:
        found = tuple(content)
        if found:
            yield Section(title, found)
    if detail.has_trace:
        yield Section(words.trace, tuple(trace(benefit, voice)), folded=True)
    yield Section(words.seal, (_seal(benefit, detail, voice),))


def _notes(benefit: BenefitExplanation, voice: Voice) -> Iterator[str]:
    """Yield what the shortest form cannot leave out: what is missing to conclude."""
    if _asks_facts(benefit):
        yield voice.words.missing_short.format(voice.alternatives(benefit.missing))
    yield from _not_to_be_asked(benefit, voice)


def _to_know(benefit: BenefitExplanation, voice: Voice) -> Iterator[Block]:
    """Yield the smallest sets of things that settle the verdict, and the figures not defined."""
    ways = benefit.missing
    if _asks_facts(benefit):
        alone = len(ways) == 1
        items = (
            [Item(voice.need(need)) for need in ways[0]]
            if alone
            else [_way(place, way, voice) for place, way in enumerate(ways)]
        )
        yield Bullets(voice.lead(voice.words.missing), tuple(items))
    for sentence in _not_to_be_asked(benefit, voice):
        yield Paragraph(sentence)


def _asks_facts(benefit: BenefitExplanation) -> bool:
    return any(need.day is None for way in benefit.missing for need in way)


def _not_to_be_asked(benefit: BenefitExplanation, voice: Voice) -> Iterator[str]:
    for need in benefit.undefined:
        yield voice.undefined(need)
    if benefit.answer is Answer.UNDETERMINED and not benefit.missing:
        yield voice.words.nothing_settles


def _way(place: int, way: tuple[Need, ...], voice: Voice) -> Item:
    """Return one of several sets of things to know."""
    words = voice.words
    first = words.or_else if place else ""
    if len(way) == 1:
        return Item(voice.pair(first, voice.need(way[0])) if first else voice.need(way[0]))
    head = f"{first}, {words.together}" if first else words.together
    return Item(voice.lead(head), tuple(Item(voice.need(need)) for need in way))


def _opening(benefit: BenefitExplanation, voice: Voice) -> Iterator[Block]:
    sentence = voice.opening(benefit)
    if sentence:
        yield Paragraph(sentence)


def _attention(benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Iterator[Block]:
    items: list[Item] = []
    for point in select.attention(benefit, detail):
        if isinstance(point, Disagreement):
            items.append(Item(voice.disagreement(point)))
        elif isinstance(point, Doubt):
            items.append(Item(voice.doubt(point)))
        else:
            items.append(Item(voice.note(point) if detail.has_trace else voice.fill(point.text)))
    if items:
        yield Bullets("", tuple(items))


def _sources(benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Iterator[Block]:
    """Yield the texts cited, with (trace) what cites each."""
    items: dict[Item, None] = {}
    for source in select.sources(benefit, detail):
        period = voice.period(source.period)
        text = printable(source.text)
        dated = f"{text} ({period})" if period else text
        items[Item(voice.pair(dated, voice.mentions(source.cited_by)) if detail.has_trace else dated)] = None
    if items:
        yield Bullets("", tuple(items))


def _seal(benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Block:
    words, seal = voice.words, benefit.seal
    length = None if detail.has_trace else SHORT_SEAL
    date = words.unknown_date if seal.reference_date is None else day(seal.reference_date, voice.lang)
    engine = f"{seal.version} ({seal.engine})" if seal.engine else seal.version
    told = (
        (words.seal_model, seal.model[:length]),
        (words.seal_case, seal.case[:length]),
        (words.seal_engine, engine),
        (words.seal_date, date),
    )
    if detail.has_trace:
        return Pairs("", tuple(Pair(name, value) for name, value in told if value))
    return Paragraph(words.semicolon.join(voice.pair(name, value) for name, value in told if value), True)
