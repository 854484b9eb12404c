"""The masks that an expression can give, where they are few enough to be listed beforehand."""

from collections.abc import Mapping
from itertools import accumulate, combinations
from math import comb

from engine.batch.expressions import Apply, Case, Column, Constant, Expr, Op

MOST = 4096
"""Masks that are listed."""
MOST_PAIRS = 50_000
"""Pairs of masks that are tried to find those of an operation."""

Masks = frozenset[int]


def likely(mask: Expr, steps: Mapping[str, Expr], width: int) -> list[int]:
    """Return, sorted, masks that *mask*, of *width* bits, gives: all of them where they can be told, else those
    of the fewest bits."""
    every = _masks(mask, steps, {})
    if every is not None:
        return sorted(every)
    counts = accumulate(comb(width, count) for count in range(width + 1))
    fewest = sum(1 for count in counts if count <= MOST)
    found = (sum(bits) for count in range(fewest) for bits in combinations(_bits(width), count))
    return sorted(found)


def _bits(width: int) -> list[int]:
    return [1 << place for place in range(width)]


def _masks(expr: Expr, steps: Mapping[str, Expr], known: dict[str, Masks | None]) -> Masks | None:
    """Return all the masks that *expr* can give, None where they are not told or are too many."""
    match expr:
        case Constant(int() as value):
            return frozenset([value])
        case Column(name) if name in steps:
            if name not in known:
                known[name] = _masks(steps[name], steps, known)
            return known[name]
        case Case(branches, otherwise):
            found: set[int] = set()
            for one in (*(value for _, value in branches), otherwise):
                some = _masks(one, steps, known)
                if some is None:
                    return None
                found |= some
            return _few(frozenset(found))
        case Apply(Op.BIT_OR | Op.BIT_AND | Op.SUBTRACT as op, (left, right)):
            return _pairs(op, _masks(left, steps, known), _masks(right, steps, known))
        case _:
            return None


def _few(masks: Masks) -> Masks | None:
    return masks if len(masks) <= MOST else None


def _pairs(op: Op, left: Masks | None, right: Masks | None) -> Masks | None:
    """Return the masks that *op* gives of any one of *left* and any one of *right*."""
    if op is Op.BIT_AND and (left is None) != (right is None):
        return _parts(left or right or frozenset())
    if left is None or right is None or len(left) * len(right) > MOST_PAIRS:
        return None
    match op:
        case Op.BIT_OR:
            return _few(frozenset(one | other for one in left for other in right))
        case Op.BIT_AND:
            return _few(frozenset(one & other for one in left for other in right))
        case _:
            return _few(frozenset(one - other for one in left for other in right))


def _parts(masks: Masks) -> Masks | None:
    """Return the masks made of some bits of one of *masks*."""
    whole = 0
    for mask in masks:
        whole |= mask
    if min(masks, default=0) < 0 or 1 << whole.bit_count() > MOST:
        return None
    found = [0]
    for bit in (1 << place for place in range(whole.bit_length()) if whole >> place & 1):
        found += [mask | bit for mask in found]
    return frozenset(found)
