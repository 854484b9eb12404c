"""The full trace: every value read, every table, row and cell."""

from collections.abc import Iterator
from datetime import date

from engine.trace import Truth
from explain.blocks import Block, Grid, Group, Paragraph
from explain.explanation import BenefitExplanation, RowTrace, TableTrace
from explain.formats import day, printable
from explain.wording import Voice, label


def trace(benefit: BenefitExplanation, voice: Voice) -> Iterator[Block]:
    """Yield every value read, then every table in the order in which it was entered."""
    words = voice.words
    rows = tuple(
        (label(reading.term), voice.value(reading), words.natures[reading.term.nature])
        for reading in benefit.read
    )
    yield Grid(words.values_read, words.head_values, (Group("", rows),))
    for table in benefit.tables:
        yield from _table(table, voice)


def _table(seen: TableTrace, voice: Voice) -> Iterator[Block]:
    words = voice.words
    title = words.trace_table.format(
        label=printable(seen.table.label),
        name=printable(seen.table.name),
        policy=words.policies[seen.table.policy],
        date=day(seen.day, voice.lang) if isinstance(seen.day, date) else words.unknown_date,
    )
    yield Grid(title, words.head_cells, tuple(_row(row, voice) for row in seen.rows))
    given = [reading for reading in seen.outcomes if reading.value is not None]
    if given:
        outcome = words.semicolon.join(voice.reading(reading) for reading in given)
        yield Paragraph(voice.pair(words.outcome, outcome))


def _row(row: RowTrace, voice: Voice) -> Group:
    """Return the row and its cells."""
    words = voice.words
    status = [words.truths[row.truth]]
    if row.in_force is Truth.VIOLATED:
        status.append(words.not_in_force_row)
    if row.retained or row.possible:
        status.append(words.retained if row.retained else words.possible)
    name = voice.rows([row.row])
    notes = [words.default_row if row.is_default else "", voice.period(row.row.period)]
    place = printable(str(row.row.where))
    told = [voice.pair(name, ", ".join(status)), *notes, place]
    return Group(
        words.semicolon.join(part for part in told if part),
        tuple(
            (
                label(check.reading.term),
                voice.value(check.reading),
                voice.asked(check),
                words.truths[check.truth],
                printable(str(check.condition.where)).rpartition(" > ")[2],
            )
            for check in row.checks
        ),
    )
