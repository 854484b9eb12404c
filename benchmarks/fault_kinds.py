"""The faults that people make in workbooks: each picks a site at random and says where it is to be told."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from benchmarks.fault_sites import (
    Cell,
    Injected,
    Sites,
    below,
    copy_below,
    delete_row,
    put,
    put_formula,
    row_of,
    sheet_of,
)
from engine.cells.measures import agree, decimals_of, measure_of_type
from engine.cells.show import show_number, show_test, show_value
from engine.location import CellRef
from engine.model import Compare, HitPolicy, Literal, Nature, Operator, Outcome, Row, Table, Term
from engine.names import fold
from engine.reach import reach
from engine.resolving.layout import ID, RoleSheet, SheetKind
from engine.resolving.resolve_glossary import Glossary
from engine.source import RawCell
from engine.values import NUMERIC_KINDS, WHOLE_KINDS, Kind

Inject = Callable[[Sites], Injected]

TODAY = date(2026, 6, 30)
"""A day of the current year of the workbooks."""

SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)
ORDERINGS = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)


def _at(where: CellRef, value: object, *others: CellRef) -> Injected:
    """Return the fault of one cell, to be told there (or at *others*)."""
    return Injected(where, put((where, value)), (where, *others), f"{where} : {value!r}")


def _type(sites: Sites, cell: Cell) -> Term:
    return sites.model.terms[cell.condition.term]


# --- what the spreadsheet holds -----------------------------------------------------------


def error_value(sites: Sites) -> Injected:
    where = sites.pick(sites.cells).condition.where
    value = sites.pick(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
    return Injected(where, put_formula(where, value), (where,), f"{where} : {value}")


def formula_without_value(sites: Sites) -> Injected:
    where = sites.pick(sites.figures)[1].where
    return Injected(where, put_formula(where, "=2*21"), (where,), f"{where} : =2*21")


def volatile_formula(sites: Sites) -> Injected:
    line = sites.line(*sites.pick(sites.rows))
    where = line.where_of("Du") if line.columns.get("Du") else sites.pick(sites.cells).condition.where
    return Injected(where, put_formula(where, "=TODAY()"), (where,), f"{where} : =TODAY()")


def struck_cell(sites: Sites) -> Injected:
    from openpyxl.styles import Font

    where = sites.pick(sites.cells).condition.where

    def edit(book: object) -> None:
        book[where.sheet].cell(where.row, where.column).font = Font(name="Calibri", strike=True)  # type: ignore[index]

    return Injected(where, edit, (where,), f"{where} : raturée")


def hidden_row(sites: Sites) -> Injected:
    where = sites.pick(sites.rows)[1].where

    def edit(book: object) -> None:
        book[where.sheet].row_dimensions[where.row].hidden = True  # type: ignore[index]

    return Injected(where, edit, (where,), f"{where} : masquée")


def hidden_sheet(sites: Sites) -> Injected:
    where = sites.pick(sites.kinds)

    def edit(book: object) -> None:
        book[where.sheet].sheet_state = "hidden"  # type: ignore[index]

    return Injected(where, edit, (where,), f"{where} : masquée")


def merged_cells(sites: Sites) -> Injected:
    row = sites.pick(r for t, r in sites.rows if r is not t.rows[-1] and r.conditions)
    column = row.conditions[0].where.column

    def edit(book: object) -> None:
        book[row.where.sheet].merge_cells(  # type: ignore[index]
            start_row=row.where.row, end_row=row.where.row + 1, start_column=column, end_column=column
        )

    place = CellRef(row.where.workbook, row.where.sheet, row.where.row, column)
    return Injected(place, edit, (place,), f"{place} : fusionnée avec celle du dessous")


# --- sheets, headers, names ---------------------------------------------------------------


def misspelt_sheet_kind(sites: Sites) -> Injected:
    sheet = sites.pick(sites.kinds)
    kind = sites.kinds[sheet]
    return _at(CellRef(sheet.workbook, sheet.sheet, 1, 1), sites.typo(kind.value))


def misspelt_role(sites: Sites) -> Injected:
    laid = sites.laid(sites.pick(sites.model.tables.values()))
    column = sites.pick(laid.columns)
    where = replace(column.name.where, row=column.name.where.row - 1)
    return _at(where, sites.typo(column.role) if len(column.role) > 2 else "Ci")


def misspelt_column(sites: Sites) -> Injected:
    column = sites.pick(sites.laid(sites.pick(sites.model.tables.values())).columns)
    return _at(column.name.where, sites.typo(column.name.text))


def misspelt_setting(sites: Sites) -> Injected:
    table = sites.pick(sites.model.tables.values())
    laid = sites.laid(table)
    value = laid.settings["Politique"].where
    return _at(replace(value, column=1), sites.typo("Politique"))


def unknown_policy(sites: Sites) -> Injected:
    laid = sites.laid(sites.pick(sites.model.tables.values()))
    cell = laid.settings["Politique"]
    return _at(cell.where, sites.typo(cell.text))


def misspelt_figure(sites: Sites) -> Injected:
    line = sites.pick(sites.lines(SheetKind.PARAMETERS))
    return _at(line.where_of("Nom"), sites.typo(line.text("Nom")))


def misspelt_name_in_formula(sites: Sites) -> Injected:
    line = sites.pick(f for _, f in sites.formulas if _names_in_text(sites, f.text))
    wrong = sites.pick(_names_in_text(sites, line.text))
    return _at(line.where, re.sub(rf"\b{wrong}\b", sites.typo(wrong), line.text))


def _names_in_text(sites: Sites, text: str) -> list[str]:
    return [word for word in re.findall(r"[A-Za-z_]\w+", text) if word in sites.model.terms]


def misspelt_name_in_cell(sites: Sites) -> Injected:
    cell = sites.pick(c for c in sites.cells if _names_in_text(sites, c.condition.text))
    wrong = sites.pick(_names_in_text(sites, cell.condition.text))
    return _at(cell.condition.where, re.sub(rf"\b{wrong}\b", sites.typo(wrong), cell.condition.text))


def misspelt_placeholder(sites: Sites) -> Injected:
    table, row = sites.pick(sites.rows)
    where = sites.line(table, row).where_of("Motif")
    text = f"{row.reason} ({{{{ {sites.typo(sites.pick(sites.model.terms))} }}}})"
    return _at(where, text, row.where)


def missing_glossary_line(sites: Sites) -> Injected:
    used = {cell.condition.term for cell in sites.cells} & {
        name for name, term in sites.model.terms.items() if term.nature is Nature.FACT
    }
    term = sites.model.terms[sites.pick(sorted(used))]
    return Injected(
        term.where,
        delete_row(term.where),
        tuple(_cells_that_name(sites, term)),
        f"{row_of(term.where)} : « {term.name} » supprimé du glossaire",
    )


def _cells_that_name(sites: Sites, term: Term) -> Iterator[CellRef]:
    words = {fold(term.name), fold(term.label)}
    for workbook in sites.workbooks.values():
        for sheet in workbook.sheets:
            for cell in sheet.cells.values():
                if isinstance(cell.value, str) and any(word in fold(cell.value) for word in words):
                    yield cell.where


def name_twice_in_glossary(sites: Sites) -> Injected:
    term = sites.pick(sites.model.terms.values())
    new = below(term.where)
    return Injected(
        new, copy_below(term.where), (replace(new, column=term.where.column),), f"{new} : en double"
    )


def unused_name(sites: Sites) -> Injected:
    term = sites.pick(t for t in sites.model.terms.values() if t.nature is Nature.FACT)
    line = next(one for one in sites.lines(SheetKind.GLOSSARY) if one.where_of("Nom") == term.where)
    new = below(term.where)
    edit = copy_below(
        term.where, (line.columns["Nom"], f"{term.name}_bis"), (line.columns["Libellé"], f"{term.label} bis")
    )
    return Injected(new, edit, (replace(new, column=term.where.column),), f"{new} : nom que rien ne lit")


def benefit_without_table(sites: Sites) -> Injected:
    line = sites.pick(sites.lines(SheetKind.CATALOGUE))
    return _at(line.where_of("Table du droit"), sites.typo(line.text("Table du droit")))


def misspelt_joined_name(sites: Sites) -> Injected:
    line, column = sites.pick(
        (line, column)
        for line in sites.lines(SheetKind.CATALOGUE)
        for column in ("Montants", "Durées", "Démarches")
        if line.text(column)
    )
    return _at(line.where_of(column), sites.typo(line.text(column)))


def misspelt_example_column(sites: Sites) -> Injected:
    from engine.faults import Faults
    from engine.resolving.layout import role_sheet

    where = sites.pick(place for place, kind in sites.kinds.items() if kind is SheetKind.EXAMPLES)
    laid = role_sheet(sites.sheet(where), SheetKind.EXAMPLES, Faults())
    assert laid is not None
    column = sites.pick(laid.columns)
    return _at(column.name.where, sites.typo(column.name.text))


# --- cells --------------------------------------------------------------------------------


def wrong_type(sites: Sites) -> Injected:
    cell = sites.pick(sites.cells)
    term = _type(sites, cell)
    wrong: object = {Kind.BOOLEAN: 12, Kind.DATE: 12, Kind.TEXT: 12}.get(term.type.kind, '"douze"')
    return _at(cell.condition.where, wrong)


def decimal_comma(sites: Sites) -> Injected:
    where = sites.pick(sites.cells_of(*NUMERIC_KINDS)).condition.where
    return _at(where, sites.pick([">= 10,5", "1,2", "[0,5..2]", "12,75"]))


def number_with_two_readings(sites: Sites) -> Injected:
    line = sites.pick(f for n, f in sites.figures if sites.model.terms[n].type.kind is Kind.AMOUNT)
    return _at(line.where, sites.pick(["1.234", "12,345", "1.234,56", "3,428"]))


def other_unit(sites: Sites) -> Injected:
    kinds = {Kind.MONTHS: "semaines", Kind.DAYS: "mois", Kind.WEEKS: "jours", Kind.AMOUNT: "jours"}
    cell = sites.pick(sites.cells_of(*kinds))
    return _at(cell.condition.where, f">= 12 {kinds[_type(sites, cell).type.kind]}")


def outside_list(sites: Sites) -> Injected:
    cell = sites.pick(c for c in sites.cells_of(Kind.TEXT) if _type(sites, c).type.choices)
    choice = sites.pick(c for c in _type(sites, cell).type.choices if len(c) > 3)
    return _at(cell.condition.where, sites.typo(choice))


def lookalike_letter(sites: Sites) -> Injected:
    cell = sites.pick(
        c
        for c in sites.cells_of(Kind.TEXT)
        if any("a" in choice or "e" in choice for choice in _type(sites, c).type.choices)
    )
    choice = sites.pick(c for c in _type(sites, cell).type.choices if "a" in c or "e" in c)
    return _at(cell.condition.where, choice.replace("a", "\u0430", 1).replace("e", "\u0435", 1))


def lookalike_quote(sites: Sites) -> Injected:
    cell = sites.pick(c for c in sites.cells_of(Kind.TEXT) if _type(sites, c).type.choices)
    choice = sites.pick(_type(sites, cell).type.choices)
    opening, closing = sites.pick([("‘", "’"), ("'", "'"), ('"', ""), ("“", ""), ("‹", "›")])
    return _at(cell.condition.where, opening + choice + closing)


def ambiguous_date(sites: Sites) -> Injected:
    line = sites.pick(sites.lines(SheetKind.PARAMETERS))
    return _at(
        line.where_of("Du"), sites.pick(["03/04/25", "12/31/2025", "2025-13-01", "1.4.25", "avril 2025"])
    )


def range_turned_to_date(sites: Sites) -> Injected:
    where = sites.pick(sites.cells_of(*NUMERIC_KINDS)).condition.where
    return _at(where, date(2026, sites.random.randint(1, 12), sites.random.randint(1, 12)))


def badly_written_range(sites: Sites) -> Injected:
    where = sites.pick(sites.cells_of(*WHOLE_KINDS)).condition.where
    return _at(where, sites.pick(["12-24", "12 à 24", "[24..12]", "[12;24]", "12 et plus"]))


def out_of_bounds(sites: Sites) -> Injected:
    cell = sites.pick(
        c for c in sites.cells_of(*NUMERIC_KINDS) if isinstance(_type(sites, c).type.minimum, Decimal)
    )
    low = _type(sites, cell).type.minimum
    assert isinstance(low, Decimal)
    percent = _type(sites, cell).type.kind is Kind.PERCENTAGE
    return _at(cell.condition.where, f"> {show_value(low - 1, percent)}")


def same_value_twice(sites: Sites) -> Injected:
    cell = sites.pick(c for c in sites.cells_of(Kind.TEXT) if _type(sites, c).type.choices)
    choice = sites.pick(_type(sites, cell).type.choices)
    return _at(cell.condition.where, f"{choice} ; {choice}")


def outcome_outside_list(sites: Sites) -> Injected:
    _, _, outcome = sites.pick(_outcomes_of_lists(sites))
    assert isinstance(outcome.value, Literal)
    return _at(outcome.where, sites.typo(str(outcome.value.value)))


def _outcomes_of_lists(sites: Sites) -> Iterator[tuple[Table, Row, Outcome]]:
    for table, row in sites.rows:
        for outcome in row.outcomes:
            if len(sites.model.terms[outcome.term].type.choices) > 1 and isinstance(outcome.value, Literal):
                yield table, row, outcome


def unknown_name_in_outcome(sites: Sites) -> Injected:
    outcome = sites.pick(
        outcome
        for _, row in sites.rows
        for outcome in row.outcomes
        if sites.model.terms[outcome.term].type.is_numeric
    )
    return _at(outcome.where, f"= {sites.typo(sites.pick(sites.model.parameters))}")


def percentage_without_sign(sites: Sites) -> Injected:
    line = sites.pick(f for n, f in sites.figures if sites.model.terms[n].type.kind is Kind.PERCENTAGE)
    return _at(line.where, sites.pick(["7", "0.5", "12.5"]))


def too_many_decimals(sites: Sites) -> Injected:
    name, line = sites.pick(
        (n, f) for n, f in sites.figures if sites.model.terms[n].type.kind in (Kind.AMOUNT, *WHOLE_KINDS)
    )
    assert isinstance(line.value, Decimal)
    more = line.value + Decimal(5).scaleb(-sites.model.terms[name].type.decimals - 1)
    return _at(line.where, float(more))


# --- formulas -----------------------------------------------------------------------------


def unknown_function(sites: Sites) -> Injected:
    line = sites.pick(f for _, f in sites.formulas if re.search(r"[a-z_]{3,}\(", f.text))
    wrong = sites.pick(re.findall(r"([a-z_]{3,})\(", line.text))
    return _at(line.where, line.text.replace(f"{wrong}(", f"{sites.typo(wrong)}(", 1))


def open_parenthesis(sites: Sites) -> Injected:
    line = sites.pick(f for _, f in sites.formulas if ")" in f.text)
    place = line.text.rindex(")")
    return _at(line.where, line.text[:place] + line.text[place + 1 :])


def missing_rounding(sites: Sites) -> Injected:
    scope = Glossary(sites.model.terms.values())
    wanted = {
        line.where
        for _, line in sites.formulas
        if line.rounding is not None
        and ((most := decimals_of(line.expression, scope)) is None or most > line.decimals)
    }
    line = sites.pick(one for one in sites.lines(SheetKind.CALCULATIONS) if one.where_of("Formule") in wanted)
    where = line.where_of("Arrondi")
    return Injected(where, put((where, None)), (where, line.where_of("Formule")), f"{where} : arrondi ôté")


def unknown_rounding(sites: Sites) -> Injected:
    line = sites.pick(one for one in sites.lines(SheetKind.CALCULATIONS) if len(one.text("Arrondi")) > 1)
    return _at(line.where_of("Arrondi"), sites.typo(line.text("Arrondi")))


def wrong_unit_in_calculation(sites: Sites) -> Injected:
    name, line = sites.pick(
        (n, f) for n, f in sites.formulas if measure_of_type(sites.model.terms[n].type).unit
    )
    own = measure_of_type(sites.model.terms[name].type)
    other = sites.pick(
        term.name
        for term in sites.model.terms.values()
        if term.nature is Nature.FACT and term.type.is_numeric and not agree(own, measure_of_type(term.type))
    )
    return _at(line.where, other)


def cycle(sites: Sites) -> Injected:
    name = sites.pick(n for n, _ in sites.formulas if reach(sites.model, [n]).calculations[1:])
    read = sites.pick(reach(sites.model, [name]).calculations[1:])
    inner = sites.pick(sites.model.calculations[read])
    text = f"si connu({name}) alors ({inner.text}) sinon ({inner.text})"
    return _at(inner.where, text)


# --- lines and periods --------------------------------------------------------------------


def duplicate_number(sites: Sites) -> Injected:
    table, row = sites.pick((t, r) for t, r in sites.rows if r is not t.rows[0])
    return _at(sites.line(table, row).where_of(ID), table.rows[0].id)


def row_without_number(sites: Sites) -> Injected:
    line = sites.line(*sites.pick(sites.rows))
    return _at(line.where_of(ID), None)


def from_after_to(sites: Sites) -> Injected:
    line = sites.pick(one for one in sites.lines(SheetKind.PARAMETERS) if one.cell("Au") and one.cell("Du"))
    end = line.cell("Au")
    assert end is not None and isinstance(end.value, date)
    return _at(line.where_of("Du"), end.value + timedelta(days=30), line.where_of("Au"))


def _followers(sites: Sites) -> list[tuple[CellRef, date]]:
    """Return the cells « Du » of the figures that follow, the next day, an earlier value."""
    found: list[tuple[CellRef, date]] = []
    lines = {line.where_of("Valeur"): line for line in sites.lines(SheetKind.PARAMETERS)}
    for values in sites.model.parameters.values():
        for earlier, later in pairwise(values):
            start, end = later.period.start, earlier.period.end
            long = later.period.end is None or (start and later.period.end > start + timedelta(days=60))
            if start and end == start - timedelta(days=1) and long:
                found.append((lines[later.where].where_of("Du"), start))
    return found


def overlapping_periods(sites: Sites) -> Injected:
    where, start = sites.pick(_followers(sites))
    return _near(sites, where, start - timedelta(days=15))


def hole_between_periods(sites: Sites) -> Injected:
    where, start = sites.pick(_followers(sites))
    return _near(sites, where, start + timedelta(days=15))


def _near(sites: Sites, where: CellRef, day: date) -> Injected:
    line = next(one for one in sites.lines(SheetKind.PARAMETERS) if one.where_of("Du") == where)
    same = [
        one.where_of("Valeur")
        for one in sites.lines(SheetKind.PARAMETERS)
        if fold(one.text("Nom")) == fold(line.text("Nom"))
    ]
    return Injected(where, put((where, day)), (where, *same), f"{where} : {day}")


def figure_not_continued(sites: Sites) -> Injected:
    name, line = sites.pick(
        (name, line)
        for name, line in sites.figures
        if line.period.holds(TODAY) and line.period.start and len(sites.model.parameters[name]) > 1
    )
    others = [other.where for other in sites.model.parameters[name] if other is not line]
    shifted = [
        replace(o, row=o.row - 1) if sheet_of(o) == sheet_of(line.where) and o.row > line.where.row else o
        for o in others
    ]
    return Injected(
        line.where,
        delete_row(line.where),
        tuple(shifted),
        f"{row_of(line.where)} : « {name} » supprimé depuis le {line.period.start}",
    )


def overlapping_rows(sites: Sites) -> Injected:
    table, row, outcome = sites.pick(
        (t, r, o) for t, r, o in _outcomes_of_lists(sites) if t.policy in (HitPolicy.UNIQUE, HitPolicy.ANY)
    )
    return _copied(sites, table, row, (outcome.where.column, _other(sites, outcome)))


def _other(sites: Sites, outcome: Outcome) -> str:
    assert isinstance(outcome.value, Literal)
    return sites.pick(c for c in sites.model.terms[outcome.term].type.choices if c != outcome.value.value)


def covered_row(sites: Sites) -> Injected:
    table, row = sites.pick((t, r) for t, r in sites.rows if t.policy is HitPolicy.FIRST)
    return _copied(sites, table, row)


def _copied(sites: Sites, table: Table, row: Row, *values: tuple[int, object]) -> Injected:
    id_ = sites.line(table, row).where_of(ID)
    new = below(row.where)
    edit = copy_below(row.where, (id_.column, f"{row.id}-BIS"), *values)
    return Injected(new, edit, (row.where, new), f"{new} : copie de {row.id}")


def deleted_row(sites: Sites) -> Injected:
    table, row = sites.pick(
        (t, r) for t, r in sites.rows if t.default is None and t.policy in SINGLE and len(t.rows) > 1
    )
    return _deleted(table, row)


def deleted_default(sites: Sites) -> Injected:
    table = sites.pick(t for t in sites.model.tables.values() if t.default is not None and t.policy in SINGLE)
    assert table.default is not None
    return _deleted(table, table.default)


def _deleted(table: Table, row: Row) -> Injected:
    what = f"{row.where} : ligne {row.id} de « {table.name} » supprimée"
    return Injected(row.where, delete_row(row.where), (table.where,), what)


def emptied_source(sites: Sites) -> Injected:
    table, row = sites.pick((t, r) for t, r in sites.rows if r.source)
    where = sites.line(table, row).where_of("Source")
    return Injected(where, put((where, None)), (row.where,), f"{where} : source vidée")


# --- glossary -----------------------------------------------------------------------------


def bounds_reversed(sites: Sites) -> Injected:
    line = sites.pick(
        one
        for one in sites.lines(SheetKind.GLOSSARY)
        if fold(one.text("Type")) in {fold(k.value) for k in (Kind.INTEGER, Kind.AMOUNT, *WHOLE_KINDS)}
    )
    low, high = line.where_of("Minimum"), line.where_of("Maximum")
    return Injected(high, put((low, 50), (high, 5)), (high, low), f"{row_of(high)} : 50 à 5")


def unknown_type(sites: Sites) -> Injected:
    line = sites.pick(sites.lines(SheetKind.GLOSSARY))
    return _at(line.where_of("Type"), sites.typo(line.text("Type")))


def same_choice_twice(sites: Sites) -> Injected:
    line = sites.pick(one for one in sites.lines(SheetKind.GLOSSARY) if one.text("Valeurs permises"))
    written = line.text("Valeurs permises")
    first = written.replace("\n", ";").split(";")[0].strip()
    return _at(line.where_of("Valeurs permises"), f"{written} ; {first.upper()}")


# --- legal, and wrong: the cases tell -----------------------------------------------------


def threshold_moved(sites: Sites) -> Injected:
    found: list[tuple[Cell, Compare, Decimal]] = []
    for cell in sites.cells_of(*NUMERIC_KINDS):
        match cell.condition.test:
            case Compare(operator, Literal(Decimal() as value)) as test if operator in ORDERINGS:
                found.append((cell, test, value))
    cell, test, value = sites.pick(found)
    type_ = _type(sites, cell).type
    step = Decimal(1).scaleb(-type_.decimals)
    for moved in (value + step, value - step):
        if (not isinstance(type_.minimum, Decimal) or moved >= type_.minimum) and (
            not isinstance(type_.maximum, Decimal) or moved <= type_.maximum
        ):
            return _at(
                cell.condition.where,
                show_test(Compare(test.operator, Literal(moved)), type_),
                cell.row.where,
                cell.table.where,
            )
    raise LookupError


def figure_moved(sites: Sites) -> Injected:
    name, line = sites.pick(
        (n, f)
        for n, f in sites.figures
        if f.period.holds(TODAY) and isinstance(f.value, Decimal) and f.value > 1
    )
    type_ = sites.model.terms[name].type
    assert isinstance(line.value, Decimal)
    return _at(line.where, show_number(line.value + Decimal(1).scaleb(-type_.decimals)))


def outcome_changed(sites: Sites) -> Injected:
    table, row, outcome = sites.pick(_outcomes_of_lists(sites))
    return _at(outcome.where, _other(sites, outcome), row.where, table.where)


def answer_reversed(sites: Sites) -> Injected:
    cell = sites.pick(
        c
        for c in sites.cells_of(Kind.BOOLEAN)
        if isinstance(c.condition.test, Compare) and isinstance(c.condition.test.endpoint, Literal)
    )
    test = cell.condition.test
    assert isinstance(test, Compare) and isinstance(test.endpoint, Literal)
    return _at(
        cell.condition.where, "non" if test.endpoint.value else "oui", cell.row.where, cell.table.where
    )


def deleted_exception(sites: Sites) -> Injected:
    table, row = sites.pick((t, r) for t, r in sites.rows if t.default is not None)
    return _deleted(table, row)


def wrong_expectation(sites: Sites) -> Injected:
    from engine.faults import Faults
    from engine.resolving.layout import EXPECTED, role_sheet

    where = sites.pick(place for place, kind in sites.kinds.items() if kind is SheetKind.EXAMPLES)
    laid = role_sheet(sites.sheet(where), SheetKind.EXAMPLES, Faults())
    assert laid is not None
    cell, term = sites.pick(_expectations(sites, laid, EXPECTED))
    other = sites.pick(choice for choice in term.type.choices if fold(choice) != fold(cell.text))
    return _at(cell.where, other, row_of(cell.where))


def _expectations(sites: Sites, laid: RoleSheet, role: str) -> Iterator[tuple[RawCell, Term]]:
    glossary = Glossary(sites.model.terms.values())
    for column in laid.columns:
        term = glossary.find(column.name.text)
        assert term is not None
        for line in laid.lines if column.role == role and len(term.type.choices) > 1 else ():
            cell = laid.sheet.at(line.row, column.place)
            if cell is not None and cell.text != "-":
                yield cell, term


WRITTEN: Mapping[str, Inject] = {
    "error value": error_value,
    "formula never calculated": formula_without_value,
    "formula that changes by itself": volatile_formula,
    "struck-through cell": struck_cell,
    "hidden row": hidden_row,
    "hidden sheet": hidden_sheet,
    "merged cells": merged_cells,
    "misspelt kind of sheet": misspelt_sheet_kind,
    "misspelt role of a column": misspelt_role,
    "misspelt name of a column": misspelt_column,
    "misspelt setting": misspelt_setting,
    "unknown hit policy": unknown_policy,
    "misspelt name of a figure": misspelt_figure,
    "misspelt name in a formula": misspelt_name_in_formula,
    "misspelt name in a cell": misspelt_name_in_cell,
    "misspelt placeholder": misspelt_placeholder,
    "missing line of the glossary": missing_glossary_line,
    "name twice in the glossary": name_twice_in_glossary,
    "name that nothing reads": unused_name,
    "benefit whose table does not exist": benefit_without_table,
    "misspelt amount, duration or step": misspelt_joined_name,
    "misspelt column of examples": misspelt_example_column,
    "wrong type in a cell": wrong_type,
    "decimal comma or list": decimal_comma,
    "number as text with two readings": number_with_two_readings,
    "other unit": other_unit,
    "value outside the closed list": outside_list,
    "look-alike letter": lookalike_letter,
    "look-alike or open quote": lookalike_quote,
    "ambiguous date as text": ambiguous_date,
    "range turned into a date": range_turned_to_date,
    "badly written range": badly_written_range,
    "value outside the bounds": out_of_bounds,
    "value twice in a cell": same_value_twice,
    "outcome outside the closed list": outcome_outside_list,
    "unknown name in an outcome": unknown_name_in_outcome,
    "percentage without its sign": percentage_without_sign,
    "too many decimals": too_many_decimals,
    "unknown function": unknown_function,
    "parenthesis left open": open_parenthesis,
    "missing rounding": missing_rounding,
    "unknown rounding": unknown_rounding,
    "wrong unit in a calculation": wrong_unit_in_calculation,
    "cycle": cycle,
    "duplicate N°": duplicate_number,
    "row without N°": row_without_number,
    "Du after Au": from_after_to,
    "overlapping periods": overlapping_periods,
    "hole between periods": hole_between_periods,
    "figure removed for the current year": figure_not_continued,
    "overlapping rows with another outcome": overlapping_rows,
    "row covered by another": covered_row,
    "deleted row, no sinon": deleted_row,
    "deleted sinon": deleted_default,
    "emptied source": emptied_source,
    "minimum above maximum": bounds_reversed,
    "unknown type": unknown_type,
    "choice twice in the glossary": same_choice_twice,
}
"""Faults that the compiler or a check is to tell."""

LEGAL: Mapping[str, Inject] = {
    "threshold moved by a step": threshold_moved,
    "figure moved by a step": figure_moved,
    "outcome changed": outcome_changed,
    "answer reversed": answer_reversed,
    "deleted row, sinon left": deleted_exception,
    "wrong expectation of an example": wrong_expectation,
}
"""Edits that are legal and wrong: an example or a reference case is to tell."""
