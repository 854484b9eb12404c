"""Which case is the first to give something else when one cell is changed.

Most cases are passed over without being played again: from what they read, the changed row, figure or calculation
says the same to them.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from engine import formula
from engine.calculated import calculated
from engine.diagnostics import FaultsFound
from engine.in_force import held_on
from engine.matching import conjunction, truth_of
from engine.model import Condition, Expression, Formula, HitPolicy, Literal, Ref, Row, Table, endpoints
from engine.mutants.mutant import Change, FigureChanged, FormulaChanged, RowChanged, changed
from engine.mutants.plays import FormulaSeen, Plays, RowSeen, TableSeen
from engine.trace import CellTested, Truth
from engine.values import Known, Missing


def noticed(plays: Plays, change: Change) -> str | None:
    """Return the name of the first case that sees *change*, or None."""
    model = changed(plays.model, change)
    for case in dict.fromkeys(may_see(plays, change)):
        if plays.notices(case, model, change[0]):
            return plays.cases[case].name
    return None


def may_see(plays: Plays, change: Change) -> Iterator[int]:
    """Yield the cases to which *change* says something else, whether or not their answer depends on it."""
    match change:
        case RowChanged(name, place, now):
            table = plays.model.tables[name]
            yield from (seen.case for seen in plays.tables[name] if _row_differs(table, place, now, seen))
        case FigureChanged(name, place, now):
            before = plays.model.parameters[name][place]
            same_days = now.period == before.period
            for case, day in plays.figures.get(name, ()):
                if (
                    before.period.holds(day)
                    if same_days
                    else now.period.holds(day) != before.period.holds(day)
                ):
                    yield case
        case FormulaChanged(name, place, now):
            line = plays.model.calculations[name][place]
            yield from (
                seen.case for seen in plays.formulas.get(name, ()) if _made_otherwise(line, now, seen)
            )


# --- rows --------------------------------------------------------------------------------


def _row_differs(table: Table, place: int, now: Row | None, seen: TableSeen) -> bool:
    """Whether the row at *place*, become *now*, may change what the table says to the case that saw it."""
    before = table.all_rows[place]
    if place == len(table.rows) or now is None:
        return before.id in seen.answered
    if table.policy is HitPolicy.FIRST and any(row.truth is Truth.SATISFIED for row in seen.rows[:place]):
        return False
    if now.outcomes != before.outcomes:
        return before.id in seen.answered
    was = seen.rows[place]
    held = was.in_force if now.period == before.period else held_on(now.period, _or_missing(seen.day))
    try:
        truth = conjunction([held, *(_truth(c, at, was, seen.day) for at, c in enumerate(now.conditions))])
    except (NotRead, ArithmeticError, ValueError):
        return True
    return truth is not was.truth or truth is Truth.UNKNOWN


def _truth(condition: Condition, at: int, was: RowSeen, day: Known | None) -> Truth:
    """Return the truth of a cell, changed or not, from what the case read for the row as it *was*."""
    for cell in was.cells:
        if cell.condition == condition:
            return cell.truth
    return truth_in(condition, was.cells[at], was.cells[at].value, day)


def truth_in(condition: Condition, cell: CellTested, value: Known, day: Known | None = None) -> Truth:
    """Return the truth of *condition* for *value*, its endpoints those that *cell* read, at most.

    Raises:
        NotRead: it reads something else.
    """
    known = dict(zip(endpoints(cell.condition.test), endpoints(cell.resolved), strict=True))
    read = _Read({e.name: _worth(value) for e, value in known.items() if isinstance(e, Ref)}, day)

    def worth(expression: Expression) -> Known:
        return _worth(known[expression]) if expression in known else formula.worth(expression, read)

    return truth_of(condition.test, value, worth)


def _worth(resolved: Expression) -> Known:
    return resolved.value if isinstance(resolved, Literal) else Missing()


# --- calculations ------------------------------------------------------------------------


def _made_otherwise(line: Formula, now: Formula, seen: FormulaSeen) -> bool:
    """Whether *line*, become *now*, may give another value to the case that *seen* it made."""
    if now.period != line.period:
        day = _or_missing(seen.day)
        return held_on(now.period, day) is not held_on(line.period, day)
    if seen.line is not line:
        return False
    try:
        return calculated(now, _Read(seen.operands, seen.day)) != seen.value
    except (NotRead, FaultsFound):
        return True


def _or_missing(day: Known | None) -> Known:
    return Missing() if day is None else day


class NotRead(LookupError):
    """A value that the case did not read when it was played."""


class _Read:
    """What a case read, as surroundings of an expression."""

    def __init__(self, values: Mapping[str, Known], day: Known | None) -> None:
        self.values = values
        self.day = _or_missing(day)

    def value(self, name: str) -> Known:
        """Return the value of a term that was read."""
        if name not in self.values:
            raise NotRead(name)
        return self.values[name]

    def parameter(self, name: str, day: date) -> Known:
        """Return a figure that was read on another day."""
        return self.value(f"{name}@{day.isoformat()}")
