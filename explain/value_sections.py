"""The figures: amounts and steps joined to a right, facts, and the computation line by line."""

from collections.abc import Iterable, Iterator

from engine.model import Literal, Row
from engine.values import Kind, Missing
from explain import select
from explain.blocks import Block, Bullets, Item, Pair, Pairs, Paragraph
from explain.explanation import (
    Alternatives,
    BenefitExplanation,
    Computation,
    Computed,
    Consulted,
    Figure,
    JoinedItem,
    Reading,
    Section,
)
from explain.formats import day, printable
from explain.select import Detail
from explain.wording import Voice, label
from explain.written import choices, with_labels, with_values


def joined(benefit: BenefitExplanation, section: Section, voice: Voice) -> Iterator[Block]:
    """Yield the amounts, durations or steps of *benefit*."""
    items = [item for value in benefit.joined if value.section is section for item in value.items]
    items = [item for item in items if item.readings]
    if section is Section.STEPS:
        if items:
            yield Bullets("", tuple(_step(item, voice) for item in items))
        return
    pairs = [pair for item in items for pair in _amounts(item, voice)]
    if pairs:
        yield Pairs("", tuple(pairs), aligned=True)
    for sentence in _needs(items, voice):
        yield Paragraph(sentence)


def _needs(items: Iterable[JoinedItem], voice: Voice) -> Iterator[str]:
    """Yield what is missing to work out the values that are not known, those with the same needs together."""
    unknown: dict[Alternatives, dict[str, None]] = {}
    for item in items:
        for reading in item.readings:
            if item.needs and isinstance(reading.value, Missing):
                unknown.setdefault(item.needs, {})[voice.words.quoted.format(label(reading.term))] = None
    for needs, names in unknown.items():
        yield voice.words.needs.format(what=voice.both(names), needs=voice.alternatives(needs))


def _amounts(item: JoinedItem, voice: Voice) -> Iterator[Pair]:
    *before, last = item.readings
    for reading in before:
        yield Pair(label(reading.term), voice.value(reading))
    yield Pair(label(last.term), voice.value(last), tuple(_remarks(item, voice)))


def _step(item: JoinedItem, voice: Voice) -> Item:
    first, *others = item.readings
    is_text = first.term.type.kind is Kind.TEXT and not isinstance(first.value, Missing)
    under = [*(voice.reading(reading) for reading in others), *_remarks(item, voice), *_needs([item], voice)]
    return Item(voice.value(first) if is_text else voice.reading(first), tuple(Item(text) for text in under))


def _remarks(item: JoinedItem, voice: Voice) -> Iterator[str]:
    """Yield the Motif of the rows behind a value."""
    for row in item.rows:
        if row.reason:
            yield voice.fill(row.reason)


def facts(given: Iterable[Reading], assumed: Iterable[Reading], voice: Voice) -> Iterator[Block]:
    """Yield the facts of the case, then what it does not say and that is taken for granted."""
    pairs = tuple(
        Pair(
            label(reading.term),
            voice.words.not_given if isinstance(reading.value, Missing) else voice.value(reading),
        )
        for reading in given
    )
    if pairs:
        yield Pairs("", pairs)
    silent = [voice.reading(reading) for reading in assumed]
    if silent:
        yield Paragraph(voice.words.assumed.format(voice.words.semicolon.join(silent)))


def computations(benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Iterator[Block]:
    """Yield the computation, line by line; short of the trace, with the figures in place of the names."""
    pairs = tuple(_line(step, benefit, detail, voice) for step in select.computations(benefit, detail))
    if pairs:
        yield Pairs("", pairs, aligned=True)


def _line(step: Computation, benefit: BenefitExplanation, detail: Detail, voice: Voice) -> Pair:
    match step:
        case Figure(term=term, value=value):
            return Pair(
                label(term), voice.value(Reading(term, value)), tuple(_of_figure(step, benefit, voice))
            )
        case Computed(term=term, value=value):
            how = _of_formula(step, voice) if detail.has_trace else _in_figures(step, voice)
            return Pair(label(term), voice.value(Reading(term, value)), tuple(how))
        case Consulted(table=table, outcomes=outcomes):
            given = [reading for reading in outcomes if reading.value is not None]
            told = [voice.reading(reading) for reading in given]
            title = voice.words.table.format(printable(table.label))
            rows = tuple(_of_rows((row.row for row in step.retained), voice))
            if len(told) > 1:
                return Pair(title, "", (*told, *rows))
            return Pair(title, "".join(told) or voice.words.nothing, rows)


def _of_figure(step: Figure, benefit: BenefitExplanation, voice: Voice) -> Iterator[str]:
    parts: list[str] = []
    if step.day is not None and step.day != benefit.seal.reference_date:
        parts.append(voice.words.given_on.format(day(step.day, voice.lang)))
    if step.line is not None:
        parts += [voice.period(step.line.period), printable(step.line.source)]
    elif step.day is not None:
        parts.append(voice.words.not_defined)
    text = voice.words.semicolon.join(part for part in parts if part)
    if text:
        yield text


def _in_figures(step: Computed, voice: Voice) -> Iterator[str]:
    """Yield the formula with its values, unless that only repeats the result."""
    if step.formula is not None:
        valued = with_values(step, step.formula, voice.terms, voice.lang)
        if valued != voice.value(Reading(step.term, step.value)):
            yield printable(f"= {valued}")


def _of_formula(step: Computed, voice: Voice) -> Iterator[str]:
    line = step.formula
    if line is None:
        yield voice.words.not_in_force
        return
    labelled = with_labels(line.expression, voice.terms, voice.lang)
    valued = with_values(step, line, voice.terms, voice.lang)
    result = voice.value(Reading(step.term, step.value))
    if not isinstance(line.expression, Literal):
        yield printable(f"= {labelled}")
    for condition, held in choices(step, line, voice.terms, voice.lang):
        yield voice.pair(printable(condition), voice.words.yes if held else voice.words.no)
    if valued not in (labelled, result):
        yield printable(f"= {valued}")
    rounding = voice.words.rounding[line.rounding] if line.rounding is not None else ""
    text = voice.words.semicolon.join(part for part in (rounding, printable(line.source)) if part)
    if text:
        yield text


def _of_rows(rows: Iterable[Row], voice: Voice) -> Iterator[str]:
    for row in rows:
        name = voice.rows([row])
        motif = voice.fill(row.reason) if row.reason else ""
        text = voice.pair(name, motif) if motif else name
        yield f"{text} ({printable(row.source)})" if row.source else text
