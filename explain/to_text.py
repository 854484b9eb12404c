"""An explanation as text for a terminal or a letter."""

from itertools import zip_longest
from pathlib import Path

from engine.model import Answer
from explain.blocks import Grid, Page, Pairs
from explain.columns import cut, left, right, width_of, wrapped
from explain.explanation import Explanation
from explain.page import page
from explain.phrases import Lang
from explain.render import environment
from explain.select import Detail

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FAINT = "\x1b[2m"
_COLOURS = {
    Answer.OPEN: "\x1b[1;32m",
    Answer.REFUSED: "\x1b[1;31m",
    Answer.TO_STUDY: "\x1b[1;33m",
    Answer.UNDETERMINED: "\x1b[1;36m",
}
_LEAST_WIDTH = 24


def to_text(
    explanation: Explanation,
    *,
    detail: Detail,
    lang: Lang,
    width: int = 80,
    colour: bool = False,
    cache_dir: Path | None = None,
) -> str:
    """Return *explanation* in lines of at most *width* columns, with ANSI colours if *colour*."""
    laid_out = page(explanation, detail, lang)
    brief = not detail.has_reasons
    return page_to_text(laid_out, width=width, colour=colour, brief=brief, cache_dir=cache_dir)


def page_to_text(
    page: Page,
    *,
    width: int = 80,
    colour: bool = False,
    brief: bool = False,
    cache_dir: Path | None = None,
) -> str:
    """Return *page* in lines of at most *width* columns; ``brief``: its parts have no sections."""
    template = environment(autoescape=False, cache_dir=cache_dir).get_template("text.j2")
    return template.render(page=page, to=_Typewriter(max(width, _LEAST_WIDTH), colour), brief=brief)


class _Typewriter:
    """What the template writes with: every method returns whole lines, each with its end."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour and text else text

    def blank(self) -> str:
        """Return an empty line."""
        return "\n"

    def title(self, text: str, underline: str = "", style: str = _BOLD) -> str:
        """Return a heading and the line under it."""
        lines = wrapped(text, self.width)
        rule = underline * max(width_of(line) for line in lines)
        return "".join(self._styled(line, style) + "\n" for line in (*lines, *filter(None, [rule])))

    def verdict(self, text: str, answer: Answer, underline: str) -> str:
        """Return the verdict, in its colour."""
        return self.title(text, underline, _COLOURS[answer])

    def text(self, text: str, first: str = "", quiet: bool = False) -> str:
        """Return a paragraph after the mark *first*, the next lines aligned with its text."""
        lines = wrapped(text, self.width - width_of(first))
        hanging = " " * width_of(first)
        return "".join(
            (hanging if place else first) + self._styled(line, _FAINT if quiet else "") + "\n"
            for place, line in enumerate(lines)
        )

    def line(self, text: str, first: str = "") -> str:
        """Return *text* after the mark *first*, cut to one line."""
        return f"{first}{cut(text, self.width - width_of(first))}\n"

    def pairs(self, block: Pairs) -> str:
        """Return names and values in two columns, details under each."""
        room = self.width - 4
        names = min(max(width_of(pair.name) for pair in block.pairs), room * 3 // 5)
        values = min(max(width_of(pair.value) for pair in block.pairs), room - names)
        place = right if block.aligned else left
        told: list[str] = []
        for pair in block.pairs:
            if max(map(width_of, pair.value.split(" "))) > values:
                told.append(self.text(pair.name, "  ") + self.text(pair.value, "    "))
                continue
            name_lines, value_lines = wrapped(pair.name, names), wrapped(pair.value, values)
            aligned = place if len(value_lines) == 1 else left
            for name, value in zip_longest(name_lines, value_lines, fillvalue=""):
                told.append(f"  {left(name, names)}  {aligned(value, values)}".rstrip() + "\n")
            told += [self.text(detail, "    ", quiet=True) for detail in pair.details]
        return "".join(told)

    def grid(self, block: Grid) -> str:
        """Return a table as a list: a terminal is too narrow for its columns."""
        told: list[str] = []
        for group in block.groups:
            if group.title:
                told.append(self.text(group.title, "  "))
            mark = "    - " if group.title else "  - "
            for name, *cells in group.rows:
                told.append(self.text(" | ".join((name, *cells)), mark))
        return "".join(told)
