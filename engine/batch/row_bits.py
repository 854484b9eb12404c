"""The rows of a large table, as bits -> what they answer, all at once: the twin of ``engine.hit_policy``."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from engine import hit_policy
from engine.batch.cells import Bits
from engine.batch.chain import State, places_of
from engine.batch.classes import Classes
from engine.batch.expressions import (
    Inexpressible,
)
from engine.batch.worth import (
    BITS,
)
from engine.model import Expression, HitPolicy, Literal, Row, Table
from engine.trace import Truth
from engine.values import Value

MOST_WORDS = 2_000_000
"""Words that the lists of a side relation may hold."""


class Said(NamedTuple):
    """What a state answers. ``cells``: the columns, then the day, that leave a possible row unknown;
    ``given``: the expressions that possible rows give; ``values`` and ``mixed``, by output: the constant
    given, or the outcomes to compare."""

    conflict: bool
    retained: tuple[str, ...]
    cells: Bits
    given: Bits
    values: tuple[Value | tuple[Value | None, ...] | None, ...]
    mixed: tuple[Bits, ...]


class Answers:
    """What the rows of a table answer, by bits."""

    def __init__(
        self,
        table: Table,
        rows: Sequence[tuple[Row, Bits]],
        rank: Mapping[str, tuple[int, ...]],
        columns: Sequence[Classes],
    ) -> None:
        self.table = table
        self.every = (1 << len(rows)) - 1
        self.default = 0 if table.default is None else self.every + 1
        self.rows = [row for row, _ in rows] + ([] if table.default is None else [table.default])
        self.columns = columns
        self.outcomes = [Outcomes(self.rows, output) for output in table.outputs]
        self.expressions = [
            (place, given, rows)
            for place, one in enumerate(self.outcomes)
            for given, rows in one.by_outcome.items()
            if given is not None and _is_computed(given)
        ]
        if len(self.expressions) > BITS:
            raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» donne plus de {BITS} formules")
        many = table.policy.gives_list or table.policy.aggregates or table.policy is HitPolicy.ANY
        if many and self.expressions:
            raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» réunit des résultats calculés")
        self.better: dict[tuple[int, ...], Bits] = {}
        for place, row in enumerate(self.rows[: len(rows)]):
            self.better.setdefault(rank[row.id], (1 << place) - 1)
        self.rank = rank
        self.words = 0

    def said(self, state: State) -> Hashable:
        """Return what is answered when a case ends in *state*."""
        alive, unknown = state
        satisfied = alive & ~unknown
        possible = self._possible(satisfied, unknown)
        doubtful = possible & unknown
        if self._in_conflict(satisfied):
            return Said(True, (), 0, 0, *self._nothing())
        cells = any_of(1 << place for place, column in enumerate(self.columns) if doubtful & column.in_doubt)
        retained = () if doubtful else tuple(self.rows[place].id for place in places_of(possible))
        self.words += len(retained)
        if self.words > MOST_WORDS:
            raise Inexpressible(f"la table «\u00a0{self.table.name}\u00a0» retient trop de lignes à la fois")
        given = any_of(1 << bit for bit, (_, _, rows) in enumerate(self.expressions) if possible & rows)
        if self.table.policy.gives_list or self.table.policy.aggregates:
            return Said(False, retained, cells, given, self._gathered(possible, unknown), self._nothing()[1])
        decisive = bool(self.default or possible & ~doubtful)
        told = [one.told(possible) if decisive else (None, 0) for one in self.outcomes]
        return Said(
            False, retained, cells, given, tuple(value for value, _ in told), tuple(mask for _, mask in told)
        )

    def _nothing(self) -> tuple[tuple[None, ...], tuple[Bits, ...]]:
        return (None,) * len(self.outcomes), (0,) * len(self.outcomes)

    def _possible(self, satisfied: Bits, unknown: Bits) -> Bits:
        """Return the rows that are the answer or can still be it; « sinon » while no row is satisfied."""
        if not satisfied:
            return unknown | self.default
        lowest = satisfied & -satisfied
        match self.table.policy:
            case HitPolicy.FIRST:
                return unknown & (lowest - 1) | lowest
            case HitPolicy.PRIORITY:
                best = self.rows[lowest.bit_length() - 1]
                return unknown & self.better[self.rank[best.id]] | lowest
            case _:
                return satisfied | unknown

    def _in_conflict(self, satisfied: Bits) -> bool:
        match self.table.policy:
            case HitPolicy.UNIQUE:
                return satisfied.bit_count() > 1
            case HitPolicy.ANY:
                return any(one.differ(satisfied) for one in self.outcomes)
            case _:
                return False

    def _gathered(self, possible: Bits, unknown: Bits) -> tuple[Value | tuple[Value | None, ...] | None, ...]:
        """Return the outputs of a policy that gathers what several rows give."""
        kept_rows = list(places_of(possible))
        self.words += len(kept_rows)
        if self.table.policy.gives_list:
            if possible & unknown:
                return (None,) * len(self.outcomes)
            return tuple(tuple(one.values[one.place[row]] for row in kept_rows) for one in self.outcomes)
        live = [row for row in kept_rows if self.rows[row] is not self.table.default]
        table = replace(self.table, rows=tuple(self.rows[row] for row in live))
        truths = [Truth.UNKNOWN if unknown >> row & 1 else Truth.SATISFIED for row in live]
        found = [
            hit_policy.outcome_of(table, truths, _given, lambda row: self.rank[row.id], output)
            for output in table.outputs
        ]
        return tuple(value if isinstance(value, Decimal) else None for value in found)


class Outcomes:
    """What the rows give to one output."""

    def __init__(self, rows: Sequence[Row], output: str) -> None:
        self.by_outcome: dict[Expression | None, Bits] = {}
        for place, row in enumerate(rows):
            given = row.outcome(output).value
            self.by_outcome[given] = self.by_outcome.get(given, 0) | 1 << place
        order = {given: place for place, given in enumerate(self.by_outcome)}
        self.place = [order[row.outcome(output).value] for row in rows]
        self.given = list(self.by_outcome)
        self.masks = list(self.by_outcome.values())
        self.values = [given.value if isinstance(given, Literal) else None for given in self.given]
        self.computed = {
            place: rows for place, (given, rows) in enumerate(self.by_outcome.items()) if _is_computed(given)
        }
        self.all_computed = any_of(self.computed.values())
        self.compared: dict[int, int] = {}
        """The bit of each outcome that has to be compared."""

    def differ(self, rows: Bits) -> bool:
        """Whether *rows* do not give the same."""
        return bool(rows) and bool(rows & ~self.masks[self.place[(rows & -rows).bit_length() - 1]])

    def told(self, possible: Bits) -> tuple[Value | None, Bits]:
        """Return the constant that all *possible* rows give; or the outcomes to compare, as bits."""
        constants = possible & ~self.all_computed
        if not possible or self.differ(constants):
            return None, 0
        if constants == possible:
            return self.values[self.place[(possible & -possible).bit_length() - 1]], 0
        places = {place for place, rows in self.computed.items() if rows & possible}
        if constants:
            places.add(self.place[(constants & -constants).bit_length() - 1])
        bits = [1 << self.compared.setdefault(place, len(self.compared)) for place in sorted(places)]
        if len(self.compared) > BITS:
            raise Inexpressible(f"une grande table compare plus de {BITS} résultats")
        return None, any_of(bits)


def _is_computed(given: Expression | None) -> bool:
    return given is not None and not isinstance(given, Literal)


def any_of(masks: Iterable[Bits]) -> Bits:
    """Return the rows of every one of *masks*."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def _given(row: Row, output: str) -> Value | None:
    given = row.outcome(output).value
    return given.value if isinstance(given, Literal) else None
