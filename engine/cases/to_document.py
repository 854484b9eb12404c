"""A case -> the document that ``read_case`` reads back to the same case, seal included."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.cases.case import Case
from engine.values import Value

Document: TypeAlias = Mapping[str, str | Sequence[str] | Mapping[str, "bool | int | float | str"]]


def to_document(case: Case) -> Document:
    """Return *case*, JSON-ready, as a case file has it."""
    return {
        "id": case.id,
        "prestations": list(case.benefits),
        "faits": {name: in_json(value) for name, value in case.facts.items()},
    }


def in_json(value: Value) -> bool | int | float | str:
    """Return *value* as a case file holds it.

    A number has at most 15 digits: a float is written with those of the number it stands for.
    """
    match value:
        case bool() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return number_in_json(value)


def number_in_json(number: Decimal) -> int | float:
    """Return *number* as ``json`` writes it."""
    whole = int(number)
    return whole if whole == number else float(number)
