"""What differs between two versions, as data: lines and cells, those that can change a decision apart."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from engine.location import CellRef
from engine.model import Benefit, DatedValue, Example, Formula, Role, Row, Table, Term

Line: TypeAlias = Term | DatedValue | Formula | Benefit | Example


class Sheet(Enum):
    """What a line is, by the keyword of the sheet that holds it."""

    GLOSSARY = "Glossaire"
    FIGURES = "Paramètres"
    CALCULATIONS = "Calculs"
    CATALOGUE = "Prestations"
    EXAMPLES = "Cas de test"


class Status(Enum):
    """What happened to a line."""

    ADDED = "ajoutée"
    REMOVED = "supprimée"
    CHANGED = "modifiée"
    MOVED = "déplacée"


def _status(before: object | None, after: object | None) -> Status:
    if before is None:
        return Status.ADDED
    return Status.REMOVED if after is None else Status.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One cell: ``name`` is its term, or the word at the head of its column when ``role`` is None.

    ``decides``: it can change a decision; otherwise it is a text (a reason, a source, a note).
    """

    name: str
    before: str
    after: str
    decides: bool
    is_term: bool = False
    role: Role | None = None
    where: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row of a table; ``moved``: it stands elsewhere among the others, where the policy reads their order."""

    before: Row | None
    after: Row | None
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False

    @property
    def row(self) -> Row:
        """The row as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def status(self) -> Status:
        """What happened to the row."""
        found = _status(self.before, self.after)
        return Status.MOVED if found is Status.CHANGED and not self.fields else found

    @property
    def decides(self) -> bool:
        """Whether a decision can change."""
        return (
            self.status in (Status.ADDED, Status.REMOVED) or self.moved or any(f.decides for f in self.fields)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """A decision table: its heading, its columns, its rows."""

    before: Table | None
    after: Table | None
    fields: tuple[FieldChange, ...] = ()
    rows: tuple[RowChange, ...] = ()

    @property
    def table(self) -> Table:
        """The table as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def status(self) -> Status:
        """What happened to the table."""
        return _status(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line of another sheet than a table; ``name`` is the term, the code, or the N° of the example."""

    sheet: Sheet
    name: str
    before: Line | None
    after: Line | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def line(self) -> Line:
        """The line as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def status(self) -> Status:
        """What happened to the line."""
        return _status(self.before, self.after)

    @property
    def decides(self) -> bool:
        """Whether a decision can change."""
        return self.status is not Status.CHANGED or any(field.decides for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs in meaning (``tables``, ``lines``), and the examples, which carry none."""

    tables: tuple[TableChange, ...] = ()
    lines: tuple[LineChange, ...] = ()
    examples: tuple[LineChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both versions mean the same; true exactly when their seals are equal."""
        return not self.tables and not self.lines

    def of(self, sheet: Sheet) -> tuple[LineChange, ...]:
        """Return the lines of one kind of sheet."""
        return tuple(line for line in self.lines if line.sheet is sheet)
