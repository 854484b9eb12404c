"""What the parts of a workbook's package may not hold, before openpyxl reads them.

The parts are looked at as bytes: a sheet that would make openpyxl build millions of cells must be seen
before. Whatever is written in an unusual way is at worst reported too much, never let through to hang.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from engine.faults import Faults
from engine.location import CellRef, column_letters
from engine.workbooks.check_surroundings import surroundings
from engine.workbooks.read_stored import StoredFault

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_SPREAD_CELLS = 20_000
MOST_TAGS = 4_000_000

CONTENT_TYPES = "[Content_Types].xml"

_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_CELL = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d{1,9})["']""")
_SPREAD = re.compile(rb"""<(?:\w+:)?(mergeCell|hyperlink|comment)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_SPREAD_REF = re.compile(rb"""\sref\s*=\s*["']([^"']*)["']""")
_AREA = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")


class Unfit(Exception):
    """A file that cannot be read as a workbook: code, sentence of fact and remedy, in French."""

    def __init__(self, code: str, message: str, help: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a package announces: its sheets in the order of their tabs, and whether the values of its
    formulas may be out of date; what stands around its cells, by the title of the sheet."""

    sheets: tuple[str, ...]
    outdated: bool
    around: tuple[tuple[str, StoredFault], ...] = ()


def check_parts(parts: Mapping[str, bytes], where: CellRef, faults: Faults) -> Contents:
    """Return what the package announces, after adding to *faults* what its sheets hold in excess.

    Raises:
        Unfit: the parts are dangerous, or do not make a workbook.
    """
    _refuse_unsafe_xml(parts)
    path = _workbook_path(parts)
    book = _xml(parts, path)
    if "purl.oclc.org" in book.tag:
        raise Unfit(
            "classeur-strict",
            "ce classeur est enregistré au format Open XML strict",
            "dans Excel, Fichier > Enregistrer sous > Classeur Excel (.xlsx), non «\u00a0strict\u00a0»",
        )
    sheets = [(element.get("name", ""), _relation(element)) for element in _named(book, "sheet")]
    titles = _titles(parts, path, sheets)
    for part, content in parts.items():
        place = CellRef(where.workbook, titles.get(part, ""))
        if part in titles:
            _check_extent(content, place, faults)
        _check_spread(content, place, faults)
    try:
        around = tuple(surroundings(parts, book, titles))
    except (ParseError, ValueError) as error:
        raise damaged() from error
    return Contents(sheets=tuple(name for name, _ in sheets), outdated=_is_outdated(book), around=around)


def too_far(where: CellRef, faults: Faults) -> None:
    """Note that the sheet goes as far as the cell *where*."""
    if where.row > MOST_ROWS:
        edge, extra = f"la ligne {where.row}", "les lignes vides situées"
    else:
        edge, extra = f"la colonne {column_letters(where.column)}", "les colonnes vides situées"
    faults.add(
        "feuille-trop-etendue",
        where,
        f"la feuille s’étend jusqu’à {edge}",
        help=f"supprimer {extra} après le tableau (clic droit > Supprimer), puis enregistrer",
    )


def _refuse_unsafe_xml(parts: Mapping[str, bytes]) -> None:
    tags = 0
    for name, content in parts.items():
        start = content[:200].removeprefix(b"\xef\xbb\xbf")
        encoding = _ENCODING.match(start)
        if start.startswith(_UTF16) or (encoding and encoding[1].lower() not in _PLAIN_ENCODINGS):
            raise Unfit(
                "encodage-inattendu",
                f"la partie {name} n’est pas écrite en UTF-8, elle est refusée par sécurité",
                "ouvrir le classeur dans Excel ou LibreOffice et l’enregistrer à nouveau en .xlsx",
            )
        if not start.lstrip().startswith(b"<"):
            continue
        tags += content.count(b"<")
        drawing = name.lower().endswith(".svg")
        if not drawing and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise Unfit(
                "xml-dangereux",
                f"la partie {name} déclare des entités XML, elle est refusée par sécurité",
                "ouvrir le classeur dans Excel ou LibreOffice et l’enregistrer à nouveau en .xlsx",
            )
    if tags > MOST_TAGS:
        raise Unfit(
            "classeur-demesure",
            "ce classeur contient trop de cellules",
            "répartir les tables dans plusieurs classeurs, et supprimer les lignes vides mises en forme",
        )


def _workbook_path(parts: Mapping[str, bytes]) -> str:
    """Return the path of the part that lists the sheets."""
    for element in _named(_xml(parts, CONTENT_TYPES), "Override"):
        if element.get("ContentType", "").endswith("spreadsheetml.sheet.main+xml"):
            return element.get("PartName", "").lstrip("/")
    return "xl/workbook.xml"


def _xml(parts: Mapping[str, bytes], path: str) -> Element:
    try:
        root: Element = fromstring(parts[path])
    except (KeyError, ParseError, ValueError) as error:
        raise damaged() from error
    return root


def damaged() -> Unfit:
    """Return what is said of a file whose bytes do not hold together."""
    return Unfit(
        "fichier-endommage",
        "ce fichier est endommagé",
        "reprendre le fichier à sa source\u00a0; copie ou téléchargement interrompu\u00a0?",
    )


def _named(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements called *name*, whatever their namespace."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _titles(parts: Mapping[str, bytes], path: str, sheets: list[tuple[str, str]]) -> dict[str, str]:
    """Return the title of each sheet by the path of its part."""
    folder, file = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", file + ".rels")
    targets = {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
        for element in _named(_xml(parts, relations), "Relationship")
    }
    titles = {targets[relation]: title for title, relation in sheets if relation in targets}
    if len(titles) < len({title for title, relation in sheets if relation in targets}):
        raise damaged()
    return titles


def _is_outdated(book: Element) -> bool:
    """Whether a program asks that formulas be calculated again, or leaves it to the user's hand."""
    return any(
        element.get("fullCalcOnLoad") in ("1", "true")
        or element.get("calcCompleted") in ("0", "false")
        or element.get("calcMode") == "manual"
        for element in _named(book, "calcPr")
    )


def _check_extent(sheet: bytes, where: CellRef, faults: Faults) -> None:
    cells = _CELL.findall(sheet)
    rows = {number for _, number in cells if len(number) >= len(str(MOST_ROWS))}
    columns = {letters for letters, _ in cells}
    if max(map(int, rows), default=0) > MOST_ROWS:
        row, column = max((int(number), _column(letters)) for letters, number in cells)
        too_far(CellRef(where.workbook, where.sheet, row, column), faults)
    elif max(map(_column, columns), default=0) > MOST_COLUMNS:
        column, row = max((_column(letters), int(number)) for letters, number in cells)
        too_far(CellRef(where.workbook, where.sheet, row, column), faults)


def _check_spread(content: bytes, where: CellRef, faults: Faults) -> None:
    """Note the merged areas, links and comments that cover more cells than a table can hold."""
    sizes = {b"mergeCell": 0, b"hyperlink": 0, b"comment": 0}
    for kind, attributes in _SPREAD.findall(content):
        if ref := _SPREAD_REF.search(attributes):
            sizes[kind] += _size(ref[1])
    if sizes[b"mergeCell"] > MOST_SPREAD_CELLS:
        faults.add(
            "fusion-demesuree",
            where,
            "une fusion couvre une trop grande partie de la feuille",
            help="défusionner les cellules (Accueil > Fusionner et centrer)",
        )
    if max(sizes[b"hyperlink"], sizes[b"comment"]) > MOST_SPREAD_CELLS:
        faults.add(
            "lien-demesure",
            where,
            "un lien ou un commentaire couvre une trop grande partie de la feuille",
            help="sélectionner la colonne ou la feuille entière, clic droit > Supprimer les liens",
        )


def _size(ref: bytes) -> int:
    """Return how many cells *ref* covers; too many for what does not read as ``A1:B2``."""
    area = _AREA.fullmatch(ref)
    if area is None:
        return MOST_SPREAD_CELLS + 1
    left, top, right, bottom = area.groups()
    if right is None:
        return 1
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
