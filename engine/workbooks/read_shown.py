"""What a cell shows that is not what it holds: told, since a reader trusts what is shown."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from engine.source import Typed
from engine.values import Rounding, rounded
from engine.workbooks.read_stored import StoredFault

SHORT_DATE = 14
"""The number format that shows a day as each computer is set to: never the same on two."""

SHOWN_OTHERWISE = "nombre-affiche-autrement"

_WHITE = ("rgb", "FFFFFF", 0.0)
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_FIGURES = re.compile(r"[#0?,]*[0#?](?:\.([0#?]+))?(,*)")
_OTHER_ALPHABET = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def oddities(value: Typed, number_format: str, format_id: int, *, unseen: bool) -> Iterator[StoredFault]:
    """Yield why what is shown of *value* deceives; *unseen*: its colour is that of the ground."""
    if unseen or _shows_nothing(number_format):
        yield StoredFault(
            "contenu-invisible",
            "le contenu de cette cellule ne se voit pas, et compte comme les autres",
            "choisir une couleur et un format de nombre qui le montrent, ou vider la cellule",
        )
    elif isinstance(value, bool):
        return
    elif isinstance(value, str):
        yield from _foreign(value)
    elif isinstance(value, Decimal):
        yield from _shortened(value, number_format)
    elif format_id != SHORT_DATE:
        yield from _ambiguous(value, number_format)


def same_colour(font: Any, fill: Any) -> bool:
    """Whether a text in *font* cannot be seen on *fill*; only colours that are surely alike."""
    ink = _colour(font.color) if font is not None else None
    if ink is None:
        return False
    ground = _colour(fill.start_color) if getattr(fill, "fill_type", None) == "solid" else _WHITE
    return ink == ground


def _colour(colour: Any) -> tuple[str, object, float] | None:
    """Return what tells a colour from others; that of the theme's ground is white."""
    if colour is None or colour.type not in ("rgb", "theme"):
        return None
    tint = float(colour.tint or 0)
    if colour.type == "theme":
        return ("rgb", "FFFFFF", tint) if colour.theme == 0 else ("theme", colour.theme, tint)
    return "rgb", str(colour.rgb)[-6:].upper(), tint


@lru_cache(maxsize=256)
def _shows_nothing(number_format: str) -> bool:
    """Whether *number_format* has several sections, all of them empty."""
    return ";" in number_format and not number_format.strip("; ")


def _foreign(text: str) -> Iterator[StoredFault]:
    if text.isascii() or _OTHER_ALPHABET.search(text) is None:
        return
    for word in re.findall(r"\w+", text):
        letters = _OTHER_ALPHABET.findall(word)
        if letters and _LATIN.search(word):
            listed = ", ".join(f"«\u00a0{letter}\u00a0»" for letter in dict.fromkeys(letters))
            yield StoredFault(
                "lettre-d-un-autre-alphabet",
                f"dans «\u00a0{word}\u00a0», {listed} vient d’un autre alphabet et ressemble à l’une de nos lettres",
                "retaper ce mot au clavier",
            )
            return


def _shortened(number: Decimal, number_format: str) -> Iterator[StoredFault]:
    """Report a number of which fewer decimals are shown than it has, or that is shown by thousands."""
    shape = _shape(number_format)
    if shape is None:
        return
    decimals, thousands, percent = shape
    shown = number.scaleb((2 if percent else 0) - 3 * thousands)
    near = rounded(Fraction(shown), decimals, Rounding.NEAREST)
    if near != shown or thousands:
        sign = "\u00a0%" if percent else ""
        held = number.scaleb(2) if percent else number
        yield StoredFault(
            SHOWN_OTHERWISE,
            f"la cellule montre {_french(near)}{sign} mais contient {_french(held)}{sign}",
            "afficher toutes les décimales (Accueil > Ajouter une décimale), ou retaper la valeur voulue",
        )


@lru_cache(maxsize=256)
def _shape(number_format: str) -> tuple[int, int, bool] | None:
    """Return the decimals, the thousands left out and whether it is a percentage; None: not so simple."""
    plain = _ASIDE.sub("", number_format.split(";", maxsplit=1)[0])
    if re.search(r"[A-Za-z/@]", plain):
        return None
    found = _FIGURES.search(plain)
    if found is None:
        return None
    return len(found[1] or ""), len(found[2]), "%" in plain


def _french(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _ambiguous(day: date, number_format: str) -> Iterator[StoredFault]:
    """Report a day shown with its month first, or not shown."""
    plain = _ASIDE.sub("", number_format.split(";", maxsplit=1)[0]).lower()
    first_day, first_month = plain.find("d"), re.search(r"m+", plain)
    if first_day < 0 and first_month is not None and day.day != 1:
        yield StoredFault(
            "date-affichee-autrement",
            f"cette cellule ne montre pas le jour\u00a0: elle contient le {day:%d/%m/%Y}",
            "mettre la cellule au format de date jj/mm/aaaa",
        )
    elif (
        first_month is not None
        and len(first_month[0]) <= 2
        and first_month.start() < first_day
        and not plain.startswith("y")
        and day.day <= 12
        and day.day != day.month
    ):
        yield StoredFault(
            "date-affichee-autrement",
            f"cette cellule montre le mois avant le jour\u00a0: elle contient le {day:%d/%m/%Y}",
            "mettre la cellule au format de date jj/mm/aaaa",
        )
