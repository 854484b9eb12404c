"""Formulas as a reader understands them: with labels, then with values."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import assert_never

from engine import formula
from engine.model import (
    Binary,
    Call,
    Conditional,
    Expression,
    Formula,
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
from engine.record import record
from engine.values import Kind, Known, Missing, Type
from explain.explanation import Computed, Reading
from explain.formats import bare, quantity, shown
from explain.phrases import Lang, phrases

Named = Callable[[str, Expression | None], str]
"""How a term is written; the second argument is the day of a dated figure, when it has its own."""

_SIGNS = {
    Operator.MUL: "×",
    Operator.SUB: "−",
    Operator.GE: "≥",
    Operator.LE: "≤",
    Operator.NE: "≠",
}
_STRENGTH = {
    Operator.OR: 1,
    Operator.AND: 2,
    Operator.ADD: 4,
    Operator.SUB: 4,
    Operator.MUL: 5,
    Operator.DIV: 5,
}
_COMPARISON = 3
_ATOM = 9


def with_labels(expression: Expression, terms: Mapping[str, Term], lang: Lang) -> str:
    """Return *expression* with the labels of its terms."""

    def named(name: str, when: Expression | None) -> str:
        label = terms[name].label
        return label if when is None else f"{label} ({_written(when, named, lang, terms)[0]})"

    return _written(expression, named, lang, terms)[0]


def with_values(computed: Computed, formula_line: Formula, terms: Mapping[str, Term], lang: Lang) -> str:
    """Return the formula of *computed* with the values read, and only the branches taken."""
    return _valued(formula_line.expression, computed, terms, lang)


def _valued(
    expression: Expression,
    computed: Computed,
    terms: Mapping[str, Term],
    lang: Lang,
    *,
    truths_named: bool = False,
) -> str:
    """Return *expression* with the values read; with *truths_named*, what is yes or no keeps its label."""
    values = computed.values
    read = _Read(values, computed.day)

    def named(name: str, when: Expression | None) -> str:
        reading = values.get(name)
        if when is not None:
            day = _worth(when, read)
            reading = values.get(f"{name}@{day.isoformat()}") if isinstance(day, date) else None
        if reading is None or (truths_named and isinstance(reading.value, bool)):
            return terms[name].label
        return shown(reading.value, reading.term.type, lang)

    return _written(taken(expression, read), named, lang, terms)[0]


def choices(
    computed: Computed, formula_line: Formula, terms: Mapping[str, Term], lang: Lang
) -> Iterator[tuple[str, bool]]:
    """Yield the conditions that chose the branches taken, with their values, and whether each held."""
    yield from _choices(formula_line.expression, computed, terms, lang)


def _choices(
    expression: Expression, computed: Computed, terms: Mapping[str, Term], lang: Lang
) -> Iterator[tuple[str, bool]]:
    match expression:
        case Conditional(condition, then, otherwise):
            held = _worth(condition, _Read(computed.values, computed.day))
            if isinstance(held, bool):
                yield _valued(condition, computed, terms, lang, truths_named=True), held
                yield from _choices(then if held else otherwise, computed, terms, lang)
        case Binary(_, left, right):
            yield from _choices(left, computed, terms, lang)
            yield from _choices(right, computed, terms, lang)
        case Call(_, arguments):
            for argument in arguments:
                yield from _choices(argument, computed, terms, lang)
        case _:
            return


@record()
class _Read:
    """The values that a calculation read, for what in its formula can be worked out again."""

    values: Mapping[str, Reading]
    day: Known

    def value(self, name: str) -> Known:
        reading = self.values.get(name)
        value = reading.value if reading is not None else None
        return Missing() if value is None or isinstance(value, tuple) else value

    def parameter(self, name: str, day: date) -> Known:
        return self.value(f"{name}@{day.isoformat()}")


def _worth(expression: Expression, read: _Read) -> Known:
    try:
        return formula.worth(expression, read)
    except (ArithmeticError, ValueError, TypeError):
        return Missing()


def taken(expression: Expression, read: _Read) -> Expression:
    """Return *expression* with each choice replaced by the branch that was taken."""
    match expression:
        case Conditional(condition, then, otherwise):
            worth = _worth(condition, read)
            if isinstance(worth, bool):
                return taken(then if worth else otherwise, read)
            return Conditional(condition, taken(then, read), taken(otherwise, read))
        case Binary(operator, left, right):
            return Binary(operator, taken(left, read), taken(right, read))
        case Call(function, arguments):
            return Call(function, tuple(taken(argument, read) for argument in arguments))
        case _:
            return expression


def _written(expression: Expression, named: Named, lang: Lang, terms: Mapping[str, Term]) -> tuple[str, int]:
    """Return the text and how strongly it holds together: the weaker needs parentheses."""
    words = phrases(lang)

    def inside(part: Expression) -> str:
        return _written(part, named, lang, terms)[0]

    match expression:
        case Literal(value):
            return bare(value, lang), _ATOM
        case Unknown():
            return words.unknown, _ATOM
        case Ref(name):
            return named(name, None), _ATOM
        case ReferenceDate():
            return words.seal_date.lower(), _ATOM
        case ParameterAt(name, day):
            return named(name, day), _ATOM
        case IsKnown(name):
            return f"{terms[name].label} {words.known}", _ATOM
        case Binary(operator, left, right):
            return _binary(operator, left, right, named, lang, terms)
        case Conditional(condition, then, otherwise):
            return words.conditional.format(inside(condition), inside(then), inside(otherwise)), 0
        case Call(Function.ADD_MONTHS | Function.ADD_DAYS as function, (day, count)):
            return f"{inside(day)} {_moved(function, count, inside, lang)}", _STRENGTH[Operator.ADD]
        case Call(function, arguments):
            listed = words.semicolon.join(inside(argument) for argument in arguments)
            return f"{words.functions[function]} ({listed})", _ATOM
        case _:
            assert_never(expression)


def _moved(function: Function, count: Expression, inside: Callable[[Expression], str], lang: Lang) -> str:
    """Return ``+ 12 mois``, ``− 1 jour``, ``+ Délai``."""
    if not (isinstance(count, Literal) and isinstance(count.value, Decimal)):
        return f"+ {inside(count)}"
    unit = Type(kind=Kind.MONTHS if function is Function.ADD_MONTHS else Kind.DAYS)
    return f"{'−' if count.value < 0 else '+'} {quantity(abs(count.value), unit, lang)}"


def _binary(
    operator: Operator,
    left: Expression,
    right: Expression,
    named: Named,
    lang: Lang,
    terms: Mapping[str, Term],
) -> tuple[str, int]:
    words = phrases(lang)
    strength = _STRENGTH.get(operator, _COMPARISON)
    sign = {Operator.AND: words.both.strip(), Operator.OR: words.either.strip()}.get(
        operator, _SIGNS.get(operator, operator.value)
    )
    before, held_before = _written(left, named, lang, terms)
    after, held_after = _written(right, named, lang, terms)
    if held_before < strength:
        before = f"({before})"
    associates = operator in (Operator.ADD, Operator.MUL, Operator.AND, Operator.OR)
    if held_after < strength or (held_after == strength and not associates):
        after = f"({after})"
    return f"{before} {sign} {after}", strength
