"""A check of the workbooks as SARIF 2.1.0, for the tools that show the results of code analysis.

A workbook has no lines of text: the cell is the logical location and stands in the message; the region
gives its row and column, for tools (GitHub's code scanning) that show nothing without a line.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from engine.cases.write_case import Document, DocumentValue
from engine.diagnostics import Diagnostic
from engine.location import CaseRef, CellRef, Place, column_letters
from engine.seal import digest
from explain.faults.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PROGRAM = "check-eligibility"
FINGERPRINT = "constat/v1"
ROOT = "%SRCROOT%"
"""How those tools call the folder that holds the whole project."""


def to_sarif(report: Report, version: str) -> str:
    """Return *report* as SARIF; the workbooks are those of its folder, *version* is that of the program."""
    codes = sorted({fault.code for fault in report.faults})
    driver: Document = {
        "name": PROGRAM,
        "semanticVersion": version,
        "language": "fr",
        "rules": [_rule(code, report.faults) for code in codes],
    }
    run: Document = {
        "tool": {"driver": driver},
        "language": "fr",
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, codes.index(fault.code), report.folder) for fault in report.faults],
    }
    document: Document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, faults: Sequence[Diagnostic]) -> Document:
    """Return the rule of *code*: its words, and the remedy of the first fault that breaks it."""
    first = next(fault for fault in faults if fault.code == code)
    words = code.replace("-", " ").capitalize()
    return {
        "id": code,
        "shortDescription": {"text": words},
        "fullDescription": {"text": words},
        "help": {"text": first.help or "Voir docs/classeurs.md"},
        "defaultConfiguration": {"level": _level(first)},
    }


def _result(fault: Diagnostic, rule: int, folder: str) -> Document:
    message = f"{fault.where}\u00a0: {fault.message}"
    if fault.help:
        message += f"\nAide\u00a0: {fault.help}"
    if fault.witness is not None:
        message += f"\nCas témoin\u00a0: {fault.witness.in_words}"
    print_of = digest({"code": fault.code, "place": str(fault.where), "message": fault.message})
    result: Document = {
        "ruleId": fault.code,
        "ruleIndex": rule,
        "level": _level(fault),
        "message": {"text": message},
        "locations": [_location(fault.where, folder)],
        "partialFingerprints": {FINGERPRINT: print_of},
    }
    if fault.related:
        related: list[DocumentValue] = [
            {"id": number, "message": {"text": f"{place}\u00a0: {words}"}, **_location(place, folder)}
            for number, (place, words) in enumerate(fault.related, start=1)
        ]
        result["relatedLocations"] = related
    return result


def _level(fault: Diagnostic) -> str:
    return "error" if fault.is_error else "warning"


def _location(place: Place, folder: str) -> Document:
    match place:
        case CellRef():
            region: Document = {"startLine": max(place.row, 1)}
            if place.column:
                region["startColumn"] = place.column
            return {
                "physicalLocation": {
                    "artifactLocation": _artifact(place.workbook, folder),
                    "region": region,
                },
                "logicalLocations": [dict(_logical(place))],
            }
        case CaseRef():
            file = "entrée standard" if place.file == "-" else place.file
            logical: Document = {"fullyQualifiedName": str(place), "kind": "member"}
            return {
                "physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": 1}},
                "logicalLocations": [logical],
            }


def _artifact(workbook: str, folder: str) -> Document:
    path = PurePosixPath(folder) / workbook if workbook != folder else PurePosixPath(folder)
    if path.is_absolute():
        return {"uri": f"file://{quote(str(path))}"}
    return {"uri": quote(str(path)), "uriBaseId": ROOT}


def _logical(place: CellRef) -> Mapping[str, DocumentValue]:
    """Return the name of a place: ``kind`` is an open list, where spreadsheets have no word of their own."""
    if place.row and place.column:
        name, kind = f"{column_letters(place.column)}{place.row}", "cell"
    elif place.row:
        name, kind = str(place.row), "row"
    elif place.sheet:
        name, kind = place.sheet, "sheet"
    else:
        name, kind = place.workbook, "workbook"
    return {"name": name, "fullyQualifiedName": str(place), "kind": kind}
