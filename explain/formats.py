"""Values in words: amounts, dates, durations, as a reader of the language writes them.

Babel is imported when the first number or date is written.
"""

import re
from datetime import date
from decimal import Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

from engine.trace import OutcomeValue
from engine.values import Kind, Missing, Type, Value
from explain.phrases import Lang, phrases

if TYPE_CHECKING:
    from babel import Locale

NBSP, NARROW_NBSP = "\u00a0", "\u202f"
_EURO = re.compile(r"(?i)€|eur|euros?")
_INVARIABLE = frozenset({"mois", "fois", "repas", "cas"})
_FEWEST_DIGITS_GROUPED = 5


@cache
def _locale(lang: Lang) -> "Locale":
    from babel import Locale

    return {Lang.FR: Locale("fr", "FR"), Lang.EN: Locale("en")}[lang]  # parsing would load all aliases


def shown(value: OutcomeValue, type_: Type, lang: Lang) -> str:
    """Return *value* with the unit of *type_*; a list is joined by commas."""
    words = phrases(lang)
    match value:
        case None:
            return words.nothing
        case Missing():
            return words.unknown
        case tuple():
            return ", ".join(shown(item, type_, lang) for item in value) or words.nothing
        case bool():
            return words.yes if value else words.no
        case date():
            return day(value, lang)
        case Decimal():
            return quantity(value, type_, lang)
        case str():
            return value


def day(value: date, lang: Lang) -> str:
    """Return ``1er mars 2026``, ``1 March 2026``."""
    from babel.dates import format_date

    text = format_date(value, "d MMMM y", locale=_locale(lang))
    return re.sub(r"^1 ", "1er ", text) if lang is Lang.FR else text


def number(value: Decimal, decimals: int, lang: Lang, *, grouped: bool = True) -> str:
    """Return *value* exactly, with *decimals* decimals or as many as it takes."""
    from babel.numbers import format_decimal

    with localcontext(prec=60):
        exponent = value.normalize().as_tuple().exponent
        digits = max(decimals, -exponent if isinstance(exponent, int) else 0)
        pattern = ("#,##0" if grouped else "0") + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, locale=_locale(lang))


def quantity(value: Decimal, type_: Type, lang: Lang) -> str:
    """Return a number with its unit."""
    match type_.kind:
        case Kind.PERCENTAGE:
            with localcontext(prec=60):
                percent = value.scaleb(2)
            sign = f"{NARROW_NBSP}%" if lang is Lang.FR else "%"
            return number(percent, max(type_.decimals - 2, 0), lang) + sign
        case Kind.MONTHS | Kind.WEEKS | Kind.DAYS:
            one, many = phrases(lang).units[type_.kind]
            return number(value, 0, lang) + NBSP + (one if _is_singular(value, lang) else many)
        case _:
            return _with_unit(value, type_, lang)


def _with_unit(value: Decimal, type_: Type, lang: Lang) -> str:
    unit, slash, per = type_.unit.strip().partition("/")
    if not unit and type_.kind is Kind.AMOUNT:
        unit = "EUR"
    per = phrases(lang).per + _unit_alone(per.strip(), lang) if slash else ""
    if _EURO.fullmatch(unit):
        if lang is Lang.FR:
            return number(value, type_.decimals, lang) + f"{NBSP}€" + per
        sign = "-" if value < 0 else ""
        return f"{sign}€{number(abs(value), type_.decimals, lang)}{per}"
    if not unit:
        grouped = len(str(abs(int(value)))) >= _FEWEST_DIGITS_GROUPED
        return number(value, type_.decimals, lang, grouped=grouped) + per
    word = _singular(unit) if _is_singular(value, lang) else unit
    return number(value, type_.decimals, lang) + NBSP + word + per


_UNITS_IN_ENGLISH = {
    "jour": "day",
    "semaine": "week",
    "mois": "month",
    "trimestre": "quarter",
    "an": "year",
    "année": "year",
    "heure": "hour",
}


def _unit_alone(unit: str, lang: Lang) -> str:
    return _UNITS_IN_ENGLISH.get(unit, unit) if lang is Lang.EN else unit


def _is_singular(value: Decimal, lang: Lang) -> bool:
    return abs(value) < 2 if lang is Lang.FR else abs(value) == 1


def _singular(unit: str) -> str:
    """Return *unit* without the plural of its first words: ``jours ouvrés`` gives ``jour ouvré``."""
    words = unit.split(" ")
    for place, word in enumerate(words):
        if not word.endswith("s") or not word.islower() or word in _INVARIABLE:
            break
        words[place] = word[:-1]
    return " ".join(words)


def bare(value: Value, lang: Lang) -> str:
    """Return a constant of a formula, which has no unit of its own."""
    match value:
        case bool():
            return phrases(lang).yes if value else phrases(lang).no
        case date():
            return day(value, lang)
        case Decimal():
            grouped = len(str(abs(int(value)))) >= _FEWEST_DIGITS_GROUPED
            return number(value, 0, lang, grouped=grouped)
        case str():
            return value


def exact(value: Decimal, type_: Type) -> str:
    """Return the digits of *value* with the decimals of *type_*, as machines read them."""
    with localcontext(prec=60):
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent < type_.decimals:
            value = value.quantize(Decimal(1).scaleb(-type_.decimals))
        return format(value, "f")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return *text* without the characters that command a terminal or reverse a line."""
    return _CONTROL.sub("", text)
