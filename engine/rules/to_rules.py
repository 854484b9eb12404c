"""A decision table -> the conditions of its rules, over columns of integers.

What a cell asks becomes a conjunction of clauses, a clause a disjunction of atoms, an atom one
comparison of one column with an integer. The engine has no negation: a violated cell is the
conjunction of the complements. Kleene's values survive this rewriting (``et``, ``ou`` and ``non``
distribute over three values as over two), and an atom is unknown when its column is absent.
"""

from collections.abc import Iterable
from itertools import pairwise, product
from math import prod
from typing import TypeAlias, assert_never

from engine.grid import Cell, grid_of
from engine.model import AnyOf, Between, Compare, IsUnknown, Literal, Not, Operator, Table, UnaryTest
from engine.record import record
from engine.rules.columns import FAR, Columns
from engine.rules.regions import END, Region, complement, intersection, region_of, union

Atom: TypeAlias = tuple[str, str, int]
"""Column, operator of the engine (``=``: equality, ``$ex``: the column is present), integer."""

Clause: TypeAlias = tuple[Atom, ...]
Clauses: TypeAlias = tuple[Clause, ...]

ABSENT = "u"
MOST_CLAUSES = 64
MOST_POINTS = 250


class NotCompilable(Exception):
    """A table that the engine cannot take safely."""


@record()
class TableRules:
    """The conditions of the rules of a table; ``rows`` holds the index of each row's cells."""

    columns: Columns
    cells: tuple[Cell, ...]
    rows: tuple[tuple[int, ...], ...]
    satisfied: tuple[Clauses, ...]

    cell_columns: tuple[frozenset[str], ...]
    row_columns: tuple[frozenset[str], ...]

    def cell_violated(self, cell: int) -> Clauses:
        """Return what makes *cell* violated."""
        term, test = self.cells[cell]
        return clauses_of(test, term, self.columns, False)

    def row_satisfied(self, row: int) -> Clauses:
        """Return what makes *row* satisfied: all of its cells are."""
        return _all_of(self.satisfied[cell] for cell in self.rows[row])

    def row_possible(self, row: int) -> Clauses:
        """Return what leaves *row* satisfied or unknown: an atom holds or its column is absent."""
        return tuple(_or_absent(clause) for clause in self.row_satisfied(row))


def to_rules(table: Table, columns: Columns) -> TableRules:
    """Return the conditions of *table*, its columns added to *columns*.

    Raises:
        NotCompilable: a cell cannot be written in the safe part of the engine's language.
    """
    cells, _, rows, _ = grid_of(table)
    satisfied = tuple(clauses_of(test, term, columns, True) for term, test in cells)
    reads = tuple(frozenset(c for clause in clauses for c, _, _ in clause) for clauses in satisfied)
    return TableRules(
        columns=columns,
        cells=cells,
        rows=rows,
        satisfied=satisfied,
        cell_columns=reads,
        row_columns=tuple(frozenset(c for cell in row for c in reads[cell]) for row in rows),
    )


def clauses_of(test: UnaryTest, term: str, columns: Columns, holds: bool) -> Clauses:
    """Return what makes *test* satisfied on *term* (*holds*), or violated."""
    region = _region(test, term, columns)
    if region is not None:
        return _within(columns.of_value(term), region, holds)
    match test:
        case IsUnknown():
            return (((columns.of_presence(term), "=", 0 if holds else 1),),)
        case Compare(operator, endpoint):
            return _within(columns.of_sign(term, endpoint), _sign_region(operator), holds)
        case Between(low, high, low_included, high_included):
            above = Compare(Operator.GE if low_included else Operator.GT, low)
            below = Compare(Operator.LE if high_included else Operator.LT, high)
            sides = [clauses_of(side, term, columns, holds) for side in (above, below)]
            return _all_of(sides) if holds else _any_of(sides)
        case AnyOf(tests):
            constant = tuple(t for t in tests if _region(t, term, columns) is not None)
            others = [t for t in tests if t not in constant]
            merged = [AnyOf(constant)] if constant else []
            alternatives = [clauses_of(t, term, columns, holds) for t in [*merged, *others]]
            return _any_of(alternatives) if holds else _all_of(alternatives)
        case Not(inner):
            return clauses_of(inner, term, columns, not holds)
        case _:
            assert_never(test)


def absence(column: str) -> str:
    """Return the column that is there, and 1, when *column* is absent: ``u001`` for ``c001``."""
    return ABSENT + column[1:]


def _region(test: UnaryTest, term: str, columns: Columns) -> Region | None:
    """Return what *test* accepts of the value column; None when it takes another column."""
    match test:
        case Compare(operator, Literal(value)):
            number = columns.constant(term, operator, value)
            return None if number is None else region_of(operator, number)
        case Between(Literal() as low, Literal() as high, low_included, high_included):
            above = _region(Compare(Operator.GE if low_included else Operator.GT, low), term, columns)
            below = _region(Compare(Operator.LE if high_included else Operator.LT, high), term, columns)
            return None if above is None or below is None else intersection(above, below)
        case AnyOf(tests):
            if not tests:
                raise NotCompilable(f"a list without tests on {term}")
            regions = [_region(inner, term, columns) for inner in tests]
            known = [region for region in regions if region is not None]
            return union(known) if len(known) == len(regions) else None
        case Not(inner):
            region = _region(inner, term, columns)
            return None if region is None else complement(region)
        case _:
            return None


def _sign_region(operator: Operator) -> Region:
    try:
        return region_of(operator, 0)
    except ValueError as error:
        raise NotCompilable(str(error)) from error


def _within(column: str, region: Region, holds: bool) -> Clauses:
    """Return that *column* is present and lies in *region* (*holds*), or present and outside."""
    intervals = region if holds else complement(region)
    if not intervals:
        return (((column, "$gt", FAR),),)
    if intervals == ((-END, END),):
        return (((column, "$ex", 0),),)
    if len(intervals) <= MOST_POINTS and all(low == high for low, high in intervals):
        return (tuple((column, "=", point) for point, _ in intervals),)
    clauses: list[Clause] = []
    if intervals[0][0] != -END:
        clauses.append(((column, "$gte", intervals[0][0]),))
    if intervals[-1][1] != END:
        clauses.append(((column, "$lte", intervals[-1][1]),))
    for (_, before), (after, _) in pairwise(intervals):
        if after - before == 2:
            clauses.append(((column, "$neq", before + 1),))
        else:
            clauses.append(((column, "$lte", before), (column, "$gte", after)))
    return tuple(clauses)


def _all_of(parts: Iterable[Clauses]) -> Clauses:
    return tuple(dict.fromkeys(clause for part in parts for clause in part))


def _any_of(parts: list[Clauses]) -> Clauses:
    if prod(len(part) for part in parts) > MOST_CLAUSES:
        raise NotCompilable("too many combinations of intervals with computed endpoints")
    combined = (
        tuple(dict.fromkeys(atom for clause in choice for atom in clause)) for choice in product(*parts)
    )
    return tuple(dict.fromkeys(combined))


def _or_absent(clause: Clause) -> Clause:
    optional = dict.fromkeys(column for column, _, _ in clause if column.startswith("c"))
    return (*clause, *((absence(column), "=", 1) for column in optional))
