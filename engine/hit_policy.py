"""From the truth of the rows to the answer of a table, with three values.

An answer is decided only if every row that can still be the answer gives the same one; otherwise it is
Missing, with the smallest sets of things to know that decide it.
Source: DMN 1.5, 8.2.8 (hit policies), extended to rows whose truth is unknown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from engine.diagnostics import Diagnostic, FaultsFound
from engine.model import HitPolicy, Row, Table
from engine.trace import OutcomeValue, Truth
from engine.values import Known, Missing, needing_all, needing_any

MOST_ROWS_WEIGHED = 6
"""Beyond this number of unknown rows, the facts of all of them are asked for."""

Gives = Callable[[Row, str], Known | None]
"""What a row gives to an output; None: nothing."""

Rank = Callable[[Row], tuple[int, ...]]
"""How a row stands by the order of the closed lists of its outputs; the lowest comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer of a table: the rows that made it, or those still possible, and each output."""

    retained: tuple[Row, ...]
    possible: tuple[Row, ...]
    outcomes: dict[str, OutcomeValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undecided:
    """No single answer yet."""


UNDECIDED = _Undecided()
NOTHING_APPLIES = Missing()


def answer(
    table: Table,
    truths: Sequence[Truth],
    gives: Gives,
    rank: Rank,
    unknown_of: Callable[[Row], Missing],
) -> Answered:
    """Return the answer of *table* for the *truths* of its rows (dates included).

    *unknown_of* says what would settle a row whose truth is unknown.

    Raises:
        FaultsFound: two rows are satisfied under Unique, or disagree under Toutes identiques.
    """
    _refuse_conflicts(table, truths, gives)
    possible = _possible(table, truths, rank)
    unknown = {id(row) for row, truth in zip(table.rows, truths, strict=True) if truth is Truth.UNKNOWN}
    settled = not any(id(row) in unknown for row in possible)
    outcomes: dict[str, OutcomeValue] = {}
    for output in table.outputs:
        found = _decided(table, truths, gives, rank, output)
        if isinstance(found, _Undecided):
            found = _to_settle(table, truths, gives, rank, output, unknown_of)
        outcomes[output] = found
    return Answered(
        retained=possible if settled else (), possible=() if settled else possible, outcomes=outcomes
    )


def _refuse_conflicts(table: Table, truths: Sequence[Truth], gives: Gives) -> None:
    if table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    satisfied = [row for row, truth in zip(table.rows, truths, strict=True) if truth is Truth.SATISFIED]
    if len(satisfied) < 2:
        return
    first = satisfied[0]
    for other in satisfied[1:]:
        differ = any(_differ(gives(first, output), gives(other, output)) for output in table.outputs)
        if table.policy is HitPolicy.UNIQUE or differ:
            raise FaultsFound(
                [
                    Diagnostic(
                        code="lignes-en-conflit",
                        where=other.where,
                        message=f"les lignes {first.id} et {other.id} de la table « {table.name} » "
                        f"s’appliquent au même cas (politique {table.policy.value})",
                        help="resserrer l’une des deux lignes, ou changer la politique de la table",
                        related=((first.where, "l’autre ligne qui s’applique"),),
                    )
                ]
            )


def _differ(one: Known | None, other: Known | None) -> bool:
    return not isinstance(one, Missing) and not isinstance(other, Missing) and one != other


def _possible(table: Table, truths: Sequence[Truth], rank: Rank) -> tuple[Row, ...]:
    """Return the rows that are the answer or can still be it; ``sinon`` while no row is satisfied."""
    kept: list[Row] = []
    satisfied: list[Row] = []
    for row, truth in zip(table.rows, truths, strict=True):
        if truth is Truth.VIOLATED:
            continue
        kept.append(row)
        if truth is Truth.SATISFIED:
            satisfied.append(row)
            if table.policy is HitPolicy.FIRST:
                break
    if not satisfied:
        return (*kept, table.default) if table.default is not None else tuple(kept)
    if table.policy is HitPolicy.PRIORITY:
        best = min(satisfied, key=rank)
        return tuple(row for row in kept if row is best or (rank(row) < rank(best)))
    if table.policy is HitPolicy.OUTPUT_ORDER:
        return tuple(sorted(kept, key=rank))
    return tuple(kept)


def _decided(
    table: Table, truths: Sequence[Truth], gives: Gives, rank: Rank, output: str
) -> OutcomeValue | _Undecided:
    """Return what *output* is worth when that no longer depends on the unknown rows."""
    possible = _possible(table, truths, rank)
    truth_of = {id(row): truth for row, truth in zip(table.rows, truths, strict=True)}
    satisfied = [row for row in possible if truth_of.get(id(row)) is not Truth.UNKNOWN]
    unknown = [row for row in possible if truth_of.get(id(row)) is Truth.UNKNOWN]
    if table.policy.gives_list:
        if unknown:
            return UNDECIDED
        return tuple(gives(row, output) for row in satisfied)
    if table.policy.aggregates:
        if unknown and all(row is table.default for row in satisfied):
            return UNDECIDED
        return _aggregate(
            table, [gives(row, output) for row in satisfied], [gives(row, output) for row in unknown]
        )
    if not possible:
        return NOTHING_APPLIES
    if unknown and len(satisfied) == 0:
        return UNDECIDED  # no row and no « sinon » stays possible
    first, *others = [gives(row, output) for row in possible]
    if not others:
        return first
    if isinstance(first, Missing) or any(other != first for other in others):
        return UNDECIDED
    return first


def _aggregate(
    table: Table, sure: Sequence[Known | None], unsure: Sequence[Known | None]
) -> OutcomeValue | _Undecided:
    if table.policy is HitPolicy.COLLECT_COUNT:
        return UNDECIDED if unsure else Decimal(len(sure))
    missing = [value for value in sure if isinstance(value, Missing)]
    if missing:
        return UNDECIDED if unsure else needing_all(missing)
    numbers = [value for value in sure if isinstance(value, Decimal)]
    if table.policy is HitPolicy.COLLECT_SUM:
        if any(value is not None and value != 0 for value in unsure):
            return UNDECIDED
        return sum(numbers, Decimal(0))
    if not numbers:
        return NOTHING_APPLIES
    best = min(numbers) if table.policy is HitPolicy.COLLECT_MIN else max(numbers)
    for value in unsure:
        if isinstance(value, Missing):
            return UNDECIDED
        if isinstance(value, Decimal) and (
            value < best if table.policy is HitPolicy.COLLECT_MIN else value > best
        ):
            return UNDECIDED
    return best


def _to_settle(
    table: Table,
    truths: Sequence[Truth],
    gives: Gives,
    rank: Rank,
    output: str,
    unknown_of: Callable[[Row], Missing],
) -> Missing:
    """Return the smallest sets of things that decide *output* whatever they turn out to be."""
    possible = _possible(table, truths, rank)
    places = [
        place
        for place, row in enumerate(table.rows)
        if truths[place] is Truth.UNKNOWN and any(row is kept for kept in possible)
    ]

    def is_decided(tried: Sequence[Truth]) -> bool:
        if table.policy is HitPolicy.UNIQUE and tried.count(Truth.SATISFIED) > 1:
            return True  # cannot happen: it would be a conflict
        return not isinstance(_decided(table, tried, gives, rank, output), _Undecided)

    enough = _enough_rows(places, is_decided, truths)
    ways: list[Missing] = []
    for chosen in enough:
        outcomes = [gives(row, output) for row in possible]
        ways.append(
            needing_all(
                [
                    *(unknown_of(table.rows[place]) for place in chosen),
                    *(outcome for outcome in outcomes if isinstance(outcome, Missing)),
                ]
            )
        )
    return needing_any(ways)


def _enough_rows(
    places: Sequence[int], is_decided: Callable[[Sequence[Truth]], bool], truths: Sequence[Truth]
) -> Iterable[tuple[int, ...]]:
    """Return the smallest groups of unknown rows whose truth, whatever it is, decides the answer."""
    if len(places) <= MOST_ROWS_WEIGHED:
        for size in range(len(places)):
            found: list[tuple[int, ...]] = []
            for chosen in combinations(places, size):
                if all(
                    is_decided(_assigned(truths, chosen, values))
                    for values in product((Truth.SATISFIED, Truth.VIOLATED), repeat=size)
                ):
                    found.append(chosen)
            if found:
                return found
    return [tuple(places)]


def _assigned(truths: Sequence[Truth], chosen: Sequence[int], values: Sequence[Truth]) -> list[Truth]:
    tried = list(truths)
    for place, value in zip(chosen, values, strict=True):
        tried[place] = value
    return tried
