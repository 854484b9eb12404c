"""Text of a cell -> what it asks of the value of its column; the grammar is in the docstrings."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.cells.cursor import COMPARISONS, SEPARATORS
from engine.cells.literals import fitted
from engine.cells.measures import Scope, choices_by_fold, decimals_of, measure_of_type
from engine.cells.native import native_value
from engine.cells.operands import (
    Operand,
    check_comparable,
    check_order,
    not_a_range,
    respelled,
)
from engine.cells.parse_formula import RANGE_WORD, UNKNOWN_WORDS, FormulaParser
from engine.cells.tokens import CellFault, Token, clean, tokenize
from engine.model import (
    AnyOf,
    Between,
    Compare,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Term,
    UnaryTest,
    names_in,
)
from engine.names import fold
from engine.source import RawCell


def parse_condition(cell: RawCell, term: Term, scope: Scope) -> UnaryTest | None:
    """Return what *cell* asks of *term*; None when it asks nothing (``-``, blank).

    Raises:
        CellFault: the cell cannot be read with certainty.
    """
    if not isinstance(cell.value, str):
        return Compare(Operator.EQ, Literal(native_value(cell, term.type)))
    text = clean(cell.value)
    return None if text in DASHES else _TestParser(text, term, scope).cell()


DASHES = frozenset({"", "-", "–", "—", "−"})
"""What asks nothing, and gives nothing."""

_NEGATIONS = frozenset({"non", "not"})
_OPEN_ENDS = {"plus": ">=", "moins": "<="}


class _TestParser(FormulaParser):
    """Reads the unary tests of one column."""

    def __init__(self, text: str, term: Term, scope: Scope) -> None:
        super().__init__(text, tokenize(text, choices_by_fold(term.type)), scope, column=term.type)
        self._term = term
        self._measure = measure_of_type(term.type)

    def cell(self) -> UnaryTest:
        """``cell = ("non" | "not") "(" tests ")" | tests``."""
        start = self.next.start
        if not self._at_negation():
            found = self._tests()
        else:
            self.take()
            self.take()
            found = Not(self._tests())
            self.close(start)
        if self.next.kind != "END":
            self._refuse_rest()
        return found

    def _at_negation(self) -> bool:
        return self.next.kind == "NAME" and fold(self.next.text) in _NEGATIONS and self.follows("(")

    def _tests(self) -> UnaryTest:
        """``tests = test ((";" | ",") test)*``."""
        tests = [self._test()]
        while self.next.kind in SEPARATORS:
            self.take()
            if self.next.kind == "END":
                raise CellFault(
                    "texte-incomplet",
                    f"la liste « {self.text} » finit par un séparateur",
                    "ôter le séparateur",
                )
            start = self.next.start
            test = self._test()
            if test in tests:
                raise CellFault(
                    "valeur-en-double",
                    f"« {self.since(start)} » est deux fois dans la liste « {self.text} »",
                    "garder une seule fois chaque valeur",
                )
            tests.append(test)
        return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))

    def _test(self) -> UnaryTest:
        """``test = "inconnu" | interval | [comparison] endpoint``."""
        token = self.next
        if self._at_negation():
            raise CellFault(
                "non-imbrique",
                f"« {self.text} » : non(…) entoure toute la cellule, une seule fois",
                "écrire non(a ; b), ou répartir sur plusieurs lignes",
            )
        if token.kind == "NAME" and fold(token.text) in UNKNOWN_WORDS:
            self.take()
            return IsUnknown()
        if token.kind in ("[", "]") or (token.kind == "(" and self._holds_dots()):
            return self._interval()
        operator = COMPARISONS.get(token.kind)
        if operator is None:
            return Compare(Operator.EQ, self._endpoint().expression)
        self.take()
        endpoint = self._endpoint()
        check_order(operator, replace(endpoint, measure=self._measure))
        return Compare(operator, endpoint.expression)

    def _holds_dots(self) -> bool:
        """Whether ``..`` comes before the parenthesis now opening is closed."""
        depth = 0
        for token in self.tokens[self.index :]:
            depth += (token.kind == "(") - (token.kind == ")")
            if token.kind == "..":
                return True
            if depth == 0:
                break
        return False

    def _interval(self) -> Between:
        """``interval = ("[" | "]" | "(") endpoint ".." endpoint ("]" | "[" | ")")``."""
        opening = self.take()
        low = self._endpoint()
        if self.next.kind in SEPARATORS:
            before, after = self._around(self.take())
            raise CellFault(
                "intervalle-mal-ecrit",
                f"l’intervalle « {self.text} » est sans points",
                f"écrire {before}..{after}",
            )
        if self.next.kind != "..":
            raise self.unexpected()
        self.take()
        high = self._endpoint()
        closing = self.take()
        if closing.kind not in ("]", "[", ")"):
            raise CellFault(
                "parenthese",
                f"l’intervalle « {self.text[opening.start :]} » n’est pas fermé",
                "finir par ] (borne comprise) ou par [ (borne exclue)",
            )
        check_order(Operator.LE, replace(low, measure=self._measure))
        found = Between(low.expression, high.expression, opening.kind == "[", closing.kind == "]")
        self._check_not_empty(found, self.since(opening.start))
        return found

    def _check_not_empty(self, interval: Between, text: str) -> None:
        """Refuse constant ends with no value of the column between them."""
        excluded = [interval.low_included, interval.high_included].count(False)
        match interval.low, interval.high:
            case Literal(Decimal() as low), Literal(Decimal() as high):
                empty = high - low < excluded * Decimal((0, (1,), -self._term.type.decimals))
            case Literal(date() as first), Literal(date() as last):
                empty = (last - first).days < excluded
            case _:
                empty = False
        if empty:
            raise CellFault(
                "intervalle-vide",
                f"aucune valeur n’est dans l’intervalle « {text} »",
                "écrire la plus petite borne d’abord, ou [ et ] pour comprendre les bornes",
            )

    def _endpoint(self) -> Operand:
        """``endpoint = sum``, comparable with the column; a constant as the column stores it."""
        start = self.next.start
        endpoint = self.sum()
        type_ = self._term.type
        endpoint = replace(endpoint, text=self.since(start))
        if self.next.kind == "–":
            self.take()
            raise self._long_dash(endpoint, self.sum(), self.since(start))
        check_comparable(endpoint, type_)
        endpoint = respelled(endpoint, type_.choices)
        if isinstance(endpoint.expression, Literal):
            value = fitted(endpoint.expression.value, type_, endpoint.text)
            return replace(endpoint, expression=Literal(value))
        if endpoint.measure.kind is None:
            raise CellFault(
                "comparaison-impossible",
                f"« {self.text} » compare avec une valeur inconnue",
                "écrire inconnu ou non(inconnu)",
            )
        if self._term.name in names_in(endpoint.expression):
            raise CellFault(
                "comparaison-avec-soi",
                f"« {endpoint.text} » compare « {self._term.label} » avec lui-même",
                "nommer une autre valeur",
            )
        if decimals_of(endpoint.expression, self.scope) is None:
            raise CellFault(
                "borne-sans-arrondi",
                f"« {endpoint.text} » n’a pas un nombre fini de décimales",
                "faire le calcul dans la feuille Calculs avec un arrondi",
            )
        return endpoint

    def _long_dash(self, low: Operand, high: Operand, text: str) -> CellFault:
        if low.is_literal and high.is_literal:
            return not_a_range(text, low.text, high.text)
        return CellFault(
            "intervalle-mal-ecrit",
            f"« {text} » se lit comme un intervalle ou comme une soustraction",
            f"écrire [{low.text}..{high.text}] pour un intervalle, {low.text} - {high.text} pour la soustraction",
        )

    def _refuse_rest(self) -> None:
        """Refuse what follows a complete test, with the way to write it when it can be guessed."""
        before, after = self._around(self.next)
        if self.next.kind == ".." or fold(self.next.text) == RANGE_WORD:
            raise not_a_range(self.text, before, after)
        if self.next_word in ("or", "and") and fold(after) in _OPEN_ENDS:
            raise CellFault(
                "suite-inattendue",
                f"« {self.text} » s’écrit avec un opérateur",
                f"écrire {_OPEN_ENDS[fold(after)]} {before}",
            )
        if self.next_word == "or":
            raise CellFault(
                "suite-inattendue",
                f"« {self.text} » relie deux valeurs par « ou »",
                f"écrire {before} ; {after}",
            )
        if self.next_word == "and" or (self.next.kind in COMPARISONS and before[-1] not in "<>="):
            raise CellFault(
                "suite-inattendue",
                f"« {self.text} » demande deux choses à la fois",
                "écrire un intervalle, comme [12..24] ou [12..24[",
            )
        raise self.unexpected()

    def _around(self, token: Token) -> tuple[str, str]:
        return self.text[: token.start].strip(), self.text[token.end :].strip()
