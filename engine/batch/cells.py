"""The cells of a table -> the rows that they violate or leave unknown, as masks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple, TypeAlias, assert_never

from engine.batch import quotients
from engine.batch.expressions import (
    TRUE,
    ZERO,
    Constant,
    Expr,
    Held,
    Op,
    bit_or,
    both,
    case,
    compare,
    constant,
    either,
    has,
    integer,
    is_known,
    is_null,
    is_one_of,
    negated,
)
from engine.batch.formulas import OPERATORS, Around, compared, worth
from engine.batch.quotients import Number
from engine.batch.worth import (
    NOT_COMPUTABLE,
    Behind,
    Content,
    Nothing,
    Words,
    Worth,
    fault_where,
    first_fault,
    missing,
    union,
    where,
)
from engine.matching import truth_of
from engine.model import (
    AnyOf,
    Between,
    Compare,
    Expression,
    IsUnknown,
    Literal,
    Not,
    Operator,
    Ref,
    Role,
    Row,
    UnaryTest,
    endpoints,
)
from engine.trace import Truth
from engine.values import Known, Missing

Bits: TypeAlias = int
"""Some rows of a table, one bit each."""


class Masks(NamedTuple):
    """The rows that some cells violate, and those that they leave unknown."""

    violated: Expr
    unknown: Expr


class Tested(NamedTuple):
    """What the cells of one column say: ``behind`` those unknown, for the rows of a mask."""

    term: str
    role: Role
    masks: Masks
    behind: "BehindRows"


class BehindRows(NamedTuple):
    """What leaves some rows unknown where a condition is true, and the names behind it (none where the
    term and the endpoints have a value)."""

    parts: tuple[tuple[Expr, Bits, Behind], ...]

    def among(self, rows: Expr) -> Words:
        """Return the names behind the unknown cells of *rows*."""
        return union(
            *(where(both(unknown, has(rows, bits)), behind()) for unknown, bits, behind in self.parts)
        )


class CellWorth(NamedTuple):
    """The truth of a cell whose endpoints are worked out, and what is behind it when it is unknown."""

    truth: Expr
    behind: Behind


def endpoint(expression: Expression, around: Around) -> Worth:
    """Return what an endpoint or an outcome is worth: a fault where a number has no finite decimal form."""
    found = worth(expression, around)
    if isinstance(found.value, Number) and not found.value.is_whole:
        units, places, is_finite = quotients.finite(found.value)
        fault = first_fault(found.fault, fault_where(negated(is_finite), NOT_COMPUTABLE))
        return Worth(Number(units, places), fault, found.behind)
    return found


def faults(rows: Iterable[Row], around: Around) -> Expr:
    """Return the first fault of the terms and endpoints that the cells of *rows* read."""
    met: dict[Expression, None] = {}
    for row in rows:
        for condition in row.conditions:
            met[Ref(condition.term)] = None
            met.update(dict.fromkeys(e for e in endpoints(condition.test) if not isinstance(e, Literal)))
    return first_fault(*(endpoint(expression, around).fault for expression in met))


def column(term: str, role: Role, cells: Sequence[tuple[UnaryTest, Bits]], around: Around) -> Tested:
    """Return what the *cells* on *term* say, each with its rows."""
    read = around.term(term)
    fixed = [(test, bits) for test, bits in cells if is_fixed(test, read.value)]
    computed = [(test, bits) for test, bits in cells if not is_fixed(test, read.value)]
    violated: list[Expr] = []
    unknown: list[Expr] = []
    parts: list[tuple[Expr, Bits, Behind]] = []
    if fixed:
        absent = masks_of(fixed, Missing())
        violated.append(_violated(fixed, read.value, absent[0]))
        unknown.append(case([(missing(read.value), integer(absent[1]))], ZERO))
        parts.append((TRUE, absent[1], read.behind))
    for test, bits in computed:
        cell = cell_worth(test, read, around)
        truth = around.let(cell.truth, f"{term} ?")
        violated.append(case([(negated(truth), integer(bits))], ZERO))
        unknown.append(case([(is_null(truth), integer(bits))], ZERO))
        parts.append((is_null(truth), bits, cell.behind))
    masks = Masks(bit_or(*violated), bit_or(*unknown))
    return Tested(term, role, masks, BehindRows(tuple(parts)))


def by_column(rows: Iterable[tuple[Row, Bits]]) -> dict[tuple[str, Role], list[tuple[UnaryTest, Bits]]]:
    """Return the distinct cells of each column, with their rows, in the order in which they are met."""
    found: dict[tuple[str, Role], dict[UnaryTest, Bits]] = {}
    for row, bit in rows:
        for condition in row.conditions:
            cells = found.setdefault((condition.term, condition.role), {})
            cells[condition.test] = cells.get(condition.test, 0) | bit
    return {key: list(cells.items()) for key, cells in found.items()}


# --- cells whose endpoints are constants ---------------------------------------------------


def is_fixed(test: UnaryTest, value: Content) -> bool:
    """Whether the truth of *test* follows from a few regions of the values of its term."""
    if isinstance(value, Nothing) or not all(isinstance(end, Literal) for end in endpoints(test)):
        return False
    ordered = isinstance(value, Number) or value.held is Held.DATE
    return ordered or not _uses_order(test)


def _uses_order(test: UnaryTest) -> bool:
    match test:
        case Compare(operator, _):
            return operator not in (Operator.EQ, Operator.NE)
        case Between():
            return True
        case AnyOf(tests):
            return any(_uses_order(inner) for inner in tests)
        case Not(inner):
            return _uses_order(inner)
        case IsUnknown():
            return False


def literal(expression: Expression) -> Known:
    """Return the value of *expression*, a constant."""
    assert isinstance(expression, Literal)
    return expression.value


def masks_of(cells: Sequence[tuple[UnaryTest, Bits]], value: Known) -> tuple[Bits, Bits]:
    """Return the rows violated and those unknown when the term is worth *value*."""
    violated = unknown = 0
    for test, bits in cells:
        truth = truth_of(test, value, literal)
        if truth is Truth.VIOLATED:
            violated |= bits
        elif truth is Truth.UNKNOWN:
            unknown |= bits
    return violated, unknown


def _violated(cells: Sequence[tuple[UnaryTest, Bits]], value: Content, absent: Bits) -> Expr:
    """Return the rows that *cells* violate; *absent*, those violated when the value is missing."""
    constants = [literal(end) for test, _ in cells for end in endpoints(test)]
    if isinstance(value, Number):
        return _by_number(cells, value, [c for c in constants if isinstance(c, Decimal)], absent)
    assert not isinstance(value, Nothing)
    match value.held:
        case Held.DATE:
            return _by_day(cells, value, [c for c in constants if isinstance(c, date)], absent)
        case Held.BOOLEAN:
            yes, no = masks_of(cells, True)[0], masks_of(cells, False)[0]
            if not value.nullable:
                return case([(value, integer(yes))], integer(no))
            return case([(value, integer(yes)), (negated(value), integer(no))], integer(absent))
        case _:
            return _by_word(cells, value, [c for c in constants if isinstance(c, str)], absent)


def _by_word(
    cells: Sequence[tuple[UnaryTest, Bits]], value: Expr, words: Sequence[str], absent: Bits
) -> Expr:
    other = masks_of(cells, "\0")[0]
    by_mask: dict[Bits, list[Constant]] = {}
    for word in dict.fromkeys(words):
        by_mask.setdefault(masks_of(cells, word)[0], []).append(constant(word))
    branches = [
        (is_one_of(value, chosen), integer(mask)) for mask, chosen in by_mask.items() if mask != other
    ]
    if value.nullable and absent != other:
        branches.append((is_null(value), integer(absent)))
    return case(branches, integer(other))


def _by_number(
    cells: Sequence[tuple[UnaryTest, Bits]], value: Number, thresholds: Sequence[Decimal], absent: Bits
) -> Expr:
    assert value.is_whole
    cuts = {cut for threshold in thresholds for cut in cuts_at(threshold, value.places)}

    def mask(units: int) -> Bits:
        return masks_of(cells, Decimal(f"{units}E-{value.places}"))[0]

    return _by_region(value.units, cuts, integer, mask, absent)


def cuts_at(threshold: Decimal, places: int) -> Iterator[int]:
    """Yield the numbers, in units of *places*, from which a comparison with *threshold* may turn out otherwise."""
    exact = Fraction(threshold) * 10**places
    yield ceil(exact)
    if exact.denominator == 1:
        yield int(exact) + 1


def _by_day(
    cells: Sequence[tuple[UnaryTest, Bits]], value: Expr, thresholds: Sequence[date], absent: Bits
) -> Expr:
    cuts = {day.toordinal() + step for day in thresholds for step in (0, 1)}

    def mask(ordinal: int) -> Bits:
        return masks_of(cells, date.fromordinal(ordinal))[0]

    def bound(ordinal: int) -> Constant:
        return constant(date.fromordinal(ordinal))

    return _by_region(value, cuts, bound, mask, absent)


def _by_region(
    value: Expr,
    cuts: Iterable[int],
    bound: Callable[[int], Constant],
    mask: Callable[[int], Bits],
    absent: Bits,
) -> Expr:
    """Return the rows violated where *value* stands between *cuts*, each the first value of a region."""
    starts = [cut for cut in sorted(cuts) if value.low < cut <= value.high]
    masks = [mask(start) for start in [value.low, *starts]]
    branches = [
        (compare(Op.LT, value, bound(start)), integer(before))
        for before, after, start in zip(masks, masks[1:], starts, strict=False)
        if before != after
    ]
    last = integer(masks[-1])
    if not value.nullable or absent == masks[-1]:
        return case(branches, last)
    if not branches:
        return case([(is_null(value), integer(absent))], last)
    return case([*branches, (is_known(value), last)], integer(absent))


# --- cells whose endpoints are worked out --------------------------------------------------


def cell_worth(test: UnaryTest, read: Worth, around: Around) -> CellWorth:
    """Return the truth of a cell on a term that is worth *read*, and what is behind it."""
    match test:
        case IsUnknown():
            return CellWorth(missing(read.value), read.behind)
        case Compare(operator, endpoint):
            return _compared(operator, read, endpoint, around)
        case Between(low, high, low_included, high_included):
            above = _compared(Operator.GE if low_included else Operator.GT, read, low, around)
            below = _compared(Operator.LE if high_included else Operator.LT, read, high, around)
            return _joined(both(above.truth, below.truth), [above, below])
        case AnyOf(tests):
            inner = [cell_worth(one, read, around) for one in tests]
            return _joined(either(*(one.truth for one in inner)), inner)
        case Not(one):
            cell = cell_worth(one, read, around)
            return cell._replace(truth=negated(cell.truth))
        case _:
            assert_never(test)


def _compared(operator: Operator, read: Worth, bound: Expression, around: Around) -> CellWorth:
    end = endpoint(bound, around)

    def behind() -> Words:
        if isinstance(bound, Ref):  # nothing is behind a term that has a value
            return union(read.behind(), end.behind())
        return union(read.behind(), where(missing(end.value), end.behind()))

    return CellWorth(compared(OPERATORS[operator], read.value, end.value), behind)


def _joined(truth: Expr, parts: Sequence[CellWorth]) -> CellWorth:
    def behind() -> Words:
        return union(*(part.behind() for part in parts))

    return CellWorth(truth, behind)
