"""What a decision found each name to be worth, from its events."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.model import Model
from engine.names import fold
from engine.trace import Event, FactRead, OutcomeValue, ParameterRead, TableDecided, ValueComputed, Verdict
from engine.values import Missing, Value


def outcomes(model: Model, events: Iterable[Event]) -> dict[str, OutcomeValue]:
    """Return the value of each name of a decision.

    A name worked out more than once (at several dates, by several tables) has the value joined to the
    right, else that of the table of the right, else the last one.
    """
    found: dict[str, OutcomeValue] = {}
    by_table: dict[str, TableDecided] = {}
    for event in events:
        match event:
            case FactRead(name, value) | ParameterRead(name, _, value) | ValueComputed(name, value):
                found[name] = value
            case TableDecided():
                found.update(event.outcomes)
                by_table[event.table] = event
            case Verdict():
                found.update(by_table[model.benefits[event.benefit].table].outcomes)
                for joined in event.joined:
                    found.update(joined.outcomes)
            case _:
                pass
    return found


def written(value: OutcomeValue) -> str:
    """Return *value* as a golden case writes it: ``38.81``, ``oui``, ``2026-03-10``, ``inconnu``, ``-``."""
    match value:
        case None:
            return "-"
        case Missing():
            return "inconnu"
        case tuple():
            return " ; ".join(written(part) for part in value)
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str():
            return value


def is_written(value: OutcomeValue, text: str) -> bool:
    """Whether *text* says *value*: numbers by what they are worth, words folded."""
    if isinstance(value, Decimal):
        try:
            return Decimal(text.strip()) == value
        except InvalidOperation:
            return False
    return fold(written(value)) == fold(text)


def same(value: OutcomeValue, expected: Value) -> bool:
    """Whether *value* is *expected*, of the same type."""
    return type(value) is type(expected) and value == expected
