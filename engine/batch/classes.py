"""The values of a column of a large table, in classes that its cells cannot tell apart."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.batch.cells import Bits, cell_worth, cuts_at, is_fixed, literal, masks_of
from engine.batch.expressions import (
    ONE,
    ZERO,
    Expr,
    Found,
    Held,
    Op,
    add,
    case,
    compare,
    constant,
    days_between,
    divide,
    integer,
    is_known,
    is_null,
    is_one_of,
    narrow,
    negated,
    subtract,
)
from engine.batch.formulas import Around
from engine.batch.quotients import Number
from engine.batch.sides import number, side
from engine.batch.worth import Behind, Content, Nothing
from engine.matching import truth_of
from engine.model import Role, Row, UnaryTest, endpoints
from engine.trace import Truth
from engine.values import Known, Missing

FEW = 8
"""Classes that a CASE tells apart; beyond, they are looked up."""

MOST_CUTS = 3
"""Bounds that stand in one bucket of numbers: a CASE tells on which side of them a number is."""

MOST_BUCKETS = 1 << 16
ABSENT = 0
"""The class of a value that is missing."""

_ORIGIN = date(2000, 1, 1)


class Masks(NamedTuple):
    """The rows that the values of a class violate, and those that they leave unknown."""

    violated: Bits
    unknown: Bits


class Classes(NamedTuple):
    """``code`` is the class of a case, the place of its masks in ``masks``.

    ``edges``: some rows, and the classes from which what they ask of the value turns out otherwise.
    ``in_doubt``: the rows that a value may leave unknown; ``doubt``, whether it does, with what is behind.
    """

    term: str
    role: Role | None
    code: Expr
    masks: tuple[Masks, ...]
    edges: tuple[tuple[Bits, tuple[int, ...]], ...]
    in_doubt: Bits
    doubt: Expr
    behind: Behind

    @property
    def matters(self) -> bool:
        """Whether some value violates a row, or leaves it unknown."""
        return any(mask != Masks(0, 0) for mask in self.masks)


class Asked(NamedTuple):
    """What some rows ask of a number or a day: ``cuts`` are the values from which the truth may differ."""

    rows: Bits
    cuts: Sequence[int]
    truth: Callable[[int | None], Truth]


def classes_of(
    term: str, role: Role, cells: Sequence[tuple[UnaryTest, Bits]], around: Around
) -> list[Classes]:
    """Return the classes of what the *cells* on *term* say: of those made of constants together, then of
    each of the others."""
    read = around.term(term)
    found: list[Classes] = []
    fixed = [(test, bits) for test, bits in cells if is_fixed(test, read.value)]
    for apart in _without_overlap(fixed):
        code, masks, edges = _fixed(apart, read.value, around)
        doubt = masks[ABSENT].unknown
        found.append(Classes(term, role, code, masks, edges, doubt, is_null(_expr(read.value)), read.behind))
    for test, bits in cells:
        if not is_fixed(test, read.value):
            cell = cell_worth(test, read, around)
            truth = around.let(cell.truth, f"{term} ?")
            code = case([(truth, integer(2)), (negated(truth), ONE)], ZERO)
            masks = (Masks(0, bits), Masks(bits, 0), Masks(0, 0))
            found.append(
                Classes(term, role, code, masks, ((bits, (0, 1, 2)),), bits, is_null(truth), cell.behind)
            )
    return [one._replace(code=around.let(one.code, f"{term} classe")) for one in found]


def classes_of_days(rows: Sequence[tuple[Row, Bits]], day: Expr, behind: Behind, around: Around) -> Classes:
    """Return the classes of the days of reference: a row is violated when it is not in force."""
    asked: dict[tuple[date | None, date | None], Bits] = {}
    for row, bit in rows:
        if not row.period.is_open:
            key = (row.period.start, row.period.end)
            asked[key] = asked.get(key, 0) | bit
    periods = {(row.period.start, row.period.end): row.period for row, _ in rows}

    def truth(key: tuple[date | None, date | None]) -> Callable[[int | None], Truth]:
        def on(days: int | None) -> Truth:
            if days is None:
                return Truth.UNKNOWN
            return Truth.SATISFIED if periods[key].holds(_date(days)) else Truth.VIOLATED

        return on

    cuts = {
        key: [_days(key[0])] * (key[0] is not None) + [_days(key[1]) + 1] * (key[1] is not None)
        for key in asked
    }
    units = days_between(constant(_ORIGIN), day)
    code, masks, edges = _ordered(
        [Asked(bits, cuts[key], truth(key)) for key, bits in asked.items()], units, around
    )
    code = around.let(code, "jour classe")
    return Classes("", None, code, masks, edges, masks[ABSENT].unknown, is_null(day), behind)


def _expr(value: Content) -> Expr:
    assert not isinstance(value, Nothing)
    return value.units if isinstance(value, Number) else value


def _without_overlap(cells: Sequence[tuple[UnaryTest, Bits]]) -> list[list[tuple[UnaryTest, Bits]]]:
    """Return *cells* in groups where a row has one cell at most."""
    groups: list[tuple[Bits, list[tuple[UnaryTest, Bits]]]] = []
    for test, bits in cells:
        for place, (taken, group) in enumerate(groups):
            if not taken & bits:
                group.append((test, bits))
                groups[place] = (taken | bits, group)
                break
        else:
            groups.append((bits, [(test, bits)]))
    return [group for _, group in groups]


_Coded = tuple[Expr, tuple[Masks, ...], tuple[tuple[Bits, tuple[int, ...]], ...]]


def _fixed(cells: Sequence[tuple[UnaryTest, Bits]], value: Content, around: Around) -> _Coded:
    if isinstance(value, Number):
        assert value.is_whole
        places = value.places

        def cuts(test: UnaryTest) -> list[int]:
            ends = [literal(end) for end in endpoints(test)]
            return [cut for end in ends if isinstance(end, Decimal) for cut in cuts_at(end, places)]

        asked = [
            Asked(bits, cuts(test), _truth(test, lambda units: Decimal(f"{units}E-{places}")))
            for test, bits in cells
        ]
        return _ordered(asked, value.units, around)
    assert not isinstance(value, Nothing)
    match value.held:
        case Held.DATE:
            asked = [
                Asked(
                    bits, [_days(end) + more for end in _dates(test) for more in (0, 1)], _truth(test, _date)
                )
                for test, bits in cells
            ]
            return _ordered(asked, days_between(constant(_ORIGIN), value), around)
        case Held.BOOLEAN:
            code = case([(value, integer(2)), (negated(value), ONE)], ZERO)
            masks = tuple(_masks(cells, worth) for worth in (Missing(), False, True))
            return code, masks, tuple((bits, (0, 1, 2)) for _, bits in cells)
        case _:
            return _words(cells, value, around)


def _dates(test: UnaryTest) -> list[date]:
    return [end for one in endpoints(test) if isinstance(end := literal(one), date)]


def _truth(test: UnaryTest, known: Callable[[int], Known]) -> Callable[[int | None], Truth]:
    return lambda units: truth_of(test, Missing() if units is None else known(units), literal)


def _date(days: int) -> date:
    return date.fromordinal(_ORIGIN.toordinal() + days)


def _days(day: date | None) -> int:
    return 0 if day is None else day.toordinal() - _ORIGIN.toordinal()


def _masks(cells: Sequence[tuple[UnaryTest, Bits]], value: Known) -> Masks:
    return Masks(*masks_of(cells, value))


def _marked(masks: Masks, rows: Bits, truth: Truth) -> Masks:
    """Return *masks* where *rows* have this *truth*."""
    violated, unknown = masks.violated & ~rows, masks.unknown & ~rows
    match truth:
        case Truth.VIOLATED:
            return Masks(violated | rows, unknown)
        case Truth.UNKNOWN:
            return Masks(violated, unknown | rows)
        case Truth.SATISFIED:
            return Masks(violated, unknown)


# --- words ---------------------------------------------------------------------------------


def _words(cells: Sequence[tuple[UnaryTest, Bits]], value: Expr, around: Around) -> _Coded:
    """Return the classes: missing, any other word, then each word of the cells."""
    asking: dict[str, list[tuple[UnaryTest, Bits]]] = {}
    for cell in cells:
        for word in {end for one in endpoints(cell[0]) if isinstance(end := literal(one), str)}:
            asking.setdefault(word, []).append(cell)
    other = _masks(cells, "\0")
    masks = [_masks(cells, Missing()), other]
    codes: dict[str, int] = {}
    for word, asked in asking.items():
        found = other
        for test, bits in asked:
            found = _marked(found, bits, truth_of(test, word, literal))
        codes[word] = len(masks)
        masks.append(found)
    edges = tuple(
        (bits, tuple(sorted({0, 1, *(code + more for code in _codes(test, codes) for more in (0, 1))})))
        for test, bits in cells
    )
    if len(codes) <= FEW:
        told = [(is_one_of(value, [constant(word)]), integer(code)) for word, code in codes.items()]
        return case([(is_null(value), ZERO), *told], ONE), tuple(masks), edges
    words = side(Held.TEXT, {"classe": Held.INT}, {word: (code,) for word, code in codes.items()})
    text = around.let(value, "texte")
    found_code = Found(words, text, "classe", Held.INT, nullable=True, low=0, high=len(masks))
    listed = around.let(found_code, "classe du texte")
    return case([(is_known(listed), listed), (is_null(text), ZERO)], ONE), tuple(masks), edges


def _codes(test: UnaryTest, codes: Mapping[str, int]) -> list[int]:
    return [codes[end] for one in endpoints(test) if isinstance(end := literal(one), str)]


# --- numbers and days ----------------------------------------------------------------------


def _ordered(asked: Sequence[Asked], value: Expr, around: Around) -> _Coded:
    """Return the classes: missing, then the regions of *value* between the cuts, from the lowest."""
    absent = lowest = Masks(0, 0)
    turns: dict[int, list[tuple[Bits, Truth]]] = {}
    for rows, cuts, truth in asked:
        now = truth(value.low)
        absent, lowest = _marked(absent, rows, truth(None)), _marked(lowest, rows, now)
        for cut in sorted({cut for cut in cuts if value.low < cut <= value.high}):
            before, now = now, truth(cut)
            if now is not before:
                turns.setdefault(cut, []).append((rows, now))
    masks = [absent, lowest]
    starts: list[int] = []
    found: dict[Bits, list[int]] = {rows: [0, 1] for rows, _, _ in asked}
    for cut in sorted(turns):
        masks_here = masks[-1]
        for rows, truth_here in turns[cut]:
            masks_here = _marked(masks_here, rows, truth_here)
            found[rows].append(len(masks))
        starts.append(cut)
        masks.append(masks_here)
    kept = around.let(value, "valeur")
    region = add(_place(kept, starts, around), ONE)
    code = case([(is_known(kept), region)], ZERO) if kept.nullable else region
    return code, tuple(masks), tuple((rows, tuple(codes)) for rows, codes in found.items())


def _place(value: Expr, starts: Sequence[int], around: Around) -> Expr:
    """Return how many of *starts*, sorted, are not above *value*."""
    if len(starts) <= FEW:
        few = [(compare(Op.LT, value, integer(start)), integer(n)) for n, start in enumerate(starts)]
        return case(few, integer(len(starts)))
    low, high = starts[0] - 1, starts[-1]
    inside = case(
        [
            (compare(Op.LT, value, integer(starts[0])), integer(low)),
            (compare(Op.GT, value, integer(high)), integer(high)),
        ],
        value,
    )
    inside = around.let(narrow(inside, low, high), "valeur bornée")
    buckets, width, depth, most = _buckets(starts, low, high)
    columns = ["place", *(f"borne {n}" for n in range(most)), "suite", "origine", "largeur"]
    rows = {
        place: (base, *cuts, *[high + 1] * (most - len(cuts)), *inner)
        for place, (base, cuts, inner) in enumerate(buckets)
    }
    relation = side(Held.INT, dict.fromkeys(columns, Held.INT), rows)
    key = around.let(divide(subtract(inside, integer(low)), integer(width)), "tranche")
    for _ in range(depth - 1):
        first, origin, wide = (
            around.let(number(relation, key, name), f"tranche {name}") for name in columns[-3:]
        )
        inner_key = add(first, divide(subtract(inside, origin), wide))
        key = around.let(case([(is_known(first), inner_key)], key), "tranche")
    base = around.let(number(relation, key, "place"), "place")
    bounds = [around.let(number(relation, key, f"borne {n}"), f"borne {n}") for n in range(most)]
    below: list[tuple[Expr, Expr]] = [
        (compare(Op.LT, inside, bound), add(base, integer(n))) for n, bound in enumerate(bounds)
    ]
    return case(below, add(base, integer(most)))


_Bucket = tuple[int, tuple[int, ...], tuple[int | None, int | None, int | None]]


def _buckets(starts: Sequence[int], low: int, high: int) -> tuple[list[_Bucket], int, int, int]:
    """Return buckets of numbers, the first ones of one width from *low*, that width, how deep they are, and
    the most cuts in one: how many *starts* are not above the first number of each bucket, those within it, or
    the buckets that share it out (the first of them, its first number, their width)."""
    buckets: list[_Bucket] = []
    todo = [(low, high, 0)]
    width = depth = most = 0
    later: list[tuple[int, int, int]] = []
    while todo:
        depth += 1
        for first, last, parent in todo:
            inside = bisect_right(starts, last) - bisect_right(starts, first)
            step = max(1, -(-(last - first + 1) // min(4 * inside, MOST_BUCKETS)))
            if depth == 1:
                width = step
            else:
                base, _, _ = buckets[parent]
                buckets[parent] = (base, (), (len(buckets), first, step))
            for origin in range(first, last + 1, step):
                base = bisect_right(starts, origin)
                end = bisect_right(starts, origin + step - 1)
                cuts = tuple(starts[base:end])
                if len(cuts) > MOST_CUTS:
                    later.append((origin, min(origin + step - 1, last), len(buckets)))
                    cuts = ()
                most = max(most, len(cuts))
                buckets.append((base, cuts, (None, None, None)))
        todo, later = later, []
    return buckets, width, depth, most
