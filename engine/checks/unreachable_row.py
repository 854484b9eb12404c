"""A row that can never be the answer: its cells cannot hold, or other rows always come first."""

from collections.abc import Iterator, Mapping, Sequence

from engine.checks.boxes import Box, Budget, OutOfBudget, holds, is_empty, left_over, meet
from engine.checks.partly_analysed import partly_analysed
from engine.checks.slices import Slice
from engine.checks.space import Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.model import HitPolicy, Literal, Row
from engine.trace import Truth
from engine.witness import WitnessCase

MOST_COMPARED = 12_000_000
MOST_OF_ONE_ROW = 400_000
MOST_NAMED = 5


def unreachable_row(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each row that is the answer to no case, whatever the case."""
    for space in spaces.values():
        if not space.is_too_large:
            yield from _of_table(space)


def _of_table(space: Space) -> Iterator[Diagnostic]:
    budget = Budget(MOST_COMPARED)
    for place, row in enumerate(space.table.rows):
        try:
            yield from _of_row(space, place, row, budget)
        except OutOfBudget:
            yield partly_analysed(
                space,
                row.where,
                f"si la ligne {row.id} peut être retenue",
                "la table est trop grande\u00a0: la couper en deux, ou grouper des lignes",
            )


def _of_row(space: Space, place: int, row: Row, budget: Budget) -> Iterator[Diagnostic]:
    takers = takers_of(space, place, budget)
    if takers is None:
        return
    if not takers:
        yield _never_holds(space, row)
    else:
        yield _taken(space, row, [space.table.rows[taker] for taker in takers], _case(space, place))


def takers_of(space: Space, place: int, budget: Budget) -> Sequence[int] | None:
    """Return the rows that take every case of the row at *place*: none when it holds for no case at all;
    None when a case is left to it.

    Raises:
        OutOfBudget: the table is too large.
    """
    found: set[int] = set()
    for part in space.slices:
        if not is_empty(part.holds[place]):
            takers = _takers(space, part, place, budget)
            if takers is None:
                return None
            found |= set(takers)
    return sorted(found)


def _takers(space: Space, part: Slice, place: int, budget: Budget) -> Sequence[int] | None:
    """Return rows that together take every case of the row at *place*; None when one is left to it."""
    box = part.holds[place]
    covers = {taker: cover for taker, cover in _before(space, part, place) if meet(cover, box)}
    for taker, cover in covers.items():
        if holds(cover, box):
            return [taker]
    one = Budget(min(budget.left, MOST_OF_ONE_ROW))
    before = one.left
    left = next(left_over(box, list(covers.values()), one), None)
    budget.left -= before - one.left
    return None if left is not None else list(covers)


def _before(space: Space, part: Slice, place: int) -> Iterator[tuple[int, Box]]:
    """Yield the rows that come before that at *place*, and the cases that they take from it.

    A row that may hold, where a fact is absent, leaves the answer open: it takes the case unless it
    could give the same as this row.
    """
    rows = space.table.rows
    if space.table.policy is HitPolicy.FIRST:
        for earlier in range(place):
            apart = _all_differ(rows[earlier], rows[place])
            yield earlier, part.may_hold[earlier] if apart else part.holds[earlier]
    elif space.table.policy is HitPolicy.PRIORITY:
        own = _rank(space, rows[place])
        for other, row in enumerate(rows):
            rank = _rank(space, row)
            if rank < own:
                yield other, part.may_hold[other] if _all_differ(row, rows[place]) else part.holds[other]
            elif rank == own and other < place:
                yield other, part.holds[other]


def _all_differ(one: Row, other: Row) -> bool:
    """Return whether the rows certainly give different values to every output."""
    return all(
        left.value != right.value
        and isinstance(left.value, Literal | None)
        and isinstance(right.value, Literal | None)
        for left, right in zip(one.outcomes, other.outcomes, strict=True)
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
