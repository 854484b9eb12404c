"""A model gives the models that differ from it by one cell, in the order of its tables and lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from engine.cells.show import show_expression, show_test, show_value
from engine.location import CellRef
from engine.model import (
    Condition,
    DatedValue,
    Expression,
    Formula,
    Literal,
    Model,
    Outcome,
    Period,
    Row,
    Table,
    UnaryTest,
)
from engine.mutants.expressions_changed import changed_expressions
from engine.mutants.mutant import FigureChanged, FormulaChanged, Mutant, RowChanged
from engine.mutants.steps import STEPS, day_moved, last_digit, moved
from engine.mutants.tests_changed import changed_tests
from engine.values import Kind, Rounding, Type, Value

_Line = TypeVar("_Line", Row, DatedValue, Formula)


def mutants_of_table(model: Model, table: Table, within: Period) -> Iterator[Mutant]:
    """Yield the small changes of the rows of *table* in force at some time *within* a period."""
    for place, row in enumerate(table.all_rows):
        if row.period.meets(within):
            for now, sentence, where in _row_changes(model, row, within):
                yield Mutant(where=where, sentence=sentence, change=RowChanged(table.name, place, now))


def _row_changes(model: Model, row: Row, within: Period) -> Iterator[tuple[Row | None, str, CellRef]]:
    for at, condition in enumerate(row.conditions):
        for test, sentence in _cell_changes(condition, model.terms[condition.term].type):
            other = () if test is None else (replace(condition, test=test),)
            conditions = (*row.conditions[:at], *other, *row.conditions[at + 1 :])
            yield replace(row, conditions=conditions), sentence, condition.where
    for at, outcome in enumerate(row.outcomes):
        for value, sentence in _outcome_changes(outcome, model.terms[outcome.term].type):
            outcomes = (*row.outcomes[:at], replace(outcome, value=value), *row.outcomes[at + 1 :])
            yield replace(row, outcomes=outcomes), sentence, outcome.where
    for shifted, sentence in _shifted(row, within):
        yield shifted, sentence, row.where
    yield None, f"ligne {row.id} supprimée", row.where


def mutants_of_figure(model: Model, name: str, within: Period) -> Iterator[Mutant]:
    """Yield the small changes of the lines of a dated figure."""
    for place, line in enumerate(model.parameters[name]):
        if not line.period.meets(within):
            continue
        for value in _values_near(line.value, model.terms[name].type):
            percent = _is_percentage(model.terms[name].type)
            sentence = _turned(show_value(line.value, percent), show_value(value, percent))
            now = replace(line, value=value)
            yield Mutant(where=line.where, sentence=sentence, change=FigureChanged(name, place, now))
        for now, sentence in _shifted(line, within):
            yield Mutant(where=line.where, sentence=sentence, change=FigureChanged(name, place, now))


def mutants_of_calculation(model: Model, name: str, within: Period) -> Iterator[Mutant]:
    """Yield the small changes of the lines of a calculation."""
    for place, line in enumerate(model.calculations[name]):
        if not line.period.meets(within):
            continue
        for part in changed_expressions(line.expression):
            now = replace(line, expression=part.whole)
            sentence = _turned(show_expression(part.before), show_expression(part.after))
            yield Mutant(where=line.where, sentence=sentence, change=FormulaChanged(name, place, now))
        for rounding in Rounding if line.rounding is not None else ():
            if rounding is not line.rounding and line.rounding is not None:
                now = replace(line, rounding=rounding)
                sentence = f"arrondi {_turned(line.rounding.value, rounding.value)}"
                yield Mutant(where=line.where, sentence=sentence, change=FormulaChanged(name, place, now))
        for now, sentence in _shifted(line, within):
            yield Mutant(where=line.where, sentence=sentence, change=FormulaChanged(name, place, now))


def _cell_changes(condition: Condition, type_: Type) -> Iterator[tuple[UnaryTest | None, str]]:
    seen = {condition.test}
    for test in changed_tests(condition.test, type_):
        if test not in seen:
            seen.add(test)
            yield test, _turned(condition.text, _unquoted(show_test(test, type_)))
    yield None, f"cellule «\u00a0{condition.text}\u00a0» vidée"


def _outcome_changes(outcome: Outcome, type_: Type) -> Iterator[tuple[Expression, str]]:
    match outcome.value:
        case None:
            return
        case Literal(value):
            for other in _values_near(value, type_):
                yield (
                    Literal(other),
                    _turned(outcome.text, _unquoted(show_value(other, _is_percentage(type_)))),
                )
        case _:
            for part in changed_expressions(outcome.value):
                yield part.whole, _turned(show_expression(part.before), show_expression(part.after))


def _values_near(value: Value, type_: Type) -> Iterator[Value]:
    """Yield other values for a cell that gives *value*: the other boolean, the next choice, a step away."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        if value in type_.choices and len(type_.choices) > 1:
            yield type_.choices[(type_.choices.index(value) + 1) % len(type_.choices)]
    elif isinstance(value, Decimal):
        for sign in STEPS:
            yield value + sign * last_digit(value, type_.kind)
    else:
        for steps in STEPS:
            if (other := moved(value, steps, type_)) is not None:
                yield other


def _shifted(line: _Line, within: Period) -> Iterator[tuple[_Line, str]]:
    """Yield *line* with each end of its period a day earlier, then later, where the day that it gains or loses
    lies *within* a period."""
    start, end = line.period.start, line.period.end
    for steps in STEPS:
        if start is not None and within.holds(min(start, day_moved(start, steps))):
            other = day_moved(start, steps)
            yield replace(line, period=Period(other, end)), _day_turned("Du", start, other)
        if end is not None and within.holds(max(end, day_moved(end, steps))):
            other = day_moved(end, steps)
            yield replace(line, period=Period(start, other)), _day_turned("Au", end, other)


def _day_turned(column: str, before: date, after: date) -> str:
    return f"«\u00a0{column}\u00a0» {before:%d/%m/%Y} changé en {after:%d/%m/%Y}"


def _turned(before: str, after: str) -> str:
    return f"«\u00a0{before}\u00a0» changé en «\u00a0{after}\u00a0»"


def _unquoted(text: str) -> str:
    """Return *text* as staff write it: the words of a closed list without quotes."""
    return text.replace('"', "")


def _is_percentage(type_: Type) -> bool:
    return type_.kind is Kind.PERCENTAGE
