"""What one stored cell says: text, number, boolean or day; or why it cannot be trusted.

The stored forms are those that openpyxl gives, by plain Python type. A suspect value is a StoredFault,
never an empty cell.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from engine.source import Typed

MOST_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)

TEXT_FORMAT = "mettre la colonne au format Texte"

ERRORS = frozenset(
    f"#{error}"
    for error in (
        *("NULL!", "DIV/0!", "VALUE!", "REF!", "NAME?", "NUM!", "N/A", "GETTING_DATA", "SPILL!", "CALC!"),
        *("FIELD!", "BLOCKED!", "CONNECT!", "BUSY!", "UNKNOWN!", "EXTERNAL!", "PYTHON!", "TIMEOUT!"),
        *("NUL!", "VALEUR!", "NOM?", "NOMBRE!", "PROPAGATION!", "CALCUL!"),
    )
)
_LIBREOFFICE_ERROR = re.compile(r"(?:Err|#ERR):?\s*\d{3}")
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_INVISIBLE = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n"),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        *(0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF),
    ]
)
_JOINERS = "\u200c\u200d"
_STRINGS = re.compile(r'"(?:[^"]|"")*"')
_STRINGS_AND_SHEETS = re.compile(r""""(?:[^"]|"")*"|'(?:[^']|'')*'""")
_CHANGING = re.compile(
    r"\b(TODAY|NOW|RAND(?:\.NV|BETWEEN|ARRAY)?|INDIRECT|OFFSET|CELL|INFO)\s*\(", re.IGNORECASE
)
_OUTSIDE = re.compile(
    r"(?:^|[^\w\[,:.\]])\[\d+\]|\[[^\[\]]+\.xl\w+\]|\b(?:WEBSERVICE|RTD|DDE|STOCKHISTORY|IMAGE)\s*\(",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d][\w.\\?]*")
_CONSTANT = re.compile(r"=\s*(TRUE|FALSE)\s*(?:\(\s*\))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StoredFault:
    """Why a cell cannot be trusted: code, sentence of fact and remedy, in French."""

    code: str
    message: str
    help: str


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return *text* in NFC, with its ``_x000D_`` escapes undone and without invisible characters."""
    if "_x" in text:
        text = _ESCAPED.sub(_unescaped, text)
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    return unicodedata.normalize("NFC", text)


def is_blank(text: str) -> bool:
    """Whether nothing of *text*, once cleaned, can be seen."""
    return not clean(text).strip().strip(_JOINERS)


def typed(stored: object, *, out_of_range: bool = False) -> Typed | StoredFault | None:
    """Return what *stored* says, None when that is nothing; *out_of_range*: a day beyond the calendar."""
    if out_of_range:
        return StoredFault(
            "date-hors-calendrier",
            "cette date est hors du calendrier du tableur",
            "retaper la date, ou mettre la cellule au format Standard si c’est un nombre",
        )
    match stored:
        case None:
            return None
        case bool():
            return stored
        case str():
            return _text(stored)
        case int():
            return _number(Decimal(stored))
        case float():
            return _number(Decimal(f"{stored:.15g}"))
        case datetime():
            return _day(stored.date()) if stored.time() == time() else _hour(_moment(stored))
        case date():
            return _day(stored)
        case time():
            return _hour(f"{stored:%H:%M:%S}")
        case timedelta():
            return _hour(_span(stored))
        case _:
            return StoredFault(
                "valeur-illisible",
                "le contenu de cette cellule n’est ni un texte, ni un nombre, ni une date",
                "taper la valeur",
            )


def error_value(text: str, *, in_formula: bool = False) -> StoredFault:
    """Return what is said of a cell that shows the error *text*."""
    remedy = "taper la valeur, ou corriger la formule de la cellule"
    if in_formula and text.upper() == "#NAME?":
        remedy += f"\u00a0; si c’est une formule de règle, {TEXT_FORMAT} et retaper la formule"
    return StoredFault("valeur-d-erreur", f"cette cellule contient l’erreur {text or '#N/A'}", remedy)


def struck(*, partly: bool) -> StoredFault:
    """Return what is said of a struck-through cell."""
    content = "une partie du contenu de cette cellule est rayée" if partly else "cette cellule est rayée"
    return StoredFault(
        "texte-raye",
        f"{content}, mais compterait",
        "supprimer la ligne ou le texte rayé, ou ôter la rature",
    )


def constant(formula: str) -> bool | StoredFault | None:
    """Return the constant that *formula* is: LibreOffice writes ``=TRUE()`` for true, ``=#N/A`` for errors."""
    if found := _CONSTANT.fullmatch(formula):
        return found[1].upper() == "TRUE"
    error = formula[1:].strip()
    return error_value(error) if error.upper() in ERRORS else None


def unstable(formula: str, definition: Callable[[str], str]) -> StoredFault | None:
    """Return why the value of *formula* may change by itself, None when it cannot.

    ``definition`` gives the formula behind a defined name, an empty text for anything else.
    """
    for text in _expanded(formula, definition):
        if changing := _CHANGING.search(_STRINGS_AND_SHEETS.sub("", text)):
            return StoredFault(
                "formule-changeante",
                f"cette formule utilise {changing[1].upper()}(), sa valeur change d’elle-même",
                "remplacer la formule par sa valeur",
            )
        if _OUTSIDE.search(_STRINGS.sub('""', text)):
            return StoredFault(
                "formule-externe",
                "cette formule lit hors du classeur",
                "remplacer la formule par sa valeur (copier, Collage spécial > Valeurs)",
            )
    return None


def computed(cached: object, kind: str, *, out_of_range: bool = False) -> Typed | StoredFault:
    """Return what a formula gave when it was last calculated; *kind* is the type that was stored with it."""
    if kind == "e" and not out_of_range:
        return error_value(str(cached or ""), in_formula=True)
    value = typed(cached, out_of_range=out_of_range)
    if isinstance(value, StoredFault) and value.code == "valeur-d-erreur":
        return error_value(str(cached).strip(), in_formula=True)
    if value is not None:
        return value
    if cached is None and kind != "str":
        return StoredFault(
            "formule-non-calculee",
            "cette formule n’a jamais été calculée",
            "ouvrir le classeur dans Excel ou LibreOffice, laisser calculer et enregistrer"
            f"\u00a0; si c’est une formule de règle, {TEXT_FORMAT} et retaper la formule",
        )
    return StoredFault(
        "formule-sans-valeur",
        "cette formule donne un texte vide",
        "taper la valeur, ou vider la cellule",
    )


def is_percent(number_format: str) -> bool:
    """Whether *number_format* shows a fraction as a percentage."""
    return "%" in re.sub(r'"[^"]*"|\\.|_.|\*.', "", number_format)


def _unescaped(run: re.Match[str]) -> str:
    codes = [int(code, 16) for code in re.findall(r"_x(.{4})_", run[0])]
    units = b"".join(code.to_bytes(2, "little") for code in codes)
    return units.decode("utf-16-le", "replace")


def _text(stored: str) -> str | StoredFault | None:
    text = clean(stored)
    plain = text.strip().strip(_JOINERS)
    if not plain:
        return None
    if plain[0] in "#E" and (plain.upper() in ERRORS or _LIBREOFFICE_ERROR.fullmatch(plain)):
        return error_value(plain)
    return text


def _number(number: Decimal) -> Decimal | StoredFault:
    if not number.is_finite():
        return error_value("#NUM!")
    if abs(number) >= 10**MOST_DIGITS:
        return StoredFault(
            "nombre-trop-long",
            f"ce nombre a plus de {MOST_DIGITS} chiffres, le tableur n’en garde que {MOST_DIGITS}",
            f"si c’est un code, {TEXT_FORMAT} et le retaper",
        )
    return number or Decimal(0)


def _day(day: date) -> date | StoredFault:
    if day < FIRST_DAY:
        return StoredFault(
            "date-trop-ancienne",
            "les dates du tableur ne sont pas sûres avant le 1er mars 1900",
            f"{TEXT_FORMAT} et taper la date sous la forme aaaa-mm-jj"
            "\u00a0; si c’est un nombre, mettre la cellule au format Standard",
        )
    return day


def _hour(shown: str) -> StoredFault:
    return StoredFault(
        "heure-ou-duree",
        f"cette cellule contient une heure ou une durée en heures ({shown})",
        "taper la date seule, ou mettre la cellule au format Standard et retaper le nombre",
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M:%S}"


def _span(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _expanded(formula: str, definition: Callable[[str], str]) -> Mapping[str, None]:
    """Return *formula* and the formulas of the defined names it uses, directly or not."""
    texts: dict[str, None] = {formula: None}
    waiting = [formula]
    while waiting:
        for name in set(_NAME.findall(_STRINGS_AND_SHEETS.sub("", waiting.pop()))):
            found = definition(name)
            if found and found not in texts:
                texts[found] = None
                waiting.append(found)
    return texts
