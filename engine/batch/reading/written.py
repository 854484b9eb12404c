"""What one value of a file says, as a case would write it: the meaning that ``to_sql`` repeats.

A value is a text of a CSV file (read in its dialect), a token of a JSON line, or a typed value of a
Parquet file. ``read_fact`` then takes it or says why not.
"""

import math
import re
from decimal import Decimal

from engine.batch.reading.dialect import Days, Dialect
from engine.batch.reading.held import Held
from engine.cases.parse_json import Json, NotANumber
from engine.cases.read_fact import FactFault, expected, read_fact
from engine.model import Term
from engine.names import fold
from engine.values import Kind, Type, Value

SPACES = " \t\u00a0\u202f\u2009"
"""Spaces that may stand around a value."""
GROUPING = " \u00a0\u202f"
"""Spaces that set thousands apart."""
YES = frozenset({"oui", "vrai", "true", "1"})
NO = frozenset({"non", "faux", "false", "0"})
TEXT_MARK = '"'
"""First character of the token of a JSON text; the text follows as it is."""
MIDNIGHT = " 00:00:00"
OTHER_MARK = "?"
"""First character of the token of what no fact is: a list, an object, NaN."""

_NUMBERS = {
    ",": re.compile(rf"([+-]?)(\d+|\d{{1,3}}(?:[{GROUPING}]\d{{3}})+)(?:,(\d+))?", re.ASCII),
    ".": re.compile(rf"([+-]?)(\d+|\d{{1,3}}(?:[{GROUPING},]\d{{3}})+)(?:\.(\d+))?", re.ASCII),
}
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SLASHED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


def fact_of(term: Term, raw: object, held: Held, dialect: Dialect) -> Value | None:
    """Return the fact that *raw* writes in a column of *held*, None when it is absent.

    Days come as texts: a file can hold some that Python has not.

    Raises:
        FactFault: it is none that *term* can take.
    """
    given = _given(term.type, raw, held, dialect)
    return None if given is None else read_fact(term, given)[0]


def of_token(written: str) -> Json:
    """Return what a token of a JSON line writes."""
    if written.startswith(TEXT_MARK):
        return written[1:]
    match written:
        case "true" | "false":
            return written == "true"
        case "null":
            return None
        case _ if written.startswith(OTHER_MARK):
            return [] if written[1:] in ("[", "{") else NotANumber(written[1:])
        case _:
            return Decimal(written)


def _of_text(type_: Type, raw: str, dialect: Dialect) -> Json:
    text = raw.strip(SPACES)
    if not text or text in dialect.absent:
        return None
    match type_.kind:
        case Kind.TEXT:
            return text
        case Kind.BOOLEAN:
            return _yes_or_no(text)
        case Kind.DATE:
            return _day(text, dialect)
        case _:
            return _number(text, type_, dialect)


def _yes_or_no(text: str) -> bool:
    word = fold(text)
    if word in YES or word in NO:
        return word in YES
    help_ = "attendu\u00a0: oui, non, vrai, faux, true, false, 1 ou 0"
    raise FactFault("mauvais-type", f"{_quoted(text)} n’est ni oui ni non", help_)


def _day(text: str, dialect: Dialect) -> str:
    if _ISO_DAY.fullmatch(text):
        return text
    if (slashed := _SLASHED_DAY.fullmatch(text)) and dialect.days is not None:
        first, second, year = slashed.groups()
        day, month = (first, second) if dialect.days is Days.DAY_FIRST else (second, first)
        return f"{year}-{month:0>2}-{day:0>2}"
    forms = {None: "", Days.DAY_FIRST: " ou jour/mois/année", Days.MONTH_FIRST: " ou mois/jour/année"}
    help_ = f"attendu\u00a0: année-mois-jour{forms[dialect.days]}"
    raise FactFault("date-invalide", f"{_quoted(text)} n’est pas une date", help_)


def _number(text: str, type_: Type, dialect: Dialect) -> Decimal:
    mark = dialect.decimal or ","
    written = text.replace("\u2212", "-")
    percent = type_.kind is Kind.PERCENTAGE and written.endswith("%")
    if percent:
        written = written[:-1].rstrip(SPACES)
    found = _NUMBERS[mark].fullmatch(written)
    if found is None:
        name = "une virgule" if mark == "," else "un point"
        help_ = f"attendu\u00a0: {expected(type_)}, avec {name} avant les décimales (voir --decimal)"
        raise FactFault("mauvais-type", f"{_quoted(text)} n’est pas un nombre", help_)
    sign, whole, decimals = found.groups()
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{sign}{digits}.{decimals or 0}E-{2 if percent else 0}")  # exact, unlike scaleb


def _given(type_: Type, raw: object, held: Held, dialect: Dialect) -> Json:
    match raw:
        case None:
            return None
        case str() if held is Held.TEXT:
            return _of_text(type_, raw, dialect)
        case str() if held is Held.TOKEN:
            return of_token(raw)
        case str():
            return raw.removesuffix(MIDNIGHT)
        case bool():
            return raw
        case int():
            return bool(raw) if type_.kind is Kind.BOOLEAN and raw in (0, 1) else Decimal(raw)
        case Decimal():
            return raw
        case float():
            return Decimal(repr(raw)) if math.isfinite(raw) else NotANumber(repr(raw))
        case _:
            return []


def _quoted(text: str, most: int = 60) -> str:
    plain = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return f"«\u00a0{plain if len(plain) <= most else plain[: most - 1] + '…'}\u00a0»"
