"""Numbers and dates as people type them: read when there is one reading, refused otherwise."""

import re
from datetime import date
from decimal import Decimal
from typing import NoReturn

from engine.cells.measures import decimals_in
from engine.cells.show import show_number
from engine.cells.tokens import CellFault
from engine.names import fold, suggestion
from engine.values import Kind, Type, Value

MOST_DIGITS = 15
"""Digits of a number: what a spreadsheet keeps."""

_NUMBER = re.compile(r"(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:(?P<mark>[.,])(?P<decimals>\d+))?")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_number(text: str, *, alone: bool) -> Decimal:
    """Return the number that *text* writes; *alone*: no list is possible here, so ``12,5`` is 12.5.

    Thousands may be set apart by spaces. With them a comma can only be a decimal mark.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        _refuse_number(text)
    whole, mark, decimals = match["whole"], match["mark"], match["decimals"] or ""
    digits = whole.replace(" ", "")
    if len(digits) > 1 and digits[0] == "0":
        raise CellFault(
            "nombre-illisible", f"« {text} » commence par un zéro", "écrire le nombre sans ce zéro"
        )
    if len(digits + decimals) > MOST_DIGITS:
        raise CellFault(
            "nombre-illisible", f"« {text} » a plus de {MOST_DIGITS} chiffres", "vérifier le nombre"
        )
    if mark and whole == digits:
        if len(decimals) == 3 and len(whole) <= 3 and whole != "0":
            raise CellFault(
                "nombre-ambigu",
                f"« {text} » se lit {digits}{decimals} ou {digits} virgule {decimals}",
                f"écrire {digits}{decimals} pour les milliers, {digits}.{decimals}0 pour le nombre décimal"
                + ("" if alone else _or_list(text)),
            )
        if mark == "," and not alone:
            raise CellFault(
                "nombre-ambigu",
                f"« {text} » se lit comme une liste ({digits} ou {decimals}) ou comme un nombre décimal",
                f"écrire {digits}.{decimals} (avec un point) pour le nombre décimal" + _or_list(text),
            )
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _or_list(text: str) -> str:
    return f", {text.replace(',', ' ; ')} pour la liste" if "," in text else ""


def _refuse_number(text: str) -> NoReturn:
    if "," in text or "." in text:
        last = max(text.rfind(","), text.rfind("."))
        plain = re.sub(r"\D", "", text[:last]) + "." + re.sub(r"\D", "", text[last:])
        once = text.count(text[last]) == 1
        raise CellFault(
            "nombre-ambigu",
            f"« {text} » a plusieurs lectures",
            (f"écrire {plain} pour le nombre (sans séparateur de milliers, avec un point)" if once else "")
            + (" ; " if once and "," in text else "")
            + ("séparer par des points-virgules pour une liste" if "," in text else "")
            or "écrire le nombre sans séparateur de milliers, avec un point pour les décimales",
        )
    raise CellFault(
        "nombre-illisible",
        f"« {text} » n’est pas un nombre",
        f"écrire {text.replace(' ', '')} pour un nombre, {text.replace(' ', ' ; ')} pour une liste",
    )


def read_day(text: str) -> date:
    """Return the day that *text* writes: ``01/04/2025`` (day first) or ``2025-04-01``."""
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, iso.groups())
    elif french := _FRENCH_DAY.fullmatch(text):
        day, month, year = map(int, french.groups())
    else:
        raise unreadable_day(text)
    try:
        return date(year, month, day)
    except ValueError:
        swapped = "/" in text and month > 12 >= day
        raise CellFault(
            "date-inexistante",
            f"« {text} » n’est pas un jour du calendrier"
            + (f" : il n’y a pas de mois {month}" if swapped else ""),
            f"écrire le jour avant le mois : {month:02}/{day:02}/{year}" if swapped else "corriger la date",
        ) from None


def unreadable_day(text: str) -> CellFault:
    """Return the fault of a date in another form than the two that have one reading."""
    return CellFault(
        "date-illisible",
        f"« {text} » n’est pas une date écrite jour/mois/année",
        "écrire 01/04/2025 (jour, mois, année à quatre chiffres) ou 2025-04-01",
    )


def fitted(value: Value, type_: Type, text: str) -> Value:
    """Return *value*, of the kind of *type_* and written *text*, as *type_* stores it.

    Raises:
        CellFault: outside the closed list or the bounds, or too many decimals.
    """
    if isinstance(value, str):
        return chosen(value, type_.choices, text) if type_.choices else value
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        percent = 2 if type_.kind is Kind.PERCENTAGE else 0
        count = decimals_in(value) - percent
        if count + percent > type_.decimals:
            raise CellFault(
                "trop-de-decimales",
                f"« {text} » a {count} décimale{'s' if count > 1 else ''}, "
                f"alors que le glossaire en admet {type_.decimals - percent}",
                "corriger la valeur, ou « Décimales » dans le glossaire",
            )
        value = value.quantize(Decimal((0, (1,), -type_.decimals)))  # exact: the decimals fit
    for bound, outside, word in (
        (type_.minimum, _below, "plus petit que le minimum"),
        (type_.maximum, _above, "plus grand que le maximum"),
    ):
        if bound is not None and outside(value, bound):
            raise CellFault(
                "hors-bornes",
                f"« {text} » est {word} du glossaire ({_shown(bound, type_)})",
                "corriger la valeur, ou la borne dans le glossaire",
            )
    return value


def chosen(value: str, choices: tuple[str, ...], text: str) -> str:
    """Return the spelling of *choices* for *value*, case and accents apart."""
    for choice in choices:
        if choice == value or fold(choice) == fold(value):
            return choice
    raise not_in_list(text, choices)


def not_in_list(text: str, choices: tuple[str, ...]) -> CellFault:
    """Return the fault of a text outside the closed list."""
    words = fold(text).split()
    if "ou" in words or "et" in words or "\n" in text:
        remedy = "séparer les valeurs par un point-virgule"
    else:
        remedy = suggestion(text, choices) or "valeurs permises : " + " ; ".join(choices)
    return CellFault(
        "valeur-hors-liste", f"« {text} » n’est pas dans les valeurs permises du glossaire", remedy
    )


def _below(value: Value, bound: Decimal | date) -> bool:
    return value < bound  # type: ignore[operator]


def _above(value: Value, bound: Decimal | date) -> bool:
    return value > bound  # type: ignore[operator]


def _shown(bound: Decimal | date, type_: Type) -> str:
    if isinstance(bound, date):
        return bound.strftime("%d/%m/%Y")
    return show_number(bound.scaleb(2)) + " %" if type_.kind is Kind.PERCENTAGE else show_number(bound)
