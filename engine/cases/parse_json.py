"""JSON as it is written: exact numbers, keys given twice, NaN kept so that they can be reported."""

import json
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from engine.record import record

DEEPEST = 32


@record()
class NotANumber:
    """``NaN``, ``Infinity`` or ``-Infinity``, which JSON does not have."""

    text: str


Member: TypeAlias = tuple[str, "Json"]
Json: TypeAlias = bool | Decimal | str | NotANumber | list["Json"] | tuple[Member, ...] | None
"""A document; an object is the tuple of its members, as written."""


class JsonFault(Exception):
    """Text that is not JSON: ``path`` is the line and column, when there are."""

    def __init__(self, code: str, message: str, help_: str, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_
        self.path = path


def parse_json(data: bytes) -> Json:
    """Return the document that *data* holds (UTF-8, a byte order mark is skipped).

    Raises:
        JsonFault: *data* is not JSON, not UTF-8, or nested deeper than DEEPEST.
    """
    text = _text(data)
    if not text.strip():
        raise JsonFault("json-vide", "le fichier est vide", 'un cas s’écrit {"id": "...", "faits": {...}}')
    too_deep = JsonFault(
        "json-trop-profond",
        f"les objets et les listes s’emboîtent sur plus de {DEEPEST} niveaux",
        "un fait est une valeur simple",
    )
    try:
        document: Json = json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=NotANumber,
            object_pairs_hook=tuple,
        )
    except json.JSONDecodeError as error:
        raise _syntax(error) from None
    except InvalidOperation:
        raise JsonFault(
            "nombre-trop-grand", "un nombre a un exposant démesuré", "écrivez ses chiffres"
        ) from None
    except RecursionError:
        raise too_deep from None
    if _depth(document) > DEEPEST:
        raise too_deep
    return document


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise JsonFault("pas-utf-8", "le fichier est en UTF-16", "enregistrez-le en UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[-1].decode(errors="replace")) + 1
        raise JsonFault(
            "pas-utf-8",
            "le fichier n’est pas en UTF-8",
            "enregistrez-le en UTF-8 (souvent, un accent écrit par un ancien logiciel)",
            f"ligne {line}, colonne {column}",
        ) from None


def _depth(document: Json) -> int:
    """Return how many objects and lists hold one another in *document*."""
    deepest, level = 0, [document]
    while level := [part for part in level if isinstance(part, list | tuple)]:
        deepest += 1
        level = [
            inside
            for part in level
            for inside in (part if isinstance(part, list) else [value for _, value in part])
        ]
    return deepest


_MESSAGES = {
    "Expecting value": "une valeur est attendue ici",
    "Expecting ',' delimiter": "une virgule manque, ou une accolade fermante",
    "Expecting ':' delimiter": "deux-points manquent après ce nom",
    "Expecting property name enclosed in double quotes": "un nom entre guillemets droits est attendu ici",
    "Illegal trailing comma before end of object": "une virgule est de trop à la fin de l’objet",
    "Illegal trailing comma before end of array": "une virgule est de trop à la fin de la liste",
    "Unterminated string starting at": "ce texte n’est pas fermé par un guillemet",
    "Invalid control character at": "un retour à la ligne ou une tabulation coupe ce texte",
    "Invalid \\escape": "cette barre oblique inverse ne forme aucun caractère connu",
    "Invalid \\uXXXX escape": "après \\u, quatre chiffres hexadécimaux sont attendus",
    "Extra data": "le fichier continue après la fin du cas",
}


def _syntax(error: json.JSONDecodeError) -> JsonFault:
    """Return the fault in French, with the remedy that the text around suggests."""
    message = next(
        (french for english, french in _MESSAGES.items() if error.msg.startswith(english)), error.msg
    )
    here = error.doc[error.pos : error.pos + 1]
    word = error.doc[error.pos : error.pos + 5].casefold()
    before = error.doc[: error.pos].rstrip()[-1:]
    if error.pos >= len(error.doc.rstrip()):
        help_ = "le fichier s’arrête trop tôt\u00a0: fermez les accolades et les crochets"
    elif here == "'":
        help_ = 'remplacez les apostrophes par des guillemets droits\u00a0: "'
    elif here in ("«", "“", "”"):
        help_ = 'remplacez les guillemets typographiques par des guillemets droits\u00a0: "'
    elif here in ("/", "#"):
        help_ = "un fichier JSON n’a pas de commentaires\u00a0: écrivez-le dans «\u00a0description\u00a0»"
    elif here in ("}", "]") and before == ",":
        help_ = "retirez la virgule qui précède"
    elif here.isdecimal() and before == ",":
        help_ = "un nombre s’écrit avec un point\u00a0: 1234.56"
    elif word.startswith(("oui", "vrai", "true")):
        help_ = "écrivez true"
    elif word.startswith(("non", "faux", "false")):
        help_ = "écrivez false"
    else:
        help_ = ""
    return JsonFault("json-invalide", message, help_, f"ligne {error.lineno}, colonne {error.colno}")
