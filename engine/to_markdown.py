"""Writes tables, figures and calculations in Markdown, as the workbook has it: a change of a workbook reads as a diff."""

from collections.abc import Iterable

from engine.cells.show import show_value
from engine.model import Model, Period, Row, Table
from engine.values import Kind


def to_markdown(table: Table, model: Model) -> str:
    """Return *table*: title, policy, then one line a row, cells as they were typed."""
    heads = ["N°", *(f"{role.value} {_head(name, model)}" for name, role in table.inputs)]
    heads += [f"Alors {_head(name, model)}" for name in table.outputs]
    heads += ["Du", "Au", "Motif", "Source", "Note"]
    lines = [f"# {table.label} (`{table.name}`)", "", f"Politique\u00a0: {table.policy.value}"]
    if table.reference_date:
        lines.append(f"Date de référence\u00a0: {table.reference_date}")
    lines += ["", _line(heads), _line("---" for _ in heads)]
    lines += [_line(_cells(row, table, is_default=row is table.default)) for row in table.all_rows]
    return "\n".join(lines) + "\n"


def parameters_to_markdown(model: Model) -> str:
    """Return the dated figures of *model*, one line a period."""
    lines = ["# Paramètres", "", _line(["Nom", "Valeur", "Du", "Au", "Source", "Confiance", "Note"])]
    lines.append(_line(["---"] * 7))
    for name, values in sorted(model.parameters.items()):
        percent = model.terms[name].type.kind is Kind.PERCENTAGE
        for line in values:
            cells = [name, show_value(line.value, percent), *_days(line.period)]
            lines.append(_line([*cells, line.source, line.confidence, line.note]))
    return "\n".join(lines) + "\n"


def calculations_to_markdown(model: Model) -> str:
    """Return the calculations of *model*, one line a period."""
    heads = ["Nom", "Formule", "Décimales", "Arrondi", "Du", "Au", "Source", "Note"]
    lines = ["# Calculs", "", _line(heads), _line("---" for _ in heads)]
    for name, formulas in sorted(model.calculations.items()):
        for line in formulas:
            rounding = line.rounding.value if line.rounding else ""
            cells = [name, line.text, str(line.decimals), rounding, *_days(line.period)]
            lines.append(_line([*cells, line.source, line.note]))
    return "\n".join(lines) + "\n"


def _head(name: str, model: Model) -> str:
    return f"{model.terms[name].label} (`{name}`)"


def _cells(row: Row, table: Table, *, is_default: bool) -> Iterable[str]:
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


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
