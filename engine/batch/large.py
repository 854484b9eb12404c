"""A large decision table -> what it answers in each state that a case can end in, looked up.

What a state answers is worked out with the plan, by the bits of all its rows at once: the twin of
``engine.hit_policy``, as ``tables`` is for tables that fit in one mask.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from engine.batch import quotients
from engine.batch.cells import Bits, by_column, endpoint, faults
from engine.batch.chain import MOST_PAIRS, Ended, State, by_selectivity, chained
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
from engine.batch.row_bits import Answers, Said
from engine.batch.sides import number, side
from engine.batch.tables import Group, same
from engine.batch.unmet import Demands
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
from engine.model import Expression, Literal, Row, Table
from engine.values import Value

LARGE = 31
"""Rows, « sinon » included, from which masks cost more than joins, when few columns cross."""

FEW_PAIRS = 2_000
"""States by classes for one column beyond which a table whose rows fit in one mask is left to masks."""

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
    answers = Answers(table, rows, rank, read)
    every = (1 << len(rows)) - 1

    def after(state: State, _: int, violated: Bits, unknown: Bits) -> State:
        alive = state[0] & ~violated
        return alive, (state[1] | unknown) & alive

    most = MOST_PAIRS if len(table.all_rows) > BITS else FEW_PAIRS
    ended = chained(
        read, (every, 0), after, answers.said, lambda state: state[1] != 0, around, table.name, most
    )
    demands = Demands(table, rows, [*columns, days], around, most)
    return _Written(answers, read, ended, around).looked_up(demands)


class _Written:
    """What the states answer, as a side relation and the expressions that read it."""

    def __init__(self, answers: Answers, columns: Sequence[Classes], ended: Ended, around: Around) -> None:
        self.answers = answers
        self.table = answers.table
        self.columns = columns
        self.around = around
        self.state = ended.state
        self.said = [said for said in ended.ends if isinstance(said, Said)]
        self.outputs = dict(zip(self.table.outputs, answers.outcomes, strict=True))
        held: dict[str, Held | ResultColumn] = {"lignes": Held.LIST, "conflit": Held.INT}
        held |= {"cellules": Held.INT, "formules": Held.INT}
        constants = [
            _Constants(f"résultat {place}", [said.values[place] for said in self.said])
            for place in range(len(self.table.outputs))
        ]
        self.contents = [] if self.table.policy.gives_list else constants
        held |= {one.name: one.held for one in self.contents}
        held |= {f"comparés {place}": Held.INT for place in range(len(self.table.outputs))}
        rows = {
            place: (
                said.retained, int(said.conflict), said.cells, said.given,
                *(one.units[place] for one in self.contents), *said.mixed,
            )
            for place, said in enumerate(self.said)
        }  # fmt: skip
        self.relation = side(Held.INT, held, rows)

    def looked_up(self, demands: "Demands") -> LookedUp:
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
        relation = side(Held.INT, {"liste": column}, {n: (members,) for n, members in enumerate(lists)})
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
        self.held = _HELD.get(type(first), Held.INT)
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
        return Found(relation, state, self.name, self.held, nullable, low, high)


_HELD: Mapping[type, Held] = {str: Held.TEXT, bool: Held.BOOLEAN, date: Held.DATE}
