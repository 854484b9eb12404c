"""The catalogue of benefits, and the examples that stand beside the rules."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from engine.cells.parse_cell import parse_value
from engine.faults import Faults
from engine.location import CellRef
from engine.model import Benefit, Example, Nature, Table, is_verdict
from engine.names import fold, suggestion
from engine.resolving.layout import EXPECTED, FACT, ID, Line, RoleSheet
from engine.resolving.resolve_glossary import Glossary
from engine.resolving.resolve_tables import date_fact
from engine.values import Kind, Type, Value

_NUMBER = Type(kind=Kind.NUMBER, decimals=3)
_YES_OR_NO = Type(kind=Kind.BOOLEAN)
_JOINED = ("Montants", "Durées", "Démarches")


def resolve_benefits(
    lines: Sequence[Line], glossary: Glossary, tables: Mapping[str, Table], faults: Faults
) -> dict[str, Benefit]:
    """Return the benefits by code, in the catalogue's order."""
    found: dict[str, Benefit] = {}
    for line in lines:
        code = line.text("Code")
        if not code or code in found:
            faults.add(
                "code-en-double" if code else "ligne-sans-code",
                line.where_of("Code"),
                f"le code « {code} » est déjà pris" if code else "cette prestation n’a pas de code",
                "donner à chaque prestation un code à elle",
                [(found[code].where, "l’autre ligne")] if code else [],
            )
            continue
        benefit = _benefit(code, line, glossary, tables, faults)
        if benefit is not None:
            found[code] = benefit
    ordered = sorted(found.values(), key=lambda benefit: (benefit.order, benefit.code))
    return {benefit.code: benefit for benefit in ordered}


def _benefit(
    code: str, line: Line, glossary: Glossary, tables: Mapping[str, Table], faults: Faults
) -> Benefit | None:
    table = _table_of_right(line, glossary, tables, faults)
    cell = line.cell("Date de référence")
    if cell is None:
        faults.add(
            "date-de-reference",
            line.where_of("Date de référence"),
            "la prestation n’a pas de date de référence",
            "écrire le nom d’un fait de type date",
        )
        return None
    day = date_fact(cell, glossary, faults)
    joined = {column: _joined(line, column, glossary, tables, faults) for column in _JOINED}
    if table is None or day is None:
        return None
    return Benefit(
        code=code,
        label=line.text("Libellé") or code,
        table=table,
        reference_date=day,
        order=_order(line, faults),
        amounts=joined["Montants"],
        durations=joined["Durées"],
        steps=joined["Démarches"],
        movable=_movable(line, faults),
        source=line.text("Source"),
        where=line.where_of("Code"),
    )


def _movable(line: Line, faults: Faults) -> bool:
    cell = line.cell("Date déplaçable")
    if cell is not None:
        with faults.at(cell.where):
            value = parse_value(cell, _YES_OR_NO)
            assert isinstance(value, bool)
            return value
    return True


def _order(line: Line, faults: Faults) -> Decimal:
    cell = line.cell("Ordre")
    if cell is not None:
        with faults.at(cell.where):
            value = parse_value(cell, _NUMBER)
            assert isinstance(value, Decimal)
            return value
    return Decimal(0)


def _table_of_right(
    line: Line, glossary: Glossary, tables: Mapping[str, Table], faults: Faults
) -> str | None:
    name, where = line.text("Table du droit"), line.where_of("Table du droit")
    table = _find(name, tables)
    if table is None:
        faults.add(
            "table-inconnue",
            where,
            f"il n’y a pas de table « {name} »",
            suggestion(name, tables) or "écrire le nom technique (B1) d’une table de décision",
        )
        return None
    verdicts = [name for name in table.outputs if is_verdict(glossary.terms[name].type)]
    if len(verdicts) != 1 or table.policy.gives_list or table.policy.aggregates:
        faults.add(
            "table-sans-verdict",
            where,
            f"la table « {table.name} » ne donne pas un verdict et un seul",
            "lui donner une colonne Alors dont les valeurs permises sont : ouvert ; refusé ; à étudier",
            [(table.where, "la table")],
        )
        return None
    return table.name


def _find(name: str, tables: Mapping[str, Table]) -> Table | None:
    return next((table for table in tables.values() if fold(table.name) == fold(name)), None)


def _joined(
    line: Line, column: str, glossary: Glossary, tables: Mapping[str, Table], faults: Faults
) -> tuple[str, ...]:
    names: list[str] = []
    for written in line.text(column).replace("\n", ";").split(";"):
        name = written.strip()
        if not name:
            continue
        table, term = _find(name, tables), glossary.find(name)
        if table is not None:
            names.append(table.name)
        elif term is not None and term.nature is Nature.CALCULATION:
            names.append(term.name)
        else:
            known = [*tables, *(n for n, t in glossary.terms.items() if t.nature is Nature.CALCULATION)]
            faults.add(
                "nom-inconnu",
                line.where_of(column),
                f"« {name} » n’est ni une table ni un calcul",
                suggestion(name, known) or "séparer les noms par des points-virgules",
            )
    return tuple(dict.fromkeys(names))


def resolve_examples(
    laid: RoleSheet,
    glossary: Glossary,
    benefits: Mapping[str, Benefit],
    ill: AbstractSet[str],
    faults: Faults,
) -> list[Example]:
    """Return the examples of a sheet; *ill* holds the folded codes of the benefits that were reported."""
    code = laid.title.text if laid.title else ""
    benefit = next((b for b in benefits.values() if fold(b.code) == fold(code)), None)
    if benefit is None and fold(code) in ill:
        return []
    if benefit is None:
        faults.add(
            "prestation-inconnue",
            CellRef(laid.sheet.where.workbook, laid.sheet.name, 1, 2),
            f"« {code} » n’est pas le code d’une prestation"
            if code
            else "le code de la prestation manque en B1",
            suggestion(code, benefits) or "codes possibles : " + ", ".join(benefits),
        )
        return []
    found: list[Example] = []
    seen: dict[str, CellRef] = {}
    for line in laid.lines:
        id_ = line.text(ID)
        if not id_ or fold(id_) in seen:
            faults.add(
                "numero-en-double" if id_ else "ligne-sans-numero",
                line.where_of(ID),
                f"le N° « {id_} » est déjà pris" if id_ else "cet exemple n’a pas de N°",
                "donner à chaque exemple un N° à lui",
            )
            continue
        seen[fold(id_)] = line.where_of(ID)
        found.append(
            Example(
                benefit=benefit.code,
                id=id_,
                description=line.text("Description"),
                facts=_values(laid, line, FACT, glossary, faults),
                expected=_values(laid, line, EXPECTED, glossary, faults),
                source=line.text("Source"),
                where=line.where,
            )
        )
    return found


def _values(laid: RoleSheet, line: Line, role: str, glossary: Glossary, faults: Faults) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for column in laid.columns:
        cell = laid.sheet.at(line.row, column.place) if column.role == role else None
        if cell is None or cell.text == "-":
            continue
        term = glossary.find(column.name.text)
        if term is None:
            continue
        with faults.at(cell.where):
            values[term.name] = parse_value(cell, term.type)
    return values


def check_example_columns(laid: RoleSheet, glossary: Glossary, faults: Faults) -> None:
    """Report the columns of examples that are unknown, or that a case cannot hold."""
    for column in laid.columns:
        term = glossary.require(column.name.text, column.name.where, faults)
        if term is None:
            continue
        if column.role == FACT and not term.can_be_given:
            faults.add(
                "fait-impossible",
                column.name.where,
                f"« {term.label} » est un {term.nature.value} : un cas ne peut pas le donner",
                "mettre la colonne sous « Attendu », ou choisir un fait",
                [(term.where, "la ligne du glossaire")],
            )
        if column.role == EXPECTED and term.nature not in (Nature.OUTPUT, Nature.CALCULATION):
            faults.add(
                "attendu-impossible",
                column.name.where,
                f"« {term.label} » est un {term.nature.value} : on ne peut attendre qu’un résultat ou un calcul",
                "mettre la colonne sous « Fait », ou choisir un résultat",
                [(term.where, "la ligne du glossaire")],
            )
