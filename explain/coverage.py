"""Which rows and which demands of the tables cases reach, and by which cases."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from engine.diagnostics import Diagnostic, Severity, in_order
from engine.model import Condition, Model, Period, Role, Row, Table
from engine.trace import CellTested, Event, RowTried, TableDecided, Truth

Demand: TypeAlias = tuple[str, str, int]
"""A table, the N° of a row, the place of the cell among the conditions of the row."""


class RowReached(NamedTuple):
    """A row, and the cases of which it made an answer."""

    table: Table
    row: Row
    cases: tuple[str, ...]


class DemandFailed(NamedTuple):
    """An ``Exige`` cell, and the cases in which it alone stood in the way of its row."""

    table: Table
    row: Row
    condition: Condition
    cases: tuple[str, ...]


class Coverage(NamedTuple):
    """What cases reached, for the rows in force at some time in a period."""

    rows: tuple[RowReached, ...]
    demands: tuple[DemandFailed, ...]

    @property
    def rows_missed(self) -> tuple[RowReached, ...]:
        """The rows that no case reaches."""
        return tuple(one for one in self.rows if not one.cases)

    @property
    def demands_missed(self) -> tuple[DemandFailed, ...]:
        """The demands that no case fails alone."""
        return tuple(one for one in self.demands if not one.cases)


class Tally:
    """What the cases played so far reached."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[str, None]] = {}
        self._demands: dict[Demand, dict[str, None]] = {}

    def add(self, case: str, events: Iterable[Event]) -> None:
        """Take note of the *events* of a decision on *case*."""
        violated: list[int] = []
        place = 0
        for event in events:
            match event:
                case CellTested():
                    if event.truth is Truth.VIOLATED:
                        violated.append(place)
                    place += 1
                case RowTried():
                    if len(violated) == 1 and event.in_force is Truth.SATISFIED:
                        self._demands.setdefault((event.table, event.row.id, violated[0]), {})[case] = None
                    violated, place = [], 0
                case TableDecided():
                    for row in event.retained:
                        self._rows.setdefault((event.table, row.id), {})[case] = None
                case _:
                    pass

    def coverage(self, model: Model, period: Period) -> Coverage:
        """Return what was reached of the rows of *model* in force at some time in *period*."""
        rows = [
            (table, row)
            for table in model.tables.values()
            for row in table.all_rows
            if row.period.meets(period)
        ]
        return Coverage(
            rows=tuple(
                RowReached(table, row, tuple(self._rows.get((table.name, row.id), ()))) for table, row in rows
            ),
            demands=tuple(
                DemandFailed(table, row, condition, tuple(self._demands.get((table.name, row.id, place), ())))
                for table, row in rows
                for place, condition in enumerate(row.conditions)
                if condition.role is Role.DEMAND
            ),
        )


def missed(model: Model, coverage: Coverage) -> tuple[Diagnostic, ...]:
    """Return a warning for each row that no case reaches and each demand that no case fails alone."""
    return in_order([*_rows_missed(coverage), *_demands_missed(model, coverage)])


def _rows_missed(coverage: Coverage) -> Iterator[Diagnostic]:
    for one in coverage.rows_missed:
        yield Diagnostic(
            code="ligne-sans-cas",
            where=one.row.where,
            message=f"aucun cas n’est décidé par la ligne {one.row.id} de la table «\u00a0{one.table.name}\u00a0»",
            help="ajouter un «\u00a0Cas de test\u00a0» que cette ligne décide",
            severity=Severity.WARNING,
        )


def _demands_missed(model: Model, coverage: Coverage) -> Iterator[Diagnostic]:
    for one in coverage.demands_missed:
        label = model.terms[one.condition.term].label
        yield Diagnostic(
            code="exigence-sans-cas",
            where=one.condition.where,
            message=f"aucun cas n’échoue sur cette seule exigence («\u00a0{label}\u00a0», ligne {one.row.id})",
            help="ajouter un «\u00a0Cas de test\u00a0» qui remplit toute la ligne sauf cette cellule",
            severity=Severity.WARNING,
        )
