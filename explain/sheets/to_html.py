"""Drawings as one HTML page: self-contained, accessible, printable."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from explain.render import environment
from explain.sheets.drawn import Drawing, Layout


class Placed(NamedTuple):
    """A drawing, and the workbook it comes from (empty: not told)."""

    of: Drawing
    workbook: str = ""


def to_html(
    title: str, places: Iterable[Placed], *, layout: Layout = Layout.AUTO, cache_dir: Path | None = None
) -> str:
    """Return a page called *title* that needs no script and nothing from elsewhere."""
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("sheets.html.j2")
    return template.render(title=title, places=tuple(places), cards=layout is Layout.CARDS) + "\n"
