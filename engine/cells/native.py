"""What the spreadsheet itself holds as a number, a boolean or a day, refused when it may not be what was typed."""

from datetime import date
from decimal import Decimal

from engine.cells.literals import MOST_DIGITS, fitted
from engine.cells.measures import how_to_write, measure_of_type
from engine.cells.operands import doubtful_percentage
from engine.cells.tokens import CellFault
from engine.source import RawCell
from engine.values import NUMERIC_KINDS, Kind, Type, Value

_TEXT_FORMAT = "mettre la colonne au format Texte, puis retaper la valeur"


def native_value(cell: RawCell, type_: Type) -> Value:
    """Return the number, boolean or day that the spreadsheet itself holds, as *type_* stores it."""
    value = cell.value
    shown = value.strftime("%d/%m/%Y") if isinstance(value, date) else _plain(value)
    if isinstance(value, bool):
        shown = "VRAI" if value else "FAUX"
        if type_.kind is not Kind.BOOLEAN:
            raise _wrong_native(f"le booléen {shown}", type_)
    elif isinstance(value, date):
        if type_.kind is not Kind.DATE:
            raise _unwanted_day(value, type_)
    elif isinstance(value, Decimal):
        if type_.kind not in NUMERIC_KINDS:
            raise _wrong_native(f"le nombre {shown}", type_)
        if abs(value) >= 10**MOST_DIGITS:
            raise CellFault("nombre-illisible", f"le nombre {shown} est trop grand", "vérifier le nombre")
        _check_percent(cell, value, shown, type_)
    return fitted(value, type_, shown)


def _plain(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _wrong_native(what: str, type_: Type) -> CellFault:
    return CellFault(
        "type-different",
        f"la cellule contient {what}, alors qu’il faut {measure_of_type(type_)}",
        _TEXT_FORMAT if type_.kind is Kind.TEXT else how_to_write(type_),
    )


def _unwanted_day(day: date, type_: Type) -> CellFault:
    if not type_.is_numeric:
        return _wrong_native(f"la date {day:%d/%m/%Y}", type_)
    range_ = f"écrire [{day.day}..{day.month}]" if day.day <= day.month else "retaper la valeur"
    return CellFault(
        "date-inattendue",
        f"la cellule contient la date {day:%d/%m/%Y}, alors qu’il faut {measure_of_type(type_)} : "
        f"le tableur a sans doute transformé « {day.day}-{day.month} » en date",
        f"{range_} ; mettre la colonne au format Texte",
    )


def _check_percent(cell: RawCell, value: Decimal, shown: str, type_: Type) -> None:
    if cell.percent and type_.kind is not Kind.PERCENTAGE:
        raise CellFault(
            "unite-differente",
            f"la cellule est au format %, alors qu’il faut {measure_of_type(type_)}",
            "mettre la cellule au format Standard, ou corriger le type dans le glossaire",
        )
    if type_.kind is Kind.PERCENTAGE and not cell.percent and abs(value) >= 1:
        raise doubtful_percentage(shown)
