"""Decision tables: columns, rows, cells."""

from collections.abc import Sequence
from dataclasses import replace

from engine.cells.parse_cell import parse_condition, parse_outcome
from engine.faults import Faults
from engine.location import CellRef
from engine.model import (
    Condition,
    Expression,
    HitPolicy,
    Nature,
    Outcome,
    Role,
    Row,
    Table,
    Term,
)
from engine.names import fold, suggestion
from engine.resolving.layout import ABOUT, DEMAND, GIVES, ID, Line, NamedColumn, RoleSheet
from engine.resolving.resolve_glossary import Glossary
from engine.resolving.resolve_values import period_of
from engine.source import RawCell
from engine.values import Kind

DEFAULT = "sinon"
_ROLES = {ABOUT: Role.ABOUT, DEMAND: Role.DEMAND}
_POLICIES = {fold(p.value): p for p in HitPolicy} | {fold(p.code): p for p in HitPolicy}
_FREE_TEXT = ("Motif", "Source", "Note")


def resolve_table(laid: RoleSheet, glossary: Glossary, faults: Faults) -> Table | None:
    """Return the decision table of a sheet; None when it has no name (reported)."""
    name = laid.title.text if laid.title else ""
    if not name:
        faults.add(
            "table-sans-nom",
            CellRef(laid.sheet.where.workbook, laid.sheet.name, 1, 2),
            "la table n’a pas de nom technique en B1",
            "écrire en B1 un nom sans espace ni accent",
        )
        return None
    policy = _policy(laid, faults)
    inputs = _terms(laid, (ABOUT, DEMAND), glossary, faults)
    outputs = _terms(laid, (GIVES,), glossary, faults)
    _check_outputs(name, policy, outputs, laid, faults)
    rows, default = _rows(laid, inputs, outputs, glossary, faults)
    if default is not None and policy is HitPolicy.COLLECT_COUNT:
        faults.add(
            "sinon-interdit",
            default.where,
            "une table qui compte des lignes n’a pas de ligne « sinon »",
            "supprimer la ligne : sans ligne retenue, le nombre est 0",
        )
    label = laid.settings.get("Libellé")
    return Table(
        name=name,
        label=label.text if label else name,
        policy=policy,
        inputs=tuple(dict.fromkeys((term.name, _ROLES[column.role]) for column, term in inputs)),
        outputs=tuple(dict.fromkeys(term.name for _, term in outputs)),
        rows=tuple(rows),
        default=default,
        reference_date=_reference_date(laid, glossary, faults),
        where=laid.sheet.where,
    )


Column = tuple[NamedColumn, Term]


def _policy(laid: RoleSheet, faults: Faults) -> HitPolicy:
    cell = laid.settings.get("Politique")
    if cell is None:
        return HitPolicy.UNIQUE
    policy = _POLICIES.get(fold(cell.text))
    if policy is None:
        words = [p.value for p in HitPolicy]
        faults.add(
            "politique-inconnue",
            cell.where,
            f"« {cell.text} » n’est pas une politique de table",
            suggestion(cell.text, words) or "politiques possibles : " + ", ".join(words),
        )
        return HitPolicy.UNIQUE
    return policy


def _reference_date(laid: RoleSheet, glossary: Glossary, faults: Faults) -> str | None:
    cell = laid.settings.get("Date de référence")
    if cell is None or cell.text == "-":
        return None
    return date_fact(cell, glossary, faults)


def date_fact(cell: RawCell, glossary: Glossary, faults: Faults) -> str | None:
    """Return the name of the date fact written in *cell*, or report what it is instead."""
    term = glossary.require(cell.text, cell.where, faults)
    if term is None:
        return None
    if term.type.kind is not Kind.DATE or term.nature is not Nature.FACT:
        faults.add(
            "date-de-reference",
            cell.where,
            f"« {term.label} » est un {term.nature.value} de type {term.type.kind.value} : "
            "la date de référence est un fait de type date",
            "choisir un fait de type date",
            [(term.where, "la ligne du glossaire")],
        )
        return None
    return term.name


def _terms(laid: RoleSheet, roles: Sequence[str], glossary: Glossary, faults: Faults) -> list[Column]:
    found: list[Column] = []
    for column in laid.columns:
        if column.role not in roles:
            continue
        term = glossary.require(column.name.text, column.name.where, faults)
        if term is None:
            continue
        same = [c for c, t in found if t.name == term.name and c.role == column.role]
        if same:
            faults.add(
                "colonne-en-double",
                column.name.where,
                f"deux colonnes « {column.role} » portent sur « {term.label} »",
                "réunir les deux colonnes, ou les conditions dans une seule cellule : [12..24]",
                [(same[0].name.where, "première colonne")],
            )
            continue
        found.append((column, term))
    if not found and GIVES in roles:
        faults.add(
            "table-sans-resultat",
            laid.sheet.where,
            "la table n’a pas de colonne « Alors »",
            "ajouter une colonne Alors",
        )
    return found


def _check_outputs(
    name: str, policy: HitPolicy, outputs: Sequence[Column], laid: RoleSheet, faults: Faults
) -> None:
    if policy.aggregates and len(outputs) > 1:
        faults.add(
            "trop-de-resultats",
            outputs[1][0].name.where,
            f"avec la politique « {policy.value} », une table n’a qu’une colonne « Alors »",
            "faire une table par résultat",
        )
    for column, term in outputs:
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not term.type.choices:
            faults.add(
                "priorite-sans-liste",
                column.name.where,
                f"« {term.label} » n’a pas de valeurs permises : leur ordre donne la priorité",
                "remplir « Valeurs permises » dans le glossaire, la plus prioritaire d’abord",
                [(term.where, "la ligne du glossaire")],
            )
        if policy.aggregates and not term.type.is_numeric:
            faults.add(
                "resultat-non-numerique",
                column.name.where,
                f"« {term.label} » n’est pas un nombre, alors que la politique est « {policy.value} »",
                "changer la politique, ou le type dans le glossaire",
                [(term.where, "la ligne du glossaire")],
            )


def _rows(
    laid: RoleSheet,
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    glossary: Glossary,
    faults: Faults,
) -> tuple[list[Row], Row | None]:
    rows: list[Row] = []
    default: Row | None = None
    seen: dict[str, CellRef] = {}
    for line in laid.lines:
        id_ = line.text(ID)
        if not id_:
            faults.add(
                "ligne-sans-numero",
                line.where_of(ID),
                "cette ligne n’a pas de N°",
                "lui donner un N° stable, ou vider la ligne",
            )
            continue
        if fold(id_) in seen:
            faults.add(
                "numero-en-double",
                line.where_of(ID),
                f"le N° « {id_} » est déjà celui d’une autre ligne",
                "donner à chaque ligne un N° à elle",
                [(seen[fold(id_)], "l’autre ligne")],
            )
            continue
        seen[fold(id_)] = line.where_of(ID)
        row = _row(id_, line, laid, inputs, outputs, glossary, faults)
        if fold(id_) == DEFAULT:
            default = _default(row, faults)
        else:
            rows.append(row)
    if not laid.lines:
        faults.add("table-vide", laid.sheet.where, "la table n’a aucune ligne", "ajouter une ligne")
    return rows, default


def _default(row: Row, faults: Faults) -> Row:
    for condition in row.conditions:
        faults.add(
            "sinon-avec-condition",
            condition.where,
            "la ligne « sinon » ne porte pas de condition",
            "vider la cellule, ou donner un N° à la ligne",
        )
    if not row.period.is_open:
        faults.add(
            "sinon-avec-periode",
            row.where,
            "la ligne « sinon » n’a pas de période",
            "vider Du et Au, ou donner un N° à la ligne",
        )
    return replace(row, id=DEFAULT, conditions=())


def _row(
    id_: str,
    line: Line,
    laid: RoleSheet,
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    glossary: Glossary,
    faults: Faults,
) -> Row:
    conditions: list[Condition] = []
    for column, term in inputs:
        cell = laid.sheet.at(line.row, column.place)
        if cell is None:
            continue
        with faults.at(cell.where):
            test = parse_condition(cell, term, glossary)
            if test is None:
                continue
            conditions.append(
                Condition(
                    term=term.name, role=_ROLES[column.role], test=test, text=cell.text, where=cell.where
                )
            )
    outcomes = [_outcome(line, laid, column, term, glossary, faults) for column, term in outputs]
    free = {column: line.text(column) for column in _FREE_TEXT}
    return Row(
        id=id_,
        conditions=tuple(conditions),
        outcomes=tuple(outcomes),
        period=period_of(line, faults),
        reason=free["Motif"],
        source=free["Source"],
        note=free["Note"],
        where=line.where,
    )


def _outcome(
    line: Line,
    laid: RoleSheet,
    column: NamedColumn,
    term: Term,
    glossary: Glossary,
    faults: Faults,
) -> Outcome:
    where = CellRef(laid.sheet.where.workbook, laid.sheet.name, line.row, column.place)
    cell = laid.sheet.at(line.row, column.place)
    value: Expression | None = None
    if cell is not None:
        with faults.at(cell.where):
            value = parse_outcome(cell, term, glossary)
    return Outcome(term=term.name, value=value, text=cell.text if cell else "", where=where)
