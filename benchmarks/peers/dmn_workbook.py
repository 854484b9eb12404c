"""The tables of one decision as pyDMNrules reads them: a workbook whose borders say what is what."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.consulted import Consulted, Plain, Question, figure
from engine.model import AnyOf, Between, Compare, Expression, IsUnknown, Not, Operator, UnaryTest

_DOUBLE, _NONE = Side(style="double"), Side()


def write(question: Question, target: Path) -> None:
    """Write the tables of *question* to *target*."""
    book = Workbook()
    book.remove(book.worksheets[0])
    terms = dict.fromkeys(name for table in question.tables for name in table.columns)
    outputs = [output(table) for table in question.tables]
    _rows(book.create_sheet("Glossary"), _glossary([*terms, *outputs]))
    orders = [["Decision"], ["Decisions", "Execute Decision Tables"]]
    _rows(book.create_sheet("Decision"), [*orders, *([table.name, table.name] for table in question.tables)])
    for place, table in enumerate(question.tables):
        _table(book.create_sheet(f"T{place}"), table)
    book.save(target)


def output(table: Consulted) -> str:
    """Return the variable that tells which row of *table* holds."""
    return f"row_of_{table.name}"


def _glossary(names: Sequence[str]) -> Iterator[Sequence[str | None]]:
    yield ["Glossary"]
    yield ["Variable", "Business Concept", "Attribute"]
    for place, name in enumerate(names):
        yield [name, None if place else "Case", name]


def _rows(sheet: Worksheet, rows: Iterator[Sequence[str | None]] | Sequence[Sequence[str | None]]) -> None:
    for row in rows:
        sheet.append(list(row))


def _table(sheet: Worksheet, table: Consulted) -> None:
    """Write *table*: a term that a row asks twice has two columns."""
    times = {
        name: max(sum(term == name for term, _ in line.asked) for line in table.lines)
        for name in table.columns
    }
    columns = [(name, turn) for name, most in times.items() for turn in range(most)]
    _rows(sheet, [[table.name], ["C" if table.many else "F", *(name for name, _ in columns), output(table)]])
    for number, line in enumerate(table.lines, start=1):
        asked = {name: [test for term, test in line.asked if term == name] for name in times}
        cells = [written(asked[name][turn]) if turn < len(asked[name]) else "-" for name, turn in columns]
        _rows(sheet, [[str(number), *cells, f'"{line.id}"']])
    if table.default is not None:
        _rows(sheet, [[str(len(table.lines) + 1), *("-" for _ in columns), f'"{table.default}"']])
    sheet.cell(2, 1).border = Border(left=_NONE, right=_NONE, top=_NONE, bottom=_DOUBLE)
    sheet.cell(2, 1 + len(columns)).border = Border(left=_NONE, right=_DOUBLE, top=_NONE, bottom=_NONE)


def written(test: UnaryTest) -> str:
    """Return *test* as a cell of pyDMNrules."""
    match test:
        case Compare(Operator.EQ, endpoint):
            return _figure(endpoint)
        case Compare(Operator.NE, endpoint):
            return f"not({_figure(endpoint)})"
        case Compare(operator, endpoint):
            return f"{operator.value} {_figure(endpoint)}"
        case Between(low, high, low_included, high_included):
            opens, closes = "[" if low_included else "(", "]" if high_included else ")"
            return f"{opens}{_figure(low)}..{_figure(high)}{closes}"
        case AnyOf(tests):
            return ", ".join(written(one) for one in tests)
        case Not(inner):
            return f"not({written(inner)})"
        case IsUnknown():
            return "null"


def _figure(endpoint: Expression) -> str:
    value: Plain | None = figure(endpoint)
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case _:
            return str(value)
