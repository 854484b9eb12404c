"""An explanation as one HTML page: self-contained, accessible, printable."""

from pathlib import Path

from explain.explanation import Explanation
from explain.page import page
from explain.phrases import Lang, phrases
from explain.render import environment
from explain.select import Detail


def to_html(explanation: Explanation, *, detail: Detail, lang: Lang, cache_dir: Path | None = None) -> str:
    """Return *explanation* as a page that needs no script and nothing from elsewhere."""
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("html.j2")
    return template.render(
        page=page(explanation, detail, lang), words=phrases(lang), brief=not detail.has_reasons
    )
