"""An explanation as Markdown."""

import re
from collections.abc import Iterable
from pathlib import Path

from explain.blocks import Page
from explain.explanation import Explanation
from explain.page import page
from explain.phrases import Lang, phrases
from explain.render import environment
from explain.select import Detail

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_LEADING = re.compile(r"^(\s*)([-+#=]|\d+[.)])")


def to_markdown(
    explanation: Explanation, *, detail: Detail, lang: Lang, cache_dir: Path | None = None
) -> str:
    """Return *explanation* as Markdown (CommonMark, with pipe tables in the trace)."""
    laid_out = page(explanation, detail, lang)
    return page_to_markdown(laid_out, lang=lang, brief=not detail.has_reasons, cache_dir=cache_dir)


def page_to_markdown(page: Page, *, lang: Lang, brief: bool = False, cache_dir: Path | None = None) -> str:
    """Return *page* as Markdown; ``brief``: its parts have no sections."""
    template = environment(autoescape=False, cache_dir=cache_dir).get_template("markdown.j2")
    return template.render(page=page, md=escaped, cells=_cells, colon=phrases(lang).colon, brief=brief)


def _cells(row: Iterable[str]) -> str:
    return f"| {' | '.join(map(escaped, row))} |"


def escaped(text: str) -> str:
    """Return *text* on one line, such that Markdown shows it as it is: no markup, no HTML."""
    line = _SPECIAL.sub(r"\\\1", text)
    line = re.sub(r"\s*\n\s*", " ", line)
    return _LEADING.sub(lambda found: found[1] + _first_escaped(found[2]), line)


def _first_escaped(mark: str) -> str:
    return f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}"
