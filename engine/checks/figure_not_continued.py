"""A figure whose last period ends before that of another one that the same row reads."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from engine.checks.asked_cases import is_asked
from engine.checks.dated import figures_of
from engine.checks.space import Space
from engine.diagnostics import Diagnostic, Severity
from engine.model import Model, Row
from engine.reach import read_by


def figure_not_continued(model: Model, spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each figure that ends while a row goes on, and so does a dated figure read with it.

    A figure without end is no measure of what should go on; nothing is read from the clock.
    """
    told: set[str] = set()
    for table in model.tables.values():
        for row in table.rows:
            ends = _ends(model, row)
            latest = max(ends.values(), default=date.min)
            longest = next((name for name, end in ends.items() if end == latest), "")
            for name, end in ends.items():
                if end >= latest or name in told:
                    continue
                space = spaces[table.name]
                if space.is_too_large or is_asked(space, row, end + timedelta(days=1), latest):
                    told.add(name)
                    yield _fault(model, name, end, longest, row)


def _ends(model: Model, row: Row) -> dict[str, date]:
    """Return the last day of each dated figure that *row* reads."""
    ends: dict[str, date] = {}
    for name in sorted(figures_of(model, read_by(row))):
        lasts = [line.period.end for line in model.parameters.get(name, ())]
        closed = [end for end in lasts if end is not None]
        if closed and len(closed) == len(lasts):
            ends[name] = max(closed)
    return ends


def _fault(model: Model, name: str, end: date, longest: str, row: Row) -> Diagnostic:
    line = max(model.parameters[name], key=lambda line: line.period.end or date.max)
    return Diagnostic(
        code="chiffre-sans-suite",
        where=line.where,
        message=f"«\u00a0{model.terms[name].label}\u00a0» n’a plus de valeur après le {end:%d/%m/%Y}, alors que"
        f" «\u00a0{model.terms[longest].label}\u00a0», lu par la même ligne, en a encore",
        help="ajouter la valeur de la période suivante, ou clore la ligne qui le lit",
        related=((row.where, "la ligne qui les lit"),),
        severity=Severity.WARNING,
    )
