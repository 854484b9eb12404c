"""The parts of a formula with what their values are, and the rules by which they go together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NoReturn

from engine.cells.literals import chosen, read_day
from engine.cells.measures import (
    DAY,
    Measure,
    Scope,
    agree,
    decimals_of,
    how_to_write,
    measure_of_call,
    measure_of_type,
)
from engine.cells.show import show_value
from engine.cells.tokens import CellFault
from engine.model import Call, Conditional, Expression, Function, Literal, Operator, Term, Unknown
from engine.values import Kind, Type

ORDERINGS = frozenset({Operator.LT, Operator.LE, Operator.GT, Operator.GE})


@dataclass(slots=True)
class Operand:
    """A part of a formula; ``text`` is how it is written.

    ``bare``: holds a number without unit that would be doubtful as a percentage (``7``, ``0.5``).
    """

    expression: Expression
    measure: Measure
    text: str
    bare: bool = False

    @property
    def is_literal(self) -> bool:
        """Whether it is a constant."""
        return isinstance(self.expression, Literal)


def alike(operands: Sequence[Operand], *, bare_is_fine: bool = False) -> Measure:
    """Return the measure that *operands*, which must agree in kind and unit, have in common."""
    found = operands[0]
    for other in operands[1:]:
        if not agree(found.measure, other.measure):
            raise disagreement(found.text, found.measure, other.text, other.measure)
        if found.measure.kind is None or (found.measure.unit is None and not found.measure.choices):
            found = other
    if found.measure.kind is Kind.PERCENTAGE and not bare_is_fine:
        for operand in operands:
            if operand.bare and operand.measure.kind is not Kind.PERCENTAGE:
                raise doubtful_percentage(operand.text)
    return found.measure


def refuse(operand: Operand, wanted: str, place: str, remedy: str = "") -> NoReturn:
    """Refuse *operand* for *place*, which needs *wanted*."""
    raise CellFault(
        "type-inattendu",
        f"« {operand.text} » est {operand.measure}, alors qu’il faut {wanted} pour « {place} »",
        remedy or "corriger la formule, ou le type dans le glossaire",
    )


def check_order(operator: Operator, *sides: Operand) -> None:
    """Refuse ``<``, ``<=``, ``>`` and ``>=`` between values that have no order."""
    for side in sides:
        if operator in ORDERINGS and side.measure.kind in (Kind.TEXT, Kind.BOOLEAN):
            raise CellFault(
                "comparaison-impossible",
                f"« {side.text} » est {side.measure}, qui ne se compare pas avec {operator.value}",
                "comparer avec = ou !=",
            )


def check_condition(operand: Operand, place: str) -> None:
    """Refuse what is neither true nor false."""
    if not operand.measure.may_be(Kind.BOOLEAN):
        refuse(operand, "une condition (vraie ou fausse)", place)


def check_numbers(place: str, *operands: Operand) -> None:
    """Refuse what is not a number, ``inconnu`` included."""
    for operand in operands:
        if isinstance(operand.expression, Unknown):
            refuse(operand, "un nombre", place, "écrire un nom ; une valeur absente rend le calcul inconnu")
        if operand.measure.is_numeric:
            continue
        remedy = ""
        if operand.measure.kind is Kind.DATE and place in "+-":
            remedy = "écrire jours_entre(a; b), mois_entre(a; b), ajouter_jours(d; n) ou ajouter_mois(d; n)"
        refuse(operand, "un nombre", place, remedy)


def check_days(place: str, *operands: Operand) -> None:
    """Refuse what is not a date."""
    for operand in operands:
        if not operand.measure.may_be(Kind.DATE):
            refuse(operand, "une date", place)


_ARITY: dict[Function, tuple[int, int]] = {
    Function.MIN: (2, 99),
    Function.MAX: (2, 99),
    Function.SUM: (2, 99),
    Function.MEAN: (2, 99),
    Function.ROUND: (1, 2),
    Function.MONTHS_BETWEEN: (2, 2),
    Function.DAYS_BETWEEN: (2, 2),
    Function.ADD_MONTHS: (2, 2),
    Function.ADD_DAYS: (2, 2),
}
_USAGES = {
    Function.ROUND: "round(x; 2)",
    Function.NOT: "non(condition)",
    Function.MONTHS_BETWEEN: "mois_entre(debut; fin)",
    Function.DAYS_BETWEEN: "jours_entre(debut; fin)",
    Function.ADD_MONTHS: "ajouter_mois(jour; 6)",
    Function.ADD_DAYS: "ajouter_jours(jour; 15)",
    Function.YEAR: "annee(jour)",
    Function.DATE: 'date("2025-04-01")',
    Function.FLOOR: "floor(x)",
    Function.CEILING: "ceiling(x)",
    Function.ABS: "abs(x)",
}


def call(function: Function, given: Sequence[Operand], text: str, scope: Scope) -> Operand:
    """Return the call, written *text*, of *function* on *given*.

    Raises:
        CellFault: arguments missing or in excess, or not what *function* takes.
    """
    least, most = _ARITY.get(function, (1, 1))
    if not least <= len(given) <= most:
        raise CellFault(
            "nombre-d-arguments",
            f"« {text} » n’a pas le bon nombre d’arguments",
            "écrire " + _USAGES.get(function, f"{function.value}(a; b)"),
        )
    if function is Function.DATE:
        return Operand(Literal(_day(given[0])), DAY, text)
    bare = False
    match function:
        case Function.NOT:
            check_condition(given[0], "non(…)")
        case Function.MIN | Function.MAX | Function.SUM | Function.MEAN:
            if function not in (Function.MIN, Function.MAX) or given[0].measure.kind is not Kind.DATE:
                check_numbers(function.value, *given)
            alike(given)
            bare = all(argument.bare for argument in given)
        case Function.FLOOR | Function.CEILING | Function.ABS | Function.ROUND:
            check_numbers(function.value, *given)
            _check_places(given[1:])
            bare = given[0].bare
        case Function.ADD_MONTHS | Function.ADD_DAYS:
            check_days(function.value, given[0])
            _check_shift(function, given[1], scope)
        case Function.MONTHS_BETWEEN | Function.DAYS_BETWEEN | Function.YEAR:
            check_days(function.value, *given)
    expression = Call(function, tuple(argument.expression for argument in given))
    return Operand(expression, measure_of_call(function, [a.measure for a in given]), text, bare)


def _day(argument: Operand) -> date:
    match argument.expression:
        case Literal(str() as text):
            return read_day(text.strip())
        case _:
            refuse(argument, "un jour entre guillemets", "date", 'écrire date("2025-04-01")')


def _check_places(places: Sequence[Operand]) -> None:
    for operand in places:
        match operand.expression:
            case Literal(Decimal() as number) if number in range(10):
                continue
            case _:
                refuse(operand, "un nombre de décimales (0 à 9)", "round", "écrire round(x; 2)")


def _check_shift(function: Function, count: Operand, scope: Scope) -> None:
    check_numbers(function.value, count)
    unit = "mois" if function is Function.ADD_MONTHS else "jours"
    if count.measure.unit and not agree(count.measure, Measure(Kind.NUMBER, unit)):
        refuse(count, f"un nombre de {unit}", function.value)
    if decimals_of(count.expression, scope) != 0:
        wanted = f"un nombre entier de {unit}"
        refuse(count, wanted, function.value, "arrondir avec floor(…) ou ceiling(…)")


def conformed(operand: Operand, term: Term) -> Expression:
    """Return *operand* as a value of *term*.

    Raises:
        CellFault: another kind or unit, a text outside the closed list, a doubtful percentage.
    """
    measure = measure_of_type(term.type)
    if not agree(operand.measure, measure):
        raise disagreement(operand.text, operand.measure, term.label, measure)
    if operand.bare and measure.kind is Kind.PERCENTAGE and operand.measure.kind is not Kind.PERCENTAGE:
        raise doubtful_percentage(operand.text)
    return spelled(operand.expression, term.type.choices)


def spelled(expression: Expression, choices: tuple[str, ...]) -> Expression:
    """Return *expression* with the texts that it can be worth in the spelling of *choices*."""
    match expression:
        case Literal(str() as value) if choices:
            return Literal(chosen(value, choices, value))
        case Conditional(condition, then, otherwise) if choices:
            return Conditional(condition, spelled(then, choices), spelled(otherwise, choices))
        case _:
            return expression


def respelled(operand: Operand, choices: tuple[str, ...]) -> Operand:
    """Return *operand* with its texts in the spelling of *choices*."""
    return replace(operand, expression=spelled(operand.expression, choices)) if choices else operand


def disagreement(left: str, is_left: Measure, right: str, is_right: Measure) -> CellFault:
    """Return the fault of two values that cannot be compared, added or stand for one another."""
    message = f"« {left} » est {is_left}, alors que « {right} » est {is_right}"
    if is_left.is_numeric and is_right.is_numeric:
        remedy = "convertir l’une des deux valeurs, ou corriger l’unité dans le glossaire"
        return CellFault("unite-differente", message, remedy)
    if is_left.choices and is_right.choices:
        message = f"« {left} » et « {right} » n’ont aucune valeur permise en commun"
        return CellFault("liste-differente", message, "corriger le nom, ou les valeurs permises du glossaire")
    if {is_left.kind, is_right.kind} == {Kind.DATE, Kind.TEXT}:
        return CellFault("type-different", message, 'une date s’écrit date("2025-04-01"), un texte "…"')
    return CellFault("type-different", message, "corriger l’écriture, ou le type dans le glossaire")


def check_comparable(endpoint: Operand, type_: Type) -> None:
    """Refuse an endpoint that cannot be compared with the values of *type_*."""
    wanted = measure_of_type(type_)
    if not agree(endpoint.measure, wanted):
        if endpoint.measure.choices and wanted.choices:
            raise disagreement(endpoint.text, endpoint.measure, "cette colonne", wanted)
        units = endpoint.measure.is_numeric and wanted.is_numeric
        raise CellFault(
            "unite-differente" if units else "type-different",
            f"« {endpoint.text} » est {endpoint.measure}, alors qu’il faut {wanted}",
            _remedy(endpoint, type_),
        )
    percentage = wanted.kind is Kind.PERCENTAGE and endpoint.measure.kind is not Kind.PERCENTAGE
    if percentage and endpoint.bare:
        raise doubtful_percentage(endpoint.text)


def _remedy(endpoint: Operand, type_: Type) -> str:
    match endpoint.expression:
        case Literal(str() as value) if type_.is_numeric and value[:1].isdigit():
            return f"écrire {value} sans guillemets"
        case Literal(Decimal() | date()) if type_.kind is Kind.TEXT:
            return f'pour un texte, écrire "{endpoint.text}"'
        case Literal(Decimal()) if type_.is_numeric:
            return "convertir la valeur et ôter l’unité, ou corriger l’unité dans le glossaire"
        case Literal():
            return how_to_write(type_)
        case _ if type_.is_numeric and endpoint.measure.is_numeric:
            return "convertir dans une feuille Calculs, ou corriger l’unité dans le glossaire"
        case _:
            return "corriger le nom, ou le type dans le glossaire"


def doubtful_percentage(text: str) -> CellFault:
    """Return the fault of a number without ``%`` where a percentage stands."""
    if re.fullmatch(r"0\.\d+", text):
        remedy = f"écrire {show_value(Decimal(text), percent=True)} ou {text} %"
    else:
        remedy = f"écrire {text} %" if text[-1].isdigit() else "écrire les nombres avec le signe %"
    return CellFault(
        "pourcentage-ambigu", f"« {text} » est sans signe %, alors qu’il s’agit d’un pourcentage", remedy
    )


def not_a_range(text: str, low: str, high: str) -> CellFault:
    """Return the fault of an interval, *text*, without its brackets and dots."""
    return CellFault(
        "intervalle-mal-ecrit",
        f"« {text} » ressemble à un intervalle",
        f"écrire [{low}..{high}] (bornes comprises)",
    )
