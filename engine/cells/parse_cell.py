"""Text of a cell -> what it asks (a unary test), gives (an outcome) or is (a constant).

A suspect cell is refused with a CellFault: it never becomes "any" or "no match".
"""

from collections.abc import Iterable
from functools import lru_cache

from engine.cells.literals import chosen, fitted
from engine.cells.measures import (
    Measure,
    Scope,
    choices_by_fold,
    decimals_of,
    how_to_write,
    measure_of,
)
from engine.cells.native import native_value
from engine.cells.operands import check_comparable
from engine.cells.parse_condition import DASHES, parse_condition
from engine.cells.parse_formula import RESERVED, FormulaParser, parse_formula
from engine.cells.tokens import CellFault, clean, tokenize
from engine.model import Expression, Literal, Term
from engine.names import fold
from engine.source import RawCell
from engine.values import Kind, Type, Value

__all__ = [
    "RESERVED",
    "CellFault",
    "Measure",
    "Scope",
    "decimals_of",
    "measure_of",
    "parse_condition",
    "parse_formula",
    "parse_outcome",
    "parse_value",
]


def parse_value(cell: RawCell, type_: Type) -> Value:
    """Return the constant of *type_* that *cell* holds; a free text as it is, its quotes removed.

    Raises:
        CellFault: the cell cannot be read with certainty.
    """
    if not isinstance(cell.value, str):
        return native_value(cell, type_)
    return _written_value(clean(cell.value), type_)


@lru_cache(maxsize=8192)
def _written_value(text: str, type_: Type) -> Value:
    if text in DASHES:
        raise CellFault("valeur-manquante", "la valeur manque", "écrire une valeur")
    if type_.kind is Kind.TEXT:
        return _text(text, type_)
    parser = FormulaParser(text, tokenize(text), _NOTHING, column=type_, alone=True)
    constant = parser.whole()
    match constant.expression:
        case Literal(value):
            check_comparable(constant, type_)
            return fitted(value, type_, text)
        case _:
            raise CellFault("valeur-attendue", f"« {text} » n’est pas une valeur", how_to_write(type_))


def parse_outcome(cell: RawCell, term: Term, scope: Scope) -> Expression | None:
    """Return what *cell* gives to *term*: a constant, or the formula after ``=``; None for ``-``.

    Raises:
        CellFault: the cell cannot be read with certainty, or its formula would need rounding.
    """
    if not isinstance(cell.value, str):
        return Literal(native_value(cell, term.type))
    text = clean(cell.value)
    if text in DASHES:
        return None
    if not text.startswith("="):
        try:
            return Literal(parse_value(cell, term.type))
        except CellFault as fault:
            if scope.find(text) is None:
                raise
            raise CellFault(fault.code, fault.message, f"pour un nom ou un calcul, écrire = {text}") from None
    formula = parse_formula(text.removeprefix("="), scope, term)
    if isinstance(formula, Literal):
        return Literal(fitted(formula.value, term.type, text))
    decimals = decimals_of(formula, scope)
    if decimals is None or decimals > term.type.decimals:
        raise CellFault(
            "arrondi-manquant",
            f"le résultat de « {text} » peut avoir plus de décimales que « {term.label} » n’en admet",
            "écrire round(…; n), ou faire le calcul dans la feuille Calculs avec un arrondi",
        )
    return formula


class _Nothing:
    """The scope of a constant: no name."""

    names: Iterable[str] = ()

    def find(self, name: str) -> Term | None:
        return None


_NOTHING = _Nothing()


def _text(text: str, type_: Type) -> str:
    if type_.choices and fold(text) in choices_by_fold(type_):
        return chosen(text, type_.choices, text)
    if text[0] in '"“”„«':
        quoted, *others = tokenize(text)
        text = quoted.text if others[0].kind == "END" else text
    return chosen(text, type_.choices, text) if type_.choices else text
