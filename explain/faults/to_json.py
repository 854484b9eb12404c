"""A check of the workbooks as JSON, for machines: see ``docs/controles.schema.json``.

Keys are stable and in a fixed order; days are ISO dates; sentences are those of the other formats.
"""

import json
from collections.abc import Sequence
from typing import TypeAlias

from engine.cases.write_case import Document, DocumentValue, as_cells, as_document, in_json
from engine.diagnostics import Diagnostic
from engine.location import CellRef, Place, column_letters
from engine.mutants.score import SheetScore
from engine.witness import Held, WitnessCase
from explain.faults.report import Report

Json: TypeAlias = DocumentValue

FORMAT = 1
"""Raised when a key changes its meaning or goes away, not when one is added."""


def to_json(report: Report, version: str) -> str:
    """Return *report* as JSON; *version* is that of the program."""
    document: Document = {
        "format": FORMAT,
        "version": version,
        "seal": report.seal or None,
        "workbooks": list(report.workbooks),
        "errors": sum(fault.is_error for fault in report.faults),
        "warnings": sum(not fault.is_error for fault in report.faults),
        "elsewhere": {
            "errors": sum(fault.is_error for fault in report.elsewhere),
            "warnings": sum(not fault.is_error for fault in report.elsewhere),
        },
        "checked": _checked(report),
        "coverage": _coverage(report),
        "mutations": _mutations(report),
        "faults": [fault_in_json(fault, place) for place, fault in enumerate(report.faults, start=1)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def fault_in_json(fault: Diagnostic, number: int = 1) -> Document:
    """Return one fault; *number* tells its witness from those of the others."""
    related: list[DocumentValue] = [
        {"where": _where(place), "message": words} for place, words in fault.related
    ]
    return {
        "code": fault.code,
        "severity": "error" if fault.is_error else "warning",
        "where": _where(fault.where),
        "message": fault.message,
        "help": fault.help,
        "related": related,
        "witness": None if fault.witness is None else _witness(fault.witness, f"{fault.code}-{number}"),
    }


def _checked(report: Report) -> Json:
    if report.sizes is None:
        return None
    sizes = report.sizes
    return {"tables": sizes.tables, "benefits": sizes.benefits, "examples": sizes.examples}


def _coverage(report: Report) -> Json:
    covered = report.covered
    if covered is None:
        return None
    start, end = covered.period.start, covered.period.end
    return {
        "from": start.isoformat() if start else None,
        "to": end.isoformat() if end else None,
        "rows": covered.rows,
        "rows_reached": covered.rows_reached,
        "demands": covered.demands,
        "demands_failed_alone": covered.demands_failed,
    }


def _mutations(report: Report) -> Json:
    """Return how many small changes of the tables the cases notice; the changes seen by none are faults."""
    found = report.mutations
    if found is None:
        return None
    return {
        **_score(found.whole),
        "workbooks": [{"workbook": one.workbook, **_score(one)} for one in found.workbooks],
        "sheets": [{"workbook": one.workbook, "sheet": one.sheet, **_score(one)} for one in found.sheets],
    }


def _score(one: SheetScore) -> Document:
    return {
        "noticed": one.noticed,
        "total": one.total,
        "undecided": one.untold,
        "without_effect": one.without_effect,
    }


def _where(place: Place) -> Document:
    """Return a place: in a workbook, with what is known of sheet, row and column; or in a case."""
    if not isinstance(place, CellRef):
        return {"text": str(place), "file": place.file, "path": place.path}
    cell = f"{column_letters(place.column)}{place.row}" if place.row and place.column else None
    return {
        "text": str(place),
        "workbook": place.workbook,
        "sheet": place.sheet or None,
        "row": place.row or None,
        "column": place.column or None,
        "cell": cell,
    }


def _witness(witness: WitnessCase, name: str) -> Document:
    return {
        "text": witness.in_words,
        "table": witness.table,
        "benefit": witness.benefit or None,
        "facts": _values(witness.facts),
        "told": _values(witness.told),
        "not_given": _values(witness.not_given),
        "expected": _values(witness.expected),
        "case": as_document(witness, name),
        "cells": as_cells(witness),
    }


def _values(held: Sequence[Held]) -> Document:
    return {one.name: in_json(one) for one in held}
