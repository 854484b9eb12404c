"""A decision table -> the rows retained and the value of each output, by bit arithmetic.

The rows of a table are bits of a mask, in an order that makes the lowest bit the one retained. This is
the twin of ``engine.hit_policy``: an output has a value only when every row that can still be the
answer gives the same one.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.batch import quotients
from engine.batch.cells import Bits, Tested, by_column, column, endpoint, faults
from engine.batch.expressions import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Constant,
    Expr,
    Inexpressible,
    Op,
    bit_and,
    bit_count,
    bit_or,
    both,
    case,
    compare,
    either,
    has,
    integer,
    narrowed,
    negated,
    subtract,
)
from engine.batch.formulas import Around, chosen, compared, kept, number
from engine.batch.quotients import Number
from engine.batch.worth import (
    CONFLICT,
    NEVER,
    NOTHING,
    Behind,
    Content,
    Words,
    Worth,
    fault_where,
    first_fault,
    known,
    missing,
    union,
    where,
)
from engine.model import Expression, HitPolicy, Role, Row, Table


class Force(NamedTuple):
    """The rows that are not in force, and those that may be (the reference date is absent)."""

    out: Expr
    day_missing: Expr
    dated: Bits
    behind: Behind

    @property
    def in_doubt(self) -> Expr:
        """The rows that may be in force."""
        return case([(self.day_missing, integer(self.dated))], ZERO)


class Group(NamedTuple):
    """The rows that give the same thing to an output; ``worth`` None: nothing."""

    rows: Bits
    worth: Worth | None


class Decided(NamedTuple):
    """A table worked out. ``rows``: each row and its bit, in the order of the answer, « sinon » last.

    ``possible`` are the rows that are the answer or can still be it, ``doubtful`` those of them whose
    truth is unknown. An output of a list policy has no worth: see ``groups``.
    """

    table: Table
    rows: tuple[tuple[Row, Bits], ...]
    force: Force
    columns: tuple[Tested, ...]
    possible: Expr
    doubtful: Expr
    groups: Mapping[str, tuple[Group, ...]]
    outputs: Mapping[str, Worth]
    fault: Expr

    @property
    def about(self) -> Expr:
        """The rows in force that are about the case: those whose « Si » cells are satisfied."""
        every = sum(bit for row, bit in self.rows if row is not self.table.default)
        masks = [mask for tested in self.columns if tested.role is Role.ABOUT for mask in tested.masks]
        return subtract(integer(every), bit_or(self.force.out, self.force.in_doubt, *masks))


def arranged(table: Table, rank: Mapping[str, tuple[int, ...]]) -> tuple[tuple[Row, Bits], ...]:
    """Return the rows of *table* with their bits."""
    rows: Sequence[Row] = table.rows
    if table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        rows = sorted(rows, key=lambda row: rank[row.id])
    return tuple((row, 1 << place) for place, row in enumerate(rows))


def decided(
    table: Table,
    rows: Sequence[tuple[Row, Bits]],
    around: Around,
    rank: Mapping[str, tuple[int, ...]],
    force: Force,
) -> Decided:
    """Return what *table* answers; *rows* are those of ``arranged``, of which *force* says which are in
    force."""
    name = table.name
    every = (1 << len(rows)) - 1
    default = 0 if table.default is None else every + 1
    columns = tuple(
        _kept(column(term, role, cells, around), around) for (term, role), cells in by_column(rows).items()
    )
    violated = around.let(bit_or(force.out, *(c.masks.violated for c in columns)), f"{name} violées")
    in_doubt = around.let(bit_or(force.in_doubt, *(c.masks.unknown for c in columns)), f"{name} douteuses")
    satisfied = around.let(subtract(integer(every), bit_or(violated, in_doubt)), f"{name} satisfaites")
    satisfied = narrowed(satisfied, 0, every)
    unknown = around.let(bit_and(in_doubt, subtract(integer(every), violated)), f"{name} inconnues")
    possible = around.let(
        _possible(table.policy, satisfied, unknown, default, _ranked(rows, rank)), f"{name} possibles"
    )
    possible = narrowed(possible, 0, every | default)
    doubtful = around.let(bit_and(possible, unknown), f"{name} en suspens")
    with_default = tuple(rows) if table.default is None else (*rows, (table.default, default))
    groups = {output: _groups(with_default, output, around) for output in table.outputs}
    fault = first_fault(
        faults(table.rows, around),
        _conflict(table, satisfied, groups),
        *(_fault_of(group, possible) for output in table.outputs for group in groups[output]),
    )
    fault = around.let(fault, f"{name} en faute")
    outputs: dict[str, Worth] = {}
    for output in () if table.policy.gives_list else table.outputs:
        value = kept(_value(table.policy, groups[output], possible, doubtful, every, default), around, output)
        behind = _behind(value, columns, force, possible, groups[output])
        outputs[output] = Worth(value, fault, behind)
    return Decided(table, with_default, force, columns, possible, doubtful, groups, outputs, fault)


def _fault_of(group: Group, possible: Expr) -> Expr:
    return NEVER if group.worth is None else case([(has(possible, group.rows), group.worth.fault)], NEVER)


def _behind(
    value: Content, columns: Sequence[Tested], force: Force, possible: Expr, groups: Sequence[Group]
) -> Behind:
    def read() -> Words:
        return where(
            missing(value),
            union(
                *(tested.behind.among(possible) for tested in columns),
                where(has(possible, force.dated), force.behind()),
                *(
                    where(both(has(possible, group.rows), missing(group.worth.value)), group.worth.behind())
                    for group in groups
                    if group.worth is not None
                ),
            ),
        )

    return read


def _kept(tested: Tested, around: Around) -> Tested:
    """Return *tested* with what it violates held in a column."""
    violated = around.let(tested.masks.violated, f"{tested.term} violé")
    return tested._replace(masks=tested.masks._replace(violated=violated))


def _ranked(rows: Sequence[tuple[Row, Bits]], rank: Mapping[str, tuple[int, ...]]) -> list[Bits]:
    """Return the rows of each rank, the best rank first."""
    found: dict[tuple[int, ...], Bits] = {}
    for row, bit in rows:
        found[rank[row.id]] = found.get(rank[row.id], 0) | bit
    return [found[place] for place in sorted(found)]


def _possible(
    policy: HitPolicy, satisfied: Expr, unknown: Expr, default: Bits, ranked: Sequence[Bits]
) -> Expr:
    """Return the rows that are the answer or can still be it; « sinon » while no row is satisfied."""
    none_yet = bit_or(unknown, integer(default))
    some = compare(Op.NE, satisfied, ZERO)
    match policy:
        case HitPolicy.FIRST | HitPolicy.PRIORITY:
            lowest = bit_and(satisfied, subtract(ZERO, satisfied))
            if unknown == ZERO:
                kept_rows = lowest
            elif policy is HitPolicy.FIRST:
                kept_rows = bit_or(bit_and(unknown, subtract(lowest, ONE)), lowest)
            else:
                better: list[tuple[Expr, Expr]] = []
                above = 0
                for bits in ranked:
                    better.append((has(lowest, bits), bit_and(unknown, integer(above))))
                    above |= bits
                kept_rows = bit_or(case(better, ZERO), lowest)
        case _:
            kept_rows = bit_or(satisfied, unknown)
    return case([(some, kept_rows)], none_yet)


def _groups(rows: Sequence[tuple[Row, Bits]], output: str, around: Around) -> tuple[Group, ...]:
    found: dict[Expression | None, Bits] = {}
    for row, bit in rows:
        given = row.outcome(output).value
        found[given] = found.get(given, 0) | bit
    groups: list[Group] = []
    for given, bits in found.items():
        if given is None:
            groups.append(Group(bits, None))
        else:
            worth = endpoint(given, around)
            groups.append(Group(bits, worth._replace(value=kept(worth.value, around, f"{output} donné"))))
    return tuple(groups)


def _value(
    policy: HitPolicy, groups: Sequence[Group], possible: Expr, doubtful: Expr, every: Bits, default: Bits
) -> Content:
    """Return what an output is worth, missing while it depends on the unknown rows."""
    if policy is HitPolicy.COLLECT_COUNT:
        return chosen([(compare(Op.NE, doubtful, ZERO), NOTHING)], Number(bit_count(possible)))
    sure = subtract(possible, doubtful)
    if not policy.aggregates:
        return same(groups, possible, TRUE if default else compare(Op.NE, sure, ZERO))
    none_sure = compare(Op.EQ, bit_and(sure, integer(every)), ZERO)
    undecided = both(compare(Op.NE, doubtful, ZERO), none_sure)
    given = [(group.rows, group.worth.value) for group in groups if group.worth is not None]
    if policy is HitPolicy.COLLECT_SUM:
        return _sum(given, doubtful, sure, undecided)
    return _best(Op.LE if policy is HitPolicy.COLLECT_MIN else Op.GE, given, doubtful, sure, undecided)


def same(groups: Sequence[Group], possible: Expr, some_sure: Expr) -> Content:
    """Return what every possible row gives, one of them at least being sure."""
    every = bits_of(groups)

    def only(rows: Bits) -> Expr:
        return compare(Op.EQ, bit_and(possible, integer(every & ~rows)), ZERO)

    given = [(group.rows, NOTHING if group.worth is None else group.worth.value) for group in groups]
    branches = [(only(rows), value) for rows, value in given]
    numbers_or_words = [(group.rows, group.worth.value) for group in groups if group.worth is not None]
    if len(numbers_or_words) > 1 and not all(_is_constant(value) for _, value in numbers_or_words):
        first = chosen([(has(possible, rows), value) for rows, value in numbers_or_words], NOTHING)
        nothing = bits_of([group for group in groups if group.worth is None])
        alike = both(
            compare(Op.EQ, bit_and(possible, integer(nothing)), ZERO),
            *(
                either(negated(has(possible, rows)), compared(Op.EQ, value, first))
                for rows, value in numbers_or_words
            ),
        )
        branches.append((alike, first))
    return chosen([(negated(some_sure), NOTHING), *branches], NOTHING)


def bits_of(groups: Sequence[Group]) -> Bits:
    """Return the rows of all *groups*."""
    return sum(group.rows for group in groups)


def _is_constant(value: Content) -> bool:
    return isinstance(value.units if isinstance(value, Number) else value, Constant)


def _sum(given: Sequence[tuple[Bits, Content]], doubtful: Expr, sure: Expr, undecided: Expr) -> Content:
    total = quotients.literal(0)
    changes: list[Expr] = []
    for rows, content in given:
        value = number(content)
        total = quotients.plus(total, quotients.times(value, Number(bit_count(bit_and(sure, integer(rows))))))
        is_zero = both(known(value), compare(Op.EQ, value.units, ZERO))
        changes.append(both(has(doubtful, rows), negated(is_zero)))
    return chosen([(either(undecided, *changes), NOTHING)], total)


def _best(
    op: Op, given: Sequence[tuple[Bits, Content]], doubtful: Expr, sure: Expr, undecided: Expr
) -> Content:
    values = [(has(sure, rows), has(doubtful, rows), content) for rows, content in given]
    absent = [both(is_sure, missing(content)) for is_sure, _, content in values]
    branches: list[tuple[Expr, Content]] = []
    for is_sure, _, content in values:
        beats = [either(negated(other_sure), compared(op, content, other)) for other_sure, _, other in values]
        changed = [
            both(other_doubtful, negated(_is_true(compared(op, content, other))))
            for _, other_doubtful, other in values
        ]
        branches.append((both(is_sure, *beats, negated(either(*changed))), content))
    return chosen([(either(undecided, *absent), NOTHING), *branches], NOTHING)


def _is_true(condition: Expr) -> Expr:
    """Return whether *condition* is true, a missing one being false."""
    return condition if not condition.nullable else case([(condition, TRUE)], FALSE)


def _conflict(table: Table, satisfied: Expr, groups: Mapping[str, Sequence[Group]]) -> Expr:
    """Return the fault of rows that the policy does not allow together."""
    if len(table.rows) < 2:
        return NEVER
    lowest = bit_and(satisfied, subtract(ZERO, satisfied))
    several = compare(Op.NE, bit_and(satisfied, subtract(satisfied, ONE)), ZERO)
    if table.policy is HitPolicy.UNIQUE:
        return fault_where(several, CONFLICT)
    if table.policy is not HitPolicy.ANY:
        return NEVER
    differ = [
        both(has(lowest, one.rows), has(satisfied, other.rows), _differ(one, other))
        for output in table.outputs
        for one in groups[output]
        for other in groups[output]
        if one is not other
    ]
    computed = [
        (output, group)
        for output in table.outputs
        for group in groups[output]
        if group.worth is not None and group.worth.fault != NEVER
    ]
    if computed and len(table.outputs) > 1:
        raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» compare des résultats qui peuvent échouer")
    first = [case([(both(several, has(satisfied, g.rows)), _fault(g))], NEVER) for _, g in computed]
    return first_fault(*first, fault_where(either(*differ), CONFLICT))


def _fault(group: Group) -> Expr:
    return NEVER if group.worth is None else group.worth.fault


def _differ(one: Group, other: Group) -> Expr:
    """Return whether two outcomes are known and not the same; nothing differs from any value."""
    if one.worth is None or other.worth is None:
        worth = one.worth or other.worth
        return known(NOTHING if worth is None else worth.value)
    return _is_true(compared(Op.NE, one.worth.value, other.worth.value))
