"""What leaves a row unknown, and every way it can turn out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
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
    groups = [list(_ways(term, cells, terms)) for term, cells in _by_term(doubts).items()]
    if prod(len(group) for group in groups) > most:
        return None
    return ({k: v for part in chosen for k, v in part.items()} for chosen in product(*groups))


def _by_term(doubts: Sequence[Doubt]) -> dict[str, list[Doubt]]:
    groups: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        key = doubt.term if isinstance(doubt, CellInDoubt) else f" day {doubt.row}"
        groups.setdefault(key, []).append(doubt)
    return groups


def _ways(term: str, doubts: list[Doubt], terms: Mapping[str, Term]) -> Iterator[dict[Doubt, bool]]:
    cells = [doubt for doubt in doubts if isinstance(doubt, CellInDoubt)]
    values = _domain(terms[term]) if cells else ()
    if values and all(isinstance(end, Literal) for cell in cells for end in endpoints(cell.test)):
        seen: list[dict[Doubt, bool]] = []
        for value in values:
            way: dict[Doubt, bool] = {
                cell: truth_of(cell.test, value, _constant) is Truth.SATISFIED for cell in cells
            }
            if way not in seen:
                seen.append(way)
        yield from seen
        return
    for truths in product((True, False), repeat=len(doubts)):
        yield dict(zip(doubts, truths, strict=True))


def _domain(term: Term) -> tuple[Value, ...]:
    return (True, False) if term.type.kind is Kind.BOOLEAN else term.type.choices


def _constant(endpoint: Expression) -> Known:
    assert isinstance(endpoint, Literal)
    return endpoint.value
