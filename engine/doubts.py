"""What leaves a row unknown, and every way it can turn out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product
from math import prod

from engine.matching import truth_of
from engine.model import Expression, Literal, Term, UnaryTest, endpoints
from engine.record import record
from engine.trace import Truth
from engine.values import Kind, Known, Value


@record()
class CellInDoubt:
    """A cell whose truth is unknown."""

    term: str
    test: UnaryTest


@record()
class DayInDoubt:
    """The reference date is unknown: the row may be in force or not. *row* is its N°."""

    row: str


Doubt = CellInDoubt | DayInDoubt


def outcomes_of(
    doubts: Sequence[Doubt], terms: Mapping[str, Term], most: int
) -> Iterable[Mapping[Doubt, bool]] | None:
    """Return every way *doubts* can turn out (true or false), None when there are more than *most*.

    Cells on one term of a closed list, or on a boolean, turn out together, value by value; the others
    are taken one by one, which only adds ways.
    """
    groups = list(_by_term(doubts).values())
    one_too_many = most + 1
    ways = [list(islice(_ways(group, terms), one_too_many)) for group in groups]
    if prod(len(of_group) for of_group in ways) > most:
        return None
    keys = [doubt for group in groups for doubt in group]
    return (dict(zip(keys, chain.from_iterable(chosen), strict=True)) for chosen in product(*ways))


def _by_term(doubts: Sequence[Doubt]) -> dict[str, list[Doubt]]:
    groups: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        key = doubt.term if isinstance(doubt, CellInDoubt) else f" day {doubt.row}"
        groups.setdefault(key, []).append(doubt)
    return groups


def _ways(doubts: Sequence[Doubt], terms: Mapping[str, Term]) -> Iterator[tuple[bool, ...]]:
    """Yield every way doubts on one term, or one day, can turn out; they may be many."""
    cells = [doubt for doubt in doubts if isinstance(doubt, CellInDoubt)]
    values = _domain(terms[cells[0].term]) if cells else ()
    if values and all(isinstance(end, Literal) for cell in cells for end in endpoints(cell.test)):
        seen: set[tuple[bool, ...]] = set()
        for value in values:
            way = tuple([truth_of(cell.test, value, _constant) is Truth.SATISFIED for cell in cells])
            if way not in seen:
                seen.add(way)
                yield way
    else:
        yield from product((True, False), repeat=len(doubts))


def _domain(term: Term) -> tuple[Value, ...]:
    return (True, False) if term.type.kind is Kind.BOOLEAN else term.type.choices


def _constant(endpoint: Expression) -> Known:
    assert isinstance(endpoint, Literal)
    return endpoint.value
