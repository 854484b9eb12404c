"""A large decision table -> what it answers in each state that a case can end in, looked up.

What a state answers is worked out with the plan, by the bits of all its rows at once: the twin of
``engine.hit_policy``, as ``tables`` is for tables that fit in one mask.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pyarrow as pa

from engine import hit_policy
from engine.batch import quotients
from engine.batch.cells import Bits, by_column, endpoint, faults
from engine.batch.chain import MOST_PAIRS, Ended, State, by_selectivity, chained, places_of
from engine.batch.classes import Classes, classes_of, classes_of_days
from engine.batch.columns import ResultColumn
from engine.batch.expressions import (
    INT_MOST,
    TRUE,
    ZERO,
    Expr,
    Found,
    Held,
    Inexpressible,
    Op,
    Side,
    both,
    case,
    compare,
    has,
    integer,
    is_null,
    narrowed,
    null,
)
from engine.batch.formulas import Around, chosen, kept, plain
from engine.batch.quotients import Number
from engine.batch.sides import number, side
from engine.batch.tables import Group, same
from engine.batch.worth import (
    BITS,
    CONFLICT,
    NEVER,
    NOTHING,
    Behind,
    Content,
    Words,
    Worth,
    fault_where,
    first_fault,
    missing,
    union,
    where,
)
from engine.model import Expression, HitPolicy, Literal, Role, Row, Table
from engine.trace import Truth
from engine.values import Value

LARGE = 31
"""Rows, « sinon » included, from which masks cost more than joins, when few columns cross."""

FEW_PAIRS = 2_000
"""States by classes for one column beyond which a table whose rows fit in one mask is left to masks."""

MOST_WORDS = 2_000_000
"""Words that the lists of a side relation may hold."""

MOST_BYTES = 400_000_000
"""What the masks of the classes of a table may take while it is planned."""


class LookedUp(NamedTuple):
    """A table worked out by joins. ``retained``: the N° of its rows retained, none where it is undecided;
    ``apart``: whether the case is to be decided apart.

    ``demands`` gives, where a condition is true, the demands not met (None: the table has none). An output of
    a list policy has no worth: ``members`` gives its list, of a type, where a condition is true.
    """

    table: Table
    outputs: Mapping[str, Worth]
    fault: Expr
    retained: Found
    apart: Expr
    demands: Callable[[Expr], Found | None]
    members: Callable[[ResultColumn, Expr], Found]


class _Said(NamedTuple):
    """What a state answers. ``cells``: the columns, then the day, that leave a possible row unknown;
    ``given``: the expressions that possible rows give; ``values`` and ``mixed``, by output: the constant
    given, or the outcomes to compare."""

    conflict: bool
    retained: tuple[str, ...]
    cells: Bits
    given: Bits
    values: tuple[Value | tuple[Value | None, ...] | None, ...]
    mixed: tuple[Bits, ...]


def looked_up(
    table: Table,
    rows: Sequence[tuple[Row, Bits]],
    around: Around,
    rank: Mapping[str, tuple[int, ...]],
    day: Worth,
) -> LookedUp:
    """Return what *table* answers on the reference *day*; other arguments are those of ``tables.decided``.

    Raises:
        Inexpressible: its columns cross too much, or its outcomes cannot be looked up.
    """
    columns = [
        one
        for (term, role), cells in by_column(rows).items()
        for one in classes_of(term, role, cells, around)
    ]
    days = classes_of_days(rows, plain(day.value, Held.DATE), day.behind, around)
    if sum(len(one.masks) for one in (*columns, days)) * len(rows) // 4 > MOST_BYTES:
        raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» est trop longue")
    read = by_selectivity([*columns, days], len(rows))
    if len(read) > BITS:
        raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» a trop de conditions calculées")
    answers = _Answers(table, rows, rank, read)
    every = (1 << len(rows)) - 1

    def after(state: State, _: int, violated: Bits, unknown: Bits) -> State:
        alive = state[0] & ~violated
        return alive, (state[1] | unknown) & alive

    most = MOST_PAIRS if len(table.all_rows) > BITS else FEW_PAIRS
    ended = chained(
        read, (every, 0), after, answers.said, lambda state: state[1] != 0, around, table.name, most
    )
    demands = _Demands(table, rows, [*columns, days], around, most)
    return _Written(answers, read, ended, around).looked_up(demands)


class _Answers:
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
        self.outcomes = [_Outcomes(self.rows, output) for output in table.outputs]
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
            return _Said(True, (), 0, 0, *self._nothing())
        cells = _any(1 << place for place, column in enumerate(self.columns) if doubtful & column.in_doubt)
        retained = () if doubtful else tuple(self.rows[place].id for place in places_of(possible))
        self.words += len(retained)
        if self.words > MOST_WORDS:
            raise Inexpressible(f"la table «\u00a0{self.table.name}\u00a0» retient trop de lignes à la fois")
        given = _any(1 << bit for bit, (_, _, rows) in enumerate(self.expressions) if possible & rows)
        if self.table.policy.gives_list or self.table.policy.aggregates:
            return _Said(False, retained, cells, given, self._gathered(possible, unknown), self._nothing()[1])
        decisive = bool(self.default or possible & ~doubtful)
        told = [one.told(possible) if decisive else (None, 0) for one in self.outcomes]
        return _Said(
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


class _Outcomes:
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
        self.all_computed = _any(self.computed.values())
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
        return None, _any(bits)


def _never_cut(_: State) -> bool:
    return False


def _is_computed(given: Expression | None) -> bool:
    return given is not None and not isinstance(given, Literal)


def _any(masks: Iterable[Bits]) -> Bits:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _given(row: Row, output: str) -> Value | None:
    given = row.outcome(output).value
    return given.value if isinstance(given, Literal) else None


class _Written:
    """What the states answer, as a side relation and the expressions that read it."""

    def __init__(self, answers: _Answers, columns: Sequence[Classes], ended: Ended, around: Around) -> None:
        self.answers = answers
        self.table = answers.table
        self.columns = columns
        self.around = around
        self.state = ended.state
        self.said = [said for said in ended.ends if isinstance(said, _Said)]
        self.outputs = dict(zip(self.table.outputs, answers.outcomes, strict=True))
        held: dict[str, pa.DataType] = {"lignes": pa.list_(pa.string()), "conflit": pa.int64()}
        held |= {"cellules": pa.int64(), "formules": pa.int64()}
        constants = [
            _Constants(f"résultat {place}", [said.values[place] for said in self.said])
            for place in range(len(self.table.outputs))
        ]
        self.contents = [] if self.table.policy.gives_list else constants
        held |= {one.name: one.held for one in self.contents}
        held |= {f"comparés {place}": pa.int64() for place in range(len(self.table.outputs))}
        rows = {
            place: (
                said.retained, int(said.conflict), said.cells, said.given,
                *(one.units[place] for one in self.contents), *said.mixed,
            )
            for place, said in enumerate(self.said)
        }  # fmt: skip
        self.relation = side(Held.INT, held, rows)

    def looked_up(self, demands: "_Demands") -> LookedUp:
        """Return the table worked out."""
        cells, given = self._read("cellules"), self._read("formules")
        worths = [endpoint(expression, self.around) for _, expression, _ in self.answers.expressions]
        worths = [one._replace(value=kept(one.value, self.around, "donné")) for one in worths]
        fault = first_fault(
            faults(self.table.rows, self.around),
            fault_where(compare(Op.NE, self._read("conflit"), ZERO), CONFLICT),
            *(case([(has(given, 1 << bit), one.fault)], NEVER) for bit, one in enumerate(worths)),
        )
        fault = self.around.let(fault, f"{self.table.name} en faute")
        outputs: dict[str, Worth] = {}
        for place, constants in enumerate(self.contents):
            value = kept(self._value(place, constants), self.around, self.table.outputs[place])
            here = [
                (has(given, 1 << bit), worth)
                for bit, ((output, _, _), worth) in enumerate(
                    zip(self.answers.expressions, worths, strict=True)
                )
                if output == place
            ]
            outputs[self.table.outputs[place]] = Worth(value, fault, self._behind(value, cells, here))
        retained = Found(self.relation, self.state, "lignes", Held.LIST, self.state.nullable)
        apart = is_null(self.state)
        return LookedUp(self.table, outputs, fault, retained, apart, demands.unmet, self._members)

    def _read(self, name: str) -> Expr:
        """Return a whole number that the state gives."""
        place = list(self.relation.columns).index(name)
        found = {row[place] for row in self.relation.rows.values()}
        if len(found) == 1 and isinstance(only := next(iter(found)), int):
            return integer(only)
        kept_number = number(self.relation, self.state, name)
        return narrowed(self.around.let(kept_number, name), kept_number.low, kept_number.high)

    def _value(self, place: int, constants: "_Constants") -> Content:
        content = constants.content(self.relation, self.state)
        outcomes = self.answers.outcomes[place]
        if not outcomes.compared:
            return content
        mask = self._read(f"comparés {place}")
        groups = [
            Group(1 << bit, None if (given := outcomes.given[order]) is None else self._worth(given))
            for order, bit in outcomes.compared.items()
        ]
        compared = same(groups, mask, TRUE)
        return chosen([(compare(Op.NE, mask, ZERO), compared)], content)

    def _worth(self, given: Expression) -> Worth:
        worth = endpoint(given, self.around)
        return worth._replace(value=kept(worth.value, self.around, "donné"))

    def _behind(self, value: Content, cells: Expr, given: Sequence[tuple[Expr, Worth]]) -> Behind:
        def read() -> Words:
            return where(
                missing(value),
                union(
                    *(
                        where(both(column.doubt, has(cells, 1 << place)), column.behind())
                        for place, column in enumerate(self.columns)
                        if column.in_doubt
                    ),
                    *(where(both(is_given, missing(one.value)), one.behind()) for is_given, one in given),
                ),
            )

        return read

    def _members(self, column: ResultColumn, when: Expr) -> Found:
        place = self.table.outputs.index(column.term)
        lists = [said.values[place] for said in self.said]
        given = [given.value for given in self.outputs[column.term].given if isinstance(given, Literal)]
        if any(_decimals(value) > column.type.decimals for value in given):
            message = f"«\u00a0{column.term}\u00a0» peut avoir plus de {column.type.decimals} décimales"
            raise Inexpressible(message)
        relation = side(Held.INT, {"liste": column.held}, {n: (members,) for n, members in enumerate(lists)})
        return Found(relation, case([(when, self.state)], null(Held.INT)), "liste", Held.LIST)


def _decimals(value: Value) -> int:
    return quotients.literal(value).places if isinstance(value, Decimal) else 0


class _Constants:
    """The constants that the states give to one output, as a column."""

    def __init__(self, name: str, values: Sequence[Value | tuple[Value | None, ...] | None]) -> None:
        self.name = name
        first = next((value for value in values if value is not None), None)
        self.numeric = isinstance(first, Decimal)
        exact = [Fraction(value) for value in values if isinstance(value, Decimal)]
        self.places = max((quotients.literal(value).places for value in exact), default=0)
        self.kind, self.held = _KINDS.get(type(first), (Held.INT, pa.int64()))
        self.units = [
            int(Fraction(value) * 10**self.places) if isinstance(value, Decimal) else value
            for value in values
        ]
        if any(isinstance(unit, int) and abs(unit) > INT_MOST for unit in self.units):
            raise Inexpressible("une grande table donne un nombre de plus de 18 chiffres")
        self.days = [value.toordinal() for value in values if isinstance(value, date)]
        self.is_empty = first is None

    def content(self, relation: Side, state: Expr) -> Content:
        """Return the constant of the state."""
        if self.is_empty:
            return NOTHING
        if self.numeric:
            return Number(number(relation, state, self.name), self.places)
        low, high = min(self.days, default=0), max(self.days, default=0)
        nullable = state.nullable or any(unit is None for unit in self.units)
        return Found(relation, state, self.name, self.kind, nullable, low, high)


_KINDS: Mapping[type, tuple[Held, pa.DataType]] = {
    str: (Held.TEXT, pa.string()),
    bool: (Held.BOOLEAN, pa.bool_()),
    date: (Held.DATE, pa.date32()),
    Decimal: (Held.INT, pa.int64()),
}


class _Demands:
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
        relation = side(
            Held.INT, {"exigences": pa.list_(pa.string())}, {place: (end,) for end, place in ends.items()}
        )
        key = case([(when, self.ended.state)], integer(none))
        return Found(relation, key, "exigences", Held.LIST, nullable=False)

    def _chained(self, around: Around, most: int) -> Ended:
        """Return which demands cases end in not meeting."""
        places = [self.asked.index(one) if one.role is Role.DEMAND else None for one in self.columns]
        asking = _any(
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
        rows = sorted(places_of(_any(unmet)), key=lambda row: self.order[self.rows[row].id])
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
