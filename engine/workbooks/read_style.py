"""What the style of a cell does to what it says: strikes it, hides it, shows it as a percentage."""

from collections.abc import Iterator
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

from engine.source import Typed
from engine.workbooks.read_shown import oddities, same_colour
from engine.workbooks.read_stored import StoredFault, is_blank, is_percent, struck


class Styles:
    """The styles of a workbook that openpyxl has loaded, each looked at once."""

    def __init__(self, stored: Any) -> None:
        custom = enumerate(stored._number_formats, start=BUILTIN_FORMATS_MAX_SIZE)
        self._formats: dict[int, str] = {**BUILTIN_FORMATS, **dict(custom)}
        self._percent = {number for number, shape in self._formats.items() if is_percent(shape)}
        self._struck = {number for number, font in enumerate(stored._fonts) if font.strike}
        self._fonts, self._fills = stored._fonts, stored._fills
        self._unseen: dict[tuple[int, int], bool] = {}

    def shows_percentage(self, cell: Any) -> bool:
        """Whether *cell* shows its fraction as a percentage."""
        return cell._style.numFmtId in self._percent

    def oddities(self, cell: Any, said: Typed) -> Iterator[StoredFault]:
        """Return why what *cell* shows deceives."""
        number = cell._style.numFmtId
        return oddities(said, self._formats.get(number, "General"), number, unseen=self._is_unseen(cell))

    def strike(self, cell: Any) -> StoredFault | None:
        """Return the fault of a cell that is struck through, as a whole or by some of its runs."""
        if cell._style.fontId in self._struck:
            return struck(partly=False)
        if not isinstance(cell.value, CellRichText):
            return None
        runs = [(run, is_blank(str(run))) for run in cell.value]
        marks = [isinstance(run, TextBlock) and bool(run.font.strike) for run, blank in runs if not blank]
        return struck(partly=not all(marks)) if any(marks) else None

    def _is_unseen(self, cell: Any) -> bool:
        key = cell._style.fontId, cell._style.fillId
        if key not in self._unseen:
            self._unseen[key] = same_colour(self._fonts[key[0]], self._fills[key[1]])
        return self._unseen[key]
