"""From the truth of the rows to the answer of a table, with three values.

An answer is decided only if every row that can still be the answer gives the same one; otherwise it is
Missing, with the smallest sets of things to know that decide it.
Source: DMN 1.5, 8.2.8 (hit policies), extended to rows whose truth is unknown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from typing import NamedTuple, TypeAlias

from engine.diagnostics import Diagnostic, FaultsFound
from engine.doubts import Doubt
from engine.model import HitPolicy, Literal, Row, Table, Term
from engine.record import record
from engine.trace import OutcomeValue, Truth
from engine.values import Known, Missing, Remedy, lack_order, needing_all, needing_any, smallest

MOST_ROWS_WEIGHED = 6
"""Beyond this number of unknown rows, the facts of all of them are asked for."""

Gives: TypeAlias = Callable[[Row, str], Known | None]
"""What a row gives to an output; None: nothing."""

Doubts: TypeAlias = Callable[[Row], Mapping[Doubt, Missing]]
"""What leaves a row unknown, and what would settle each doubt."""

Ways: TypeAlias = Callable[[Sequence[Doubt]], Iterable[Mapping[Doubt, bool]] | None]
"""Every way doubts can turn out; None when there are too many to weigh."""

Rank: TypeAlias = Callable[[Row], tuple[int, ...]]
"""How a row stands by the order of the closed lists of its outputs; the lowest comes first."""


class Answered(NamedTuple):
    """The answer of a table: the rows that made it, or those still possible, and each output."""

    retained: tuple[Row, ...]
    possible: tuple[Row, ...]
    outcomes: dict[str, OutcomeValue]


@record(kw_only=True)
class Undecided:
    """No single answer yet."""


UNDECIDED = Undecided()
NOTHING_APPLIES = Missing()


def answer(
    table: Table,
    truths: Sequence[Truth],
    gives: Gives,
    rank: Rank,
    doubts: Doubts | None,
    ways_of: Ways,
) -> Answered:
    """Return the answer of *table* for the *truths* of its rows (dates included).

    *doubts* says what leaves the truth of a row unknown, and what would settle each doubt (None: nobody
    asks what would); *ways_of* how doubts can turn out.

    Raises:
        FaultsFound: two rows are satisfied under Unique, or disagree under Toutes identiques.
    """
    _refuse_conflicts(table, truths, gives)
    standing = _standing(table, truths, rank)
    outcomes: dict[str, OutcomeValue] = {}
    for output in table.outputs:
        found = _outcome(table, standing, gives, output)
        if isinstance(found, Undecided):
            found = Missing()
            if doubts is not None:
                found = _to_settle(table, truths, gives, rank, output, doubts, ways_of)
        outcomes[output] = found
    settled = not standing.unknown
    return Answered(
        retained=standing.possible if settled else (),
        possible=() if settled else standing.possible,
        outcomes=outcomes,
    )


def rank_of(terms: Mapping[str, Term], table: Table, row: Row) -> tuple[int, ...]:
    """Return the places of the row's outcomes in the closed lists of the outputs."""
    places: list[int] = []
    for output, outcome in zip(table.outputs, row.outcomes, strict=True):
        choices = terms[output].type.choices
        literal = outcome.value.value if isinstance(outcome.value, Literal) else None
        places.append(choices.index(literal) if literal in choices else len(choices))
    return tuple(places)


def _refuse_conflicts(table: Table, truths: Sequence[Truth], gives: Gives) -> None:
    for first, other in conflicts(table, truths, gives):
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


def conflicts(table: Table, truths: Sequence[Truth], gives: Gives) -> list[tuple[Row, Row]]:
    """Return the rows satisfied together that the policy does not allow, against the first one."""
    if table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY) or truths.count(Truth.SATISFIED) < 2:
        return []
    satisfied = [row for row, truth in zip(table.rows, truths, strict=True) if truth is Truth.SATISFIED]
    return [
        (satisfied[0], other)
        for other in satisfied[1:]
        if table.policy is HitPolicy.UNIQUE
        or any(_differ(gives(satisfied[0], output), gives(other, output)) for output in table.outputs)
    ]


def _differ(one: Known | None, other: Known | None) -> bool:
    return not isinstance(one, Missing) and not isinstance(other, Missing) and one != other


class _Standing(NamedTuple):
    """The rows that are the answer or can still be it; of them, those that are sure and those unknown."""

    possible: tuple[Row, ...]
    sure: tuple[Row, ...]
    unknown: tuple[Row, ...]


def _standing(table: Table, truths: Sequence[Truth], rank: Rank) -> _Standing:
    rows = table.rows
    if table.policy is HitPolicy.FIRST and Truth.SATISFIED in truths:
        end = truths.index(Truth.SATISFIED) + 1
        rows, truths = rows[:end], truths[:end]
    sure = possible = [row for row, truth in zip(rows, truths, strict=True) if truth is Truth.SATISFIED]
    unknown: list[Row] = []
    if Truth.UNKNOWN in truths:
        unknown = [row for row, truth in zip(rows, truths, strict=True) if truth is Truth.UNKNOWN]
        possible = [row for row, truth in zip(rows, truths, strict=True) if truth is not Truth.VIOLATED]
    if not sure:
        default = () if table.default is None else (table.default,)
        return _Standing((*possible, *default), default, tuple(unknown))
    if table.policy is HitPolicy.PRIORITY:
        best = min(sure, key=rank)
        possible = [row for row in possible if row is best or rank(row) < rank(best)]
        sure, unknown = [best], [row for row in unknown if rank(row) < rank(best)]
    if table.policy is HitPolicy.OUTPUT_ORDER:
        possible, sure, unknown = (sorted(rows, key=rank) for rows in (possible, sure, unknown))
    return _Standing(tuple(possible), tuple(sure), tuple(unknown))


def possible_rows(table: Table, truths: Sequence[Truth], rank: Rank) -> tuple[Row, ...]:
    """Return the rows that are the answer or can still be it; ``sinon`` while no row is satisfied."""
    return _standing(table, truths, rank).possible


def outcome_of(
    table: Table, truths: Sequence[Truth], gives: Gives, rank: Rank, output: str
) -> OutcomeValue | Undecided:
    """Return what *output* is worth when that no longer depends on the unknown rows, else UNDECIDED."""
    return _outcome(table, _standing(table, truths, rank), gives, output)


def _outcome(table: Table, standing: _Standing, gives: Gives, output: str) -> OutcomeValue | Undecided:
    possible, sure, unknown = standing
    if table.policy.gives_list:
        if unknown:
            return UNDECIDED
        return tuple(gives(row, output) for row in sure)
    if table.policy.aggregates:
        if unknown and all(row is table.default for row in sure):
            return UNDECIDED
        return _aggregate(
            table, [gives(row, output) for row in sure], [gives(row, output) for row in unknown]
        )
    if not possible:
        return NOTHING_APPLIES
    if unknown and not sure:
        return UNDECIDED  # no row and no « sinon » stays possible
    first, *others = [gives(row, output) for row in possible]
    if not others:
        return first
    if isinstance(first, Missing) or any(other != first for other in others):
        return UNDECIDED
    return first


def _aggregate(
    table: Table, sure: Sequence[Known | None], unsure: Sequence[Known | None]
) -> OutcomeValue | Undecided:
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
    doubts: Doubts,
    ways_of: Ways,
) -> Missing:
    """Return the smallest sets of things that decide *output* whatever they turn out to be."""
    possible = possible_rows(table, truths, rank)
    kept = {id(row) for row in possible}
    open_places = {
        place: doubts(row)
        for place, row in enumerate(table.rows)
        if truths[place] is Truth.UNKNOWN and id(row) in kept
    }
    outcomes = [outcome for row in possible if isinstance(outcome := gives(row, output), Missing)]

    def is_decided(tried: Sequence[Truth]) -> bool:
        if conflicts(table, tried, gives):
            return True  # cannot happen in sound tables
        return not isinstance(outcome_of(table, tried, gives, rank, output), Undecided)

    ways = [
        needing_all([*(doubt for place in chosen for doubt in open_places[place].values()), *outcomes])
        for chosen in _enough_rows(tuple(open_places), is_decided, truths)
    ]
    asked_anyway = frozenset(lack for outcome in outcomes for way in outcome.remedies for lack in way)
    shrink = _Shrinking(truths, open_places, is_decided, ways_of)
    return Missing(
        smallest([shrink.without_the_needless(way, asked_anyway) for way in needing_any(ways).remedies])
    )


class _Shrinking:
    """Sets of things to know, without those whose absence leaves the answer decided all the same."""

    def __init__(
        self,
        truths: Sequence[Truth],
        open_places: Mapping[int, Mapping[Doubt, Missing]],
        is_decided: Callable[[Sequence[Truth]], bool],
        ways_of: Ways,
    ) -> None:
        self.truths = truths
        self.open_places = open_places
        self.is_decided = is_decided
        self.ways_of = ways_of
        self.doubts = {key: doubt for found in open_places.values() for key, doubt in found.items()}

    def without_the_needless(self, remedy: Remedy, kept: Remedy) -> Remedy:
        for lack in sorted(remedy - kept, key=lack_order, reverse=True):
            if self.is_enough(remedy - {lack}):
                remedy = remedy - {lack}
        return remedy

    def is_enough(self, remedy: Remedy) -> bool:
        """Whether the answer is decided whatever the cells that *remedy* settles turn out to be."""
        settled = [k for k, doubt in self.doubts.items() if any(way <= remedy for way in doubt.remedies)]
        ways = self.ways_of(settled)
        return ways is not None and all(self.is_decided(self.assigned(way)) for way in ways)

    def assigned(self, cells: Mapping[Doubt, bool]) -> list[Truth]:
        tried = list(self.truths)
        for place, doubts in self.open_places.items():
            known = [cells.get(key) for key in doubts]
            if False in known:
                tried[place] = Truth.VIOLATED
            elif None not in known:
                tried[place] = Truth.SATISFIED
        return tried


def _enough_rows(
    places: Sequence[int], is_decided: Callable[[Sequence[Truth]], bool], truths: Sequence[Truth]
) -> Iterable[tuple[int, ...]]:
    """Return the smallest groups of unknown rows whose truth, whatever it is, decides the answer."""
    if len(places) <= MOST_ROWS_WEIGHED:
        for size in range(len(places)):
            found = [
                chosen
                for chosen in combinations(places, size)
                if all(
                    is_decided(_assigned(truths, chosen, values))
                    for values in product((Truth.SATISFIED, Truth.VIOLATED), repeat=size)
                )
            ]
            if found:
                return found
    return [tuple(places)]


def _assigned(truths: Sequence[Truth], chosen: Sequence[int], values: Sequence[Truth]) -> list[Truth]:
    tried = list(truths)
    for place, value in zip(chosen, values, strict=True):
        tried[place] = value
    return tried
