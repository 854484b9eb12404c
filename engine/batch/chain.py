"""Large tables column after column: from the class of each value to a state, found by joins.

A state stands for all that has been read of a case: the rows that are not violated, and which of them are
unknown. The first column leads from the only state to some, and so on; states that come to the same are one.
What would make too many states is cut where a value is missing: such cases are decided apart.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from engine.batch.cells import Bits
from engine.batch.classes import Classes
from engine.batch.expressions import (
    ZERO,
    Expr,
    Held,
    Inexpressible,
    Op,
    add,
    case,
    compare,
    integer,
    is_known,
    multiply,
)
from engine.batch.formulas import Around
from engine.batch.sides import number, side

FEW_ROWS = 16
"""Rows still alive whose edges are worth looking at, rather than every class."""

FEW_RUNS = 6
"""States that a CASE tells apart by the class."""

DENSE = 100_000
"""States by classes below which each pair has its row in the side relation."""

MOST_PAIRS = 1_000_000
"""States by classes looked at for one column."""

State: TypeAlias = tuple[Bits, ...]
"""The rows still alive, then what is known of them."""

After: TypeAlias = Callable[[State, int, Bits, Bits], State]
"""The state after a column (its place), given the rows that the class violates and leaves unknown."""

Runs: TypeAlias = list[tuple[int, int]]
"""From which class on, which state comes next."""


class Ended(NamedTuple):
    """``state`` is the place of what a case ends in, among ``ends``; missing where it is to be decided apart."""

    state: Expr
    ends: tuple[Hashable, ...]


def chained(
    columns: Sequence[Classes],
    start: State,
    after: After,
    end: Callable[[State], Hashable],
    can_cut: Callable[[State], bool],
    around: Around,
    name: str,
    most: int = MOST_PAIRS,
) -> Ended:
    """Return what cases end in, from *start*, once each of *columns* is read; *most*: states by classes that
    may be looked at for one column.

    Raises:
        Inexpressible: there are too many states, even where no value is missing.
    """
    at: Expr = ZERO
    states: dict[State, int] = {start: 0}
    for place, column in enumerate(columns):
        rows_edges = _edges_by_row(column)
        found: dict[State, int] = {}
        runs: list[Runs | None] = []
        looked_at = 0
        for state in states:
            codes = _codes(column, state[0], rows_edges)
            looked_at += len(codes)
            if looked_at > most:
                if not can_cut(state):
                    raise Inexpressible(f"les colonnes de la table «\u00a0{name}\u00a0» se croisent trop")
                looked_at -= len(codes)
                runs.append(None)
                continue
            made: Runs = []
            for code in codes:
                masks = column.masks[code]
                following = after(state, place, masks.violated, masks.unknown)
                target = found.setdefault(following, len(found))
                if not made or made[-1][1] != target:
                    made.append((code, target))
            runs.append(made)
        if place == len(columns) - 1:
            return _ended(at, column, runs, [end(state) for state in found], around)
        at = _step(at, column, runs, around)
        states = found
    return Ended(at, tuple(end(state) for state in states))


def by_selectivity(columns: Iterable[Classes], rows: int) -> list[Classes]:
    """Return *columns*, first those whose values leave the fewest rows alive."""

    def alive(column: Classes) -> float:
        masks = column.masks[1:]
        return sum(rows - mask.violated.bit_count() for mask in masks) / max(len(masks), 1)

    return sorted((column for column in columns if column.matters), key=alive)


def _ended(
    at: Expr, column: Classes, runs: Sequence[Runs | None], ends: Sequence[Hashable], around: Around
) -> Ended:
    distinct: dict[Hashable, int] = {}
    places = [distinct.setdefault(end, len(distinct)) for end in ends]
    merged = [
        None if made is None else _without_repeats([(code, places[target]) for code, target in made])
        for made in runs
    ]
    return Ended(_step(at, column, merged, around), tuple(distinct))


def _without_repeats(runs: Runs) -> Runs:
    return [run for place, run in enumerate(runs) if place == 0 or runs[place - 1][1] != run[1]]


def _edges_by_row(column: Classes) -> dict[int, tuple[int, ...]]:
    return {row: codes for rows, codes in column.edges for row in places_of(rows)}


def places_of(rows: Bits) -> Iterator[int]:
    """Yield the places of the bits of *rows*, from the lowest."""
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def _codes(column: Classes, alive: Bits, edges: dict[int, tuple[int, ...]]) -> Sequence[int]:
    """Return the classes from which the state that comes next may differ, sorted."""
    if alive.bit_count() > FEW_ROWS:
        return range(len(column.masks))
    return sorted(
        {0, *(code for row in places_of(alive) for code in edges.get(row, ()) if code < len(column.masks))}
    )


def _step(at: Expr, column: Classes, runs: Sequence[Runs | None], around: Around) -> Expr:
    """Return the state that comes next."""
    count = len(column.masks)
    if len(runs) * count <= DENSE and None not in runs:
        dense = [made for made in runs if made is not None]
        if len({target for made in dense for _, target in made}) == 1:
            return integer(dense[0][0][1])
        return _by_pair(at, column, dense, around)
    many = [place for place, made in enumerate(runs) if made is not None and len(made) > FEW_RUNS]
    if len(many) * count > MOST_PAIRS:
        raise Inexpressible("une grande table a trop d’états")
    dense_place = {place: order for order, place in enumerate(many)}
    columns = ["paires", *(f"état {n}" for n in range(FEW_RUNS)), *(f"borne {n}" for n in range(1, FEW_RUNS))]
    rows = {place: _inline(made, dense_place.get(place), count) for place, made in enumerate(runs)}
    states = side(Held.INT, dict.fromkeys(columns, Held.INT), rows)
    held = {name: around.let(number(states, at, name), f"suivant {name}") for name in columns}
    below = [
        (compare(Op.LT, column.code, held[f"borne {n + 1}"]), held[f"état {n}"]) for n in range(FEW_RUNS - 1)
    ]
    few = case(below, held[f"état {FEW_RUNS - 1}"])
    if many:
        found = _by_pair(held["paires"], column, [runs[place] or [] for place in many], around)
        few = case([(is_known(held["paires"]), found)], few)
    return around.let(few, "état")


def _inline(made: Runs | None, pairs: int | None, count: int) -> tuple[int | None, ...]:
    """Return the row of a state whose runs a CASE tells apart, or of one that has its own *pairs*."""
    if made is None or pairs is not None:
        return (pairs, *[None] * FEW_RUNS, *[count] * (FEW_RUNS - 1))
    targets = [target for _, target in made]
    starts = [code for code, _ in made[1:]]
    more = FEW_RUNS - len(made)
    return (None, *targets, *[targets[-1]] * more, *starts, *[count] * more)


def _by_pair(at: Expr, column: Classes, runs: Sequence[Runs], around: Around) -> Expr:
    """Return the state that comes next, which has a row for each state and class."""
    count = len(column.masks)
    rows: dict[int, tuple[int]] = {}
    for place, made in enumerate(runs):
        ends = [code for code, _ in made[1:]] + [count]
        for (start, target), stop in zip(made, ends, strict=True):
            for code in range(start, stop):
                rows[place * count + code] = (target,)
    relation = side(Held.INT, {"état": Held.INT}, rows)
    key = around.let(add(multiply(at, integer(count)), column.code), "état et classe")
    return around.let(number(relation, key, "état"), "état")
