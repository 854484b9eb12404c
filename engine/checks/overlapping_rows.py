"""Two rows that one case satisfies, where the policy wants one row or one answer."""

from collections.abc import Iterator, Mapping

from engine.checks.boxes import Budget, OutOfBudget, intersection, is_empty
from engine.checks.grid import Grid, bits
from engine.checks.partly_analysed import partly_analysed
from engine.checks.slices import Slice
from engine.checks.space import Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.model import HitPolicy, Literal, Row, Table
from engine.trace import Truth

MOST_COMPARED = 12_000_000
TOO_LARGE = "la table est trop grande\u00a0: la couper en deux"
MOST_REPORTED = 100
"""Pairs told of one table; beyond it, a warning says that there may be more."""

Pair = tuple[int, int]


def overlapping_rows(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each two rows that hold together under Unique, or disagree under Toutes identiques."""
    for space in spaces.values():
        if space.table.policy in (HitPolicy.UNIQUE, HitPolicy.ANY) and not space.is_too_large:
            yield from _of_table(space)


def _of_table(space: Space) -> Iterator[Diagnostic]:
    try:
        shown, doubtful = found_in(space)
    except OutOfBudget:
        yield partly_analysed(space, space.table.where, "si deux lignes se recouvrent", TOO_LARGE)
        return
    for (first, other), witness in sorted(shown.items(), key=lambda item: item[0]):
        yield _fault(space, space.table.rows[first], space.table.rows[other], witness)
    if len(shown) >= MOST_REPORTED:
        yield partly_analysed(
            space,
            space.table.where,
            "tous les recouvrements",
            f"corriger les {MOST_REPORTED}\u00a0premiers, puis relancer le contrôle",
        )
    for first, other in sorted(doubtful):
        ids = f"{space.table.rows[first].id} et {space.table.rows[other].id}"
        yield partly_analysed(space, space.table.rows[other].where, f"si les lignes {ids} se recouvrent")


def found_in(space: Space) -> tuple[Mapping[Pair, Witness], set[Pair]]:
    """Return the pairs of rows that overlap, with a case of each, and those of which nothing could be shown.

    Raises:
        OutOfBudget: the table is too large.
    """
    shown: dict[Pair, Witness] = {}
    doubtful: set[Pair] = set()
    budget = Budget(MOST_COMPARED)
    for part in space.slices:
        for pair in _meeting(part, budget):
            if pair in shown or not _may_disagree(space.table, pair):
                continue
            if len(shown) >= MOST_REPORTED:
                return shown, set()
            witness = _witness(space, part, pair)
            if witness is None:
                doubtful.add(pair)
            else:
                shown[pair] = witness
    return shown, doubtful - set(shown)


def _meeting(part: Slice, budget: Budget) -> Iterator[Pair]:
    """Yield the pairs of rows whose boxes meet.

    Raises:
        OutOfBudget: the table is too large.
    """
    grid = Grid(part.holds, part.full)
    filled = sum(1 << place for place, box in enumerate(part.holds) if not is_empty(box))
    for place in bits(filled):
        for earlier in bits(grid.near(part.holds[place], filled & (1 << place) - 1, budget)):
            yield earlier, place


def _may_disagree(table: Table, pair: Pair) -> bool:
    if table.policy is HitPolicy.UNIQUE:
        return True
    one, other = (table.rows[place] for place in pair)
    return any(left.value != right.value for left, right in zip(one.outcomes, other.outcomes, strict=True))


def _witness(space: Space, part: Slice, pair: Pair) -> Witness | None:
    first, other = pair
    both = intersection(part.holds[first], part.holds[other])
    for witness, found in space.witness(part, both):
        if all(found.truth(space.table.rows[place]) is Truth.SATISFIED for place in pair):
            return witness
    return None


def _fault(space: Space, first: Row, other: Row, witness: Witness) -> Diagnostic:
    unique = space.table.policy is HitPolicy.UNIQUE
    literal = all(
        isinstance(outcome.value, Literal | None) for row in (first, other) for outcome in row.outcomes
    )
    proved = witness.can_be_given(space.model) and (unique or literal)
    what = "s’appliquent" if proved else "peuvent s’appliquer"
    told = "" if unique else " sans donner le même résultat"
    return Diagnostic(
        code="lignes-qui-se-recouvrent",
        where=other.where,
        message=f"les lignes {first.id} et {other.id} {what} au même cas{told}"
        f" (politique {space.table.policy.value})",
        help="resserrer l’une des deux lignes, ou changer la politique de la table",
        related=((first.where, "l’autre ligne"),),
        severity=Severity.ERROR if proved else Severity.WARNING,
        witness=space.case(witness),
    )
