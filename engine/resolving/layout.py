"""Where things stand on a sheet: its kind, its header, its lines. Still no meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engine.faults import Faults
from engine.location import CellRef
from engine.names import fold, meant, suggestion
from engine.source import RawCell, RawSheet


class SheetKind(Enum):
    """The keyword of cell A1."""

    GLOSSARY = "Glossaire"
    PARAMETERS = "Paramètres"
    CALCULATIONS = "Calculs"
    TABLE = "Table de décision"
    CATALOGUE = "Prestations"
    EXAMPLES = "Cas de test"
    POPULATION = "Population"
    NOTES = "Notes"


COLUMNS: Mapping[SheetKind, tuple[str, ...]] = {
    SheetKind.GLOSSARY: (
        "Nom",
        "Libellé",
        "Question",
        "Type",
        "Unité",
        "Valeurs permises",
        "Décimales",
        "Minimum",
        "Maximum",
        "Description",
        "Source",
    ),
    SheetKind.PARAMETERS: ("Nom", "Valeur", "Du", "Au", "Source", "Confiance", "Note"),
    SheetKind.CALCULATIONS: ("Nom", "Formule", "Décimales", "Arrondi", "Du", "Au", "Source", "Note"),
    SheetKind.CATALOGUE: (
        "Code",
        "Libellé",
        "Table du droit",
        "Date de référence",
        "Date déplaçable",
        "Montants",
        "Durées",
        "Démarches",
        "Ordre",
        "Source",
    ),
    SheetKind.POPULATION: ("Fait", "Si", "Part", "Valeur", "De", "À", "Source", "Note"),
}
"""The columns of the sheets whose columns are fixed; the first one marks the header row."""

ID = "N°"
ABOUT, DEMAND, GIVES = "Si", "Exige", "Alors"
FACT, EXPECTED = "Fait", "Attendu"
TABLE_ROLES = (ID, ABOUT, DEMAND, GIVES, "Motif", "Source", "Du", "Au", "Note")
EXAMPLE_ROLES = (ID, "Description", FACT, EXPECTED, "Source")
NAMED_ROLES = frozenset({ABOUT, DEMAND, GIVES, FACT, EXPECTED})
TABLE_SETTINGS = ("Libellé", "Politique", "Date de référence")


@dataclass(frozen=True, slots=True)
class Line:
    """A filled line of a sheet: its cells by column."""

    sheet: RawSheet
    row: int
    columns: Mapping[str, int]

    @property
    def where(self) -> CellRef:
        """The line itself."""
        return CellRef(self.sheet.where.workbook, self.sheet.name, self.row)

    def cell(self, column: str) -> RawCell | None:
        """Return the cell under *column*, None when it is empty or there is no such column."""
        place = self.columns.get(column)
        return None if place is None else self.sheet.at(self.row, place)

    def text(self, column: str) -> str:
        """Return the text under *column* without outer blanks; empty when the cell is."""
        cell = self.cell(column)
        return "" if cell is None else cell.text

    def where_of(self, column: str) -> CellRef:
        """Return the place of the cell under *column*, filled or not."""
        place = self.columns.get(column, 0)
        return CellRef(self.sheet.where.workbook, self.sheet.name, self.row, place)


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A column whose header gives a role and, on the line below, a name."""

    role: str
    name: RawCell
    place: int


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """A sheet with a role row: a decision table or examples."""

    sheet: RawSheet
    title: RawCell | None
    settings: Mapping[str, RawCell]
    columns: Sequence[NamedColumn]
    lines: Sequence[Line]


def kind_of_sheet(sheet: RawSheet, faults: Faults) -> SheetKind | None:
    """Return the kind named in A1; None for an empty sheet, and for an unknown kind, reported.

    A kind misspelt is reported and taken for what it can only mean, so that nothing else is wrong.
    """
    if not sheet.cells:
        return None
    cell = sheet.at(1, 1)
    known = {fold(kind.value): kind for kind in SheetKind}
    words = [kind.value for kind in SheetKind]
    if cell is None:
        faults.add(
            "feuille-sans-genre",
            CellRef(sheet.where.workbook, sheet.name, 1, 1),
            "la cellule A1 est vide : on ne sait pas ce que contient cette feuille",
            "écrire en A1 l’un de : " + ", ".join(words),
        )
        return None
    kind = known.get(fold(cell.text))
    if kind is None:
        faults.add(
            "genre-de-feuille-inconnu",
            cell.where,
            f"« {cell.text} » n’est pas un genre de feuille",
            suggestion(cell.text, words) or "écrire en A1 l’un de : " + ", ".join(words),
        )
        taken = meant(cell.text, words)
        return None if taken is None else known[fold(taken)]
    return kind


def header_row(sheet: RawSheet, kind: SheetKind) -> int | None:
    """Return the row of the headings of a sheet of *kind* (that of the roles when names stand below)."""
    if kind is SheetKind.NOTES:
        return None
    return _row_that_starts_with(sheet, (COLUMNS[kind][0],) if kind in COLUMNS else (ID, "No", "Numéro"))


def fixed_lines(sheet: RawSheet, kind: SheetKind, faults: Faults) -> list[Line]:
    """Return the filled lines of a sheet whose columns are fixed; header faults are reported."""
    expected = COLUMNS[kind]
    header = header_row(sheet, kind)
    if header is None:
        faults.add(
            "en-tete-introuvable",
            sheet.where,
            f"la ligne d’en-tête est introuvable : aucune ligne ne commence par « {expected[0]} »",
            "remettre l’en-tête : " + " | ".join(expected),
        )
        return []
    columns = _columns(sheet, header, expected, repeatable=(), faults=faults)
    for name in expected[:2]:
        if name not in columns:
            faults.add(
                "colonne-manquante",
                CellRef(sheet.where.workbook, sheet.name, header),
                f"la colonne « {name} » manque",
                "remettre l’en-tête : " + " | ".join(expected),
            )
    single = {name: places[0] for name, places in columns.items()}
    return _lines(sheet, header + 1, single, faults, set(columns.get(_ILL, ())))


def role_sheet(sheet: RawSheet, kind: SheetKind, faults: Faults) -> RoleSheet | None:
    """Return a decision table or examples as laid out; None when there is no role row, reported."""
    roles = TABLE_ROLES if kind is SheetKind.TABLE else EXAMPLE_ROLES
    top = header_row(sheet, kind)
    if top is None:
        faults.add(
            "en-tete-introuvable",
            sheet.where,
            f"la ligne des rôles est introuvable : aucune ligne ne commence par « {ID} »",
            "remettre la ligne : " + " | ".join(roles),
        )
        return None
    columns = _columns(sheet, top, roles, repeatable=tuple(NAMED_ROLES), faults=faults)
    named: list[NamedColumn] = []
    for role, places in columns.items():
        for place in places if role in NAMED_ROLES else ():
            name = sheet.at(top + 1, place)
            if name is None:
                faults.add(
                    "colonne-sans-nom",
                    CellRef(sheet.where.workbook, sheet.name, top + 1, place),
                    f"cette colonne « {role} » n’a pas de nom",
                    "écrire sous le rôle un nom ou un libellé du glossaire",
                )
            else:
                named.append(NamedColumn(role, name, place))
    named.sort(key=lambda column: column.place)
    single = {role: places[0] for role, places in columns.items() if role not in NAMED_ROLES}
    single.setdefault(ID, 1)
    return RoleSheet(
        sheet=sheet,
        title=sheet.at(1, 2),
        settings=_settings(sheet, top, faults) if kind is SheetKind.TABLE else {},
        columns=named,
        lines=_lines(
            sheet, top + 2, single, faults, {column.place for column in named} | set(columns.get(_ILL, ()))
        ),
    )


def _row_that_starts_with(sheet: RawSheet, words: Sequence[str]) -> int | None:
    folded = {fold(word) for word in words}
    rows = sorted(row for row, column in sheet.cells if column == 1 and row > 1)
    for row in rows:
        cell = sheet.at(row, 1)
        if cell is not None and fold(cell.text) in folded:
            return row
    return None


_ILL = ""
"""The columns whose heading was reported: nothing more is said of them."""


def _columns(
    sheet: RawSheet,
    header: int,
    expected: Sequence[str],
    *,
    repeatable: Sequence[str],
    faults: Faults,
) -> dict[str, list[int]]:
    """Return the columns of each heading; one misspelt is reported and taken for what it can only mean."""
    known = {fold(name): name for name in expected}
    known |= {"no": ID, "numero": ID} if ID in expected else {}
    headings = (sheet.at(header, place) for place in range(1, sheet.last_column + 1))
    written = {known.get(fold(cell.text)) for cell in headings if cell is not None}
    found: dict[str, list[int]] = {}
    for place in range(1, sheet.last_column + 1):
        cell = sheet.at(header, place)
        if cell is None:
            continue
        name = known.get(fold(cell.text))
        if name is None:
            faults.add(
                "en-tete-inconnu",
                cell.where,
                f"« {cell.text} » n’est pas un en-tête de cette feuille",
                suggestion(cell.text, expected) or "en-têtes possibles : " + ", ".join(expected),
            )
            taken = meant(cell.text, [name for name in expected if name in repeatable or name not in written])
            found.setdefault(taken or _ILL, []).append(place)
        elif name in found and name not in repeatable:
            found.setdefault(_ILL, []).append(place)
            faults.add(
                "en-tete-en-double",
                cell.where,
                f"l’en-tête « {name} » est écrit deux fois",
                "garder une seule colonne",
                [(CellRef(sheet.where.workbook, sheet.name, header, found[name][0]), "première fois")],
            )
        else:
            found.setdefault(name, []).append(place)
    return found


def _lines(
    sheet: RawSheet,
    first: int,
    columns: Mapping[str, int],
    faults: Faults,
    more_columns: set[int] | frozenset[int] = frozenset(),
) -> list[Line]:
    read = set(columns.values()) | more_columns
    stray: dict[int, RawCell] = {}
    rows: set[int] = set()
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < first:
            continue
        rows.add(row)
        if column not in read:
            stray.setdefault(column, cell)
    for cell in stray.values():
        faults.add(
            "colonne-sans-en-tete",
            cell.where,
            "cette colonne n’a pas d’en-tête : son contenu ne serait pas lu",
            "donner un en-tête à la colonne, ou déplacer ces notes dans une feuille Notes",
        )
    for area in sheet.merged:
        if area.bottom >= first:
            faults.add(
                "cellules-fusionnees",
                CellRef(sheet.where.workbook, sheet.name, max(area.top, first), area.left),
                "des cellules sont fusionnées dans le tableau : seule la première garde une valeur",
                "défusionner et répéter la valeur sur chaque ligne",
            )
    return [Line(sheet, row, columns) for row in sorted(rows)]


def _settings(sheet: RawSheet, before: int, faults: Faults) -> dict[str, RawCell]:
    known = {fold(name): name for name in TABLE_SETTINGS}
    settings: dict[str, RawCell] = {}
    for row in range(2, before):
        label, value = sheet.at(row, 1), sheet.at(row, 2)
        if label is None:
            if value is not None:
                faults.add(
                    "reglage-inconnu",
                    value.where,
                    "ce réglage n’a pas de nom en colonne A",
                    "réglages possibles : " + ", ".join(TABLE_SETTINGS),
                )
            continue
        name = known.get(fold(label.text))
        if name is None:
            faults.add(
                "reglage-inconnu",
                label.where,
                f"« {label.text} » n’est pas un réglage de table",
                suggestion(label.text, TABLE_SETTINGS) or "réglages possibles : " + ", ".join(TABLE_SETTINGS),
            )
        elif name in settings:
            faults.add("reglage-en-double", label.where, f"le réglage « {name} » est écrit deux fois")
        elif value is not None:
            settings[name] = value
    return settings
