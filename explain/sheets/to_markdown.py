"""A drawing in Markdown, made to be compared: what does not change gives the same lines.

No padding: a cell that changes changes its own line. As cards, a cell stands on a line of its own, an
empty one on none, and each card has the name of the sheet: a comparison shows little around a change.
"""

import re
from collections.abc import Iterable, Iterator

from explain.formats import NBSP
from explain.sheets.drawn import Drawing, Layout, Line

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def to_markdown(drawing: Drawing, *, layout: Layout = Layout.AUTO, level: int = 1) -> str:
    """Return *drawing* under a title of *level*: a table, unless cards are asked for."""
    kind = f"{NBSP}: {_written(drawing.title)}" if drawing.title else ""
    blocks = [f"{'#' * level} {_written(drawing.name)}{kind}{_hidden('feuille', drawing.hidden)}"]
    blocks += [_pair(name, value) for name, value in drawing.settings]
    if not drawing.heads:
        blocks += [_free(line) for line in drawing.lines]
    elif layout is Layout.CARDS:
        blocks += [_card(line, drawing, level + 1) for line in drawing.lines]
    else:
        blocks.append("\n".join(_table(drawing)))
    return "\n\n".join(blocks) + "\n"


def _table(drawing: Drawing) -> Iterator[str]:
    yield _row(head.text + _hidden("colonne", head.hidden) for head in drawing.heads)
    yield _row("---" for _ in drawing.heads)
    for line in drawing.lines:
        first, *others = line.cells
        yield _row([first + _hidden("ligne", line.hidden), *others])


def _card(line: Line, drawing: Drawing, level: int) -> str:
    named = zip(drawing.heads[1:], line.cells[1:], strict=True)
    told = [f"- {_pair(head.text + _hidden('colonne', head.hidden), cell)}" for head, cell in named if cell]
    name = f"{_written(line.cells[0]) or '(sans nom)'} ({_written(drawing.name)})"
    return "\n".join([f"{'#' * level} {name}{_hidden('ligne', line.hidden)}", "", *told]).rstrip()


def _free(line: Line) -> str:
    first, *others = line.cells
    told = _pair(first, " | ".join(others)) if others else _written(first)
    return told + _hidden("ligne", line.hidden)


def _pair(name: str, value: str) -> str:
    return f"{_written(name)}{NBSP}: {_written(value)}" if name else _written(value)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_written(cell).replace("|", "\\|") for cell in cells) + " |"


def _written(text: str) -> str:
    """Return *text* on one line, unable to open a tag; the rest as it is typed."""
    return _TAG.sub(r"\\<", text).replace("\n", "<br>")


def _hidden(what: str, hidden: bool) -> str:
    return f" ({what} masquée)" if hidden else ""
