"""The gathering of faults within a step; their sentences get the spaces of French."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

from engine.diagnostics import Diagnostic, Severity, in_order
from engine.location import Place
from engine.typography import typeset


class Faults:
    """What a step has found wrong so far."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        where: Place,
        message: str,
        help: str = "",
        related: Iterable[tuple[Place, str]] = (),
    ) -> None:
        """Note an error."""
        self.found.append(
            Diagnostic(
                code=code,
                where=where,
                message=typeset(message),
                help=typeset(help),
                related=tuple((place, typeset(words)) for place, words in related),
            )
        )

    def warn(self, code: str, where: Place, message: str, help: str = "") -> None:
        """Note a warning."""
        self.found.append(
            Diagnostic(
                code=code,
                where=where,
                message=typeset(message),
                help=typeset(help),
                severity=Severity.WARNING,
            )
        )

    @property
    def any_error(self) -> bool:
        """Whether the pipeline must stop after this step."""
        return any(diagnostic.is_error for diagnostic in self.found)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Return everything found, sorted by place."""
        return in_order(self.found)

    @contextmanager
    def at(self, where: Place) -> Generator[None]:
        """Turn a CellFault raised inside into an error at *where*."""
        from engine.cells.parse_cell import CellFault

        try:
            yield
        except CellFault as fault:
            self.add(fault.code, where, fault.message, fault.help)
