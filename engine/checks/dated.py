"""What expressions are worth on a day when they read figures alone."""

from collections.abc import Iterable
from datetime import date

from engine import formula
from engine.evaluate import NEVER_DECIDES
from engine.model import Expression, Literal, Model, Nature, names_in
from engine.reach import reach
from engine.values import Known, Missing


class DependsOnCase(Exception):
    """An expression reads what only a case can tell."""


def figure(model: Model, name: str, day: Known) -> Known:
    """Return the parameter *name* on *day*."""
    if isinstance(day, date):
        for line in model.parameters[name]:
            if line.period.holds(day):
                return Missing() if line.confidence == NEVER_DECIDES else line.value
    return Missing()


def reads_figures_alone(model: Model, expression: Expression) -> bool:
    """Whether no fact, output or given calculation can change what *expression* is worth."""
    names = names_in(expression)
    if any(model.terms[name].nature is Nature.OUTPUT for name in names):
        return False
    reached = reach(model, names)
    return not (
        reached.facts or reached.tables or any(model.terms[n].can_be_given for n in reached.calculations)
    )


def figures_of(model: Model, expressions: Iterable[Expression]) -> frozenset[str]:
    """Return the figures and calculations that *expressions* read, those of other tables left out."""
    found: set[str] = set()
    waiting = [name for expression in expressions for name in names_in(expression)]
    while waiting:
        name = waiting.pop()
        nature = model.terms[name].nature
        if name in found or nature not in (Nature.PARAMETER, Nature.CALCULATION):
            continue
        found.add(name)
        for line in model.calculations.get(name, ()):
            waiting += names_in(line.expression)
    return frozenset(found)


class Dated:
    """Figures, and calculations made of them, on a day (or when it is absent)."""

    def __init__(self, model: Model, day: Known) -> None:
        self.model = model
        self._day = day

    @property
    def day(self) -> Known:
        """Refused: the day itself is an axis."""
        raise DependsOnCase

    def value(self, name: str) -> Known:
        """Return the value of a figure, or of a calculation that reads figures alone."""
        if self.model.terms[name].nature is Nature.PARAMETER:
            return figure(self.model, name, self._day)
        for line in self.model.calculations[name]:
            if line.period.is_open or (isinstance(self._day, date) and line.period.holds(self._day)):
                return formula.result(line, self)
        return Missing()

    def parameter(self, name: str, day: date) -> Known:
        """Return a figure on another day."""
        return figure(self.model, name, day)

    def worth(self, expression: Expression) -> Known | None:
        """Return what *expression* is worth; None when it depends on the case."""
        if isinstance(expression, Literal):
            return expression.value
        if not reads_figures_alone(self.model, expression):
            return None
        try:
            return formula.worth(expression, self)
        except (DependsOnCase, ArithmeticError, ValueError):
            return None
