"""Tables, figures and calculations of a model -> their drawings, as the workbook has them."""

from collections.abc import Iterable, Iterator

from engine.cells.show import show_value
from engine.model import Model, Period, Row, Table
from engine.resolving.layout import COLUMNS, SheetKind
from engine.values import Kind
from explain.sheets.drawn import Drawing, Head, Line


def drawn_table(table: Table, model: Model) -> Drawing:
    """Return *table*: title, policy, then a line for each row, cells as they were typed."""
    heads = [Head("N°"), *(Head(role.value, _named(name, model)) for name, role in table.inputs)]
    heads += [Head("Alors", _named(name, model)) for name in table.outputs]
    heads += map(Head, ("Du", "Au", "Motif", "Source", "Note"))
    settings = [("Politique", table.policy.value)]
    if table.reference_date:
        settings.append(("Date de référence", table.reference_date))
    lines = (tuple(_cells(row, table, is_default=row is table.default)) for row in table.all_rows)
    return _drawing(f"{table.label} (`{table.name}`)", heads, lines, tuple(settings))


def drawn_parameters(model: Model) -> Drawing:
    """Return the dated figures of *model*, a line for each period."""
    lines = (
        (
            name,
            show_value(line.value, model.terms[name].type.kind is Kind.PERCENTAGE),
            *_days(line.period),
            line.source,
            line.confidence,
            line.note,
        )
        for name, values in sorted(model.parameters.items())
        for line in values
    )
    return _drawing("Paramètres", map(Head, COLUMNS[SheetKind.PARAMETERS]), lines)


def drawn_calculations(model: Model) -> Drawing:
    """Return the calculations of *model*, a line for each period."""
    lines = (
        (
            name,
            line.text,
            str(line.decimals),
            line.rounding.value if line.rounding else "",
            *_days(line.period),
            line.source,
            line.note,
        )
        for name, formulas in sorted(model.calculations.items())
        for line in formulas
    )
    return _drawing("Calculs", map(Head, COLUMNS[SheetKind.CALCULATIONS]), lines)


def _drawing(
    name: str,
    heads: Iterable[Head],
    lines: Iterable[tuple[str, ...]],
    settings: tuple[tuple[str, str], ...] = (),
) -> Drawing:
    return Drawing(name, "", "", settings, tuple(heads), tuple(map(Line, lines)))


def _named(name: str, model: Model) -> str:
    return f"{model.terms[name].label} (`{name}`)"


def _cells(row: Row, table: Table, *, is_default: bool) -> Iterator[str]:
    yield "sinon" if is_default else row.id
    for name, role in table.inputs:
        asked = [c.text for c in row.conditions if c.term == name and c.role is role]
        yield " et ".join(asked) or "-"
    for name in table.outputs:
        outcome = row.outcome(name)
        yield "-" if outcome.value is None else outcome.text
    yield from _days(row.period)
    yield row.reason
    yield row.source
    yield row.note


def _days(period: Period) -> tuple[str, str]:
    start, end = period.start, period.end
    return (start.isoformat() if start else "", end.isoformat() if end else "")
