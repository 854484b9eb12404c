"""Writes the JSON Schema (2020-12) of a case, from the glossary.

It refuses nothing that ``read_case`` accepts when values are spelled as in the glossary. The number of
decimals is said in words: ``multipleOf`` 0.01 makes validators that compute in binary refuse 19.99.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.cases.read_fact import MOST_DIGITS
from engine.cases.to_document import number_in_json
from engine.model import Model, Term
from engine.values import WHOLE_KINDS, Kind, Type

Schema: TypeAlias = dict[str, "SchemaValue"]
SchemaValue: TypeAlias = str | bool | int | float | list["SchemaValue"] | Schema | None


def to_json_schema(model: Model) -> Schema:
    """Return the schema of a case for *model*, ready for ``json.dumps``."""
    facts: Schema = {term.name: _fact(term) for term in model.terms.values() if term.can_be_given}
    codes: list[SchemaValue] = list(model.benefits)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cas",
        "description": "Ce que l’on sait d’une personne, pour décider de ses droits.",
        "type": "object",
        "properties": {
            "id": {"type": "string", "title": "Identifiant du cas"},
            "description": {"type": "string", "title": "En une phrase"},
            "source": {"type": "string", "title": "D’où vient le cas"},
            "prestations": {
                "type": "array",
                "title": "Prestations demandées",
                "description": "Vide ou absent\u00a0: toutes celles dont la date de référence est connue.\n"
                + "\n".join(f"{b.code}\u00a0: {b.label}" for b in model.benefits.values()),
                "items": {"enum": codes},
                "uniqueItems": True,
            },
            "faits": {
                "type": "object",
                "title": "Faits",
                "description": "Un fait inconnu est laissé de côté, ou vaut null.",
                "properties": facts,
                "additionalProperties": False,
            },
            "attendu": {
                "type": "object",
                "title": "Réponse attendue",
                "description": "Pour les cas de référence seulement\u00a0; la décision n’en tient pas compte.",
            },
        },
        "required": ["faits"],
        "additionalProperties": False,
    }


def _fact(term: Term) -> Schema:
    words = [
        term.question,
        term.description,
        f"Unité\u00a0: {term.type.unit}" if term.type.unit else "",
        _decimals(term.type),
        f"Source\u00a0: {term.source}" if term.source else "",
    ]
    schema: Schema = {"title": term.label, "description": "\n".join(filter(None, words))}
    return {**schema, **_values(term.type)}


def _decimals(type_: Type) -> str:
    if type_.kind is Kind.PERCENTAGE:
        return f"Une fraction\u00a0: 34\u00a0% s’écrit 0.34 (au plus {type_.decimals} décimales)."
    if type_.is_numeric and type_.kind not in WHOLE_KINDS and type_.decimals:
        return f"Au plus {type_.decimals} décimales." if type_.decimals > 1 else "Au plus 1 décimale."
    return ""


def _values(type_: Type) -> Mapping[str, SchemaValue]:
    if type_.kind is Kind.BOOLEAN:
        return {"type": ["boolean", "null"]}
    if type_.choices:
        return {"enum": [*type_.choices, None]}
    if type_.kind is Kind.TEXT:
        return {"type": ["string", "null"]}
    if type_.kind is Kind.DATE:
        bounds = _bounds_in_words(type_)
        return {"type": ["string", "null"], "format": "date", **({"$comment": bounds} if bounds else {})}
    whole = type_.kind in WHOLE_KINDS or type_.decimals == 0
    limit = 10**MOST_DIGITS
    low = type_.minimum if isinstance(type_.minimum, Decimal) else None
    high = type_.maximum if isinstance(type_.maximum, Decimal) else None
    return {
        "type": ["integer" if whole else "number", "null"],
        **({"exclusiveMinimum": -limit} if low is None else {"minimum": number_in_json(low)}),
        **({"exclusiveMaximum": limit} if high is None else {"maximum": number_in_json(high)}),
    }


def _bounds_in_words(type_: Type) -> str:
    parts = [
        f"{word} {bound.isoformat()}"
        for word, bound in (("depuis le", type_.minimum), ("jusqu’au", type_.maximum))
        if isinstance(bound, date)
    ]
    return ", ".join(parts)
