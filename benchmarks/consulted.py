"""The tables that one decision consults, as other engines of decision tables are given them.

Rows in force on the day, endpoints as figures, and the values of the inputs, which need not be worked out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model import Expression, Literal, Table, UnaryTest
from engine.trace import CellTested, Event, RowTried, TableDecided, Truth
from engine.values import Missing, Value

Plain = str | bool | int | float


class Line(NamedTuple):
    """A row: what it asks of each term, which may be asked twice."""

    id: str
    asked: tuple[tuple[str, UnaryTest], ...]


class Consulted(NamedTuple):
    """A table. ``many``: every row that holds is an answer. ``retained``: those that the reference retains."""

    name: str
    many: bool
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    default: str | None
    retained: tuple[str, ...]


class Question(NamedTuple):
    """Tables, and the values of what they read; an input that is absent has none."""

    tables: tuple[Consulted, ...]
    context: Mapping[str, Plain]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(len(table.lines) for table in self.tables)


def question(tables: Mapping[str, Table], events: Sequence[Event]) -> Question:
    """Return what the decision that told *events* asked of *tables*."""
    context: dict[str, Plain] = {}
    retained: dict[str, tuple[str, ...]] = {}
    cells: list[CellTested] = []
    lines: dict[str, list[Line]] = {}
    for event in events:
        match event:
            case CellTested():
                cells.append(event)
                if not isinstance(event.value, Missing):
                    context[event.condition.term] = plain(event.value)
            case RowTried():
                if event.in_force is Truth.SATISFIED:
                    asked = tuple((cell.condition.term, cell.resolved) for cell in cells)
                    lines.setdefault(event.table, []).append(Line(event.row.id, asked))
                cells = []
            case TableDecided():
                retained[event.table] = tuple(row.id for row in event.retained)
            case _:
                pass
    consulted = tuple(_consulted(tables[name], tried, retained[name]) for name, tried in lines.items())
    return Question(consulted, context)


def _consulted(table: Table, lines: Sequence[Line], retained: tuple[str, ...]) -> Consulted:
    columns = tuple(dict.fromkeys(name for name, _ in table.inputs))
    default = None if table.default is None else table.default.id
    return Consulted(table.name, table.policy.gives_list, columns, tuple(lines), default, retained)


def figure(endpoint: Expression) -> Plain | None:
    """Return what *endpoint* is, None where it is not known."""
    return plain(endpoint.value) if isinstance(endpoint, Literal) else None


def plain(value: Value) -> Plain:
    """Return *value* as JSON has it; a day is a number."""
    match value:
        case bool() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.toordinal()
