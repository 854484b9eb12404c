"""An explanation as JSON, for machines: see ``docs/verdict.schema.json``.

Keys are stable and in a fixed order. Numbers are strings with their decimals, days are ISO dates, what
is not known is null. Each value also comes in words, as the other formats say it. ``input`` alone is written as
a case is: it can be given back to the program.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.cases.to_document import to_document
from engine.model import Answer, Row, Table
from engine.trace import OutcomeValue
from engine.values import Kind, Missing, Type
from explain.explanation import (
    Alternatives,
    Attention,
    BenefitExplanation,
    Check,
    Computation,
    Computed,
    Consulted,
    Disagreement,
    Doubt,
    Explanation,
    Figure,
    Joined,
    JoinedItem,
    NearRow,
    Need,
    Reading,
    RetainedRow,
    RowTrace,
    Section,
    TableTrace,
)
from explain.formats import exact
from explain.phrases import Lang
from explain.select import Detail
from explain.wording import Voice, label
from explain.written import with_labels, with_values

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def to_json(explanation: Explanation, *, detail: Detail, lang: Lang) -> str:
    """Return *explanation* as JSON; ``resume`` holds the decision, ``motifs`` also why and the case itself,
    so that the answer can be played again, ``trace`` all."""
    writers = [
        _Writer(benefit, Voice(lang, explanation.terms, benefit.values)) for benefit in explanation.benefits
    ]
    told: dict[str, Json] = {"case": explanation.case, "lang": lang.value, "detail": detail.value}
    if detail.has_reasons and explanation.given is not None:
        told["input"] = to_document(explanation.given)
    if explanation.is_whole:
        told["summary"] = [writer.summary() for writer in writers]
        told["questions"] = _questions(explanation)
    told["benefits"] = [writer.benefit(detail) for writer in writers]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _questions(explanation: Explanation) -> Json:
    from explain.overview import questions

    return [
        {
            "name": question.term.name,
            "label": label(question.term),
            "question": question.term.question,
            "benefits": [benefit.code for benefit in question.benefits],
        }
        for question in questions(explanation.benefits)
    ]


class _Writer:
    """One benefit in one language."""

    def __init__(self, explained: BenefitExplanation, voice: Voice) -> None:
        self.of = explained
        self.voice = voice

    def benefit(self, detail: Detail) -> Json:
        """Return the decision, then as much of its reasons as *detail* asks for."""
        told: dict[str, Json] = dict(self.decision())
        if detail.has_reasons:
            told |= self.reasons()
        if detail.has_trace:
            told["trace"] = self.trace()
        told["seal"] = self.seal()
        return told

    def summary(self) -> Json:
        """Return the benefit in one line."""
        from explain.overview import fewest, main_amount
        from explain.overview_section import first_reason, in_brief

        of = self.of
        amount = main_amount(of)
        is_decided = of.answer in (Answer.REFUSED, Answer.TO_STUDY)
        return {
            "code": of.benefit.code,
            "label": of.benefit.label,
            "verdict": of.answer.code,
            "text": in_brief(of, self.voice),
            "amount": None if amount is None else self.reading(amount),
            "reason": first_reason(of, self.voice) if is_decided else "",
            "missing": [self.need(need) for need in fewest(of)],
        }

    def decision(self) -> Mapping[str, Json]:
        of = self.of
        return {
            "code": of.benefit.code,
            "label": of.benefit.label,
            "verdict": of.answer.code,
            "sentence": self.voice.verdict(of),
            "reference_date": self.reading(of.reference),
            "rows": [row.row.id for row in of.rows if row.sure],
            "possible_rows": [row.row.id for row in of.rows if not row.sure],
            "opens_on": _day(of.opens_on),
            "missing": self.alternatives(of.missing),
            "undefined": [self.need(need) for need in of.undefined],
            **{section.value: self.joined(section) for section in Section},
        }

    def reasons(self) -> Mapping[str, Json]:
        of = self.of
        return {
            "retained": [self.retained(row) for row in of.rows],
            "nearest": [self.near(row) for row in of.near],
            "facts": [self.reading(reading) for reading in of.facts],
            "assumed": [self.reading(reading) for reading in of.assumed],
            "computations": [self.computation(step) for step in of.computations],
            "attention": [self.attention(point) for point in of.attention],
            "sources": [
                {
                    "text": source.text,
                    "from": _day(source.period.start),
                    "to": _day(source.period.end),
                    "cited_by": [self.voice.mention(mention) for mention in source.cited_by],
                }
                for source in of.sources
            ],
        }

    def trace(self) -> Json:
        return {
            "values": [self.reading(reading) for reading in self.of.read],
            "tables": [self.table(table) for table in self.of.tables],
        }

    def seal(self) -> Json:
        seal = self.of.seal
        return {
            "model": seal.model,
            "case": seal.case,
            "version": seal.version,
            "engine": seal.engine,
            "reference_date": _day(seal.reference_date),
        }

    # --- values ---------------------------------------------------------------------------

    def reading(self, reading: Reading) -> Json:
        type_ = reading.term.type
        return {
            "name": reading.term.name,
            "label": label(reading.term),
            "type": type_.kind.value,
            "unit": type_.unit,
            "value": _plain(reading.value, type_),
            "text": self.voice.value(reading),
        }

    def need(self, need: Need) -> Json:
        return {
            "name": need.term.name,
            "label": label(need.term),
            "question": need.term.question,
            "day": _day(need.day),
        }

    def alternatives(self, ways: Alternatives) -> Json:
        return [[self.need(need) for need in way] for way in ways]

    def joined(self, section: Section) -> Json:
        return [self.joined_value(value) for value in self.of.joined if value.section is section]

    def joined_value(self, value: Joined) -> Json:
        def item(one: JoinedItem) -> Json:
            return {
                "values": [self.reading(reading) for reading in one.readings],
                "rows": [row.id for row in one.rows],
                "reasons": [self.voice.fill(row.reason) for row in one.rows if row.reason],
                "missing": self.alternatives(one.needs),
            }

        return {"name": value.name, "label": value.label, "items": [item(one) for one in value.items]}

    # --- rows -----------------------------------------------------------------------------

    def row(self, row: Row, table: Table) -> dict[str, Json]:
        return {
            "table": table.name,
            "row": row.id,
            "reason": self.voice.fill(row.reason),
            "source": row.source,
            "note": self.voice.fill(row.note),
            "from": _day(row.period.start),
            "to": _day(row.period.end),
            "where": str(row.where),
        }

    def retained(self, row: RetainedRow) -> Json:
        return {
            **self.row(row.row, row.table),
            "default": row.is_default,
            "sure": row.sure,
            "checks": [self.check(check) for check in row.checks],
            "outcomes": [self.reading(reading) for reading in row.outcomes],
        }

    def near(self, near: NearRow) -> Json:
        return {
            "rows": [self.row(row, near.table) for row in near.rows],
            "violated": [self.check(check) for check in near.checks],
            "others": [self.check(check) for check in near.others],
        }

    def check(self, check: Check) -> Json:
        gap: Json = None
        type_ = check.reading.term.type
        if check.gap is not None:
            of_days = type_.kind is Kind.DATE
            gap = {
                "value": exact(check.gap.size, Type(kind=Kind.DAYS) if of_days else type_),
                "direction": check.gap.direction.value,
                "text": self.voice.gap(check.gap, type_),
            }
        because: Json = None
        if check.because is not None:
            because = {
                "table": check.because.table.name,
                "retained": [self.retained(row) for row in check.because.retained],
                "nearest": [self.near(row) for row in check.because.near],
            }
        return {
            "role": check.condition.role.value,
            "given": self.reading(check.reading),
            "asked": self.voice.asked(check),
            "truth": check.truth.value,
            "gap": gap,
            "sentence": self.voice.reason(check),
            "where": str(check.condition.where),
            "because": because,
        }

    # --- computations, notes --------------------------------------------------------------

    def computation(self, step: Computation) -> Json:
        match step:
            case Figure():
                return self.figure(step)
            case Computed():
                return self.computed(step)
            case Consulted(table=table, retained=retained, outcomes=outcomes):
                return {
                    "kind": "table",
                    "table": table.name,
                    "label": table.label,
                    "retained": [self.retained(row) for row in retained],
                    "outcomes": [self.reading(reading) for reading in outcomes],
                }

    def figure(self, step: Figure) -> Json:
        line = step.line
        return {
            "kind": "parameter",
            "given": self.reading(Reading(step.term, step.value)),
            "day": _day(step.day),
            "from": _day(line.period.start if line else None),
            "to": _day(line.period.end if line else None),
            "source": line.source if line else "",
            "confidence": line.confidence if line else "",
        }

    def computed(self, step: Computed) -> Json:
        line, voice = step.formula, self.voice
        return {
            "kind": "calculation",
            "given": self.reading(Reading(step.term, step.value)),
            "formula": line.text if line else "",
            "with_labels": with_labels(line.expression, voice.terms, voice.lang) if line else "",
            "with_values": with_values(step, line, voice.terms, voice.lang) if line else "",
            "operands": [self.reading(reading) for reading in step.values.values()],
            "rounding": line.rounding.value if line and line.rounding else None,
            "source": line.source if line else "",
        }

    def attention(self, point: Attention) -> Json:
        if isinstance(point, Disagreement):
            told = self.voice.disagreement(point)
            return {"kind": "disagreement", "about": [label(point.term)], "text": told}
        if isinstance(point, Doubt):
            told = self.voice.doubt(point)
            return {"kind": "confidence", "about": [label(point.figure.term)], "text": told}
        about = [self.voice.mention(mention) for mention in point.about]
        return {"kind": "note", "about": about, "text": self.voice.fill(point.text)}

    # --- trace ----------------------------------------------------------------------------

    def table(self, seen: TableTrace) -> Json:
        return {
            "table": seen.table.name,
            "label": seen.table.label,
            "policy": seen.table.policy.value,
            "day": seen.day.isoformat() if isinstance(seen.day, date) else None,
            "depth": seen.depth,
            "rows": [self.traced(row, seen.table) for row in seen.rows],
            "outcomes": [self.reading(reading) for reading in seen.outcomes],
        }

    def traced(self, row: RowTrace, table: Table) -> Json:
        return {
            **self.row(row.row, table),
            "default": row.is_default,
            "in_force": row.in_force.value,
            "truth": row.truth.value,
            "retained": row.retained,
            "possible": row.possible,
            "checks": [self.check(check) for check in row.checks],
        }


def _plain(value: OutcomeValue, type_: Type) -> Json:
    match value:
        case None | Missing():
            return None
        case tuple():
            return [_plain(item, type_) for item in value]
        case bool() | str():
            return value
        case Decimal():
            return exact(value, type_)
        case date():
            return value.isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
