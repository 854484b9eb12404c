"""A review note as one HTML page: self-contained, accessible, printable."""

from pathlib import Path

from explain.changes.note import Review
from explain.render import environment


def review_page(review: Review, *, cache_dir: Path | None = None) -> str:
    """Return *review* as a page that needs no script and nothing from elsewhere."""
    template = environment(autoescape=True, cache_dir=cache_dir).get_template("review.html.j2")
    return template.render(review=review)
