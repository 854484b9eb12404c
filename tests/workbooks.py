"""Odd files, made in code: what a workbook, or a file that is not quite one, may be."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

DATE, SPAN, PERCENT, STRUCK = 1, 2, 3, 4
"""The styles (attribute ``s``) that a cell of ``hand_written`` can have."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def saved(book: Workbook) -> bytes:
    """Return *book* as a file."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def workbook(cells: Mapping[str, Any] | None = None, *, title: str = "Feuille") -> Workbook:
    """Return a workbook of one sheet that holds *cells*, by address."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for address, value in (cells or {}).items():
        sheet[address] = value
    return book


def repacked(data: bytes, changes: Mapping[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """Return *data* with some parts replaced, changed by a function, added, or removed (None)."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in source.infolist():
            change = changes.get(entry.filename, source.read(entry))
            if change is not None:
                archive.writestr(entry.filename, change(source.read(entry)) if callable(change) else change)
        for path, content in changes.items():
            if isinstance(content, bytes) and path not in source.namelist():
                archive.writestr(path, content)
    return target.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of *parts*."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in parts.items():
            packed.writestr(path, content)
    return target.getvalue()


def hand_written(rows: str, *, after: str = "", before: str = "", book: Workbook | None = None) -> bytes:
    """Return a workbook, calculated, whose first sheet has the XML *rows* between *before* and *after*."""

    def sheet(content: bytes) -> bytes:
        start, _, rest = content.partition(b"<sheetData")
        end = rest.partition(b"</sheetData>")[2] or rest.partition(b"/>")[2]
        return start + f"{before}<sheetData>{rows}</sheetData>{after}".encode() + end

    return repacked(
        saved(book or _styled()), {"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": calculated}
    )


def one_cell(xml: str, *, after: str = "") -> bytes:
    """Return a workbook whose only cell, written ``<c r="B2" ...>``, is *xml*."""
    return hand_written(f'<row r="2">{xml}</row>', after=after)


def number(written: str, style: int = 0) -> bytes:
    """Return a workbook where B2 stores the number *written*."""
    return one_cell(f'<c r="B2" s="{style}"><v>{written}</v></c>')


def text(written: str) -> bytes:
    """Return a workbook where B2 stores the text *written*, as XML."""
    return one_cell(f'<c r="B2" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>')


def formula(written: str, cached: str = "<v>2</v>", kind: str = "n") -> bytes:
    """Return a workbook where B2 has the formula *written* and, of type *kind*, what it gave."""
    return one_cell(f'<c r="B2" t="{kind}"><f>{written}</f>{cached}</c>')


def replacing(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return what replaces *old*, which must be there, by *new* in a part."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


calculated = replacing(' fullCalcOnLoad="1"', "")
"""What makes of a workbook part that of a workbook whose formulas are up to date."""


def with_macros() -> bytes:
    """Return a workbook that holds macros."""
    return repacked(saved(workbook({"A1": "x"})), {"xl/vbaProject.bin": OLE})


def strict() -> bytes:
    """Return a workbook in the strict flavour, which openpyxl reads as having no sheet."""
    transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(
        saved(workbook({"A1": "x"})),
        {"xl/workbook.xml": replacing(transitional, "http://purl.oclc.org/ooxml/spreadsheetml/main")},
    )


def open_document() -> bytes:
    """Return the beginnings of a LibreOffice workbook."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def office_document(main_type: str) -> bytes:
    """Return a package whose main part has the type *main_type*."""
    return archive({"[Content_Types].xml": f'<Types><Override ContentType="{main_type}"/></Types>'.encode()})


def bomb(mebibytes: int) -> bytes:
    """Return a small workbook with a part that unpacks to *mebibytes*."""
    return repacked(saved(workbook()), {"xl/worksheets/sheet1.xml": b" " * (mebibytes * 1024 * 1024)})


def understated(data: bytes, path: str, size: int) -> bytes:
    """Return *data* whose directory pretends that *path* unpacks to *size* bytes."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        true = source.getinfo(path).file_size
    return data.replace(true.to_bytes(4, "little"), size.to_bytes(4, "little"))


def _styled() -> Workbook:
    book = workbook({"A1": date(2026, 1, 1), "A2": timedelta(hours=1), "A3": 0.5, "A4": "x"})
    sheet = book.worksheets[0]
    sheet["A3"].number_format = "0%"
    sheet["A4"].font = Font(name="Calibri", strike=True)
    return book


def related(part: str, *targets: tuple[str, str], external: bool = False) -> dict[str, bytes]:
    """Return the part of a package that gives *part* relations, each a kind and the path of its target."""
    folder, _, file = part.rpartition("/")
    mode = ' TargetMode="External"' if external else ""
    lines = "".join(
        f'<Relationship Id="rT{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}"{mode}/>'
        for number, (kind, target) in enumerate(targets)
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        f"{folder}/_rels/{file}.rels": f'<Relationships xmlns="{namespace}">{lines}</Relationships>'.encode()
    }
