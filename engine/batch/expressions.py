"""What a column of a plan is computed from: typed, three-valued, free of any engine.

NULL is a value that is missing. Every expression is total: no division by zero, no overflow, no date
outside the calendar can be met while it is worked out. Integers carry the least and the greatest value
they can take (a date, as its ordinal), from which their width follows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from engine.batch.columns import ResultColumn

INT_MOST = 2**63 - 1
WIDE_MOST = 10**38 - 1
FIRST_ORDINAL, LAST_ORDINAL = date.min.toordinal(), date.max.toordinal()


class Inexpressible(Exception):
    """What no expression can say exactly; the message says what, in French."""


class Held(Enum):
    """What a column holds: WIDE is an integer beyond 64 bits, within 38 digits; LIST, shown as it is found."""

    BOOLEAN = "booléen"
    INT = "entier"
    WIDE = "entier large"
    DATE = "date"
    TEXT = "texte"
    LIST = "liste"


class Op(Enum):
    """What an expression does with its arguments; DIVIDE truncates, its divisor is never zero."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "//"
    MODULO = "%"
    BIT_AND = "&"
    BIT_OR = "|"
    BIT_COUNT = "bits"
    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    AND = "and"
    OR = "or"
    NOT = "not"
    IS_NULL = "is null"
    IN = "in"
    ADD_DAYS = "add days"
    ADD_MONTHS = "add months"
    DAYS_BETWEEN = "days between"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    DAYS_IN_MONTH = "days in month"
    WIDEN = "widen"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source, or one computed before."""

    name: str
    held: Held
    nullable: bool = True
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known when the plan is made; None: missing."""

    value: int | bool | str | date | None
    held: Held
    low: int = 0
    high: int = 0

    @property
    def nullable(self) -> bool:
        """Whether it is missing."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation on arguments."""

    op: Op
    arguments: tuple["Expr", ...]
    held: Held
    nullable: bool
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition is true, else ``otherwise``."""

    branches: tuple[tuple["Expr", "Expr"], ...]
    otherwise: "Expr"
    held: Held
    nullable: bool
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A relation made with the plan, to which cases are joined.

    ``rows``: by key, what each of ``columns`` holds (a column of the result: values of its type; a list, words). ``digest`` tells it from any other.
    """

    digest: str
    key: Held
    columns: Mapping[str, Held | ResultColumn]
    rows: Mapping[int, Sequence[object]] | Mapping[str, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the row of a side relation whose key is ``key`` holds in ``column``; missing without such a row."""

    side: Side
    key: "Expr"
    column: str
    held: Held
    nullable: bool = True
    low: int = 0
    high: int = 0


Expr: TypeAlias = Column | Constant | Apply | Case | Found

TRUE = Constant(value=True, held=Held.BOOLEAN)
FALSE = Constant(value=False, held=Held.BOOLEAN)
COMPARISONS = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})


def _width(low: int, high: int) -> Held:
    most = max(-low, high)
    if most <= INT_MOST:
        return Held.INT
    if most <= WIDE_MOST:
        return Held.WIDE
    raise Inexpressible("un nombre intermédiaire peut dépasser 38 chiffres")


def null(held: Held) -> Constant:
    """Return the missing value of a column of *held*."""
    if held is Held.DATE:
        return Constant(None, held, FIRST_ORDINAL, LAST_ORDINAL)
    return Constant(None, held)


def integer(value: int) -> Constant:
    """Return a whole number."""
    return Constant(value, _width(value, value), value, value)


def constant(value: int | bool | str | date) -> Constant:
    """Return a constant of its own type."""
    match value:
        case bool():
            return TRUE if value else FALSE
        case int():
            return integer(value)
        case str():
            return Constant(value, Held.TEXT)
        case date():
            return Constant(value, Held.DATE, value.toordinal(), value.toordinal())


ZERO = integer(0)
ONE = integer(1)


def widened(expr: Expr) -> Expr:
    """Return *expr* as a wide integer."""
    if expr.held is not Held.INT:
        return expr
    if isinstance(expr, Constant):
        return Constant(expr.value, Held.WIDE, expr.low, expr.high)
    return Apply(Op.WIDEN, (expr,), Held.WIDE, expr.nullable, expr.low, expr.high)


def _arithmetic(op: Op, left: Expr, right: Expr, low: int, high: int) -> Expr:
    nullable = left.nullable or right.nullable
    held = _width(low, high)
    if held is Held.INT and left.held is Held.INT and right.held is Held.INT:
        return Apply(op, (left, right), Held.INT, nullable, low, high)
    wide = Apply(op, (widened(left), widened(right)), Held.WIDE, nullable, low, high)
    return Apply(Op.NARROW, (wide,), Held.INT, nullable, low, high) if held is Held.INT else wide


def _is_null_constant(*arguments: Expr) -> bool:
    return any(isinstance(argument, Constant) and argument.value is None for argument in arguments)


def number_of(expr: Expr) -> int | None:
    """Return the whole number that *expr* always is, None when it may be another or missing."""
    if isinstance(expr, Constant) and isinstance(expr.value, int) and not isinstance(expr.value, bool):
        return expr.value
    return None


def add(left: Expr, right: Expr) -> Expr:
    """Return ``left + right``."""
    if _is_null_constant(left, right):
        return null(Held.INT)
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return integer(a + b)
    if a == 0:
        return right
    if b == 0:
        return left
    return _arithmetic(Op.ADD, left, right, left.low + right.low, left.high + right.high)


def subtract(left: Expr, right: Expr) -> Expr:
    """Return ``left - right``."""
    if _is_null_constant(left, right):
        return null(Held.INT)
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return integer(a - b)
    if b == 0:
        return left
    return _arithmetic(Op.SUBTRACT, left, right, left.low - right.high, left.high - right.low)


def multiply(left: Expr, right: Expr) -> Expr:
    """Return ``left * right``; missing when one is missing, even where the other is zero."""
    if _is_null_constant(left, right):
        return null(Held.INT)
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return integer(a * b)
    if a == 1:
        return right
    if b == 1:
        return left
    ends = [x * y for x in (left.low, left.high) for y in (right.low, right.high)]
    return _arithmetic(Op.MULTIPLY, left, right, min(ends), max(ends))


def divide(left: Expr, right: Expr) -> Expr:
    """Return the whole part of ``left / right``, where ``left >= 0`` and ``right > 0``."""
    if _is_null_constant(left, right):
        return null(Held.INT)
    a, b = number_of(left), number_of(right)
    if b == 1:
        return left
    if a is not None and b is not None:
        return integer(a // b)
    high = max(left.high, 0) // max(right.low, 1)
    return _arithmetic(Op.DIVIDE, left, right, 0, high)


def modulo(left: Expr, right: int) -> Expr:
    """Return what is left of *left* divided by *right* (> 0): zero exactly when it divides it."""
    if _is_null_constant(left):
        return null(Held.INT)
    a = number_of(left)
    if a is not None:
        return integer(a % right)
    return _arithmetic(Op.MODULO, left, integer(right), 1 - right, right - 1)


def negative(expr: Expr) -> Expr:
    """Return the opposite of *expr*."""
    return subtract(ZERO, expr)


def narrowed(expr: Expr, low: int, high: int) -> Expr:
    """Return *expr*, which lies between *low* and *high* wherever it is worked out."""
    low, high = max(low, expr.low), min(high, expr.high)
    match expr:
        case Constant():
            return expr
        case Column():
            return Column(expr.name, expr.held, expr.nullable, low, high)
        case Apply():
            return Apply(expr.op, expr.arguments, expr.held, expr.nullable, low, high)
        case Case():
            return Case(expr.branches, expr.otherwise, expr.held, expr.nullable, low, high)
        case Found():
            return Found(expr.side, expr.key, expr.column, expr.held, expr.nullable, low, high)


def narrow(expr: Expr, low: int, high: int) -> Expr:
    """Return *expr*, as short an integer as it can be between *low* and *high*, where it lies."""
    if expr.held is Held.WIDE and _width(low, high) is Held.INT:
        return Apply(Op.NARROW, (expr,), Held.INT, expr.nullable, low, high)
    return narrowed(expr, low, high)


def bit_and(left: Expr, right: Expr) -> Expr:
    """Return the bits that both masks have; one at least is not negative."""
    a, b = number_of(left), number_of(right)
    if a == 0 or b == 0:
        return ZERO
    if a is not None and b is not None:
        return integer(a & b)
    high = min(side.high for side in (left, right) if side.low >= 0)
    if b is not None and left.low >= 0 and _all_bits(left.high) & ~b == 0:
        return left
    return Apply(Op.BIT_AND, (left, right), Held.INT, False, 0, _all_bits(high))


def bit_or(*masks: Expr) -> Expr:
    """Return the bits that one of *masks* has."""
    known = 0
    kept: dict[Expr, int | None] = {}
    for mask in _operands(masks):
        match mask:
            case Constant(int() as value):
                known |= value
            case Apply(Op.BIT_AND, (whole, Constant(int() as bits))) if kept.get(whole, 0) is not None:
                kept[whole] = (kept.get(whole) or 0) | bits
            case _:
                kept[mask] = None
    parts = [whole if bits is None else bit_and(whole, integer(bits)) for whole, bits in kept.items()]
    if known or not parts:
        parts.append(integer(known))
    found = parts[0]
    for part in parts[1:]:
        high = _all_bits(found.high | part.high)
        found = Apply(Op.BIT_OR, (found, part), Held.INT, False, 0, high)
    return found


def _operands(masks: Sequence[Expr]) -> Iterator[Expr]:
    for mask in masks:
        if isinstance(mask, Apply) and mask.op is Op.BIT_OR:
            yield from _operands(mask.arguments)
        else:
            yield mask


def _all_bits(high: int) -> int:
    return (1 << high.bit_length()) - 1


def bit_count(mask: Expr) -> Expr:
    """Return how many bits *mask* has."""
    value = number_of(mask)
    if value is not None:
        return integer(value.bit_count())
    return Apply(Op.BIT_COUNT, (mask,), Held.INT, False, 0, mask.high.bit_length())


def has(mask: Expr, bits: int) -> Expr:
    """Return whether *mask* has one of *bits* at least."""
    return compare(Op.NE, bit_and(mask, integer(bits)), ZERO)


def compare(op: Op, left: Expr, right: Expr) -> Expr:
    """Return ``left op right``: missing when one side is."""
    if _is_null_constant(left, right):
        return null(Held.BOOLEAN)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return constant(_compared(op, left.value, right.value))
    if Held.WIDE in (left.held, right.held):
        left, right = widened(left), widened(right)
    return Apply(op, (left, right), Held.BOOLEAN, left.nullable or right.nullable)


def _compared(op: Op, left: object, right: object) -> bool:
    match op:
        case Op.EQ:
            return left == right
        case Op.NE:
            return left != right
        case Op.LT:
            return left < right  # type: ignore[operator, no-any-return]
        case Op.LE:
            return left <= right  # type: ignore[operator, no-any-return]
        case Op.GT:
            return left > right  # type: ignore[operator, no-any-return]
        case _:
            return left >= right  # type: ignore[operator, no-any-return]


def is_one_of(expr: Expr, values: Sequence[Constant]) -> Expr:
    """Return whether *expr* is one of *values*."""
    if len(values) == 1:
        return compare(Op.EQ, expr, values[0])
    if isinstance(expr, Constant):
        return either(*(compare(Op.EQ, expr, value) for value in values))
    return Apply(Op.IN, (expr, *values), Held.BOOLEAN, expr.nullable)


def both(*conditions: Expr) -> Expr:
    """Return whether all *conditions* hold: false as soon as one is false."""
    return _logical(Op.AND, FALSE, TRUE, conditions)


def either(*conditions: Expr) -> Expr:
    """Return whether one of *conditions* holds: true as soon as one is true."""
    return _logical(Op.OR, TRUE, FALSE, conditions)


def _logical(op: Op, decisive: Constant, neutral: Constant, conditions: Sequence[Expr]) -> Expr:
    kept: dict[Expr, None] = {}
    for condition in conditions:
        if condition == decisive:
            return decisive
        if isinstance(condition, Apply) and condition.op is op:
            kept.update(dict.fromkeys(condition.arguments))
        elif condition != neutral:
            kept[condition] = None
    if len(kept) < 2:
        return next(iter(kept), neutral)
    return Apply(op, tuple(kept), Held.BOOLEAN, any(condition.nullable for condition in kept))


def negated(condition: Expr) -> Expr:
    """Return whether *condition* is false."""
    match condition:
        case Constant(None):
            return condition
        case Constant(value):
            return FALSE if value else TRUE
        case Apply(Op.NOT, (inside,)):
            return inside
        case _:
            return Apply(Op.NOT, (condition,), Held.BOOLEAN, condition.nullable)


def is_null(expr: Expr) -> Expr:
    """Return whether *expr* is missing."""
    if not expr.nullable:
        return FALSE
    if isinstance(expr, Constant):
        return TRUE
    return Apply(Op.IS_NULL, (expr,), Held.BOOLEAN, False)


def is_known(expr: Expr) -> Expr:
    """Return whether *expr* has a value."""
    return negated(is_null(expr))


def case(branches: Sequence[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
    """Return the value of the first of *branches* whose condition is true, else *otherwise*."""
    kept: list[tuple[Expr, Expr]] = []
    for condition, value in branches:
        if condition == TRUE:
            otherwise = value
            break
        if not isinstance(condition, Constant):
            kept.append((condition, value))
    while kept and kept[-1][1] == otherwise:
        kept.pop()
    if not kept:
        return otherwise
    values = [*(value for _, value in kept), otherwise]
    typed = [value for value in values if not (isinstance(value, Constant) and value.value is None)]
    if not typed:
        return otherwise
    if any(value.held is Held.WIDE for value in typed):
        kept = [(condition, _as_wide(value)) for condition, value in kept]
        otherwise = _as_wide(otherwise)
    held = Held.WIDE if any(value.held is Held.WIDE for value in typed) else typed[0].held
    return Case(
        tuple((condition, _typed(value, held)) for condition, value in kept),
        _typed(otherwise, held),
        held,
        any(value.nullable for value in values),
        min(value.low for value in typed),
        max(value.high for value in typed),
    )


def _as_wide(expr: Expr) -> Expr:
    return null(Held.WIDE) if _is_null_constant(expr) else widened(expr)


def _typed(expr: Expr, held: Held) -> Expr:
    return null(held) if _is_null_constant(expr) else expr


def first_known(candidates: Sequence[Expr], held: Held) -> Expr:
    """Return the first of *candidates* that has a value."""
    found = [candidate for candidate in candidates if not _is_null_constant(candidate)]
    if not found:
        return null(held)
    *before, last = found
    return case([(is_known(candidate), candidate) for candidate in before], last)


# --- dates ---------------------------------------------------------------------------------


def date_part(op: Op, day: Expr) -> Expr:
    """Return the YEAR, MONTH, DAY or DAYS_IN_MONTH of *day*."""
    if _is_null_constant(day):
        return null(Held.INT)
    low, high = {Op.YEAR: (1, 9999), Op.MONTH: (1, 12), Op.DAY: (1, 31), Op.DAYS_IN_MONTH: (28, 31)}[op]
    if op is Op.YEAR:
        low, high = date.fromordinal(day.low).year, date.fromordinal(day.high).year
    return Apply(op, (day,), Held.INT, day.nullable, low, high)


def days_between(start: Expr, end: Expr) -> Expr:
    """Return the number of days from *start* to *end*."""
    if _is_null_constant(start, end):
        return null(Held.INT)
    nullable = start.nullable or end.nullable
    low, high = end.low - start.high, end.high - start.low
    return Apply(Op.DAYS_BETWEEN, (start, end), Held.INT, nullable, low, high)


def moved(op: Op, day: Expr, count: Expr, low: int, high: int) -> Expr:
    """Return *day* moved by *count* days or months, which lands between the ordinals *low* and *high*."""
    if _is_null_constant(day, count):
        return null(Held.DATE)
    return Apply(op, (day, count), Held.DATE, day.nullable or count.nullable, low, high)
