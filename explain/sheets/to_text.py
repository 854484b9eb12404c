"""A drawing on a terminal: a table where its columns fit, otherwise a card for each line."""

from collections.abc import Sequence
from itertools import zip_longest

from explain.columns import left, width_of, wrapped
from explain.formats import NBSP
from explain.sheets.drawn import Drawing, Head, Layout, Line
from explain.sheets.style import BOLD, FAINT, Style
from explain.sheets.text_table import table, widths_of


def to_text(drawing: Drawing, *, width: int, colour: bool = False, layout: Layout = Layout.AUTO) -> str:
    """Return *drawing* in lines of at most *width* columns (a table that is asked for may be wider)."""
    style = Style(colour)
    title = f"{drawing.name}{NBSP}: {drawing.title}" if drawing.title else drawing.name
    told = wrapped(title + (" (feuille masquée)" if drawing.hidden else ""), width)
    lines = [*(style.shown(line, BOLD) for line in told), "-" * max(map(width_of, told))]
    lines += [piece for name, value in drawing.settings for piece in _setting(name, value, width, style)]
    if drawing.settings and drawing.heads:
        lines.append("")
    widths = None
    if drawing.heads and layout is not Layout.CARDS:
        widths = widths_of(drawing, width, forced=layout is Layout.TABLE)
    if not drawing.heads:
        lines += [piece for line in drawing.lines for piece in _free(line, width, style)]
    elif widths is not None:
        lines += table(drawing, widths, style)
    else:
        lines += [piece for line in drawing.lines for piece in card(line, drawing.heads, width, style)]
    return "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"


def card(line: Line, heads: Sequence[Head], width: int, style: Style) -> list[str]:
    """Return a line as a card: its name and place, then its filled cells, one under the other."""
    place = f"ligne {line.row}{', masquée' if line.hidden else ''}" if line.row else ""
    filled = [(h, cell) for h, cell in zip(heads[1:], line.cells[1:], strict=True) if cell]
    roles = max((width_of(head.role) for head, _ in filled), default=0)
    names = min(max((width_of(_name(head)) for head, _ in filled), default=0), width // 3)
    lines = [f"{style.shown(line.cells[0] or '(sans nom)', BOLD)}  {style.shown(place, FAINT)}"]
    for head, cell in filled:
        before = f"  {style.head(left(head.role, roles), head.tone)}"
        labels = wrapped(_name(head), names) if names else [""]
        values = wrapped(cell, width - roles - names - (6 if names else 4))
        for label, value in zip_longest(labels, values, fillvalue=""):
            lines.append(f"{before}  {left(label, names)}  {value}" if names else f"{before}  {value}")
            before = " " * (roles + 2)
    return [*lines, ""]


def _name(head: Head) -> str:
    return (head.name + (" (colonne masquée)" if head.hidden else "")).strip()


def _setting(name: str, value: str, width: int, style: Style) -> list[str]:
    if not name:
        return [style.shown(line, FAINT) for line in wrapped(value, width)]
    before = f"{name}{NBSP}: "
    first, *others = wrapped(value, width - width_of(before))
    return [style.shown(before, FAINT) + first, *(" " * width_of(before) + line for line in others)]


def _free(line: Line, width: int, style: Style) -> list[str]:
    first, *others = line.cells
    first += " (ligne masquée)" if line.hidden else ""
    if not others:
        return ["", *(style.shown(piece, BOLD) for piece in wrapped(first, width))]
    under = wrapped(" | ".join(others), width - 4)
    return [*(f"  {piece}" for piece in wrapped(first, width - 2)), *(f"    {piece}" for piece in under)]
