"""What openpyxl leaves out of the file that it writes: what the formulas gave, and the day of the last change."""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import openpyxl.utils.datetime

_serial: Any = openpyxl.utils.datetime
_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f\b.*?(?:/>|</f>))<v ?(?:/>|></v>)</c>', re.DOTALL
)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_CORE = "docProps/core.xml"
_SAME_FOR_ALL = (1980, 1, 1, 0, 0, 0)

Stored = tuple[str, str]
"""What a formula gave, as a cell stores it: its type and its text."""


def keep_values(data: bytes, values: Mapping[str, Mapping[str, Stored]], modified: datetime) -> bytes:
    """Return the workbook *data* with *values* beside its formulas, by part of the package and by cell.

    It is dated *modified*, so that the same content gives the same bytes.
    """
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in values:
                content = _FORMULA.sub(_with_value(values[entry.filename]), content)
            if entry.filename == _CORE:
                said = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _MODIFIED.sub(rb"\g<1>" + said + rb"\g<2>", content)
            kept = zipfile.ZipInfo(entry.filename, _SAME_FOR_ALL)
            kept.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(kept, content)
    return target.getvalue()


def _with_value(values: Mapping[str, Stored]) -> Callable[[re.Match[bytes]], bytes]:
    def written(match: re.Match[bytes]) -> bytes:
        cell, style, formula = match.groups()
        if cell.decode() not in values:
            return match[0]
        kind, text = values[cell.decode()]
        return b'<c r="%s"%s t="%s">%s<v>%s</v></c>' % (
            cell,
            style,
            kind.encode(),
            formula,
            escape(text).encode(),
        )

    return written


def stored(value: Any, kind: str, epoch: datetime) -> Stored | None:
    """Return what a formula gave, read by openpyxl as *value* of type *kind*; None when it gave nothing."""
    match value:
        case None:
            return None
        case bool():
            return "b", str(int(value))
        case int() | float():
            return "n", repr(value)
        case datetime() | date() | time() | timedelta():
            return "n", str(_serial.to_excel(value, epoch))
        case _:
            return ("e" if kind == "e" else "str"), str(value)
