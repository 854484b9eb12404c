"""An explanation as one HTML page: self-contained, accessible, printable."""

from pathlib import Path

from explain.blocks import Page
from explain.explanation import Explanation
from explain.page import page
from explain.phrases import Lang, phrases
from explain.render import environment
from explain.select import Detail


def to_html(explanation: Explanation, *, detail: Detail, lang: Lang, cache_dir: Path | None = None) -> str:
    """Return *explanation* as a page that needs no script and nothing from elsewhere."""
    laid_out = page(explanation, detail, lang)
    return page_to_html(laid_out, lang=lang, brief=not detail.has_reasons, cache_dir=cache_dir)


def page_to_html(page: Page, *, lang: Lang, brief: bool = False, cache_dir: Path | None = None) -> str:
    """Return *page* as HTML; ``brief``: its parts have no sections."""
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("html.j2")
    return template.render(page=page, words=phrases(lang), brief=brief)
