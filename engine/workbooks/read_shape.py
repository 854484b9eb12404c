"""What hides, filters, merges or lengthens a sheet, told from the sheet that openpyxl gives."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from engine.faults import Faults
from engine.location import CellRef
from engine.source import Area

LONGEST_GAP = 50


def merged_areas(sheet: Any) -> tuple[Area, ...]:
    """Return the merged areas of *sheet*, from top to bottom."""
    areas = [
        Area(top=area.min_row, left=area.min_col, bottom=area.max_row, right=area.max_col)
        for area in sheet.merged_cells.ranges
    ]
    return tuple(sorted(areas, key=lambda area: (area.top, area.left)))


def hidden_rows(sheet: Any, rows: Iterable[int]) -> frozenset[int]:
    """Return those of *rows* that are hidden, by hand, by a filter, a group or a height of zero."""
    shapes = sheet.row_dimensions
    return frozenset(row for row in rows if row in shapes and (shapes[row].hidden or shapes[row].height == 0))


def hidden_columns(sheet: Any, columns: Iterable[int]) -> frozenset[int]:
    """Return those of *columns* that are hidden: one entry of the sheet covers ``min..max``."""
    spans = [
        (shape.min, shape.max)
        for shape in sheet.column_dimensions.values()
        if (shape.hidden or shape.width == 0) and shape.min and shape.max
    ]
    return frozenset(column for column in columns if any(low <= column <= high for low, high in spans))


def is_filtered(sheet: Any) -> bool:
    """Whether a filter is set on the sheet or on one of its tables, not only the filter buttons."""
    filters = [sheet.auto_filter, *(table.autoFilter for table in sheet.tables.values())]
    criteria = ("filters", "top10", "customFilters", "dynamicFilter", "colorFilter", "iconFilter")
    return bool(sheet.sheet_properties.filterMode) or any(
        getattr(column, criterion) is not None
        for filter_ in filters
        if filter_ is not None
        for column in filter_.filterColumn
        for criterion in criteria
    )


def report_conditional(sheet: Any, where: CellRef, faults: Faults) -> None:
    """Note each conditional format that may strike or hide cells: it changes nothing of what they say."""
    for ranges in sheet.conditional_formatting:
        styles = [rule.dxf for rule in ranges.rules if rule.dxf is not None]
        strikes = any(style.font is not None and style.font.strike for style in styles)
        hides = any(style.numFmt is not None and not style.numFmt.formatCode.strip("; ") for style in styles)
        if strikes or hides:
            first = min(ranges.sqref.ranges, key=lambda area: (area.min_row, area.min_col))
            faults.warn(
                "mise-en-forme-trompeuse",
                CellRef(where.workbook, where.sheet, first.min_row, first.min_col),
                f"une mise en forme conditionnelle {'raye' if strikes else 'cache'} le contenu de {ranges.sqref},"
                " qui compte quand même",
                help="Accueil > Mise en forme conditionnelle > Gérer les règles\u00a0: ôter cet effet",
            )


def report_oddities(sheet: Any, where: CellRef, rows: Sequence[int], faults: Faults) -> None:
    """Note the total rows, the content far below the rest, and the sheet that menus do not show."""
    for table in sheet.tables.values():
        if table.totalsRowCount:
            last = int(re.findall(r"\d+", table.ref)[-1])
            faults.add(
                "ligne-de-total",
                CellRef(where.workbook, where.sheet, last),
                f"le tableau «\u00a0{table.displayName}\u00a0» se termine par une ligne de total",
                help="Création de tableau > décocher Ligne des totaux",
            )
    for above, below in pairwise(rows):
        if below - above > LONGEST_GAP:
            faults.warn(
                "contenu-eloigne",
                CellRef(where.workbook, where.sheet, below),
                f"cette ligne est lue, {below - above - 1} lignes vides plus bas que la précédente",
                help=f"la remonter sous la ligne {above}, ou la supprimer",
            )
    if sheet.sheet_state == "veryHidden":
        faults.warn(
            "feuille-tres-masquee",
            where,
            "cette feuille compte mais le menu Afficher d’Excel ne la propose pas",
            help="l’ouvrir dans LibreOffice (Feuille > Afficher la feuille), ou dans l’éditeur de macros "
            "d’Excel (Alt+F11) mettre sa propriété Visible à xlSheetVisible",
        )
