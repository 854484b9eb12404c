"""Text of a formula -> expression, names resolved and types checked; the grammar is in the docstrings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from engine.cells.cursor import COMPARISONS, KEYWORDS, SEPARATORS, Cursor
from engine.cells.literals import not_in_list, read_day, read_number, unreadable_day
from engine.cells.measures import BOOLEAN, DAY, NUMBER, PERCENT, Measure, Scope, how_to_write, measure_of_type
from engine.cells.operands import (
    Operand,
    alike,
    call,
    check_condition,
    check_days,
    check_numbers,
    check_order,
    conformed,
    not_a_range,
    respelled,
)
from engine.cells.tokens import CellFault, Token, clean, same_unit, tokenize
from engine.model import (
    ZERO,
    Binary,
    Conditional,
    Expression,
    Function,
    IsKnown,
    Literal,
    Nature,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    Term,
    Unknown,
)
from engine.names import fold, suggestion
from engine.values import Kind, Type

_BOOLEANS = {"oui": True, "vrai": True, "true": True, "non": False, "faux": False, "false": False}
RANGE_WORD = fold("à")
UNKNOWN_WORDS = frozenset({"inconnu", "null"})
_REFERENCE_DATE = fold("date_reference")
_FUNCTIONS = {fold(function.value): function for function in Function} | {
    "not": Function.NOT,
    "somme": Function.SUM,
    "moyenne": Function.MEAN,
    "arrondi": Function.ROUND,
}
_COMMON_UNITS = frozenset(map(same_unit, ("mois", "semaines", "jours", "EUR")))
_DEEPEST = 40

RESERVED = frozenset({*KEYWORDS, *_BOOLEANS, *UNKNOWN_WORDS, _REFERENCE_DATE})
"""Words, folded, that no term may have as its name."""


def parse_formula(text: str, scope: Scope, term: Term | None = None) -> Expression:
    """Return the expression that *text* writes; with *term*, one whose result *term* can hold.

    Names become those of the glossary; texts compared with a closed list take its spelling.

    Raises:
        CellFault: not a formula, an unknown name, or kinds or units that do not go together.
    """
    text = clean(text)
    formula = FormulaParser(text, tokenize(text), scope).whole()
    return formula.expression if term is None else conformed(formula, term)


class FormulaParser(Cursor):
    """Reads expressions; each method reads what its docstring writes.

    ``column``: the type of the column when the text is a cell; there, ``12-24`` is no subtraction.
    ``alone``: the text holds one constant, so that ``12,5`` is a number.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        scope: Scope,
        *,
        column: Type | None = None,
        alone: bool = False,
    ) -> None:
        super().__init__(text, tokens)
        self.scope = scope
        self.column = column
        self.alone = alone
        self._depth = 0

    def whole(self) -> Operand:
        """``formula = expression END``."""
        formula = self.expression()
        if self.next.kind != "END":
            raise self.unexpected()
        return formula

    def expression(self) -> Operand:
        """``expression = "si" expression "alors" expression "sinon" expression | disjunction``."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise CellFault(
                "formule-trop-profonde",
                "trop de parenthèses ou de « si » les uns dans les autres",
                "découper le calcul en plusieurs lignes",
            )
        found = self._conditional() if self.next_word == "if" else self._disjunction()
        self._depth -= 1
        return found

    def _conditional(self) -> Operand:
        start = self.take().start
        condition = self.expression()
        check_condition(condition, "si")
        self._keyword("then", "alors", start)
        then = self.expression()
        self._keyword("else", "sinon", start)
        otherwise = self.expression()
        measure = alike([then, otherwise])
        branches = Conditional(condition.expression, then.expression, otherwise.expression)
        return Operand(branches, measure, self.since(start), then.bare or otherwise.bare)

    def _keyword(self, word: str, french: str, start: int) -> None:
        if self.next_word != word:
            raise CellFault(
                "texte-incomplet",
                f"il manque « {french} » après « {self.since(start)} »",
                "écrire si condition alors valeur sinon autre_valeur",
            )
        self.take()

    def _disjunction(self) -> Operand:
        """``disjunction = conjunction ("ou" conjunction)*``."""
        return self._chain("or", Operator.OR, self._conjunction)

    def _conjunction(self) -> Operand:
        """``conjunction = comparison ("et" comparison)*``."""
        return self._chain("and", Operator.AND, self._comparison)

    def _chain(self, word: str, operator: Operator, link: Callable[[], Operand]) -> Operand:
        start = self.next.start
        left = link()
        while self.next_word == word:
            self.take()
            right = link()
            check_condition(left, operator.value)
            check_condition(right, operator.value)
            both = Binary(operator, left.expression, right.expression)
            left = Operand(both, BOOLEAN, self.since(start))
        return left

    def _comparison(self) -> Operand:
        """``comparison = sum [("<" | "<=" | ">" | ">=" | "=" | "!=") sum]``."""
        start = self.next.start
        left = self.sum()
        operator = COMPARISONS.get(self.next.kind)
        if operator is None:
            return left
        self.take()
        right = self.sum()
        if isinstance(left.expression, Unknown) or isinstance(right.expression, Unknown):
            raise CellFault(
                "comparaison-impossible",
                f"« {self.since(start)} » compare avec une valeur inconnue",
                "écrire connu(nom) ou non(connu(nom))",
            )
        if self.next.kind in COMPARISONS:
            raise CellFault(
                "operateur-en-trop",
                f"« {self.text[start:]} » enchaîne deux comparaisons",
                "écrire deux comparaisons reliées par « et »",
            )
        choices = alike([left, right]).choices
        check_order(operator, left, right)
        left, right = respelled(left, choices), respelled(right, choices)
        return Operand(Binary(operator, left.expression, right.expression), BOOLEAN, self.since(start))

    def sum(self) -> Operand:
        """``sum = product (("+" | "-") product)*``; an en dash is a minus, save in a cell."""
        start = self.next.start
        left = self._product()
        while self.next.kind in ("+", "-") or (self.next.kind == "–" and self.column is None):
            operator = Operator.ADD if self.take().kind == "+" else Operator.SUB
            right = self._product()
            check_numbers(operator.value, left, right)
            if self.column and operator is Operator.SUB and left.is_literal and right.is_literal:
                raise not_a_range(self.since(start), left.text, right.text)
            measure = alike([left, right], bare_is_fine=_is_one(left) or _is_one(right))
            both = Binary(operator, left.expression, right.expression)
            left = Operand(both, measure, self.since(start), left.bare and right.bare)
        return left

    def _product(self) -> Operand:
        """``product = factor (("*" | "/") factor)*``; its unit is free."""
        start = self.next.start
        left = self._factor()
        while self.next.kind in ("*", "/"):
            operator = Operator(self.take().kind)
            right = self._factor()
            check_numbers(operator.value, left, right)
            for side in (left, right):
                if side.is_literal and side.measure.unit not in (None, "%"):
                    raise CellFault(
                        "unite-en-trop", f"l’unité de « {side.text} » se perd dans un produit", "ôter l’unité"
                    )
            if operator is Operator.DIV and right.expression == ZERO:
                raise CellFault(
                    "division-par-zero", f"« {self.since(start)} » divise par zéro", "corriger le diviseur"
                )
            both = Binary(operator, left.expression, right.expression)
            left = Operand(both, NUMBER, self.since(start), left.bare and right.bare)
        return left

    def _factor(self) -> Operand:
        """``factor = ["-"] primary``; here an en dash can only be a minus."""
        if self.next.kind not in ("-", "–"):
            return self._primary()
        start = self.take().start
        number = self._primary()
        check_numbers("-", number)
        match number.expression:
            case Literal(Decimal() as value):
                negative: Expression = Literal(-value)
            case expression:
                negative = Binary(Operator.SUB, ZERO, expression)
        return replace(number, expression=negative, text=self.since(start))

    def _primary(self) -> Operand:
        """``primary = NUMBER ["%" | unit] | DATE | TEXT | name | call | "(" expression ")"``."""
        token = self.next
        match token.kind:
            case "NUMBER":
                return self._number()
            case "DATE":
                self.take()
                return Operand(Literal(read_day(token.text)), DAY, self.since(token.start))
            case "TEXT" | "CHOICE":
                self.take()
                return Operand(Literal(token.text), Measure(Kind.TEXT), self.since(token.start))
            case "NAME" | "WORDS" if not self.next_word:
                return self._call() if self.follows("(") else self._name()
            case "(":
                self.take()
                inside = self.expression()
                self.close(token.start)
                return replace(inside, text=self.since(token.start))
            case _:
                raise self.unexpected()

    def _number(self) -> Operand:
        token = self.take()
        value = read_number(token.text, alone=self.alone)
        if self.next.kind == "%":
            self.take()
            return Operand(Literal(value.scaleb(-2)), PERCENT, self.since(token.start))
        if self.next.kind == "€" or (self.next.kind == "NAME" and not self._at_link()):
            unit = self._unit(token)
            return Operand(Literal(value), Measure(Kind.NUMBER, unit), self.since(token.start))
        return Operand(Literal(value), NUMBER, token.text, bare=value != 0)

    def _at_link(self) -> bool:
        """Whether the next word is a keyword, or the ``à`` of ``12 à 24``."""
        return self.next_word != "" or fold(self.next.text) == RANGE_WORD

    def _unit(self, number: Token) -> str:
        """``unit = ("€" | NAME) (["/"] NAME)*``, a unit of the glossary."""
        first = self.take()
        while (self.next.kind == "NAME" and not self._at_link()) or (
            self.next.kind == "/" and self.follows("NAME")
        ):
            self.take()
        unit, written = self.since(first.start), self.since(number.start)
        if same_unit(unit) in _COMMON_UNITS or same_unit(unit) in self._units():
            return unit
        if self.scope.find(unit) is not None:
            raise CellFault(
                "signe-manquant", f"il manque un signe dans « {written} »", f"écrire {number.text} * {unit}"
            )
        if self.column is not None and self.column.kind is Kind.DATE:
            raise unreadable_day(self.text)
        if self.column is not None:
            column = measure_of_type(self.column)
            raise CellFault(
                "unite-differente",
                f"« {written} » est en {unit}, alors qu’il faut {column}",
                "convertir la valeur, ou ôter l’unité",
            )
        raise CellFault(
            "unite-inconnue", f"« {unit} » n’est l’unité d’aucun nom du glossaire", "ôter l’unité"
        )

    def _units(self) -> set[str]:
        """Return the units of the column or, in a formula, of every name of the glossary."""
        if self.column is not None:
            return {same_unit(measure_of_type(self.column).unit or "")}
        terms = [self.scope.find(name) for name in self.scope.names]
        return {same_unit(term.type.unit) for term in terms if term is not None and term.type.unit}

    def _name(self) -> Operand:
        """``name = "oui" | "non" | "inconnu" | "date_reference" | technical name``."""
        token = self.take()
        word = fold(token.text)
        if word in _BOOLEANS:
            return Operand(Literal(_BOOLEANS[word]), BOOLEAN, token.text)
        if word in UNKNOWN_WORDS:
            return Operand(Unknown(), Measure(None), token.text)
        if word == _REFERENCE_DATE:
            return Operand(ReferenceDate(), DAY, token.text)
        term = self.term(token)
        return Operand(Ref(term.name), measure_of_type(term.type), token.text)

    def _call(self) -> Operand:
        """``call = function "(" [expression ((";" | ",") expression)*] ")"``, besides
        ``connu(name)`` and ``valeur_au(name; day)``."""
        token = self.take()
        self.take()
        name = fold(token.text)
        if name == "connu":
            known = self.term(self.take())
            self.close(token.start)
            return Operand(IsKnown(known.name), BOOLEAN, self.since(token.start))
        if name == "valeur au":
            return self._parameter_at(token.start)
        function = _FUNCTIONS.get(name)
        if function is None:
            functions = [function.value for function in Function] + ["connu", "valeur_au"]
            raise CellFault(
                "fonction-inconnue",
                f"« {token.text} » n’est pas une fonction",
                suggestion(token.text, functions) or "fonctions possibles : " + ", ".join(functions),
            )
        arguments: list[Operand] = []
        if self.next.kind != ")":
            arguments.append(self.expression())
        while self.next.kind in SEPARATORS:
            self.take()
            arguments.append(self.expression())
        self.close(token.start)
        return call(function, arguments, self.since(token.start), self.scope)

    def _parameter_at(self, start: int) -> Operand:
        named = self.take()
        term = self.term(named)
        if term.nature is not Nature.PARAMETER:
            raise CellFault(
                "type-inattendu",
                f"« {named.text} » n’est pas un paramètre daté",
                "avec valeur_au, nommer une ligne de la feuille Paramètres",
            )
        if self.next.kind not in SEPARATORS:
            raise CellFault(
                "nombre-d-arguments",
                f"il manque le jour dans « {self.text[start:]} »",
                "écrire valeur_au(parametre; jour)",
            )
        self.take()
        day = self.expression()
        check_days("valeur_au", day)
        self.close(start)
        return Operand(ParameterAt(term.name, day.expression), measure_of_type(term.type), self.since(start))

    def term(self, token: Token) -> Term:
        """Return the term that *token* names."""
        term = self.scope.find(token.text) if token.kind in ("NAME", "WORDS") else None
        if term is not None:
            return term
        if self.column is not None:
            raise self._not_in_column(token, self.column)
        raise CellFault(
            "nom-inconnu",
            f"« {token.text} » n’est pas un nom du glossaire",
            suggestion(token.text, self.scope.names) or "corriger le nom, ou l’ajouter au glossaire",
        )

    def _not_in_column(self, token: Token, column: Type) -> CellFault:
        near = suggestion(token.text, self.scope.names)
        if column.choices:
            return not_in_list(token.text, column.choices)
        if column.kind is Kind.TEXT:
            rest = self.text[token.start :]
            return CellFault(
                "nom-inconnu",
                f"« {rest} » n’est ni un nom du glossaire, ni un texte entre guillemets",
                f'pour un texte, écrire "{rest}"' + (f" ; pour un nom, {near}" if near else ""),
            )
        if self.alone:
            wanted = measure_of_type(column)
            return CellFault("valeur-attendue", f"« {self.text} » n’est pas {wanted}", how_to_write(column))
        return CellFault(
            "nom-inconnu",
            f"« {token.text} » n’est pas un nom du glossaire",
            near
            or how_to_write(column) + (", ou un test comme >= 12 ou [12..24]" if column.is_numeric else ""),
        )


def _is_one(operand: Operand) -> bool:
    return operand.expression in (Literal(Decimal(1)), Literal(Decimal(-1)))
