"""Formulas -> expressions of a plan: the twin of ``engine.formula``, unknowns and faults included."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, assert_never

from engine.batch import quotients
from engine.batch.expressions import (
    FIRST_ORDINAL,
    LAST_ORDINAL,
    ONE,
    ZERO,
    Expr,
    Held,
    Inexpressible,
    Op,
    add,
    both,
    case,
    compare,
    constant,
    date_part,
    days_between,
    either,
    integer,
    moved,
    multiply,
    narrowed,
    negated,
    null,
    number_of,
    subtract,
)
from engine.batch.quotients import Number
from engine.batch.worth import (
    NEVER,
    NOT_COMPUTABLE,
    NOTHING,
    Behind,
    Content,
    Nothing,
    Words,
    Worth,
    fault_where,
    first_fault,
    known,
    no_words,
    union,
    where,
)
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
    Unknown,
)
from engine.values import Rounding

OPERATORS = {
    Operator.LT: Op.LT,
    Operator.LE: Op.LE,
    Operator.GT: Op.GT,
    Operator.GE: Op.GE,
    Operator.EQ: Op.EQ,
    Operator.NE: Op.NE,
}
_ORIGIN = date(2000, 1, 1)
_FIRST_MONTH, _LAST_MONTH = 12, 9999 * 12 + 11


class Around(Protocol):
    """What an expression can read, at one reference date."""

    def day(self) -> Worth:
        """Return the reference date."""
        ...

    def term(self, name: str) -> Worth:
        """Return the value of a term."""
        ...

    def parameter_at(self, name: str, day: Worth) -> Worth:
        """Return a dated figure on another day."""
        ...

    def let(self, expr: Expr, hint: str) -> Expr:
        """Return the column that holds *expr*."""
        ...


def worth(expression: Expression, around: Around) -> Worth:
    """Return what *expression* is worth; what is behind it holds the missing names that it reads."""
    match expression:
        case Literal(value):
            content = quotients.literal(value) if isinstance(value, Decimal) else constant(value)
            return Worth(content, NEVER, no_words)
        case Unknown():
            return Worth(NOTHING, NEVER, no_words)
        case Ref(name):
            return around.term(name)
        case ReferenceDate():
            return around.day()
        case IsKnown(name):
            read = around.term(name)
            return read._replace(value=known(read.value))
        case ParameterAt(name, day):
            return around.parameter_at(name, worth(day, around))
        case Binary(operator, left, right):
            return _binary(operator, worth(left, around), worth(right, around))
        case Conditional(condition, then, otherwise):
            branches = worth(then, around), worth(otherwise, around)
            return _conditional(worth(condition, around), *branches, around)
        case Call(function, arguments):
            return _call(function, [worth(argument, around) for argument in arguments], around)
        case _:
            assert_never(expression)


def number(content: Content) -> Number:
    """Return *content*, a number or a missing value."""
    if isinstance(content, Nothing):
        return quotients.MISSING
    assert isinstance(content, Number)
    return content


def plain(content: Content, held: Held) -> Expr:
    """Return *content*, which is not a number, as an expression; missing, it is held as *held*."""
    if isinstance(content, Nothing):
        return null(held)
    assert not isinstance(content, Number)
    return content


def kept(content: Content, around: Around, hint: str) -> Content:
    """Return *content* held in columns, to be read more than once."""
    match content:
        case Nothing():
            return content
        case Number(units, places, divisor):
            return Number(around.let(units, hint), places, around.let(divisor, hint))
        case _:
            return around.let(content, hint)


def compared(op: Op, left: Content, right: Content) -> Expr:
    """Return ``left op right``."""
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return null(Held.BOOLEAN)
    if isinstance(left, Number) or isinstance(right, Number):
        return quotients.compared(op, number(left), number(right))
    return compare(op, left, right)


def chosen(branches: Sequence[tuple[Expr, Content]], otherwise: Content) -> Content:
    """Return the content of the first of *branches* whose condition is true, else *otherwise*."""
    contents = [*(content for _, content in branches), otherwise]
    typed = next((content for content in contents if not isinstance(content, Nothing)), NOTHING)
    if isinstance(typed, Nothing):
        return NOTHING
    if isinstance(typed, Number):
        return quotients.chosen([(when, number(content)) for when, content in branches], number(otherwise))
    held = typed.held
    return case([(when, plain(content, held)) for when, content in branches], plain(otherwise, held))


def _reads(parts: Sequence[Worth]) -> Behind:
    def read() -> Words:
        return union(*(part.behind() for part in parts))

    return read


def _binary(operator: Operator, left: Worth, right: Worth) -> Worth:
    fault = first_fault(left.fault, right.fault)
    behind = _reads([left, right])
    if operator is Operator.AND or operator is Operator.OR:
        sides = plain(left.value, Held.BOOLEAN), plain(right.value, Held.BOOLEAN)
        return Worth(both(*sides) if operator is Operator.AND else either(*sides), fault, behind)
    if operator in OPERATORS:
        return Worth(compared(OPERATORS[operator], left.value, right.value), fault, behind)
    first, second = number(left.value), number(right.value)
    match operator:
        case Operator.ADD:
            return Worth(quotients.plus(first, second), fault, behind)
        case Operator.SUB:
            return Worth(quotients.plus(first, quotients.opposite(second)), fault, behind)
        case Operator.MUL:
            return Worth(quotients.times(first, second), fault, behind)
        case _:
            if quotients.may_be_zero(second):
                zero = both(compare(Op.EQ, second.units, ZERO), known(first))
                fault = first_fault(fault, fault_where(zero, NOT_COMPUTABLE))
            return Worth(quotients.over(first, second), fault, behind)


def _conditional(condition: Worth, then: Worth, otherwise: Worth, around: Around) -> Worth:
    test = around.let(plain(condition.value, Held.BOOLEAN), "si")
    if not test.nullable:
        value = chosen([(test, then.value)], otherwise.value)
        taken = case([(test, then.fault)], otherwise.fault)
    else:
        one, other = kept(then.value, around, "alors"), kept(otherwise.value, around, "sinon")
        same = compared(Op.EQ, one, other)
        value = chosen([(test, one), (negated(test), other), (same, one)], NOTHING)
        either_fault = first_fault(then.fault, otherwise.fault)
        taken = case([(test, then.fault), (negated(test), otherwise.fault)], either_fault)

    def read() -> Words:
        rest = union(then.behind(), otherwise.behind()) if test.nullable else otherwise.behind()
        branches = where(test, then.behind(), where(negated(test), otherwise.behind(), rest))
        return union(condition.behind(), branches)

    return Worth(value, first_fault(condition.fault, taken), read)


def _call(function: Function, arguments: Sequence[Worth], around: Around) -> Worth:
    values = [argument.value for argument in arguments]
    fault = first_fault(*(argument.fault for argument in arguments))
    behind = _reads(arguments)
    if any(isinstance(value, Nothing) for value in values):
        return Worth(NOTHING, fault, behind)
    match function:
        case Function.NOT:
            return Worth(negated(plain(values[0], Held.BOOLEAN)), fault, behind)
        case Function.MONTHS_BETWEEN:
            start, end = (around.let(plain(value, Held.DATE), "jour") for value in values)
            return Worth(Number(_months_between(start, end)), fault, behind)
        case Function.DAYS_BETWEEN:
            start, end = (plain(value, Held.DATE) for value in values)
            return Worth(Number(days_between(start, end)), fault, behind)
        case Function.ADD_MONTHS | Function.ADD_DAYS:
            day = around.let(plain(values[0], Held.DATE), "jour")
            count = around.let(quotients.rounded(number(values[1]), 0, Rounding.DOWN), "nombre")
            value, beyond = _added(function, day, count, around)
            return Worth(value, first_fault(fault, beyond), behind)
        case Function.YEAR:
            return Worth(Number(date_part(Op.YEAR, plain(values[0], Held.DATE))), fault, behind)
        case Function.DATE:
            return Worth(values[0], fault, behind)
        case Function.MIN | Function.MAX:
            return Worth(_extreme(function, values, around), fault, behind)
        case _:
            return Worth(_numeric(function, [number(value) for value in values]), fault, behind)


def _numeric(function: Function, values: Sequence[Number]) -> Number:
    match function:
        case Function.SUM | Function.MEAN:
            total = values[0]
            for value in values[1:]:
                total = quotients.plus(total, value)
            return (
                quotients.over(total, quotients.literal(len(values))) if function is Function.MEAN else total
            )
        case Function.FLOOR:
            return Number(quotients.rounded(values[0], 0, Rounding.DOWN))
        case Function.CEILING:
            return Number(quotients.rounded(values[0], 0, Rounding.UP))
        case Function.ABS:
            units = values[0].units
            below = compare(Op.LT, units, ZERO)
            positive = case([(below, subtract(ZERO, units))], units) if units.low < 0 else units
            return Number(positive, values[0].places, values[0].divisor)
        case Function.ROUND:
            return _rounded(values)
        case _:
            raise Inexpressible(f"la fonction {function.value} n’a pas d’équivalent")


def _rounded(values: Sequence[Number]) -> Number:
    decimals = 0
    if len(values) > 1:
        wanted = values[1]
        exact = number_of(wanted.units)
        if exact is None or wanted.places or exact < 0:
            raise Inexpressible("le nombre de décimales d’un arrondi n’est pas une constante")
        decimals = exact
    return Number(quotients.rounded(values[0], decimals, Rounding.NEAREST), decimals)


def _extreme(function: Function, values: Sequence[Content], around: Around) -> Content:
    op = Op.LE if function is Function.MIN else Op.GE
    found = kept(values[0], around, "extrême")
    for value in values[1:]:
        other = kept(value, around, "extrême")
        first = compared(op, found, other)
        if first.nullable:
            found = chosen([(first, found), (negated(first), other)], NOTHING)
        else:
            found = chosen([(first, found)], other)
        found = kept(found, around, "extrême")
    return found


def _months_between(start: Expr, end: Expr) -> Expr:
    """Return the completed months, *de date à date*: the twin of ``values.months_between``."""
    year, month, day = Op.YEAR, Op.MONTH, Op.DAY
    months = add(
        multiply(subtract(date_part(year, end), date_part(year, start)), integer(12)),
        subtract(date_part(month, end), date_part(month, start)),
    )
    before = compare(Op.LT, date_part(day, end), date_part(day, start))
    not_last = compare(Op.LT, date_part(day, end), date_part(Op.DAYS_IN_MONTH, end))
    return subtract(months, case([(both(before, not_last), ONE)], ZERO))


def _added(function: Function, day: Expr, count: Expr, around: Around) -> tuple[Expr, Expr]:
    """Return *day* moved by *count* days or months, and the fault of a day outside the calendar."""
    if function is Function.ADD_DAYS:
        op, low, high = Op.ADD_DAYS, day.low + count.low, day.high + count.high
        least, most = FIRST_ORDINAL - day.low, LAST_ORDINAL - day.high
    else:
        op, low, high = Op.ADD_MONTHS, day.low + count.low * 31 - 31, day.high + count.high * 31 + 31
        least = _FIRST_MONTH - _month_number(day.low)
        most = _LAST_MONTH - _month_number(day.high)
    inside = max(low, FIRST_ORDINAL), min(high, LAST_ORDINAL)
    if least <= count.low and count.high <= most:
        return moved(op, day, count, *inside), NEVER
    place = _place(op, day, count)
    first, last = (FIRST_ORDINAL, LAST_ORDINAL) if op is Op.ADD_DAYS else (_FIRST_MONTH, _LAST_MONTH)
    fits = around.let(
        both(compare(Op.GE, place, integer(first)), compare(Op.LE, place, integer(last))),
        "dans le calendrier",
    )
    safe = narrowed(case([(fits, count)], ZERO), -LAST_ORDINAL, LAST_ORDINAL)
    value = case([(fits, moved(op, day, safe, FIRST_ORDINAL, LAST_ORDINAL))], null(Held.DATE))
    return value, fault_where(negated(fits), NOT_COMPUTABLE)


def _month_number(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


def _place(op: Op, day: Expr, count: Expr) -> Expr:
    """Return where *day* moved by *count* stands: its ordinal, or its month counted from year 0."""
    if op is Op.ADD_DAYS:
        origin = constant(_ORIGIN)
        return add(add(days_between(origin, day), integer(_ORIGIN.toordinal())), count)
    months = add(multiply(date_part(Op.YEAR, day), integer(12)), subtract(date_part(Op.MONTH, day), ONE))
    return add(months, count)
