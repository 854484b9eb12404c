"""A benefit in words, from its tables: laid out as sections of sentences, the same for every format."""

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from engine.model import Answer, DatedValue, Expression, Formula, Literal, Outcome, Role, Term, is_verdict
from engine.names import fold
from explain.blocks import Block, Bullets, Item, Page, Pair, Pairs, Paragraph, Section
from explain.described import (
    Change,
    Description,
    LineChange,
    RowsChange,
    StatedFigure,
    StatedFormula,
    StatedRow,
    StatedTable,
)
from explain.explanation import Need
from explain.explanation import Section as Joined
from explain.formats import day, printable
from explain.served import NEEDS_NO_WORD
from explain.wording import Voice, label
from explain.written import with_labels

_PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)


def described_page(of: Description, voice: Voice) -> Page:
    """Return what to write of a benefit, in the order of reading."""
    words = voice.words
    made: list[tuple[str, Iterable[Block]]] = [
        (words.benefit.capitalize(), _benefit(of, voice)),
        (words.conditions, [_table(of.right, voice)]),
        *((words.sections[section], _joined(of, section, voice)) for section in Joined),
        (words.other_tables, (_table(table, voice) for table in of.tables)),
        (words.formulas, _formulas(of, voice)),
        (words.figures, _figures(of, voice)),
        (words.questions, _questions(of, voice)),
        (words.changes, _changes(of, voice)),
    ]
    contents = ((title, tuple(blocks)) for title, blocks in made)
    title = words.title_of_benefit.format(label=printable(of.benefit.label), code=of.benefit.code)
    sections = tuple(Section(title, blocks) for title, blocks in contents if blocks)
    return Page(voice.lang.value, title, (), sections)


def _benefit(of: Description, voice: Voice) -> Iterator[Block]:
    words = voice.words
    told = [
        (words.seal_date, f"{label(of.reference)} ({of.reference.name})"),
        (words.source, printable(of.benefit.source)),
    ]
    yield Pairs("", tuple(Pair(name, value) for name, value in told if value))
    yield Paragraph(state(of, voice))


def state(of: Description, voice: Voice) -> str:
    """Return the day of which the rules are told."""
    words = voice.words
    if of.day is None:
        return words.undated
    return (words.state_latest if of.is_latest else words.state).format(day(of.day, voice.lang))


# --- tables ------------------------------------------------------------------------------


def _table(stated: StatedTable, voice: Voice) -> Bullets:
    title = voice.lead(voice.words.table.format(printable(stated.table.label)))
    rows = tuple(_row(row, voice) for row in stated.rows)
    return Bullets(title, rows or (Item(voice.words.no_rows),))


def _row(stated: StatedRow, voice: Voice) -> Item:
    words, row = voice.words, stated.row
    name = words.otherwise if stated.is_default else _sentence(voice.rows([row]))
    period = voice.period(row.period)
    under = [*_cells(stated, voice), Item(voice.pair(words.then, then(row.outcomes, voice)))]
    told = ((words.reason, row.reason), (words.note, row.note), (words.source, row.source))
    under += [Item(voice.pair(name, unfilled(text, voice))) for name, text in told if text]
    return Item(f"{name} ({period})" if period else name, tuple(under))


def _cells(stated: StatedRow, voice: Voice) -> Iterator[Item]:
    for role in Role:
        asked = [voice.pair(label(check.reading.term), voice.asked(check)) for check in stated.of(role)]
        word = voice.words.role_words[role]
        if len(asked) == 1:
            yield Item(voice.pair(word, asked[0]))
        elif asked:
            yield Item(voice.lead(word), tuple(map(Item, asked)))


def then(outcomes: Iterable[Outcome], voice: Voice) -> str:
    """Return what a row gives."""
    given = [_outcome(one, one.value, voice) for one in outcomes if one.value is not None]
    return voice.words.semicolon.join(given) or voice.words.nothing


def _outcome(outcome: Outcome, value: Expression, voice: Voice) -> str:
    term = voice.terms[outcome.term]
    if not isinstance(value, Literal):
        return voice.pair(label(term), with_labels(value, voice.terms, voice.lang))
    if is_verdict(term.type):
        return voice.words.answers[Answer(fold(str(value.value)))]
    return voice.pair(label(term), voice.outcome(value.value, term))


def unfilled(text: str, voice: Voice) -> str:
    """Return a text of the workbooks with labels in place of the values that a case would give."""

    def named(found: re.Match[str]) -> str:
        wanted = fold(found[1])
        term = next((t for n, t in voice.terms.items() if wanted in (fold(n), fold(t.label))), None)
        return f"[{found[1] if term is None else label(term)}]"

    return printable(_PLACEHOLDER.sub(named, text))


# --- formulas, figures, questions -----------------------------------------------------------


def _joined(of: Description, section: Joined, voice: Voice) -> Iterator[Block]:
    stated = [one for its_section, one in of.joined if its_section is section]
    formulas = tuple(_formula(one, voice) for one in stated if isinstance(one, StatedFormula))
    if formulas:
        yield Bullets("", formulas)
    for one in stated:
        if isinstance(one, StatedTable):
            yield _table(one, voice)


def _formulas(of: Description, voice: Voice) -> Iterator[Block]:
    if of.formulas:
        yield Bullets("", tuple(_formula(one, voice) for one in of.formulas))


def _formula(stated: StatedFormula, voice: Voice) -> Item:
    name, line = label(stated.term), stated.line
    if line is None:
        return Item(voice.pair(name, voice.words.not_in_force))
    return Item(f"{name} = {formula_text(line, voice)}", tuple(_about(line, voice)))


def formula_text(line: Formula, voice: Voice) -> str:
    """Return a formula with labels."""
    return printable(with_labels(line.expression, voice.terms, voice.lang))


def _about(line: Formula, voice: Voice) -> Iterator[Item]:
    words = voice.words
    rounding = words.rounding[line.rounding] if line.rounding is not None else ""
    parts = [part for part in (rounding, voice.period(line.period)) if part]
    if parts:
        yield Item(words.semicolon.join(parts))
    for name, text in ((words.note, line.note), (words.source, line.source)):
        if text:
            yield Item(voice.pair(name, unfilled(text, voice)))


def _figures(of: Description, voice: Voice) -> Iterator[Block]:
    if of.figures:
        yield Pairs("", tuple(_figure(one, voice) for one in of.figures), aligned=True)


def _figure(stated: StatedFigure, voice: Voice) -> Pair:
    words, line = voice.words, stated.line
    if line is None:
        return Pair(label(stated.term), words.not_defined)
    parts = [voice.period(line.period), printable(line.source)]
    if line.confidence and fold(line.confidence) != NEEDS_NO_WORD:
        parts.append(words.confidence.format(printable(line.confidence)))
    details = [words.semicolon.join(part for part in parts if part)]
    if line.note:
        details.append(unfilled(line.note, voice))
    return Pair(label(stated.term), voice.outcome(line.value, stated.term), tuple(filter(None, details)))


def _questions(of: Description, voice: Voice) -> Iterator[Block]:
    if of.questions:
        yield Bullets("", tuple(Item(voice.need(Need(term))) for term in of.questions))


# --- changes ----------------------------------------------------------------------------------


def _changes(of: Description, voice: Voice) -> Iterator[Block]:
    if of.changes:
        yield Bullets(
            "",
            tuple(
                Item(voice.lead(day(when, voice.lang)), tuple(Item(changed(one, voice)) for one in changes))
                for when, changes in of.changes
            ),
        )


def changed(change: Change, voice: Voice) -> str:
    """Return what begins, changes or no longer applies, with its source."""
    words = voice.words
    match change:
        case RowsChange(table, rows, begins):
            what = words.of_table.format(row=_sentence(voice.rows(rows)), table=printable(table.label))
            told = voice.pair(what, words.begins if begins else words.ends)
        case LineChange(term):
            told = voice.pair(label(term), _line_change(change, voice))
        case _:
            assert_never(change)
    return f"{told} ({printable(change.source)})" if change.source else told


def _line_change(change: LineChange, voice: Voice) -> str:
    words = voice.words
    if change.after is None:
        return words.ends
    after = _line(change.term, change.after, voice)
    if change.before is None:
        return after
    before = _line(change.term, change.before, voice)
    return words.unchanged.format(after) if before == after else words.changes_from.format(after, before)


def _line(term: Term, line: DatedValue | Formula, voice: Voice) -> str:
    return formula_text(line, voice) if isinstance(line, Formula) else voice.outcome(line.value, term)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
