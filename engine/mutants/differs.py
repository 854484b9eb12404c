"""Whether a changed row can matter at all: the cases to which it says something else, by the columns of its table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from engine.checks.asked_cases import asked_cases
from engine.checks.axes import TooManyPoints
from engine.checks.boxes import Box, Budget, OutOfBudget, intersection
from engine.checks.grid import left_over
from engine.checks.slices import Slice
from engine.checks.space import Space
from engine.model import HitPolicy, Row
from engine.mutants.mutant import RowChanged

MOST_COMPARED = 200_000


class Effect(Enum):
    """What the columns of a table tell of a change."""

    NONE = "the table says the same to every case"
    SOME = "some values of its columns get another answer"
    UNTOLD = "the table is too large to tell"


def effects(space: Space, changes: Sequence[RowChanged]) -> Mapping[RowChanged, Effect]:
    """Return the effect of each of *changes* to the table of *space*."""
    if not changes:
        return {}
    rows = [change.now for change in changes if change.now is not None]
    places = {id(row): len(space.table.rows) + place for place, row in enumerate(rows)}
    both = Space(
        space.model, replace(space.table, rows=(*space.table.rows, *rows)), space.day, space.columns.contexts
    )
    if both.is_too_large:
        if len(changes) == 1:
            return {changes[0]: Effect.UNTOLD}
        return {c: effect for one in changes for c, effect in effects(space, [one]).items()}
    return {
        change: _effect(both, change, None if change.now is None else places[id(change.now)])
        for change in changes
    }


def _effect(space: Space, change: RowChanged, now: int | None) -> Effect:
    budget = Budget(MOST_COMPARED)
    count = len(space.model.tables[change.table].rows)
    if change.place == count:
        return Effect.UNTOLD
    masked = space.table.policy is HitPolicy.FIRST
    same_tests = change.now is not None and _says_the_same(space.table.rows[change.place], change.now)
    try:
        for part in space.slices:
            earlier = part.holds[: change.place] if masked else ()
            for box, apart in asked_cases(space, part):
                for piece in _pieces(part, change.place, None if same_tests else now, budget):
                    left = left_over(intersection(piece, box), (*earlier, *apart), budget)
                    if next(left, None) is not None:
                        return Effect.SOME
    except (OutOfBudget, TooManyPoints):
        return Effect.UNTOLD
    return Effect.NONE


def _says_the_same(before: Row, now: Row) -> bool:
    """Whether the two rows hold for the same cases: they give different things."""
    return before.conditions == now.conditions and before.period == now.period


def _pieces(part: Slice, place: int, now: int | None, budget: Budget) -> Iterator[Box]:
    """Yield the cases to which the row at *place* and that at *now* (None: none) do not say the same."""
    for boxes in (part.holds, part.may_hold):
        if now is None:
            yield boxes[place]
        else:
            yield from left_over(boxes[place], [boxes[now]], budget)
            yield from left_over(boxes[now], [boxes[place]], budget)
