"""A decision table to fill -> the bytes of its workbook: headings, drop-downs, examples, notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from engine.model import HitPolicy, Term
from engine.resolving.layout import ABOUT, COLUMNS, DEMAND, EXPECTED, FACT, GIVES, ID, SheetKind
from engine.values import Kind
from engine.workbooks.style import (
    BARE,
    BLUE,
    CENTRE,
    DARK_BLUE,
    DAY_FORMAT,
    GOLD,
    GREEN,
    GREY,
    LEFT,
    PALE,
    TEXT_FORMAT,
    TINTS,
    Lists,
    days_only,
    explain,
    font,
    head_colour,
    height,
    page,
    put,
)

SPARE = 15
"""Lines ready to be filled."""

Column = tuple[str, Term | None]
"""A role, and what the column is about (None: the role says it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBenefit:
    """A line of the catalogue to add."""

    code: str
    label: str
    reference_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTable:
    """What a new workbook is to hold.

    ``default`` is what the line ``sinon`` gives, by output, and ``reason`` its sentence. ``new_terms`` are
    the names that the glossary lacks. ``examples_of`` is the benefit of the examples (empty: none yet).
    ``remaining`` is what only a person can write: a word and a sentence each.
    """

    name: str
    label: str
    policy: HitPolicy
    reference_date: str = ""
    about: Sequence[Term] = ()
    demands: Sequence[Term] = ()
    gives: Sequence[Term]
    default: Mapping[str, str]
    reason: str
    new_terms: Sequence[Term] = ()
    benefit: NewBenefit | None = None
    examples_of: str = ""
    example_facts: Sequence[Term] = ()
    remaining: Sequence[tuple[str, str]] = ()


def write_table(new: NewTable) -> bytes:
    """Return the workbook of *new*, as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "check-eligibility"
    lists = Lists(book)
    _notes(book.create_sheet("Lisez-moi"), new)
    _table(book.create_sheet(_tab(new.label)), new, lists)
    if new.new_terms:
        _glossary(book.create_sheet("Glossaire"), new.new_terms, lists)
    if new.benefit is not None:
        _catalogue(book.create_sheet("Prestations"), new.benefit, new.name)
    _examples(book.create_sheet("Cas de test"), new, lists)
    lists.write()
    book.active = 1
    for place, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = place == 1
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _tab(label: str) -> str:
    """Return *label* as the name of a tab: no forbidden character, at most 31."""
    return " ".join(re.sub(r"[\[\]:*?/\\]", " ", label).split())[:31].strip(" '") or "Table"


# --- sheets with a row of roles ------------------------------------------------------------

_HELP = {
    ID: "Un numéro stable, jamais réemployé\u00a0; «\u00a0sinon\u00a0» pour la ligne par défaut.",
    ABOUT: "À qui la ligne s’adresse. Vide ou -\u00a0: peu importe.",
    DEMAND: "Ce que la ligne demande à ces personnes\u00a0: une demande non tenue devient un motif.",
    GIVES: "Ce que la ligne donne. -\u00a0: rien. Une formule commence par =.",
    "Motif": "La phrase donnée à la personne. {{ nom }} y affiche une valeur.",
    "Source": "Le texte ou le document qui fonde la ligne.",
    "Du": "Le premier jour où la ligne vaut, compris. Vide\u00a0: depuis toujours.",
    "Au": "Le dernier jour où la ligne vaut, compris. Vide\u00a0: sans fin.",
    "Note": "Un point d’attention, repris dans la réponse.",
    "Description": "Ce que le cas montre.",
    FACT: "Ce que dit le dossier. Vide\u00a0: on ne le sait pas.",
    EXPECTED: "Ce que les tables doivent répondre. Vide ou -\u00a0: pas vérifié.",
}
_WIDTHS = {ID: 17, "Motif": 44, "Source": 28, "Du": 12, "Au": 12, "Note": 44, "Description": 44}


def _table(sheet: Any, new: NewTable, lists: Lists) -> None:
    top = [
        ("Table de décision", new.name),
        ("Libellé", new.label),
        ("Politique", new.policy.value),
        ("Date de référence", new.reference_date),
    ]
    columns: list[Column] = [(ID, None)]
    columns += [(role, t) for role, terms in ((ABOUT, new.about), (DEMAND, new.demands)) for t in terms]
    columns += [(GIVES, term) for term in new.gives]
    columns += [(role, None) for role in ("Motif", "Source", "Du", "Au", "Note")]
    default: dict[str, str] = {}
    if new.policy is not HitPolicy.COLLECT_COUNT:
        default = {ID: "sinon", "Motif": new.reason, **new.default}
    _role_sheet(sheet, top, columns, default, lists, colour=BLUE, kept=1)
    sheet.row_dimensions[2].height = 22
    sheet["B2"].font = font(bold=True, size=14, colour=DARK_BLUE)
    lists.add(sheet, "B3", "politique", [p.value for p in HitPolicy], strict=True, title="Politique")
    explain(
        sheet["A3"],
        "Unique\u00a0: une seule ligne peut être satisfaite. Première\u00a0: la première ligne satisfaite répond,"
        " de haut en bas. Ordre des lignes\u00a0: toutes les lignes satisfaites, dans l’ordre.",
    )


def _examples(sheet: Any, new: NewTable, lists: Lists) -> None:
    """Write the sheet of examples; without a benefit it is a sheet of notes, ready to become one."""
    top = [("Cas de test" if new.examples_of else "Notes", new.examples_of)]
    if not new.examples_of:
        top[0] = (
            "Notes",
            "Pour activer\u00a0: «\u00a0Cas de test\u00a0» en A1, le code de la prestation ici.",
        )
    columns: list[Column] = [(ID, None), ("Description", None)]
    columns += [(FACT, term) for term in new.example_facts]
    columns += [(EXPECTED, term) for term in new.gives]
    _role_sheet(sheet, top, [*columns, ("Source", None)], {}, lists, colour=GOLD, kept=2)


def _role_sheet(
    sheet: Any,
    top: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    last_line: Mapping[str, str],
    lists: Lists,
    *,
    colour: str,
    kept: int,
) -> None:
    """Write the settings, the two rows of headings, lines to fill, and *last_line* by role or name."""
    for row, (name, value) in enumerate(top, start=1):
        put(sheet, row, 1, name, font=font(bold=True, size=10, colour=GREY), align=BARE, boxed=False)
        put(sheet, row, 2, value, font=font(bold=True, colour=DARK_BLUE), align=BARE, boxed=False)
    roles = len(top) + 2
    first, last = roles + 2, roles + 1 + SPARE + bool(last_line)
    widths = [_width(role, term) for role, term in columns]
    for column, (role, term) in enumerate(columns, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = widths[column - 1]
        _heading(sheet, roles, column, role, term)
        for row in range(first, last + 1):
            key = role if term is None else term.name
            _body(sheet, row, column, role, term, last_line.get(key, "") if row == last else "")
        cells = f"{letter}{first}:{letter}{last}"
        if role in ("Du", "Au") or (role in (FACT, EXPECTED) and term and term.type.kind is Kind.DATE):
            days_only(sheet, cells)
        elif term is not None:
            _choices(sheet, cells, role, term, lists)
    sheet.row_dimensions[roles].height = 20
    labels = [("" if term is None else term.label, w) for (_, term), w in zip(columns, widths, strict=True)]
    sheet.row_dimensions[roles + 1].height = height(labels, 2)
    for row in range(first, last):
        sheet.row_dimensions[row].height = height([], 2)
    sheet.row_dimensions[last].height = height([(last_line.get("Motif", ""), _WIDTHS["Motif"])], 2)
    sheet.auto_filter.ref = f"A{roles + 1}:{get_column_letter(len(columns))}{last}"
    frozen = f"{get_column_letter(kept + 1)}{first}"
    page(sheet, frozen=frozen, colour=colour, heads=f"{roles}:{roles + 1}")


def _heading(sheet: Any, row: int, column: int, role: str, term: Term | None) -> None:
    background = head_colour(role)
    white = font(bold=True, colour="FFFFFF")
    explain(put(sheet, row, column, role, font=white, background=background, align=CENTRE), _HELP[role])
    label = "" if term is None else term.label
    small = font(bold=True, size=10, colour="FFFFFF")
    cell = put(sheet, row + 1, column, label, font=small, background=background, align=CENTRE)
    if term is not None:
        explain(cell, "\n".join(_about(role, term)))


def _about(role: str, term: Term) -> Iterable[str]:
    """Yield what to know of a column before writing in it."""
    type_ = term.type
    yield f"Nom technique\u00a0: {term.name}"
    if term.question:
        yield term.question
    yield f"Type\u00a0: {type_.kind.value}" + (f" ({type_.unit})" if type_.unit else "")
    if type_.choices:
        yield "Valeurs\u00a0: " + "\u00a0; ".join(type_.choices)
    if role in (ABOUT, DEMAND):
        if type_.is_numeric:
            yield "Exemples\u00a0: >= 12\u00a0; [12..24[\u00a0; < nom_d_un_chiffre"
        elif type_.kind is Kind.DATE:
            yield "Exemples\u00a0: >= 01/04/2025\u00a0; [01/01/2025..31/12/2025]"
        elif type_.choices:
            first = type_.choices[0]
            yield f"Exemples\u00a0: {first}\u00a0; non({first})\u00a0; plusieurs valeurs séparées par des points-virgules"


def _body(sheet: Any, row: int, column: int, role: str, term: Term | None, value: str) -> None:
    background = "" if role == "Description" else TINTS[head_colour(role)]
    words = term is None or (term.type.kind is Kind.TEXT and role != GIVES)
    shape, align = TEXT_FORMAT, LEFT if words else CENTRE
    if role in ("Du", "Au") or (role in (FACT, EXPECTED) and term and term.type.kind is Kind.DATE):
        shape, align = DAY_FORMAT, CENTRE
    elif role in ("Motif", "Source", "Note", "Description"):
        shape = "General"
    elif role in (FACT, EXPECTED) and term is not None and term.type.is_numeric:
        shape = _number_format(term)
    bold = role in (ID, GIVES)
    if role == ID:
        align = CENTRE
    put(sheet, row, column, value, font=font(bold=bold), background=background, align=align, shape=shape)


def _number_format(term: Term) -> str:
    percent = term.type.kind is Kind.PERCENTAGE
    decimals = max(term.type.decimals - (2 if percent else 0), 0)
    shape = "0" if term.type.kind is not Kind.AMOUNT else "#,##0"
    return shape + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")


def _choices(sheet: Any, cells: str, role: str, term: Term, lists: Lists) -> None:
    """Offer the values of a closed list; a condition may be more than one of them."""
    condition = role in (ABOUT, DEMAND)
    values = ("oui", "non") if term.type.kind is Kind.BOOLEAN else term.type.choices
    if values:
        more = ("-",) if condition or role == GIVES else ()
        name = f"{term.name}_{role.lower()}"
        lists.add(sheet, cells, name, (*values, *more), strict=not condition, title=role)


def _width(role: str, term: Term | None) -> int:
    if term is None:
        return _WIDTHS[role]
    if term.type.kind is Kind.TEXT:
        return min(max(20, *map(len, term.type.choices)) + 4, 34) if term.type.choices else 30
    return 18


# --- sheets with fixed columns -------------------------------------------------------------


def _glossary(sheet: Any, terms: Sequence[Term], lists: Lists) -> None:
    def line(term: Term) -> Mapping[str, object]:
        type_ = term.type
        return {
            "Nom": term.name,
            "Libellé": term.label,
            "Question": term.question,
            "Type": type_.kind.value,
            "Valeurs permises": " ; ".join(type_.choices),
            "Décimales": type_.decimals if type_.kind is Kind.NUMBER else None,
        }

    said = "Les noms nouveaux de ce classeur, un par ligne\u00a0: relire libellé, question, unité et bornes."
    last = _fixed_sheet(sheet, SheetKind.GLOSSARY, said, [line(term) for term in terms], colour=BLUE)
    lists.add(sheet, f"D5:D{last}", "types", [kind.value for kind in Kind], strict=True, title="Type")


def _catalogue(sheet: Any, benefit: NewBenefit, table: str) -> None:
    line: Mapping[str, object] = {
        "Code": benefit.code,
        "Libellé": benefit.label,
        "Table du droit": table,
        "Date de référence": benefit.reference_date,
    }
    said = (
        "Montants, durées et démarches\u00a0: noms de tables ou de calculs, séparés par des points-virgules."
    )
    last = _fixed_sheet(sheet, SheetKind.CATALOGUE, said, [line], colour=GREEN)
    cells = f"E5:E{last}"
    Lists(sheet.parent).add(sheet, cells, "deplacable", ("oui", "non"), strict=True, title="Déplaçable")


def _fixed_sheet(
    sheet: Any, kind: SheetKind, said: str, lines: Sequence[Mapping[str, object]], *, colour: str
) -> int:
    """Write the headings of *kind* and *lines*; return the last line that is ready to be filled."""
    put(sheet, 1, 1, kind.value, font=font(bold=True, size=10, colour=GREY), align=BARE, boxed=False)
    put(sheet, 2, 1, said, font=font(italic=True, colour=GREY), align=BARE, boxed=False)
    last = 4 + len(lines) + 5
    for column, name in enumerate(COLUMNS[kind], start=1):
        background = head_colour(name) if column == 1 else BLUE
        texts = [str(line.get(name) or "") for line in lines]
        width = min(max(len(name) + 4, 14, *map(len, texts)) + 2, 46)
        sheet.column_dimensions[get_column_letter(column)].width = width
        white = font(bold=True, colour="FFFFFF")
        put(sheet, 4, column, name, font=white, background=background, align=CENTRE)
        for row in range(5, last + 1):
            value = lines[row - 5].get(name) if row - 5 < len(lines) else None
            tint = TINTS[background] if column == 1 else ""
            put(sheet, row, column, value, font=font(bold=column == 1), background=tint)
    for row in range(4, last + 1):
        sheet.row_dimensions[row].height = 22
    page(sheet, frozen="B5", colour=colour, heads="4:4")
    return last


# --- notes ---------------------------------------------------------------------------------


def _notes(sheet: Any, new: NewTable) -> None:
    put(sheet, 1, 1, "Notes", font=font(size=9, colour=GREY), align=BARE, boxed=False)
    put(sheet, 2, 1, new.label, font=font(size=18, bold=True, colour=DARK_BLUE), align=BARE, boxed=False)
    sheet.row_dimensions[2].height = 30
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 104
    for row, note in enumerate(chain(("Reste à faire", *new.remaining), _COLOURS, _WRITING), start=4):
        if isinstance(note, str):
            put(sheet, row, 1, note, font=font(size=13, bold=True, colour=BLUE), align=BARE, boxed=False)
            sheet.row_dimensions[row].height = 24
            continue
        name, said = note
        background = head_colour(name.partition(",")[0]) if note in _COLOURS else ""
        white = font(bold=True, colour="FFFFFF" if background else "000000")
        put(sheet, row, 1, name, font=white, background=background)
        put(sheet, row, 2, said, font=font())
        sheet.row_dimensions[row].height = height([(name, 30), (said, 104)])
    page(sheet, frozen="A3", colour=PALE)


_COLOURS: Sequence[str | tuple[str, str]] = (
    "Les couleurs d’une table",
    (ABOUT, _HELP[ABOUT]),
    (DEMAND, _HELP[DEMAND]),
    (GIVES, _HELP[GIVES]),
    ("Motif, Source, Du, Au, Note", "La phrase, le texte qui la fonde, les dates, un point d’attention."),
)
_WRITING: Sequence[str | tuple[str, str]] = (
    "Écrire une cellule",
    ("peu importe", "rien, ou -"),
    ("une valeur", "oui · 12 · 01/04/2025 · une valeur de la liste"),
    ("l’une de plusieurs", "les valeurs séparées par des points-virgules"),
    ("tout sauf", "non(valeur)"),
    ("au moins, au plus", ">= 12 · < 24 · un nom de chiffre daté\u00a0: >= nom_du_chiffre"),
    ("un intervalle", "[12..24] bornes comprises · [12..24[ sans 24"),
    ("pas renseigné", "inconnu"),
    "Modifier",
    ("Ajouter une ligne", "Remplir une ligne vide, ou en insérer une avant «\u00a0sinon\u00a0»."),
    (
        "Changer une règle",
        "Fermer la ligne par Au (la veille), en écrire une autre avec Du\u00a0: le passé reste.",
    ),
    ("Vérifier", "Enregistrer, puis check-eligibility tables check\u00a0: chaque faute nomme sa cellule."),
)
