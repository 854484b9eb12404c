"""A drawing as a table of a terminal, where its columns fit."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from explain.columns import left, right, width_of, wrapped
from explain.sheets.drawn import Drawing
from explain.sheets.style import BOLD, Style

_BETWEEN = " │ "
_NARROWEST, _WIDEST, _TALLEST = 14, 40, 8
"""Columns narrower than their cells and than the first, or lines taller than the last, read better as cards."""
_NUMBER = re.compile(r"-?[\d\u202f]+(,\d+)?(\u202f%)?|")

Cells = tuple[str, ...]


def widths_of(drawing: Drawing, width: int, *, forced: bool) -> list[int] | None:
    """Return the width of each column; None when they do not fit in *width* and nobody *forced* them to."""
    cells = _cells(drawing)
    columns = list(zip(*cells, strict=True))
    natural = [
        max(width_of(part) for cell in column for part in cell.splitlines() or [""]) for column in columns
    ]
    room = width - len(_BETWEEN) * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    floors = [
        min(most, max(_NARROWEST, _longest_word(column)))
        for column, most in zip(columns, natural, strict=True)
    ]
    if sum(floors) > room:
        return [min(most, _WIDEST) for most in natural] if forced else None
    level = max(natural)
    while sum(_levelled(floors, natural, level)) > room:
        level -= 1
    widths = _levelled(floors, natural, level)
    lines = cells[2:]
    tallest = max(
        (len(wrapped(c, w)) for line in lines for c, w in zip(line, widths, strict=True)), default=0
    )
    return widths if forced or tallest <= _TALLEST else None


def table(drawing: Drawing, widths: Sequence[int], style: Style) -> list[str]:
    """Return the lines of *drawing* as a table whose columns have *widths*."""
    roles, names, *rows = _cells(drawing)
    numeric = [_is_numeric(column) for column in zip(*rows, strict=True)] or [False] * len(widths)
    tones = [head.tone for head in drawing.heads]

    def heading(text: str, column: int) -> str:
        return style.head(text, tones[column])

    def cell(text: str, column: int) -> str:
        return style.shown(text, BOLD if column == 0 else "")

    rule = "─┼─".join("─" * size for size in widths)
    lines = [piece for head in (roles, names) if any(head) for piece in _row(head, widths, numeric, heading)]
    told = [_row(row, widths, numeric, cell) for row in rows]
    tall = False
    for place, pieces in enumerate(told):
        lines += [rule] if place == 0 or tall or len(pieces) > 1 else []
        lines += pieces
        tall = len(pieces) > 1
    return lines


def _cells(drawing: Drawing) -> list[Cells]:
    """Return the two lines of headings, then the lines; what is hidden is told."""
    roles = tuple(head.role + (" (masquée)" if head.hidden else "") for head in drawing.heads)
    names = tuple(head.name for head in drawing.heads)
    lines = [
        (line.cells[0] + (" (masquée)" if line.hidden else ""), *line.cells[1:]) for line in drawing.lines
    ]
    return [roles, names, *lines]


def _levelled(floors: Sequence[int], natural: Sequence[int], level: int) -> list[int]:
    return [min(most, max(floor, level)) for floor, most in zip(floors, natural, strict=True)]


def _longest_word(column: Iterable[str]) -> int:
    return max((width_of(word) for cell in column for word in cell.split(" ")), default=1)


def _is_numeric(column: Cells) -> bool:
    return any(column) and all(_NUMBER.fullmatch(cell) for cell in column)


def _row(
    cells: Cells, widths: Sequence[int], numeric: Sequence[bool], shown: Callable[[str, int], str]
) -> list[str]:
    pieces = [wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    return [
        _BETWEEN.join(
            shown((right if numeric[column] else left)(text, widths[column]), column)
            for column, text in enumerate(texts)
        )
        for texts in zip_longest(*pieces, fillvalue="")
    ]
