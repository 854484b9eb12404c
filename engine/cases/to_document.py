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
        "faits": {name: _written(value) for name, value in case.facts.items()},
    }


def _written(value: Value) -> bool | int | float | str:
    """Return *value* as JSON has it: a float is written with the digits of the number it stands for."""
    match value:
        case bool() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            whole = int(value)
            return whole if whole == value else float(value)
