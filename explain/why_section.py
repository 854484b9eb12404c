"""Why the answer is what it is: the rows that made it, and what the nearest better ones lack."""

from collections.abc import Iterator

from engine.model import Answer
from engine.trace import Truth
from explain.blocks import Block, Bullets, Item, Paragraph
from explain.explanation import Because, BenefitExplanation, Check, NearRow, RetainedRow
from explain.formats import printable
from explain.wording import Voice

MOST_NEAR = 5
"""How many rows are told when several are as near; the trace and JSON have them all."""


def why(benefit: BenefitExplanation, voice: Voice) -> Iterator[Block]:
    """Yield the rows that made the answer, then what the nearest better ones lack."""
    words = voice.words
    rows = benefit.rows
    if rows and not rows[0].sure:
        items = tuple(Item(voice.retained(row), _possible(row, voice)) for row in rows)
        yield Bullets(voice.lead(words.still_possible), items)
    for row in rows:
        if row.sure:
            yield from _retained(row, benefit.answer, voice)
    if benefit.answer is Answer.TO_STUDY:
        title = words.lacking_to_open
    elif all(row.is_default for row in rows):
        title = words.lacking
    else:
        title = words.lacking_also
    yield from _near(benefit.near, title, voice)
    if len(benefit.near) == 1:
        yield from _others(benefit.near[0], voice)
    for row in rows:
        if row.sure:
            yield Paragraph(voice.pair(words.applied, voice.retained(row)), quiet=True)


def _retained(row: RetainedRow, answer: Answer, voice: Voice) -> Iterator[Block]:
    if row.row.reason:
        yield Paragraph(voice.fill(row.row.reason))
    if row.checks:
        title = voice.words.conditions_met if answer is Answer.OPEN else voice.words.applies
        yield _checks(title, row.checks, voice)


def _possible(row: RetainedRow, voice: Voice) -> tuple[Item, ...]:
    motif = (Item(voice.fill(row.row.reason)),) if row.row.reason else ()
    return motif + tuple(Item(voice.reason(check)) for check in row.checks)


def _others(near: NearRow, voice: Voice) -> Iterator[Bullets]:
    """Yield the other cells of the nearest row: those that are met, those that cannot be told."""
    met = tuple(check for check in near.others if check.truth is Truth.SATISFIED)
    unknown = tuple(check for check in near.others if check.truth is Truth.UNKNOWN)
    if met:
        yield _checks(voice.words.others_met, met, voice)
    if unknown:
        yield _checks(voice.words.others_unknown, unknown, voice)


def _checks(title: str, checks: tuple[Check, ...], voice: Voice) -> Bullets:
    return Bullets(voice.lead(title), tuple(Item(voice.reason(check)) for check in checks))


def _near(near: tuple[NearRow, ...], title: str, voice: Voice) -> Iterator[Bullets]:
    """Yield what the nearest rows lack: the reasons themselves, or by row when they differ."""
    words = voice.words
    if len(near) == 1 and near[0].checks:
        titled = words.lacking_rows.format(what=title, rows=voice.rows(near[0].rows))
        yield Bullets(voice.lead(titled), _reasons(near[0], voice))
    elif near:
        several = words.lacking_several if title == words.lacking and near[0].checks else title
        items = [_row(row, voice) for row in near[:MOST_NEAR]]
        if len(near) > MOST_NEAR:
            items.append(Item(words.and_others.format(len(near) - MOST_NEAR)))
        yield Bullets(voice.lead(several), tuple(items))


def _row(near: NearRow, voice: Voice) -> Item:
    rows = voice.rows(near.rows)
    if near.checks:
        return Item(voice.lead(rows), _reasons(near, voice))
    period = voice.period(near.rows[0].period)
    return Item(voice.words.out_of_force.format(row=rows, period=period))


def _reasons(near: NearRow, voice: Voice) -> tuple[Item, ...]:
    return tuple(
        Item(voice.reason(check), (_because(check.because, voice),) if check.because else ())
        for check in near.checks
    )


def _because(because: Because, voice: Voice) -> Item:
    """Return what another table answered, and what it would have needed to answer otherwise."""
    items = [
        Item(voice.pair(voice.rows([row.row]), voice.fill(row.row.reason)))
        for row in because.retained
        if row.row.reason
    ]
    if not because.retained:
        items.append(Item(voice.words.no_row))
    items += [Item(block.title, block.items) for block in _near(because.near, voice.words.lacking, voice)]
    return Item(voice.lead(voice.words.table.format(printable(because.table.label))), tuple(items))
