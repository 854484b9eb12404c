"""One JSON value -> the value of a fact, by its line in the glossary."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engine.cases.parse_json import Json, NotANumber
from engine.model import Term
from engine.names import fold, suggestion
from engine.values import Kind, Type, Value, exactly

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
MOST_DIGITS = 15
LONGEST_TEXT = 1000

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
_WORDS = {
    Kind.TEXT: "un texte entre guillemets",
    Kind.BOOLEAN: "true (oui) ou false (non)",
    Kind.INTEGER: "un nombre entier",
    Kind.NUMBER: "un nombre",
    Kind.AMOUNT: "un montant, sans guillemets ni symbole",
    Kind.PERCENTAGE: "une fraction",
    Kind.DATE: "un jour entre guillemets, année-mois-jour",
    Kind.MONTHS: "un nombre entier de mois",
    Kind.WEEKS: "un nombre entier de semaines",
    Kind.DAYS: "un nombre entier de jours",
}


class FactFault(Exception):
    """A value that its fact cannot take: code, sentence and remedy in French."""

    def __init__(self, code: str, message: str, help_: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_


def read_fact(term: Term, given: Json) -> tuple[Value, str]:
    """Return the value of *term* that *given* writes, and a doubt about it (empty: none).

    A number has the decimals of its type; a word of a closed list, the spelling of the glossary.

    Raises:
        FactFault: *given* is of another type, or the type does not allow it.
    """
    kind = term.type.kind
    if kind is Kind.BOOLEAN:
        return _boolean(term.type, given), ""
    if kind is Kind.DATE:
        return _day(term.type, given), ""
    if kind is Kind.TEXT:
        return _word(term.type, given), ""
    number = _number(term.type, given)
    doubtful = kind is Kind.PERCENTAGE and abs(number) > 1 and term.type.maximum is None
    return number, f"{_shown(number)} se lit {_shown(number * 100)}\u00a0%" if doubtful else ""


def expected(type_: Type) -> str:
    """Return what a case writes for *type_*, in French."""
    if type_.choices:
        return "un mot parmi " + ", ".join(f'"{choice}"' for choice in type_.choices)
    words = _WORDS[type_.kind]
    if type_.kind in (Kind.AMOUNT, Kind.NUMBER) and type_.unit:
        words += f" ({type_.unit})"
    return words


def example(type_: Type) -> str:
    """Return a value that *type_* allows, as JSON."""
    if type_.choices:
        return f'"{type_.choices[0]}"'
    match type_.kind:
        case Kind.BOOLEAN:
            return "true"
        case Kind.DATE:
            day = type_.minimum if isinstance(type_.minimum, date) else date(2026, 3, 10)
            return f'"{day.isoformat()}"'
        case Kind.TEXT:
            return '"..."'
        case Kind.PERCENTAGE:
            return "0.34 pour 34\u00a0%"
        case _:
            number = (
                Decimal(12)
                if type_.decimals == 0
                else Decimal("1234.567890").quantize(Decimal(1).scaleb(-type_.decimals))
            )
            low = type_.minimum if isinstance(type_.minimum, Decimal) else number
            high = type_.maximum if isinstance(type_.maximum, Decimal) else number
            return _shown(min(max(number, low), high))


def _fault(code: str, message: str, type_: Type, help_: str = "") -> FactFault:
    return FactFault(
        code, message, help_ or f"attendu\u00a0: {expected(type_)}, par exemple {example(type_)}"
    )


def _boolean(type_: Type, given: Json) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and fold(given) in ("oui", "vrai", "true"):
        raise _fault("mauvais-type", f"{_quoted(given)} est un texte", type_, "écrivez true, sans guillemets")
    if isinstance(given, str) and fold(given) in ("non", "faux", "false"):
        raise _fault(
            "mauvais-type", f"{_quoted(given)} est un texte", type_, "écrivez false, sans guillemets"
        )
    raise _fault("mauvais-type", f"{_quoted(given)} n’est ni oui ni non", type_, "écrivez true ou false")


def _word(type_: Type, given: Json) -> str:
    if not isinstance(given, str):
        raise _fault("mauvais-type", f"{_quoted(given)} n’est pas un texte", type_)
    if not type_.choices:
        if len(given) > LONGEST_TEXT:
            raise _fault(
                "texte-trop-long", f"ce texte a plus de {LONGEST_TEXT} caractères", type_, "abrégez-le"
            )
        if not all(character.isprintable() for character in given):
            raise _fault("mauvais-type", "ce texte contient un caractère invisible", type_, "retirez-le")
        return given
    for choice in type_.choices:
        if fold(choice) == fold(given):
            return choice
    near = suggestion(given, type_.choices)
    allowed = "valeurs permises\u00a0: " + ", ".join(type_.choices)
    raise FactFault(
        "hors-liste",
        f"{_quoted(given)} n’est pas une valeur permise",
        f"{near} {allowed}" if near else allowed,
    )


def _day(type_: Type, given: Json) -> date:
    if not isinstance(given, str):
        raise _fault("mauvais-type", f"{_quoted(given)} n’est pas une date", type_)
    if french := _FRENCH_DAY.fullmatch(given.strip()):
        day, month, year = french.groups()
        written = f"{year}-{month:0>2}-{day:0>2}"
        help_ = f'écrivez "{written}"' if _exists(written) else ""
        raise _fault(
            "date-invalide",
            f"{_quoted(given)} n’est pas au format année-mois-jour",
            type_,
            help_,
        )
    if not _ISO_DAY.fullmatch(given):
        raise _fault("date-invalide", f"{_quoted(given)} n’est pas une date", type_)
    try:
        value = date.fromisoformat(given)
    except ValueError:
        raise _fault(
            "date-invalide", f"le jour {given} n’existe pas", type_, "vérifiez le mois et le jour"
        ) from None
    low = type_.minimum if isinstance(type_.minimum, date) else FIRST_DAY
    high = type_.maximum if isinstance(type_.maximum, date) else LAST_DAY
    if not low <= value <= high:
        raise _fault(
            "hors-bornes",
            f"{given} est hors des bornes",
            type_,
            f"attendu\u00a0: du {low.isoformat()} au {high.isoformat()}",
        )
    return value


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _number(type_: Type, given: Json) -> Decimal:
    if isinstance(given, NotANumber):
        raise _fault("mauvais-type", f"{given.text} n’est pas un nombre", type_)
    if not isinstance(given, Decimal):
        if isinstance(given, str) and _NUMBER.fullmatch(given.strip()):
            written = given.strip().lstrip("+").replace(",", ".")
            raise _fault(
                "mauvais-type", f"{_quoted(given)} est un texte", type_, f"écrivez {written}, sans guillemets"
            )
        raise _fault("mauvais-type", f"{_quoted(given)} n’est pas un nombre", type_)
    if given and given.adjusted() >= MOST_DIGITS:
        raise _fault("hors-bornes", "ce nombre a trop de chiffres", type_)
    if given and _exponent(given) < -4 * MOST_DIGITS:
        raise _fault("trop-de-decimales", "ce nombre a trop de décimales", type_)
    places = _places(given)
    if places > type_.decimals:
        raise _fault("trop-de-decimales", _too_precise(given, places, type_), type_)
    low, high = type_.minimum, type_.maximum
    if isinstance(low, Decimal) and given < low:
        raise _fault("hors-bornes", f"{_shown(given)} est trop petit", type_, _bounds(type_))
    if isinstance(high, Decimal) and given > high:
        raise _fault("hors-bornes", f"{_shown(given)} est trop grand", type_, _bounds(type_))
    return exactly(Fraction(given) if given else Fraction(0), type_.decimals)


def _too_precise(given: Decimal, places: int, type_: Type) -> str:
    if type_.decimals == 0:
        return f"{_shown(given)} n’est pas un nombre entier"
    return f"{_shown(given)} a {places} décimales, il en faut au plus {type_.decimals}"


def _bounds(type_: Type) -> str:
    low, high = type_.minimum, type_.maximum
    parts = [
        f"{word} {_shown(bound)}"
        for word, bound in (("au moins", low), ("au plus", high))
        if isinstance(bound, Decimal)
    ]
    text = "attendu\u00a0: " + ", ".join(parts)
    return f"{text} (une fraction\u00a0: 34\u00a0% s’écrit 0.34)" if type_.kind is Kind.PERCENTAGE else text


def _places(number: Decimal) -> int:
    """Return the decimals that *number* needs, zeros at the end apart."""
    if not number:
        return 0
    written = "".join(map(str, number.as_tuple().digits))
    zeros = len(written) - len(written.rstrip("0"))
    return max(0, -(_exponent(number) + zeros))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _shown(number: Decimal) -> str:
    """Return *number* as JSON writes it, zeros at the end of its decimals apart."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(given: Json) -> str:
    match given:
        case bool():
            return "true" if given else "false"
        case Decimal():
            return _shown(given) if abs(given.adjusted()) < 4 * MOST_DIGITS else "ce nombre"
        case NotANumber(text):
            return text
        case str():
            plain = "".join(character if character.isprintable() else "\ufffd" for character in given)
            return f"«\u00a0{plain if len(plain) <= 60 else plain[:59] + '…'}\u00a0»"
        case list():
            return "une liste"
        case _:
            return "un objet" if given is not None else "null"
