"""A figure without value on some day of a year that somebody asks about: the coming one, most often."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from engine.checks.asked_cases import is_asked
from engine.checks.dated import figures_of
from engine.checks.space import Space, Witness
from engine.diagnostics import Diagnostic, Severity
from engine.evaluate import NEVER_DECIDES
from engine.model import Model
from engine.reach import read_by


def figure_missing(model: Model, spaces: Mapping[str, Space], year: int) -> Iterator[Diagnostic]:
    """Report each figure that a row may read in *year* and that has no value, or none to decide with, on some day.

    The year is given, never read from the clock.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    told: set[str] = set()
    for space in spaces.values():
        for row in space.table.rows:
            for name in sorted(figures_of(model, read_by(row)) & model.parameters.keys() - told):
                day = _first_without(model, name, first, last)
                if day is not None and (space.is_too_large or is_asked(space, row, day, last)):
                    told.add(name)
                    yield _fault(model, space, name, day, year)


def _first_without(model: Model, name: str, first: date, last: date) -> date | None:
    """Return the first of these days on which the figure has no value."""
    lines = [line for line in model.parameters[name] if line.confidence != NEVER_DECIDES]
    day = first
    while day <= last:
        line = next((line for line in lines if line.period.holds(day)), None)
        if line is None:
            return day
        if line.period.end is None or line.period.end >= last:
            return None
        day = line.period.end + timedelta(days=1)
    return None


def _fault(model: Model, space: Space, name: str, day: date, year: int) -> Diagnostic:
    line = max(model.parameters[name], key=lambda line: line.period.end or date.max)
    return Diagnostic(
        code="chiffre-absent-de-l-annee",
        where=line.where,
        message=f"«\u00a0{model.terms[name].label}\u00a0» n’a pas de valeur à partir du {day:%d/%m/%Y}, en {year}",
        help="ajouter sa valeur à partir de ce jour, ou ouvrir la période si elle ne change pas",
        severity=Severity.WARNING,
        witness=space.case(Witness(((space.day, day),), day)),
    )
