"""What a term or an expression is worth in a plan: its value, its fault, and what is behind it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from engine.batch.expressions import (
    FALSE,
    ZERO,
    Expr,
    Held,
    bit_or,
    case,
    first_known,
    integer,
    is_known,
    negated,
    null,
)
from engine.batch.quotients import Number
from engine.values import Kind, Type

NEVER = null(Held.INT)
"""No fault is possible."""

CONFLICT, NOT_COMPUTABLE = 1, 2
FAULTS = {CONFLICT: "lignes-en-conflit", NOT_COMPUTABLE: "calcul-impossible"}

BITS = 62
"""Names, or rows, in one mask."""

Words: TypeAlias = Mapping[int, Expr]
"""A set of names as masks, by place; a mask that is left out is empty."""

Behind: TypeAlias = Callable[[], Words]
"""What is behind a missing value, worked out when asked for; empty where the value is known."""


class Nothing(NamedTuple):
    """``inconnu``: a missing value of any type."""


NOTHING = Nothing()
Content: TypeAlias = Number | Expr | Nothing


class Worth(NamedTuple):
    """``fault`` is missing where there is none, else its code in FAULTS."""

    value: Content
    fault: Expr
    behind: Behind


def no_words() -> Words:
    """Return the empty set."""
    return {}


def union(*sets: Words) -> Words:
    """Return the names of every set."""
    places = sorted({place for words in sets for place in words})
    return {place: bit_or(*(words[place] for words in sets if place in words)) for place in places}


def where(condition: Expr, words: Words, otherwise: Words | None = None) -> Words:
    """Return *words* where *condition* is true, else *otherwise*."""
    others: Words = {} if otherwise is None else otherwise
    return {
        place: case([(condition, words.get(place, ZERO))], others.get(place, ZERO))
        for place in sorted({*words, *others})
    }


def single(place: int) -> Words:
    """Return the set of the name at *place*."""
    return {place // BITS: integer(1 << place % BITS)}


def first_fault(*faults: Expr) -> Expr:
    """Return the first of *faults* that is one."""
    return first_known(tuple(dict.fromkeys(faults)), Held.INT)


def fault_where(condition: Expr, code: int) -> Expr:
    """Return the fault *code* where *condition* is true."""
    return case([(condition, integer(code))], NEVER)


def known(value: Content) -> Expr:
    """Return whether *value* is known."""
    match value:
        case Nothing():
            return FALSE
        case Number(units):
            return is_known(units)
        case _:
            return is_known(value)


def missing(value: Content) -> Expr:
    """Return whether *value* is missing."""
    return negated(known(value))


def held_of(type_: Type) -> Held:
    """Return what a column of values of *type_* holds."""
    match type_.kind:
        case Kind.BOOLEAN:
            return Held.BOOLEAN
        case Kind.DATE:
            return Held.DATE
        case Kind.TEXT:
            return Held.TEXT
        case _:
            return Held.INT
