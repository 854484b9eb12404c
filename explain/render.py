"""The template engine, made once for each kind of output; Jinja is imported when first needed."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(*, autoescape: bool, cache_dir: Path | None = None) -> "Environment":
    """Return the environment of the templates; with *cache_dir*, their compiled form is kept there."""
    from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

    compiled = FileSystemBytecodeCache(str(cache_dir)) if cache_dir is not None else None
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=autoescape,  # noqa: S701 - text and Markdown escape in their own way
        undefined=StrictUndefined,
        bytecode_cache=compiled,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
