"""The demands of a large table of the right that a case does not meet, looked up."""

from collections.abc import Sequence

from engine.batch.cells import Bits
from engine.batch.chain import Ended, State, by_selectivity, chained, places_of
from engine.batch.classes import Classes
from engine.batch.expressions import (
    Expr,
    Found,
    Held,
    Inexpressible,
    case,
    integer,
)
from engine.batch.formulas import Around
from engine.batch.row_bits import MOST_WORDS, any_of
from engine.batch.sides import side
from engine.model import Role, Row, Table


class Demands:
    """The demands that a case does not meet, of the rows in force that are about it."""

    def __init__(
        self,
        table: Table,
        rows: Sequence[tuple[Row, Bits]],
        columns: Sequence[Classes],
        around: Around,
        most: int,
    ) -> None:
        self.table = table
        self.rows = [row for row, _ in rows]
        about = by_selectivity([one for one in columns if one.role is not Role.DEMAND], len(rows))
        inputs = [term for term, role in table.inputs if role is Role.DEMAND]
        asked = [one for one in columns if one.role is Role.DEMAND]
        self.asked = sorted(asked, key=lambda one: inputs.index(one.term))
        self.columns = [*about, *by_selectivity(self.asked, len(rows))]
        self.order = {row.id: place for place, row in enumerate(table.rows)}
        self.words = 0
        self.ended = self._chained(around, most) if self.asked else None

    def unmet(self, when: Expr) -> Found | None:
        """Return the demands not met where *when* is true."""
        if self.ended is None:
            return None
        ends = {end: place for place, end in enumerate(self.ended.ends)}
        none = ends.setdefault((), len(ends))
        relation = side(Held.INT, {"exigences": Held.LIST}, {place: (end,) for end, place in ends.items()})
        key = case([(when, self.ended.state)], integer(none))
        return Found(relation, key, "exigences", Held.LIST, nullable=False)

    def _chained(self, around: Around, most: int) -> Ended:
        """Return which demands cases end in not meeting."""
        places = [self.asked.index(one) if one.role is Role.DEMAND else None for one in self.columns]
        asking = any_of(
            1 << place
            for place, row in enumerate(self.rows)
            if any(condition.role is Role.DEMAND for condition in row.conditions)
        )

        def after(state: State, column: int, violated: Bits, unknown: Bits) -> State:
            place = places[column]
            if place is None:
                return (state[0] & ~violated & ~unknown, *state[1:])
            return (*state[: place + 1], state[0] & violated, *state[place + 2 :])

        start = (asking, *(0 for _ in self.asked))
        return chained(self.columns, start, after, self._words, _never_cut, around, self.table.name, most)

    def _words(self, state: State) -> tuple[str, ...]:
        unmet = state[1:]
        rows = sorted(places_of(any_of(unmet)), key=lambda row: self.order[self.rows[row].id])
        found = tuple(
            f"{self.rows[row].id}:{column.term}"
            for row in rows
            for column, violated in zip(self.asked, unmet, strict=True)
            if violated >> row & 1
        )
        self.words += len(found)
        if self.words > MOST_WORDS:
            raise Inexpressible(
                f"la table «\u00a0{self.table.name}\u00a0» a trop d’exigences à dire à la fois"
            )
        return found


def _never_cut(_: State) -> bool:
    return False
