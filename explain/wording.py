"""The sentence of each kind of step. Every format says the same ones."""

from collections.abc import Callable, Iterable, Mapping

from engine.model import (
    AnyOf,
    Between,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Period,
    Row,
    Term,
    UnaryTest,
    Unknown,
)
from engine.record import record
from engine.trace import OutcomeValue, Truth
from engine.values import NUMERIC_KINDS, Kind, Missing, Type, Value
from explain import formats
from explain.demand import accepted
from explain.explanation import (
    BenefitExplanation,
    Check,
    Concern,
    Direction,
    Disagreement,
    Doubt,
    Gap,
    Mention,
    Need,
    Note,
    Reading,
    RetainedRow,
)
from explain.fill import filled
from explain.phrases import Lang, Phrases, phrases
from explain.written import with_labels

__all__ = ["Lang", "Voice", "label"]

_COUNTED = frozenset({Kind.MONTHS, Kind.WEEKS, Kind.DAYS})
_DAYS = Type(kind=Kind.DAYS)


@record()
class Voice:
    """The sentences in one language, with the labels of one glossary; ``values`` fill placeholders."""

    lang: Lang
    terms: Mapping[str, Term]
    values: Mapping[str, Reading]

    @property
    def words(self) -> Phrases:
        """The words of the language."""
        return phrases(self.lang)

    # --- the verdict ----------------------------------------------------------------------

    def verdict(self, benefit: BenefitExplanation) -> str:
        """Return the verdict in one sentence."""
        answer = self.words.answers[benefit.answer]
        day = benefit.seal.reference_date
        label = formats.printable(benefit.benefit.label)
        if day is None:
            return self.words.verdict_undated.format(benefit=label, answer=answer)
        return self.words.verdict.format(benefit=label, date=formats.day(day, self.lang), answer=answer)

    def opening(self, benefit: BenefitExplanation) -> str:
        """Return the earliest day on which the right would be open; empty when there is none."""
        if benefit.opens_on is None:
            return ""
        day = formats.day(benefit.opens_on, self.lang)
        return self.words.opens_on.format(date=day, name=label(benefit.reference.term))

    def fill(self, text: str) -> str:
        """Return a text of the workbooks with its placeholders filled."""
        return filled(text, self.values, self.lang)

    # --- values ---------------------------------------------------------------------------

    def value(self, reading: Reading) -> str:
        """Return the value alone."""
        return formats.printable(formats.shown(reading.value, reading.term.type, self.lang))

    def reading(self, reading: Reading) -> str:
        """Return ``Label : value``."""
        return self.pair(label(reading.term), self.value(reading))

    def pair(self, name: str, value: str) -> str:
        """Return ``name : value``."""
        return f"{name}{self.words.colon}{value}"

    def lead(self, text: str) -> str:
        """Return *text* with the colon that announces a list."""
        return f"{text}{self.words.colon}".rstrip(" ")

    def outcome(self, value: OutcomeValue, term: Term) -> str:
        """Return the value of *term*."""
        return self.value(Reading(term, value))

    # --- conditions -----------------------------------------------------------------------

    def reason(self, check: Check) -> str:
        """Return a cell in words: the value, what is asked if that says more, and the gap."""
        text = self.reading(check.reading)
        met_choice = check.truth is Truth.SATISFIED and check.reading.term.type.kind is Kind.TEXT
        if met_choice or self.asked(check) == self.value(check.reading):
            return text
        counted = self._is_counted(check)
        frame = self.words.required_count if counted else self.words.required
        if check.reading.term.type.kind is Kind.DATE and not isinstance(check.asked, IsUnknown | Not):
            frame = self.words.required_day
        text += self.words.semicolon + frame.format(self._asked(check, with_unit=not counted))
        if check.gap is not None:
            text += self.words.colon + self.gap(check.gap, check.reading.term.type)
        return text

    def asked(self, check: Check) -> str:
        """Return what a cell asks."""
        return self._asked(check, with_unit=True)

    def gap(self, gap: Gap, type_: Type) -> str:
        """Return how far a value is from what is asked."""
        words = self.words
        if type_.kind is Kind.DATE:
            frame = words.early if gap.direction is Direction.SHORT else words.late
            return frame.format(formats.quantity(gap.size, _DAYS, self.lang))
        frame = words.short if gap.direction is Direction.SHORT else words.over
        return frame.format(formats.quantity(gap.size, type_, self.lang))

    def _is_counted(self, check: Check) -> bool:
        """Whether the demand can leave out the unit, that the value has just said."""
        if isinstance(check.reading.value, Missing) or isinstance(check.asked, IsUnknown):
            return False
        type_ = check.reading.term.type
        plain = type_.kind in (Kind.INTEGER, Kind.NUMBER) and type_.unit != "" and "/" not in type_.unit
        return self.lang is Lang.FR and (type_.kind in _COUNTED or plain)

    def _asked(self, check: Check, *, with_unit: bool) -> str:
        type_ = check.reading.term.type

        def show(value: Value) -> str:
            return formats.shown(value, type_, self.lang) if with_unit else formats.bare(value, self.lang)

        return formats.printable(self._test(check.asked, check.written, type_, show))

    def _test(self, asked: UnaryTest, written: UnaryTest, type_: Type, show: Callable[[Value], str]) -> str:
        words = self.words
        match asked, written:
            case Compare(operator, end), Compare(_, source):
                return self._compared(operator, [(end, source)], type_, show)
            case Between(low, high, low_included, high_included), Between(low_source, high_source):
                above = Operator.GE if low_included else Operator.GT
                below = Operator.LE if high_included else Operator.LT
                return words.both.join(
                    (
                        self._compared(above, [(low, low_source)], type_, show),
                        self._compared(below, [(high, high_source)], type_, show),
                    )
                )
            case AnyOf(tests), AnyOf(sources):
                parts = [self._test(t, s, type_, show) for t, s in zip(tests, sources, strict=True)]
                return self.either(dict.fromkeys(parts))
            case Not(AnyOf() as inner), Not(AnyOf() as source) if accepted(inner):
                pairs = list(zip(accepted(inner), accepted(source), strict=True))
                return self._compared(Operator.NE, pairs, type_, show)
            case Not(IsUnknown()), _:
                return words.asked_known
            case IsUnknown(), _:
                return words.asked_unknown
            case Not(inner), Not(source):
                return words.choice["!="].format(f"({self._test(inner, source, type_, show)})")
            case _:
                raise ValueError(f"{asked} and {written} are not of one shape")

    def _compared(
        self,
        operator: Operator,
        ends: list[tuple[Expression, Expression]],
        type_: Type,
        show: Callable[[Value], str],
    ) -> str:
        words = self.words
        if type_.kind is Kind.BOOLEAN and operator is Operator.NE and len(ends) == 1:
            end, source = ends[0]
            if isinstance(end, Literal) and isinstance(end.value, bool):
                return self._end(Literal(not end.value), source, show)
        if type_.kind in NUMERIC_KINDS:
            frames = words.number
        else:
            frames = words.day if type_.kind is Kind.DATE else words.choice
        listed = [self._end(end, source, show) for end, source in ends]
        if type_.kind is Kind.TEXT and operator is Operator.NE:
            listed = [words.quoted.format(value) for value in listed]
        return frames[operator.value].format(self.either(listed))

    def _end(self, end: Expression, source: Expression, show: Callable[[Value], str]) -> str:
        if isinstance(source, Literal) and isinstance(end, Literal):
            return show(end.value)
        written = with_labels(source, self.terms, self.lang)
        if not isinstance(end, Literal | Unknown):
            return written
        shown = show(end.value) if isinstance(end, Literal) else self.words.unknown
        return f"{shown} ({written})"

    # --- lists, rows, places --------------------------------------------------------------

    def either(self, parts: Iterable[str]) -> str:
        """Return ``a, b ou c``."""
        return _listed(parts, self.words.either)

    def both(self, parts: Iterable[str]) -> str:
        """Return ``a, b et c``."""
        return _listed(parts, self.words.both)

    def rows(self, rows: Iterable[Row]) -> str:
        """Return ``ligne A``, ``lignes A et B``."""
        names = [formats.printable(row.id) for row in rows]
        return (self.words.row if len(names) == 1 else self.words.rows).format(self.both(names))

    def retained(self, row: RetainedRow) -> str:
        """Return which row of which table made the answer."""
        words = self.words
        table = formats.printable(row.table.label)
        if row.is_default and row.sure:
            return words.applied_default.format(table=table, row=formats.printable(row.row.id))
        return words.of_table.format(row=self.rows([row.row]), table=table)

    def note(self, note: Note) -> str:
        """Return a note of the workbooks, after what it is about."""
        about = self.mentions(note.about)
        return self.pair(about[:1].upper() + about[1:], self.fill(note.text))

    def mentions(self, mentions: Iterable[Mention]) -> str:
        """Return all that is spoken of, in one line."""
        return ", ".join(self.mention(mention) for mention in mentions)

    def mention(self, mention: Mention) -> str:
        """Return what of the workbooks is spoken of."""
        words, about = self.words, formats.printable(mention.label)
        match mention.concern:
            case Concern.ROW:
                row = words.row.format(formats.printable(mention.row))
                return words.of_table.format(row=row, table=about)
            case Concern.FIGURE:
                return f"{words.figure} {words.quoted.format(about)}"
            case Concern.FORMULA:
                return f"{words.formula} {words.quoted.format(about)}"
            case Concern.BENEFIT:
                return f"{words.benefit} {words.quoted.format(about)}"

    def period(self, period: Period) -> str:
        """Return ``du 1er janvier 2025 au 31 décembre 2025``; empty when it is open."""
        start = formats.day(period.start, self.lang) if period.start else ""
        end = formats.day(period.end, self.lang) if period.end else ""
        if start and end:
            return self.words.between.format(start, end)
        return self.words.since.format(start) if start else self.words.until.format(end) if end else ""

    # --- what is missing, what to watch ---------------------------------------------------

    def need(self, need: Need) -> str:
        """Return the question that a fact answers; for a figure, that it is not defined."""
        if need.day is not None:
            return self.words.undefined_item.format(
                name=label(need.term), date=formats.day(need.day, self.lang)
            )
        return formats.printable(need.term.question) or self.words.quoted.format(label(need.term))

    def alternatives(self, ways: Iterable[tuple[Need, ...]]) -> str:
        """Return the smallest sets of things to know, in one line."""
        between = f"{self.words.semicolon}{self.words.or_else} "
        return between.join(self.both(self._asked_for(need) for need in way) for way in ways)

    def _asked_for(self, need: Need) -> str:
        is_question = need.day is None and need.term.question != ""
        return self.words.quoted.format(self.need(need)) if is_question else self.need(need)

    def undefined(self, need: Need) -> str:
        """Return the sentence on a figure that is not defined."""
        assert need.day is not None
        day = formats.day(need.day, self.lang)
        return self.words.undefined.format(name=label(need.term), date=day)

    def doubt(self, doubt: Doubt) -> str:
        """Return the sentence on a figure that is not fully trusted."""
        figure = doubt.figure
        value = figure.value if figure.line is None else figure.line.value
        return self.words.doubt.format(
            name=label(figure.term),
            value=self.outcome(value, figure.term),
            word=formats.printable(doubt.confidence),
        )

    def disagreement(self, point: Disagreement) -> str:
        """Return the sentence on a value that the case gives and contradicts."""
        return self.words.disagreement.format(
            name=label(point.term),
            given=self.outcome(point.given, point.term),
            computed=self.outcome(point.computed, point.term),
        )


def label(term: Term) -> str:
    """Return the label of *term*, or its name when it has none."""
    return formats.printable(term.label or term.name)


def _listed(parts: Iterable[str], last: str) -> str:
    *before, final = list(parts) or [""]
    return last.join((", ".join(before), final)) if before else final
