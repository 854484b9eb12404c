"""Values, expressions and tests in their canonical spelling, which ``parse_cell`` reads back."""

import re
from datetime import date
from decimal import Decimal
from typing import assert_never

from engine.cells.measures import Scope, measure_of
from engine.model import (
    AnyOf,
    Between,
    Binary,
    Call,
    Compare,
    Conditional,
    Expression,
    Function,
    IsKnown,
    IsUnknown,
    Literal,
    Not,
    Operator,
    ParameterAt,
    Ref,
    ReferenceDate,
    UnaryTest,
    Unknown,
)
from engine.names import fold
from engine.values import Kind, Type, Value

_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def show_value(value: Value, percent: bool = False) -> str:
    """Return *value* as a cell writes it: ``oui``, ``"texte"``, ``date("2025-04-01")``, ``12.5``, ``7 %``."""
    match value:
        case bool():
            return "oui" if value else "non"
        case str():
            return '"' + value.replace('"', '""') + '"'
        case date():
            return f'date("{value.isoformat()}")'
        case Decimal():
            return show_number(value.scaleb(2)) + " %" if percent else show_number(value)
        case _:
            assert_never(value)


def show_number(number: Decimal) -> str:
    """Return *number* without useless zeros; ``1.234`` gets one, for it could be read as 1234."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return text + "0" if _LIKE_THOUSANDS.fullmatch(text) else text


def show_test(test: UnaryTest, type_: Type | None = None, scope: Scope | None = None) -> str:
    """Return *test* as a cell writes it; *type_*, that of the column, tells percentages."""
    percent = type_ is not None and type_.kind is Kind.PERCENTAGE

    def end(expression: Expression) -> str:
        return _show(expression, _SUM, percent, scope)

    match test:
        case Compare(Operator.EQ, endpoint):
            return end(endpoint)
        case Compare(operator, endpoint):
            return f"{operator.value} {end(endpoint)}"
        case Between(low, high, low_included, high_included):
            opening, closing = "[" if low_included else "(", "]" if high_included else ")"
            return f"{opening}{end(low)}..{end(high)}{closing}"
        case AnyOf(tests):
            return ", ".join(show_test(inner, type_, scope) for inner in tests)
        case Not(inner):
            return f"non({show_test(inner, type_, scope)})"
        case IsUnknown():
            listed = type_ is not None and "inconnu" in map(fold, type_.choices)
            return "null" if listed else "inconnu"
        case _:
            assert_never(test)


def show_expression(expression: Expression, scope: Scope | None = None) -> str:
    """Return *expression* as a formula writes it; *scope* tells which numbers are percentages."""
    return _show(expression, _CONDITIONAL, False, scope)


_CONDITIONAL, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _PRIMARY = range(7)
_LEVELS = {
    Operator.OR: _OR,
    Operator.AND: _AND,
    Operator.ADD: _SUM,
    Operator.SUB: _SUM,
    Operator.MUL: _PRODUCT,
    Operator.DIV: _PRODUCT,
}
_ALIKE = {Function.MIN, Function.MAX, Function.SUM, Function.MEAN}


def _show(expression: Expression, level: int, percent: bool, scope: Scope | None) -> str:
    """Return the text of *expression*, in parentheses when it binds less than *level*.

    *percent*: its plain numbers stand for percentages.
    """
    match expression:
        case Literal(value):
            text = show_value(value, percent)
            return f"({text})" if text.startswith("-") and level > _SUM else text
        case Unknown():
            return "inconnu"
        case Ref(name):
            return name
        case ReferenceDate():
            return "date_reference"
        case ParameterAt(name, day):
            return f"valeur_au({name}; {_show(day, _CONDITIONAL, False, scope)})"
        case IsKnown(name):
            return f"connu({name})"
        case Binary(operator, left, right):
            text = _show_binary(operator, left, right, percent, scope)
            return f"({text})" if _LEVELS.get(operator, _COMPARISON) < level else text
        case Conditional(condition, then, otherwise):
            percent = percent or _any_percentage(scope, then, otherwise)
            text = (
                f"si {_show(condition, _OR, False, scope)} alors {_show(then, _OR, percent, scope)}"
                f" sinon {_show(otherwise, _CONDITIONAL, percent, scope)}"
            )
            return f"({text})" if level > _CONDITIONAL else text
        case Call(function, arguments):
            if function in _ALIKE:
                percent = percent or _any_percentage(scope, *arguments)
            elif function is Function.NOT:
                percent = False
            texts = [_show(argument, _CONDITIONAL, percent, scope) for argument in arguments[:1]]
            rest = percent and function in _ALIKE
            texts += [_show(argument, _CONDITIONAL, rest, scope) for argument in arguments[1:]]
            return f"{function.value}({'; '.join(texts)})"
        case _:
            assert_never(expression)


def _show_binary(
    operator: Operator, left: Expression, right: Expression, percent: bool, scope: Scope | None
) -> str:
    level = _LEVELS.get(operator, _COMPARISON)
    if level == _COMPARISON:
        percent = _any_percentage(scope, left, right)
        first, second = _SUM, _SUM
    elif level == _SUM:
        percent = percent or _any_percentage(scope, left, right)
        first, second = _SUM, _PRODUCT
    else:
        percent = False
        first, second = level, level + 1
    texts = [
        _show(
            side,
            own,
            percent and not (level == _SUM and side == _ONE and _any_percentage(scope, other)),
            scope,
        )
        for side, own, other in ((left, first, right), (right, second, left))
    ]
    return f" {operator.value} ".join(texts)


_ONE = Literal(Decimal(1))


def _any_percentage(scope: Scope | None, *expressions: Expression) -> bool:
    if scope is None:
        return False
    return any(measure_of(expression, scope).kind is Kind.PERCENTAGE for expression in expressions)
