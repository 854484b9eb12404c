"""What can be wrong in a model that loads: one file per fault, listed here in order."""

from collections.abc import Iterator, Mapping, Sequence

from engine.checks.figure_not_continued import figure_not_continued
from engine.checks.gap import gap
from engine.checks.hidden_content import hidden_content
from engine.checks.missing_source import missing_source
from engine.checks.overlapping_rows import overlapping_rows
from engine.checks.partly_analysed import too_large
from engine.checks.period_hole import period_hole
from engine.checks.space import Space, spaces_of
from engine.checks.unknown_placeholder import unknown_placeholder
from engine.checks.unreachable_row import unreachable_row
from engine.checks.untreated_value import untreated_value
from engine.checks.unused_name import unused_name
from engine.diagnostics import Diagnostic
from engine.model import Model
from engine.source import RawWorkbook


def check(
    model: Model, workbooks: Sequence[RawWorkbook], spaces: Mapping[str, Space] | None = None
) -> Iterator[Diagnostic]:
    """Yield every fault of *model*, and what its *workbooks* hide; *spaces* are those of its tables, if known."""
    yield from unknown_placeholder(model)
    yield from hidden_content(workbooks)
    spaces = spaces_of(model) if spaces is None else spaces
    yield from too_large(spaces)
    yield from overlapping_rows(spaces)
    yield from unreachable_row(spaces)
    yield from gap(spaces)
    yield from untreated_value(spaces)
    yield from period_hole(model, spaces)
    yield from figure_not_continued(model, spaces)
    yield from unused_name(model)
    yield from missing_source(model)
