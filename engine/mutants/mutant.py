"""A model changed in one cell."""

from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias, TypeVar

from engine.location import CellRef
from engine.model import DatedValue, Formula, Model, Row, Table

_Dated = TypeVar("_Dated", DatedValue, Formula)


class RowChanged(NamedTuple):
    """The row at ``place`` of a table (after the last: ``sinon``); ``now`` None: it is gone."""

    table: str
    place: int
    now: Row | None


class FigureChanged(NamedTuple):
    """The line at ``place`` of a dated figure."""

    name: str
    place: int
    now: DatedValue


class FormulaChanged(NamedTuple):
    """The line at ``place`` of a calculation."""

    name: str
    place: int
    now: Formula


Change: TypeAlias = RowChanged | FigureChanged | FormulaChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of one cell, said in French (``« >= 12 » changé en « > 12 »``)."""

    where: CellRef
    sentence: str
    change: Change


def changed(model: Model, change: Change) -> Model:
    """Return *model* with *change* made: all else is shared, the examples and the seal included."""
    match change:
        case RowChanged(name, place, now):
            return replace(model, tables={**model.tables, name: with_row(model.tables[name], place, now)})
        case FigureChanged(name, place, line):
            lines = model.parameters[name]
            return replace(model, parameters={**model.parameters, name: _with(lines, place, line)})
        case FormulaChanged(name, place, formula):
            formulas = model.calculations[name]
            return replace(model, calculations={**model.calculations, name: _with(formulas, place, formula)})


def with_row(table: Table, place: int, now: Row | None) -> Table:
    """Return *table* with *now* for the row at *place*."""
    if place == len(table.rows):
        return replace(table, default=now)
    kept = () if now is None else (now,)
    return replace(table, rows=(*table.rows[:place], *kept, *table.rows[place + 1 :]))


def _with(lines: tuple[_Dated, ...], place: int, line: _Dated) -> tuple[_Dated, ...]:
    return tuple(line if at == place else other for at, other in enumerate(lines))
