"""What stands around the cells of a package and is not read, or comes from elsewhere: told, never passed over."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from engine.workbooks.read_stored import StoredFault

LONGEST_QUOTE = 60

_BROKEN = "#REF!"
_OWN_NAMES = "_xlnm."


def surroundings(
    parts: Mapping[str, bytes], book: Element, titles: Mapping[str, str]
) -> Iterator[tuple[str, StoredFault]]:
    """Yield what a workbook holds beside its cells, each after the title of its sheet (empty: the workbook).

    *titles* gives the sheet of each part.
    """
    yield from (("", fault) for fault in _of_book(parts, book))
    for part, title in titles.items():
        for kind, path in _related(parts, part):
            fault = _of_sheet(kind, parts.get(path, b""))
            if fault is not None:
                yield title, fault


def _of_book(parts: Mapping[str, bytes], book: Element) -> Iterator[StoredFault]:
    for path in sorted(parts):
        if re.fullmatch(r"xl/externalLinks/[^/]+\.xml", path):
            target = next((target for _, target in _relations(parts, path)), "")
            file = unquote(target).replace("\\", "/").rpartition("/")[2]
            named = f"le classeur «\u00a0{file}\u00a0»" if file else "un autre classeur"
            yield StoredFault(
                "lien-externe",
                f"ce classeur garde un lien vers {named}, qui n’est pas lu",
                "Données > Modifier les liens > Rompre la liaison",
            )
    if "xl/connections.xml" in parts:
        yield StoredFault(
            "donnees-externes",
            "ce classeur prend des données ailleurs, et peut changer quand on l’ouvre",
            "Données > Requêtes et connexions > Supprimer, et garder les valeurs",
        )
    for element in book.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "workbookPr" and element.get("date1904") in ("1", "true"):
            yield StoredFault(
                "calendrier-1904",
                "ce classeur compte les jours depuis 1904\u00a0: une date copiée d’un autre classeur y change"
                " de quatre ans",
                "Fichier > Options > Options avancées > décocher «\u00a0Utiliser le calendrier depuis 1904\u00a0»,"
                " puis vérifier chaque date",
            )
        elif kind == "definedName" and _BROKEN in (element.text or ""):
            name = element.get("name", "")
            if not name.startswith(_OWN_NAMES):
                yield StoredFault(
                    "nom-casse",
                    f"le nom «\u00a0{name}\u00a0» du classeur ne mène plus à aucune cellule\u00a0: les listes et"
                    " les formules qui s’en servent ne valent plus rien",
                    "Formules > Gestionnaire de noms\u00a0: corriger ce nom, ou le supprimer",
                )


def _of_sheet(kind: str, content: bytes) -> StoredFault | None:
    """Return what is said of a part that a sheet has, by the kind of their relation."""
    match kind:
        case "drawing":
            words = " ".join(_texts(content)).split()
            text = " ".join(words)
            if not text:
                return None
            quoted = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip() + "…"
            return StoredFault(
                "zone-de-texte",
                f"une zone de texte posée sur cette feuille n’est pas lue\u00a0: «\u00a0{quoted}\u00a0»",
                "écrire ce texte dans une cellule (Note, ou une feuille Notes), et supprimer la zone",
            )
        case "pivotTable":
            return StoredFault(
                "tableau-croise",
                "cette feuille porte un tableau croisé\u00a0: ses valeurs sont celles de la dernière actualisation",
                "copier ses valeurs dans une feuille ordinaire",
            )
        case "queryTable":
            return StoredFault(
                "donnees-externes",
                "cette feuille prend des données ailleurs, et peut changer quand on l’ouvre",
                "Données > Requêtes et connexions > Supprimer, et garder les valeurs",
            )
        case _:
            return None


def _related(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the path of each part that *part* has."""
    folder = posixpath.dirname(part)
    for kind, target in _relations(parts, part):
        yield kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _relations(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the target of each relation of *part*."""
    folder, file = posixpath.split(part)
    content = parts.get(posixpath.join(folder, "_rels", file + ".rels"))
    if content is not None:
        for element in fromstring(content):
            yield element.get("Type", "").rpartition("/")[2], element.get("Target", "")


def _texts(content: bytes) -> Iterator[str]:
    """Yield the texts of a drawing; those of a chart stand in a part of their own."""
    if content:
        for element in fromstring(content).iter():
            if element.tag.rpartition("}")[2] == "t" and element.text:
                yield element.text
