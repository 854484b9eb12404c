"""From what the sheets say to what they mean: names, types, units, and the order of the tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from engine.diagnostics import Diagnostic
from engine.faults import Faults
from engine.location import CellRef
from engine.model import (
    Formula,
    Model,
    Nature,
    Table,
    endpoints,
    names_in,
)
from engine.names import fold
from engine.resolving.layout import GIVES, Line, RoleSheet, SheetKind, fixed_lines, kind_of_sheet, role_sheet
from engine.resolving.resolve_catalogue import check_example_columns, resolve_benefits, resolve_examples
from engine.resolving.resolve_glossary import Glossary, Produced, resolve_glossary
from engine.resolving.resolve_tables import resolve_table
from engine.resolving.resolve_values import resolve_calculations, resolve_parameters
from engine.seal import seal_of
from engine.source import RawWorkbook


class _Sheets:
    """The sheets by kind, laid out."""

    def __init__(self, workbooks: Iterable[RawWorkbook], faults: Faults) -> None:
        self.lines: dict[SheetKind, list[Line]] = {kind: [] for kind in SheetKind}
        self.tables: list[RoleSheet] = []
        self.examples: list[RoleSheet] = []
        for workbook in workbooks:
            for sheet in workbook.sheets:
                kind = kind_of_sheet(sheet, faults)
                if kind is None or kind in (SheetKind.NOTES, SheetKind.POPULATION):
                    continue
                if kind in (SheetKind.TABLE, SheetKind.EXAMPLES):
                    laid = role_sheet(sheet, kind, faults)
                    if laid is not None:
                        (self.tables if kind is SheetKind.TABLE else self.examples).append(laid)
                else:
                    self.lines[kind] += fixed_lines(sheet, kind, faults)


def resolve(workbooks: Sequence[RawWorkbook]) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return the model of *workbooks*, None when there are errors, and every fault found."""
    faults = Faults()
    sheets = _Sheets(workbooks, faults)
    glossary = resolve_glossary(sheets.lines[SheetKind.GLOSSARY], _produced(sheets, faults), faults)
    parameters = resolve_parameters(sheets.lines[SheetKind.PARAMETERS], glossary, faults)
    calculations = resolve_calculations(sheets.lines[SheetKind.CALCULATIONS], glossary, faults)
    tables = _tables(sheets.tables, glossary, faults)
    benefits = resolve_benefits(sheets.lines[SheetKind.CATALOGUE], glossary, tables, faults)
    for laid in sheets.examples:
        check_example_columns(laid, glossary, faults)
    ill = {fold(line.text("Code")) for line in sheets.lines[SheetKind.CATALOGUE]} - set(map(fold, benefits))
    examples = [
        e for laid in sheets.examples for e in resolve_examples(laid, glossary, benefits, ill, faults)
    ]
    _check_outputs_read(glossary, calculations, tables, faults)
    order = _order(glossary, calculations, tables, faults)
    if faults.any_error:
        return None, faults.sorted()
    model = Model(
        terms=glossary.terms,
        parameters=parameters,
        calculations=calculations,
        tables=tables,
        benefits=benefits,
        producers=_producers(tables),
        examples=tuple(examples),
        order=order,
    )
    return replace(model, seal=seal_of(model)), faults.sorted()


def _produced(sheets: _Sheets, faults: Faults) -> dict[str, Produced]:
    """Return where each name that is not a fact gets its value, by folded name as written."""
    produced: dict[str, Produced] = {}

    def note(nature: Nature, name: str, where: CellRef) -> None:
        earlier = produced.setdefault(fold(name), Produced(nature, where))
        if earlier.nature is not nature:
            faults.add(
                "nom-de-deux-natures",
                where,
                f"« {name} » est ici un {nature.value} et ailleurs un {earlier.nature.value}",
                "donner un autre nom à l’un des deux",
                [(earlier.where, f"comme {earlier.nature.value}")],
            )

    for kind, nature in (
        (SheetKind.PARAMETERS, Nature.PARAMETER),
        (SheetKind.CALCULATIONS, Nature.CALCULATION),
    ):
        for line in sheets.lines[kind]:
            if line.text("Nom"):
                note(nature, line.text("Nom"), line.where_of("Nom"))
    for laid in sheets.tables:
        for column in laid.columns:
            if column.role == GIVES:
                note(Nature.OUTPUT, column.name.text, column.name.where)
    return produced


def _tables(laid_out: Sequence[RoleSheet], glossary: Glossary, faults: Faults) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for laid in laid_out:
        table = resolve_table(laid, glossary, faults)
        if table is None:
            continue
        if table.name in tables:
            faults.add(
                "table-en-double",
                table.where,
                f"deux tables portent le nom « {table.name} »",
                "changer le nom technique (B1) de l’une des deux",
                [(tables[table.name].where, "l’autre table")],
            )
            continue
        tables[table.name] = table
    return tables


Readings = dict[str, list[tuple[str, CellRef]]]
"""What each calculation or table reads, and where."""


def _readings(calculations: Mapping[str, tuple[Formula, ...]], tables: Mapping[str, Table]) -> Readings:
    readings: Readings = {}
    for name, formulas in calculations.items():
        readings[f"calcul {name}"] = [
            (read, formula.where) for formula in formulas for read in names_in(formula.expression)
        ]
    for table in tables.values():
        read: list[tuple[str, CellRef]] = []
        for row in table.all_rows:
            for condition in row.conditions:
                read.append((condition.term, condition.where))
                for endpoint in endpoints(condition.test):
                    read += [(name, condition.where) for name in names_in(endpoint)]
            for outcome in row.outcomes:
                if outcome.value is not None:
                    read += [(name, outcome.where) for name in names_in(outcome.value)]
        readings[f"table {table.name}"] = read
    return readings


def _producers(tables: Mapping[str, Table]) -> dict[str, str]:
    makers: dict[str, list[str]] = {}
    for table in tables.values():
        for output in table.outputs:
            makers.setdefault(output, []).append(table.name)
    return {output: names[0] for output, names in makers.items() if len(names) == 1}


def _check_outputs_read(
    glossary: Glossary,
    calculations: Mapping[str, tuple[Formula, ...]],
    tables: Mapping[str, Table],
    faults: Faults,
) -> None:
    """Report each output that is read though it has several producers, or is a list."""
    makers: dict[str, list[Table]] = {}
    for table in tables.values():
        for output in table.outputs:
            makers.setdefault(output, []).append(table)
    for reads in _readings(calculations, tables).values():
        for name, where in reads:
            made_by = makers.get(name, [])
            if len(made_by) > 1:
                faults.add(
                    "resultat-de-plusieurs-tables",
                    where,
                    f"« {glossary.terms[name].label} » est lu ici, mais plusieurs tables le donnent : "
                    + ", ".join(table.name for table in made_by),
                    "donner à chaque table son propre nom de résultat",
                    [(table.where, "le donne") for table in made_by],
                )
            elif made_by and made_by[0].policy.gives_list:
                faults.add(
                    "resultat-liste-lu",
                    where,
                    f"« {glossary.terms[name].label} » est une liste : on ne peut pas la lire ici",
                    f"changer la politique de la table « {made_by[0].name} »",
                    [(made_by[0].where, "la table")],
                )


def _order(
    glossary: Glossary,
    calculations: Mapping[str, tuple[Formula, ...]],
    tables: Mapping[str, Table],
    faults: Faults,
) -> tuple[str, ...]:
    """Return calculations and tables, the needed ones first; a cycle is reported."""
    makers = {output: f"table {table.name}" for table in tables.values() for output in table.outputs}
    makers |= {name: f"calcul {name}" for name in calculations}
    readings = _readings(calculations, tables)
    graph = {
        node: sorted({makers[name] for name, _ in readings[node] if name in makers})
        for node in sorted(readings)
    }
    try:
        return tuple(node.split(" ", 1)[1] for node in TopologicalSorter(graph).static_order())
    except CycleError as error:
        loop: list[str] = error.args[1]
        places = [_where(node, calculations, tables) for node in loop[1:]]
        faults.add(
            "cycle",
            places[0],
            "ces définitions se lisent l’une l’autre en rond : "
            + " → ".join(node.split(" ", 1)[1] for node in reversed(loop)),
            "ôter l’une de ces lectures",
            [(place, "dans le cycle") for place in places[1:]],
        )
        return ()


def _where(
    node: str, calculations: Mapping[str, tuple[Formula, ...]], tables: Mapping[str, Table]
) -> CellRef:
    kind, name = node.split(" ", 1)
    return tables[name].where if kind == "table" else calculations[name][0].where
