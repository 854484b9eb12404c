"""What a column of a file holds, before it is read as a fact."""

from enum import Enum, auto

from engine.values import Kind, Type


class Held(Enum):
    """The kinds of columns that facts are read from."""

    TEXT = auto()  # a text, read in the dialect of its file
    TOKEN = auto()  # a value of a JSON line, as ``written`` marks it
    BOOLEAN = auto()
    WHOLE = auto()
    DECIMAL = auto()
    FLOATING = auto()
    DATE = auto()
    MOMENT = auto()  # a day with an hour: a day when the hour is midnight


def held_by(duckdb_type: str) -> Held | None:
    """Return what a column of *duckdb_type* holds, None when no fact is read from it."""
    word = duckdb_type.partition("(")[0]
    if duckdb_type.endswith("]"):
        return None
    if word == "DECIMAL":
        scale = int(duckdb_type.rstrip(")").rpartition(",")[2])
        return Held.DECIMAL if scale <= MOST_SCALE else None
    return _BY_TYPE.get(word)


def can_write(held: Held, type_: Type) -> bool:
    """Whether a fact of *type_* can be read from a column that holds *held*."""
    match held:
        case Held.TEXT | Held.TOKEN:
            return True
        case Held.BOOLEAN:
            return type_.kind is Kind.BOOLEAN
        case Held.WHOLE:
            return type_.is_numeric or type_.kind is Kind.BOOLEAN
        case Held.DECIMAL | Held.FLOATING:
            return type_.is_numeric
        case Held.DATE | Held.MOMENT:
            return type_.kind is Kind.DATE


MOST_SCALE = 20
"""Decimals of a DECIMAL column beyond which none is read."""

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_BY_TYPE = {
    "VARCHAR": Held.TEXT,
    "BOOLEAN": Held.BOOLEAN,
    "FLOAT": Held.FLOATING,
    "DOUBLE": Held.FLOATING,
    "DATE": Held.DATE,
    "TIMESTAMP": Held.MOMENT,
    "TIMESTAMP_S": Held.MOMENT,
    "TIMESTAMP_MS": Held.MOMENT,
    "TIMESTAMP_NS": Held.MOMENT,
    '"NULL"': Held.TEXT,
    **dict.fromkeys(_WHOLE, Held.WHOLE),
    **dict.fromkeys((f"U{name}" for name in _WHOLE), Held.WHOLE),
}
WORDS = {
    Held.TEXT: "du texte",
    Held.TOKEN: "du JSON",
    Held.BOOLEAN: "des booléens",
    Held.WHOLE: "des entiers",
    Held.DECIMAL: "des décimaux",
    Held.FLOATING: "des nombres à virgule flottante",
    Held.DATE: "des dates",
    Held.MOMENT: "des dates avec une heure",
}
"""What each holds, in French."""
