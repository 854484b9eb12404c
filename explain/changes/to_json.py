"""What changes between two versions, as JSON: everything that the page says, as data."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.cases.to_document import in_json
from engine.changes.analyse import Analysis, Shown, TableAnalysed
from engine.changes.changes import FieldChange, LineChange, RowChange, TableChange
from engine.changes.extent import Extent, extents
from engine.changes.layout import Layout
from engine.changes.replay import Flip
from engine.changes.witness import Witness
from engine.trace import Verdict
from engine.values import Value
from explain.changes.page import Style
from explain.changes.words import case_words, changed_words, left_words, outcome_words

Data = dict[str, Any]


def changes_to_json(analysis: Analysis, layout: Layout, style: Style) -> str:
    """Return *analysis* as JSON text."""
    data = {
        "same_meaning": analysis.is_same,
        "seals": {"before": analysis.before.seal, "after": analysis.after.seal},
        "tables": [_table(change) for change in analysis.changes.tables],
        "lines": [_line(change) for change in analysis.changes.lines],
        "examples": [_line(change) for change in analysis.changes.examples],
        "effects": [_effect(table) for table in analysis.tables],
        "joined_calculations": [
            {
                "name": one.name,
                "benefits": list(one.benefits),
                "days": [[_value(first), _value(last)] for first, last in one.differing.days],
            }
            for one in analysis.calculations
        ],
        "benefits_touched": list(analysis.benefits),
        "replayed": {
            "compared": analysis.replayed.compared,
            "changed": [_flip(flip) for flip in analysis.replayed.flips],
        },
        "layout": {
            "cells_written_otherwise": layout.cells,
            "tables_with_rows_moved": layout.rows_moved,
            "tables_with_columns_moved": layout.columns_moved,
            "cells_styled_otherwise": {name: dict(sheets) for name, sheets in style.cells.items()},
            "files_of_same_meaning": list(style.files),
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _table(change: TableChange) -> Data:
    return {
        "table": change.table.name,
        "label": change.table.label,
        "status": change.status.name.lower(),
        "where": str(change.table.where),
        "fields": _fields(change.fields),
        "rows": [_row(row) for row in change.rows],
    }


def _row(change: RowChange) -> Data:
    return {
        "id": change.row.id,
        "status": change.status.name.lower(),
        "moved": change.moved,
        "where": str(change.row.where),
        "source": change.row.source,
        "fields": _fields(change.fields),
    }


def _line(change: LineChange) -> Data:
    return {
        "sheet": change.sheet.value,
        "name": change.name,
        "status": change.status.name.lower(),
        "where": str(change.line.where),
        "source": change.line.source,
        "fields": _fields(change.fields),
    }


def _fields(fields: Sequence[FieldChange]) -> list[Data]:
    return [
        {
            "name": field.name,
            "role": None if field.role is None else field.role.value,
            "before": field.before,
            "after": field.after,
            "decides": field.decides,
            "where": str(field.where),
        }
        for field in fields
    ]


def _effect(table: TableAnalysed) -> Data:
    return {
        "table": table.name,
        "verdicts": list(table.verdicts),
        "joined": list(table.joined),
        "complete": table.is_whole,
        "not_analysed": left_words(table) or None,
        "regions": [_region(table, one) for one in table.shown],
    }


def _region(table: TableAnalysed, one: Shown) -> Data:
    joint = table.joint
    assert joint is not None
    outcomes = [
        {
            "output": output,
            "before": outcome_words(joint, output, old),
            "after": outcome_words(joint, output, new),
        }
        for output, old, new in zip(
            joint.outputs, one.region.before.outcomes, one.region.after.outcomes, strict=True
        )
    ]
    return {
        "in_words": changed_words(joint, one.region.before, one.region.after),
        "outcomes": outcomes,
        "rows": {"before": list(one.region.before.rows), "after": list(one.region.after.rows)},
        "boxes": [
            {
                "in_words": list(case_words(joint, box)),
                "columns": [_extent(extent) for extent in extents(joint, box)],
            }
            for box in one.region.boxes
        ],
        "witnesses": [_witness(case) for case in one.cases],
        "searched": one.searched,
    }


def _extent(extent: Extent) -> Data:
    found: Data = {"name": extent.column.name, "version": "after" if extent.column.after else "before"}
    if extent.whole:
        found["known"] = True
    elif extent.intervals:
        found["intervals"] = [[_value(one.low), _value(one.high)] for one in extent.intervals]
    elif extent.values or extent.others:
        found["values"] = [_value(value) for value in extent.values]
        found["others"] = extent.others
    found["absent"] = extent.absent
    return found


def _witness(case: Witness) -> Data:
    return {
        "benefit": case.benefit,
        "facts": facts_in_json(case.facts),
        "from_case": case.seed or None,
        "moved": list(case.moved),
        "before": _verdict(case.before),
        "after": _verdict(case.after),
    }


def _flip(flip: Flip) -> Data:
    return {
        "case": flip.case,
        "benefit": flip.benefit,
        "before": _verdict(flip.before),
        "after": _verdict(flip.after),
        "verdict_differs": flip.verdict_differs,
    }


def _verdict(verdict: Verdict | None) -> Data | None:
    if verdict is None:
        return None
    return {"verdict": verdict.answer.code, "rows": list(verdict.rows)}


def facts_in_json(facts: Mapping[str, Value]) -> Data:
    """Return *facts* as a case file holds them."""
    return {name: in_json(value) for name, value in facts.items()}


def _value(value: Value | None) -> str | bool | int | float | None:
    return None if value is None else in_json(value)
