"""What is wrong in a workbook or a case, as values: no formatting here."""

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

from engine.location import CellRef, Place
from engine.record import record

if TYPE_CHECKING:
    from engine.witness import WitnessCase


class Severity(Enum):
    """How much a fault weighs: an error stops the pipeline after its step, a warning does not."""

    ERROR = "erreur"
    WARNING = "avertissement"


@record(kw_only=True)
class Diagnostic:
    """One fault: the place to edit, one sentence of fact, then the remedy (``help``).

    ``code`` names the fault (kebab-case, French). ``related`` shows the other half of a conflict,
    ``witness`` a case in which the fault is seen.
    """

    code: str
    where: Place
    message: str
    help: str = ""
    related: tuple[tuple[Place, str], ...] = ()
    severity: Severity = Severity.ERROR
    witness: "WitnessCase | None" = None

    @property
    def is_error(self) -> bool:
        """Whether this fault stops the pipeline."""
        return self.severity is Severity.ERROR


class FaultsFound(Exception):
    """Faults of the user's files that leave nothing to work with; carries all of them, sorted."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(f"{d.where}: {d.message}" for d in self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return *diagnostics* without repetition, sorted by place, then code, so that output is stable."""

    def key(diagnostic: Diagnostic) -> tuple[object, ...]:
        where = diagnostic.where
        place = (
            (0, where.workbook, where.sheet, where.row, where.column)
            if isinstance(where, CellRef)
            else (1, where.file, where.path, 0, 0)
        )
        return (*place, diagnostic.code, diagnostic.message)

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))
