"""What the values of an expression are: kind, unit, number of decimals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, assert_never

from engine.cells.tokens import same_unit
from engine.model import (
    Binary,
    Call,
    Conditional,
    Expression,
    Function,
    IsKnown,
    Literal,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    Term,
    Unknown,
)
from engine.names import fold
from engine.values import NUMERIC_KINDS, Kind, Type, Value


class Scope(Protocol):
    """The names that a cell may use."""

    def find(self, name: str) -> Term | None:
        """Return the term with that technical name or label, None when there is none."""
        ...

    @property
    def names(self) -> Iterable[str]:
        """The technical names, for suggestions."""
        ...


@dataclass(frozen=True, slots=True)
class Measure:
    """``kind`` None: anything (``inconnu``). ``unit`` None: any (a plain number, a product).

    ``choices``: the closed list, when every value comes from it.
    """

    kind: Kind | None
    unit: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers; unknown ones may be."""
        return self.kind is None or self.kind in NUMERIC_KINDS

    def may_be(self, kind: Kind) -> bool:
        """Whether values may be of the non-numeric *kind*."""
        return self.kind is None or self.kind is kind

    def __str__(self) -> str:
        match self.kind:
            case None:
                return "une valeur inconnue"
            case Kind.TEXT:
                return "un texte"
            case Kind.BOOLEAN:
                return "un booléen (oui ou non)"
            case Kind.DATE:
                return "une date"
            case Kind.PERCENTAGE:
                return "un pourcentage"
            case _:
                return f"un nombre en {self.unit}" if self.unit else "un nombre sans unité"


NUMBER = Measure(Kind.NUMBER)
BOOLEAN = Measure(Kind.BOOLEAN)
DAY = Measure(Kind.DATE)
PERCENT = Measure(Kind.PERCENTAGE, "%")
_MONTHS = Measure(Kind.MONTHS, "mois")
_DAYS = Measure(Kind.DAYS, "jours")
_OWN_UNITS = {Kind.MONTHS: "mois", Kind.WEEKS: "semaines", Kind.DAYS: "jours", Kind.PERCENTAGE: "%"}


@lru_cache(maxsize=1024)
def measure_of_type(type_: Type) -> Measure:
    """Return what the values of *type_* are."""
    if not type_.is_numeric:
        return Measure(type_.kind, None, type_.choices)
    unit = type_.unit or ("EUR" if type_.kind is Kind.AMOUNT else "")
    if unit == "%" and type_.kind is not Kind.PERCENTAGE:
        unit = "points de %"  # holds 7 where a percentage holds 0.07
    return Measure(type_.kind, _OWN_UNITS.get(type_.kind, unit))


@lru_cache(maxsize=1024)
def choices_by_fold(type_: Type) -> Mapping[str, str]:
    """Return the closed list of *type_* by folded spelling."""
    return {fold(choice): choice for choice in type_.choices}


def how_to_write(type_: Type) -> str:
    """Return the French remedy that shows a value of *type_*."""
    match type_.kind:
        case Kind.TEXT:
            return 'écrire un texte entre guillemets : "…"'
        case Kind.BOOLEAN:
            return "écrire oui ou non"
        case Kind.DATE:
            return "écrire une date : 01/04/2025 (jour/mois/année) ou 2025-04-01"
        case Kind.PERCENTAGE:
            return "écrire un pourcentage : 7 %"
        case _:
            return "écrire un nombre"


def agree(left: Measure, right: Measure) -> bool:
    """Whether values of *left* and *right* can be compared, added, or stand for one another."""
    if left.kind is None or right.kind is None:
        return True
    if left.is_numeric and right.is_numeric:
        return left.unit is None or right.unit is None or same_unit(left.unit) == same_unit(right.unit)
    if (
        left.choices
        and right.choices
        and not {fold(c) for c in left.choices} & {fold(c) for c in right.choices}
    ):
        return False
    return left.kind is right.kind


def joined(measures: Sequence[Measure]) -> Measure:
    """Return the measure of values that each come from one of *measures*, which agree."""
    known = [measure for measure in measures if measure.kind is not None]
    with_unit = [measure for measure in known if measure.unit is not None or measure.choices]
    return (with_unit or known or list(measures))[0]


def measure_of(expression: Expression, scope: Scope) -> Measure:
    """Return what the values of *expression*, well typed, are."""
    match expression:
        case Literal(value):
            return measure_of_value(value)
        case Unknown():
            return Measure(None)
        case ReferenceDate():
            return DAY
        case IsKnown():
            return BOOLEAN
        case Ref(name) | ParameterAt(name):
            term = scope.find(name)
            return Measure(None) if term is None else measure_of_type(term.type)
        case Binary(Operator.ADD | Operator.SUB, left, right) | Conditional(_, left, right):
            return joined([measure_of(left, scope), measure_of(right, scope)])
        case Binary(Operator.MUL | Operator.DIV):
            return NUMBER
        case Binary():
            return BOOLEAN
        case Call(function, arguments):
            return measure_of_call(function, [measure_of(argument, scope) for argument in arguments])
        case _:
            assert_never(expression)


def measure_of_value(value: Value) -> Measure:
    """Return the measure of a constant; a number takes any unit."""
    match value:
        case bool():
            return BOOLEAN
        case str():
            return Measure(Kind.TEXT)
        case date():
            return DAY
        case Decimal():
            return NUMBER
        case _:
            assert_never(value)


def measure_of_call(function: Function, arguments: Sequence[Measure]) -> Measure:
    """Return the measure of what *function* makes of *arguments*."""
    match function:
        case Function.NOT:
            return BOOLEAN
        case Function.MONTHS_BETWEEN:
            return _MONTHS
        case Function.DAYS_BETWEEN:
            return _DAYS
        case Function.ADD_MONTHS | Function.ADD_DAYS | Function.DATE:
            return DAY
        case Function.YEAR:
            return NUMBER
        case Function.FLOOR | Function.CEILING | Function.ABS | Function.ROUND:
            return arguments[0]
        case Function.MIN | Function.MAX | Function.SUM | Function.MEAN:
            return joined(arguments)
        case _:
            assert_never(function)


def decimals_of(expression: Expression, scope: Scope) -> int | None:
    """Return the most decimals that the exact result can have; None when nothing bounds them.

    What is not a number has none.
    """
    match expression:
        case Literal(value):
            return decimals_in(value) if isinstance(value, Decimal) else 0
        case Ref(name) | ParameterAt(name):
            term = scope.find(name)
            return term.type.decimals if term is not None and term.type.is_numeric else 0
        case Binary(Operator.DIV):
            return None
        case Binary(operator, left, right):
            first, second = decimals_of(left, scope), decimals_of(right, scope)
            if operator is Operator.MUL:
                return None if first is None or second is None else first + second
            return _most([first, second]) if operator in (Operator.ADD, Operator.SUB) else 0
        case Conditional(_, then, otherwise):
            return _most([decimals_of(then, scope), decimals_of(otherwise, scope)])
        case Call(Function.MEAN):
            return None
        case Call(Function.MIN | Function.MAX | Function.SUM | Function.ABS, arguments):
            return _most([decimals_of(argument, scope) for argument in arguments])
        case Call(Function.ROUND, arguments):
            return _decimals_of_round(arguments, scope)
        case Call() | Unknown() | ReferenceDate() | IsKnown():
            return 0
        case _:
            assert_never(expression)


def decimals_in(number: Decimal) -> int:
    """Return how many decimals *number* needs, its last zeros left out."""
    text = format(number, "f")
    return len(text.rstrip("0").partition(".")[2]) if "." in text else 0


def _decimals_of_round(arguments: tuple[Expression, ...], scope: Scope) -> int | None:
    before = decimals_of(arguments[0], scope)
    if len(arguments) == 1:
        return 0
    match arguments[1]:
        case Literal(Decimal() as wanted):
            most = max(int(wanted), 0)
            return most if before is None else min(before, most)
        case _:
            return None


def _most(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return max(known) if len(known) == len(counts) else None
