"""How the workbooks that the program makes look: those of the house, whose colours say what a column is for."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

BLUE, DARK_BLUE, GREEN, BLACK, GREY, GOLD, PALE = (
    "2E75B6", "1F3864", "548235", "404040", "7F7F7F", "BF9000", "A6A6A6",
)  # fmt: skip
HEADS = {
    **dict.fromkeys(("N°", "Nom", "Code"), BLACK),
    **dict.fromkeys(("Si", "Fait"), BLUE),
    "Exige": DARK_BLUE,
    **dict.fromkeys(("Alors", "Attendu"), GREEN),
}
TINTS = {BLACK: "F2F2F2", BLUE: "EAF3FB", DARK_BLUE: "D3E0F2", GREEN: "E8F3DF", GREY: "F7F7F7"}
"""The background of a cell under a heading of that colour."""

CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
LEFT = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
BARE = Alignment(vertical="center")
TEXT_FORMAT, DAY_FORMAT = "@", "dd/mm/yyyy"

_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LONGEST_LIST = 250
"""Excel refuses a drop-down written in the cell itself that is longer than 255 characters."""


def font(*, bold: bool = False, italic: bool = False, size: int = 11, colour: str = "000000") -> Font:
    """Return the house's font."""
    return Font(name="Calibri", size=size, bold=bold, italic=italic, color=colour)


def head_colour(role: str) -> str:
    """Return the colour of the heading of a column."""
    return HEADS.get(role, GREY)


def put(
    sheet: Any,
    row: int,
    column: int,
    value: object = None,
    *,
    font: Font,
    background: str = "",
    align: Alignment = LEFT,
    shape: str = "General",
    boxed: bool = True,
) -> Any:
    """Write a cell and return it; a text that begins like a formula stays a text."""
    cell = sheet.cell(row, column)
    if value not in (None, ""):
        cell.value = value
        if isinstance(value, str) and value[0] in "=+-@":
            cell.data_type, cell.quotePrefix = "s", True
    cell.font, cell.alignment, cell.number_format = font, align, shape
    if background:
        cell.fill = PatternFill("solid", fgColor=background)
    if boxed:
        cell.border = _BOX
    return cell


def explain(cell: Any, text: str) -> None:
    """Give *cell* a comment."""
    comment = Comment(text, "check-eligibility")
    lines = sum(ceil(len(line) / 48) for line in text.split("\n"))
    comment.width, comment.height = 330, 34 + 17 * lines
    cell.comment = comment


def height(texts: Iterable[tuple[str, float]], least: int = 1) -> float:
    """Return the height of a row whose cells hold *texts*, in columns of those widths."""
    lines = (ceil(len(part) / max(width - 2, 4)) for text, width in texts for part in text.split("\n"))
    return 4 + 14.6 * max([least, *lines])


def page(sheet: Any, *, frozen: str, colour: str, heads: str = "") -> None:
    """Freeze the headings of *sheet*, colour its tab, and make it print on the width of a page."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 110
    sheet.freeze_panes = frozen
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_properties.tabColor = colour
    if heads:
        sheet.print_title_rows = heads
    sheet.oddFooter.center.text = "&P / &N"


class Lists:
    """The drop-downs of a workbook: written in the cell when short, else in a sheet ``Listes``."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.long: dict[str, Sequence[str]] = {}

    def add(
        self, sheet: Any, cells: str, name: str, values: Sequence[str], *, strict: bool, title: str
    ) -> None:
        """Offer *values* in *cells*; *strict*: nothing else may be typed."""
        rule: Any = DataValidation(type="list", formula1=self._formula(name, values), allow_blank=True)
        rule.showErrorMessage = strict
        rule.errorTitle = title
        rule.error = "Choisissez une valeur de la liste (elle vient du glossaire)."
        sheet.add_data_validation(rule)
        rule.add(cells)

    def write(self) -> None:
        """Write the long ones."""
        if not self.long:
            return
        sheet: Any = self.book.create_sheet("Listes")
        put(sheet, 1, 1, "Notes", font=font(bold=True, colour=GREY), align=BARE, boxed=False)
        said = "Listes déroulantes de ce classeur\u00a0: elles recopient les valeurs permises du glossaire."
        put(sheet, 2, 1, said, font=font(italic=True, colour=GREY), align=BARE, boxed=False)
        for column, (name, values) in enumerate(self.long.items(), start=1):
            put(sheet, 4, column, name, font=font(bold=True, colour="FFFFFF"), background=GREY, align=CENTRE)
            for row, value in enumerate(values, start=5):
                put(sheet, row, column, value, font=font())
            sheet.column_dimensions[get_column_letter(column)].width = max(24, *map(len, values)) + 4
        page(sheet, frozen="A5", colour=PALE)

    def _formula(self, name: str, values: Sequence[str]) -> str:
        inline = '"' + ",".join(values) + '"'
        if len(inline) <= _LONGEST_LIST and not any("," in value or '"' in value for value in values):
            return inline
        key = f"liste_{name}"
        if name not in self.long:
            self.long[name] = values
            column = get_column_letter(len(self.long))
            self.book.defined_names[key] = DefinedName(
                key, attr_text=f"Listes!${column}$5:${column}${4 + len(values)}"
            )
        return key


def days_only(sheet: Any, cells: str) -> None:
    """Refuse in *cells* what is not a day."""
    rule: Any = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
    rule.showErrorMessage = True
    rule.errorTitle = "Date"
    rule.error = "Écrivez un jour, comme 01/04/2025."
    sheet.add_data_validation(rule)
    rule.add(cells)
