"""Which values cases hold around each threshold of the tables: just under it, at it, just over it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, TypeAlias

from engine.cases.nearby import Facts, is_allowed, step_of, with_value, witness_near
from engine.cells.show import show_expression
from engine.diagnostics import Diagnostic, FaultsFound, Severity, in_order
from engine.evaluate import decide
from engine.model import (
    Call,
    Condition,
    Conditional,
    Expression,
    Function,
    Literal,
    Model,
    Period,
    Row,
    Table,
    endpoints,
)
from engine.trace import CellTested, Event, RowTried, Truth, Verdict
from engine.values import Kind, Missing, Type, Value
from engine.witness import WitnessCase, typed
from explain.record import Record

Cell: TypeAlias = tuple[str, str, int]
"""A table, the N° of a row, the place of the cell among the conditions of the row."""

SIDES = (-1, 0, 1)
MOST_TRIED = 30
MOST_STARTS = 3


class Near(NamedTuple):
    """A case in which a row can matter, and what one of its cells read there."""

    case: str
    benefit: str
    facts: Facts
    tested: CellTested
    sure: bool
    """Whether every other cell of the row was satisfied, none unknown."""


class Edge(NamedTuple):
    """An endpoint of a cell, and on which of its sides no case stands."""

    end: Expression
    missing: tuple[int, ...]
    value: Value | None
    """What the endpoint is worth in the nearest case."""


class CellEdges(NamedTuple):
    """A cell with the sides of its endpoints that no case tries; ``near``: cases to start from."""

    table: Table
    row: Row
    condition: Condition
    edges: tuple[Edge, ...]
    near: tuple[Near, ...]


class Edges:
    """What the cases played so far hold around the endpoints of numbers and dates."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._seen: dict[Cell, set[tuple[int, int]]] = {}
        self._near: dict[Cell, list[Near]] = {}

    def add(self, case: str, events: Sequence[Event]) -> None:
        """Take note of the *events* of a decision on *case*."""
        verdict = next((event for event in reversed(events) if isinstance(event, Verdict)), None)
        if verdict is None:
            return
        cells: list[CellTested] = []
        for event in events:
            match event:
                case CellTested():
                    cells.append(event)
                case RowTried():
                    if event.in_force is not Truth.VIOLATED:
                        self._note(case, verdict, event, cells)
                    cells = []
                case _:
                    pass

    def _note(self, case: str, verdict: Verdict, tried: RowTried, cells: Sequence[CellTested]) -> None:
        violated = [place for place, cell in enumerate(cells) if cell.truth is Truth.VIOLATED]
        if len(violated) > 1:
            return
        for place in violated or range(len(cells)):
            cell = cells[place]
            type_ = self.model.terms[cell.condition.term].type
            if isinstance(cell.value, Missing) or not _has_edges(type_):
                continue
            key = (tried.table, tried.row.id, place)
            seen = self._seen.setdefault(key, set())
            for number, end in enumerate(endpoints(cell.resolved)):
                if isinstance(end, Literal) and (side := _side(cell.value, end.value, type_)) is not None:
                    seen.add((number, side))
            sure = all(other.truth is Truth.SATISFIED for other in cells if other is not cell)
            near = self._near.setdefault(key, [])
            if len(near) < MOST_STARTS or (sure and not near[-1].sure):
                near.append(Near(case, verdict.benefit, verdict.facts, cell, sure))
                near.sort(key=lambda one: not one.sure)
                del near[MOST_STARTS:]

    def untried(self, period: Period) -> Iterator[CellEdges]:
        """Yield the cells of rows in force at some time in *period* with a side that no case tries."""
        for table in self.model.tables.values():
            for row in table.rows:
                if not row.period.meets(period):
                    continue
                for place, condition in enumerate(row.conditions):
                    type_ = self.model.terms[condition.term].type
                    if not _has_edges(type_):
                        continue
                    near = tuple(self._near.get((table.name, row.id, place), ()))
                    seen = self._seen.get((table.name, row.id, place), set())
                    edges = tuple(self._untried(condition, near, seen))
                    if edges:
                        yield CellEdges(table, row, condition, edges, near)

    def _untried(
        self, condition: Condition, near: Sequence[Near], seen: set[tuple[int, int]]
    ) -> Iterator[Edge]:
        type_ = self.model.terms[condition.term].type
        least = least_of(self.model, condition.term)
        worth = tuple(endpoints(near[0].tested.resolved)) if near else ()
        for number, end in enumerate(endpoints(condition.test)):
            known = worth[number] if worth else end
            value = known.value if isinstance(known, Literal) else None
            missing = tuple(
                side
                for side in SIDES
                if (number, side) not in seen and (value is None or _exists(value, side, type_, least))
            )
            if missing:
                yield Edge(end, missing, value)


def _exists(value: Value, side: int, type_: Type, least: Decimal | None) -> bool:
    found = beside(value, side, type_)
    return found is not None and not (
        isinstance(found, Decimal) and least is not None and found.compare(least) < 0
    )


def least_of(model: Model, term: str) -> Decimal | None:
    """Return what a calculation is never under, where its formulas say so (``max(0; ...)``)."""
    bounds = [_least(line.expression) for line in model.calculations.get(term, ())]
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known and len(known) == len(bounds) else None


def _least(expression: Expression) -> Decimal | None:
    match expression:
        case Literal(Decimal() as value):
            return value
        case Call(Function.MAX, arguments):
            return max((bound for one in arguments if (bound := _least(one)) is not None), default=None)
        case Conditional(_, then, otherwise):
            bounds = [_least(then), _least(otherwise)]
            known = [bound for bound in bounds if bound is not None]
            return min(known) if len(known) == len(bounds) else None
        case _:
            return None


def beside(value: Value, side: int, type_: Type) -> Value | None:
    """Return what stands one step under *value* (-1), at it (0), or over it (1); None: nothing may."""
    found: Value
    step = step_of(type_)
    if isinstance(value, date):
        found = value + timedelta(days=side)
    elif isinstance(value, Decimal) and step is not None:
        found = value + side * step
    else:
        return None
    return found if is_allowed(found, type_) else None


def _side(value: Value, end: Value, type_: Type) -> int | None:
    return next((side for side in SIDES if beside(end, side, type_) == value), None)


def _has_edges(type_: Type) -> bool:
    return type_.is_numeric or type_.kind is Kind.DATE


# --- what is told ------------------------------------------------------------------------

_WORDS = {-1: "juste en dessous", 0: "le seuil", 1: "juste au-dessus"}


def untried_thresholds(model: Model, found: Iterable[CellEdges]) -> tuple[Diagnostic, ...]:
    """Return a warning for each cell around which a value is not tried, with a case that holds one of them."""
    return in_order(_told(model, one) for one in found)


def _told(model: Model, one: CellEdges) -> Diagnostic:
    term = model.terms[one.condition.term]
    values = [text for edge in one.edges for text in _values(edge, term.type)]
    case = _case(model, one)
    if case is not None:
        remedy = "garder le cas témoin avec l’issue que dit sa source"
    elif term.can_be_given:
        remedy = "ajouter un «\u00a0Cas de test\u00a0» où les autres cellules de la ligne tiennent"
    else:
        remedy = f"ajouter un «\u00a0Cas de test\u00a0» où «\u00a0{term.label}\u00a0», qui est calculé, prend cette valeur"
    return Diagnostic(
        code="seuil-non-essaye",
        where=one.condition.where,
        message=f"seuil «\u00a0{one.condition.text}\u00a0» («\u00a0{term.label}\u00a0», ligne {one.row.id})\u00a0:"
        f" aucun cas n’essaie {', '.join(values)}",
        help=remedy,
        severity=Severity.WARNING,
        witness=case,
    )


def _values(edge: Edge, type_: Type) -> Iterator[str]:
    for side in edge.missing:
        value = None if edge.value is None else beside(edge.value, side, type_)
        if value is None:
            yield f"{_WORDS[side]} ({show_expression(edge.end)})"
        elif isinstance(edge.end, Literal):
            yield f"{_shown(value, type_)} ({_WORDS[side]})"
        else:
            yield f"{_shown(value, type_)} par exemple ({_WORDS[side]})"


def _shown(value: Value, type_: Type) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else typed(value, type_)


def _case(model: Model, one: CellEdges) -> WitnessCase | None:
    """Return a case that holds one of the values missing where the row can matter, as the tables confirm."""
    term = one.condition.term
    for near in one.near:
        for edge, resolved in zip(one.edges, _worth(one, near), strict=True):
            for side in edge.missing:
                wanted = None if resolved is None else beside(resolved, side, model.terms[term].type)
                if wanted is None:
                    continue
                now = None if isinstance(near.tested.value, Missing) else near.tested.value
                tried = with_value(model, near.facts, term, now, wanted)
                for facts in islice(tried, MOST_TRIED):
                    if _holds(model, one, near, facts, wanted):
                        return witness_near(model, one.table.name, near.benefit, near.case, near.facts, facts)
    return None


def _worth(one: CellEdges, near: Near) -> Iterator[Value | None]:
    """Yield what the endpoints of *one* are worth in the case *near*."""
    by_end = dict(zip(endpoints(one.condition.test), endpoints(near.tested.resolved), strict=True))
    for edge in one.edges:
        known = by_end[edge.end]
        yield known.value if isinstance(known, Literal) else None


def _holds(model: Model, one: CellEdges, near: Near, facts: Facts, wanted: Value) -> bool:
    """Whether the cell reads *wanted* in a case, and no other cell of its row is violated."""
    record = Record()
    try:
        decide(model, facts, near.benefit, tracer=record)
    except FaultsFound:
        return False
    cells = [
        event
        for event in record.events
        if isinstance(event, CellTested) and event.table == one.table.name and event.row == one.row.id
    ]
    read = [cell for cell in cells if cell.condition is one.condition and cell.value == wanted]
    others = [cell for cell in cells if cell.condition is not one.condition]
    return bool(read) and all(cell.truth is not Truth.VIOLATED for cell in others)
