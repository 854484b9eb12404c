"""A row that can never be the answer: its cells cannot hold, or other rows always come first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.checks.boxes import Box, Budget, OutOfBudget, holds, is_empty
from engine.checks.grid import Grid, bits
from engine.checks.partly_analysed import partly_analysed
from engine.checks.space import Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.model import Expression, HitPolicy, Literal, Row
from engine.trace import Truth
from engine.witness import WitnessCase

MOST_COMPARED = 6_000_000
MOST_OF_ONE_ROW = 400_000
MOST_NAMED = 5


def unreachable_row(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each row that is the answer to no case, whatever the case."""
    for space in spaces.values():
        if not space.is_too_large:
            yield from _of_table(space)


def _of_table(space: Space) -> Iterator[Diagnostic]:
    budget = Budget(MOST_COMPARED)
    rivals = rivals_of(space)
    given_up: list[Row] = []
    for place, row in enumerate(space.table.rows):
        try:
            takers = takers_of(space, rivals, place, budget)
        except OutOfBudget:
            given_up.append(row)
            continue
        if takers:
            yield _taken(space, row, [space.table.rows[taker] for taker in takers], _case(space, place))
        elif takers is not None:
            yield _never_holds(space, row)
    if given_up:
        yield _given_up(space, given_up)


def _given_up(space: Space, rows: Sequence[Row]) -> Diagnostic:
    ids = ", ".join(row.id for row in rows[:MOST_NAMED]) + (", …" if len(rows) > MOST_NAMED else "")
    what = f"si la ligne {ids} peut" if len(rows) == 1 else f"si {len(rows)} lignes ({ids}) peuvent"
    return partly_analysed(
        space,
        rows[0].where,
        f"{what} être retenue{'s' if len(rows) > 1 else ''}",
        "la table est trop grande\u00a0: la couper en deux, ou grouper des lignes",
    )


class Rivals(NamedTuple):
    """Which rows take cases from which: a box of the grids is one in which a row holds, then in which it may.

    ``before`` gives, for each row, the boxes that take cases from it, one bit a box.
    """

    grids: tuple[Grid, ...]
    before: tuple[int, ...]


def rivals_of(space: Space) -> Rivals:
    """Return the rivals of each row of a table."""
    return Rivals(
        tuple(Grid([*part.holds, *part.may_hold], part.full) for part in space.slices),
        tuple(_before(space)),
    )


def takers_of(space: Space, rivals: Rivals, place: int, budget: Budget) -> Sequence[int] | None:
    """Return the rows that take every case of the row at *place*: none when it holds for no case at all;
    None when a case is left to it.

    Raises:
        OutOfBudget: the table is too large.
    """
    found: set[int] = set()
    for part, grid in zip(space.slices, rivals.grids, strict=True):
        box = part.holds[place]
        if not is_empty(box):
            takers = _takers(grid, box, rivals.before[place], budget)
            if takers is None:
                return None
            found |= {taker % len(space.table.rows) for taker in takers}
    return sorted(found)


def _takers(grid: Grid, box: Box, before: int, budget: Budget) -> Sequence[int] | None:
    """Return boxes of *before* that together hold all of *box*; None when a case is left."""
    near = grid.near(box, before, budget)
    if not near:
        return None
    for cover in bits(near):
        if holds(grid.boxes[cover], box):
            return [cover]
    one = Budget(min(budget.left, MOST_OF_ONE_ROW))
    given = one.left
    try:
        return list(bits(near)) if grid.covers(box, near, one) else None
    finally:
        budget.left -= given - max(one.left, 0)


def _before(space: Space) -> Iterator[int]:
    """Yield, for each row, the boxes of the grid that take cases from it.

    A row that may hold, where a fact is absent, leaves the answer open: it takes the case unless it
    could give the same as the row.
    """
    rows, policy = space.table.rows, space.table.policy
    apart = _apart(rows)
    ranks = [_rank(space, row) for row in rows] if policy is HitPolicy.PRIORITY else []
    for place in range(len(rows)):
        earlier = (1 << place) - 1
        sure = maybe = 0
        if policy is HitPolicy.FIRST:
            sure, maybe = earlier, earlier & apart[place]
        elif policy is HitPolicy.PRIORITY:
            above = sum(1 << other for other, rank in enumerate(ranks) if rank < ranks[place])
            level = sum(1 << other for other, rank in enumerate(ranks[:place]) if rank == ranks[place])
            sure, maybe = above | level, above & apart[place]
        yield sure & ~maybe | maybe << len(rows)


def _apart(rows: Sequence[Row]) -> Sequence[int]:
    """Return, for each row, those that certainly give other values to every output, one bit a row."""
    given = [tuple(outcome.value for outcome in row.outcomes) for row in rows]
    same: dict[tuple[Expression | None, ...], int] = {}
    for place, values in enumerate(given):
        same[values] = same.get(values, 0) | 1 << place
    others = {
        values: sum(places for other, places in same.items() if _all_differ(values, other)) for values in same
    }
    return [others[values] for values in given]


def _all_differ(one: Sequence[Expression | None], other: Sequence[Expression | None]) -> bool:
    """Return whether these outcomes certainly are different values of every output."""
    return all(
        left != right and isinstance(left, Literal | None) and isinstance(right, Literal | None)
        for left, right in zip(one, other, strict=True)
    )


def _rank(space: Space, row: Row) -> tuple[int, ...]:
    """Return the places of the outcomes of *row* in the closed lists of the outputs."""
    places: list[int] = []
    for output, outcome in zip(space.table.outputs, row.outcomes, strict=True):
        choices = space.model.terms[output].type.choices
        literal = outcome.value.value if isinstance(outcome.value, Literal) else None
        places.append(choices.index(literal) if literal in choices else len(choices))
    return tuple(places)


def _case(space: Space, place: int) -> Witness | None:
    """Return a case that the row at *place* accepts and does not answer."""
    for part in space.slices:
        for witness, found in space.witness(part, part.holds[place]):
            if found.truth(space.table.rows[place]) is Truth.SATISFIED:
                return witness
    return None


def _never_holds(space: Space, row: Row) -> Diagnostic:
    for condition in row.conditions:
        if not any(part.axes[condition.term].cut(condition.test).holds for part in space.slices):
            return _fault(
                condition.where,
                f"la cellule «\u00a0{condition.text}\u00a0» n’accepte aucune valeur\u00a0:"
                f" la ligne {row.id} ne sera jamais retenue",
                "corriger la cellule, ou supprimer la ligne",
                _giver(space, condition.term),
            )
    return _fault(
        row.where,
        f"aucun cas ne satisfait toutes les cellules de la ligne {row.id} pendant ses dates\u00a0:"
        " elle ne sera jamais retenue",
        "corriger ses cellules ou ses dates, ou supprimer la ligne",
    )


def _giver(space: Space, name: str) -> tuple[tuple[CellRef, str], ...]:
    """Return the table that gives *name*, where one does: it may be the one to correct."""
    giver = space.model.producers.get(name)
    if giver is None:
        return ()
    return ((space.model.tables[giver].where, "la table qui donne ces valeurs ne donne pas celle-là"),)


def _taken(space: Space, row: Row, takers: Sequence[Row], witness: Witness | None) -> Diagnostic:
    ids = [taker.id for taker in takers[:MOST_NAMED]] + ["…"] * (len(takers) > MOST_NAMED)
    rows = f"la ligne {ids[0]} prend" if len(ids) == 1 else f"les lignes {', '.join(ids)} prennent"
    return _fault(
        row.where,
        f"la ligne {row.id} ne sera jamais retenue\u00a0: {rows} tous ses cas",
        "supprimer la ligne, ou la placer avant",
        tuple((taker.where, "prend une part de ses cas") for taker in takers[:MOST_NAMED]),
        space.case(witness) if witness else None,
    )


def _fault(
    where: CellRef,
    message: str,
    remedy: str,
    related: tuple[tuple[CellRef, str], ...] = (),
    witness: WitnessCase | None = None,
) -> Diagnostic:
    return Diagnostic(
        code="ligne-jamais-retenue",
        where=where,
        message=message,
        help=remedy,
        related=related,
        severity=Severity.WARNING,
        witness=witness,
    )
