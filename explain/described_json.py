"""A benefit in words, from its tables, as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias, assert_never

from engine.model import DatedValue, Formula, Period, Row
from explain.described import (
    Description,
    LineChange,
    RowsChange,
    StatedFigure,
    StatedFormula,
    StatedRow,
    StatedTable,
)
from explain.described_page import changed, formula_text, then, unfilled
from explain.explanation import Section
from explain.wording import Voice, label

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def described_json(of: Description, voice: Voice) -> str:
    """Return what a benefit rests on; days are ISO dates, the rest is in words."""
    joined: dict[str, Json] = {
        section.value: [_stated(one, voice) for its_section, one in of.joined if its_section is section]
        for section in Section
    }
    told: Json = {
        "code": of.benefit.code,
        "label": of.benefit.label,
        "source": of.benefit.source,
        "reference_date": {"name": of.reference.name, "label": label(of.reference)},
        "day": _day(of.day),
        "right": _table(of.right, voice),
        **joined,
        "tables": [_table(table, voice) for table in of.tables],
        "calculations": [_formula(one, voice) for one in of.formulas],
        "figures": [_figure(one, voice) for one in of.figures],
        "questions": [
            {"name": term.name, "label": label(term), "question": term.question} for term in of.questions
        ],
        "changes": [
            {"day": _day(when), "changes": [_change(change, voice) for change in changes]}
            for when, changes in of.changes
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _stated(one: StatedTable | StatedFormula, voice: Voice) -> Json:
    return _table(one, voice) if isinstance(one, StatedTable) else _formula(one, voice)


def _table(stated: StatedTable, voice: Voice) -> Json:
    return {
        "table": stated.table.name,
        "label": stated.table.label,
        "policy": stated.table.policy.value,
        "rows": [_row(row, voice) for row in stated.rows],
    }


def _row(stated: StatedRow, voice: Voice) -> Json:
    row = stated.row
    return {
        "row": row.id,
        "default": stated.is_default,
        "conditions": [
            {
                "role": check.condition.role.value,
                "name": check.reading.term.name,
                "label": label(check.reading.term),
                "asked": voice.asked(check),
            }
            for check in stated.checks
        ],
        "then": then(row.outcomes, voice),
        "reason": unfilled(row.reason, voice),
        "note": unfilled(row.note, voice),
        "source": row.source,
        **_period(row.period),
    }


def _formula(stated: StatedFormula, voice: Voice) -> Json:
    line = stated.line
    return {
        "name": stated.term.name,
        "label": label(stated.term),
        "formula": "" if line is None else formula_text(line, voice),
        "rounding": line.rounding.value if line and line.rounding else None,
        **_line(line, voice),
    }


def _figure(stated: StatedFigure, voice: Voice) -> Json:
    line = stated.line
    return {
        "name": stated.term.name,
        "label": label(stated.term),
        "value": None if line is None else voice.outcome(line.value, stated.term),
        "confidence": "" if line is None else line.confidence,
        **_line(line, voice),
    }


def _line(line: DatedValue | Formula | None, voice: Voice) -> Mapping[str, Json]:
    if line is None:
        return {"note": "", "source": "", "from": None, "to": None}
    return {"note": unfilled(line.note, voice), "source": line.source, **_period(line.period)}


def _change(change: RowsChange | LineChange, voice: Voice) -> Json:
    match change:
        case RowsChange(table, rows, begins):
            about: dict[str, Json] = {"table": table.name, "rows": _ids(rows), "begins": begins}
        case LineChange(term, _, after):
            about = {"name": term.name, "begins": after is not None}
        case _:
            assert_never(change)
    return {**about, "text": changed(change, voice)}


def _ids(rows: Iterable[Row]) -> list[str]:
    return [row.id for row in rows]


def _period(period: Period) -> dict[str, Json]:
    return {"from": _day(period.start), "to": _day(period.end)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
