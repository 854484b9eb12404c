"""The same folder compiled again and again: only what an edit changed is read and analysed anew."""

from collections.abc import Mapping, Sequence

from engine.batch.population.read_population import population_faults
from engine.checks import check
from engine.checks.space import Space, spaces_of
from engine.diagnostics import Diagnostic, in_order
from engine.model import Model, Table
from engine.pipeline import Progress
from engine.replay import reaching, touched
from engine.resolving.resolve import resolve
from engine.source import RawWorkbook
from engine.workbooks.read_workbook import read_workbook

Read = tuple[RawWorkbook | None, tuple[Diagnostic, ...]]


class Recompiler:
    """What was read and analysed the last time."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[bytes, Read]] = {}
        self._analysed: Model | None = None
        self._spaces: Mapping[str, Space] = {}

    def aside(self) -> "Recompiler":
        """Return another one that begins where this one stands."""
        other = Recompiler()
        other._read = dict(self._read)
        other._analysed, other._spaces = self._analysed, self._spaces
        return other

    def compile(
        self, contents: Mapping[str, bytes], progress: Progress | None = None
    ) -> tuple[Model | None, tuple[Diagnostic, ...]]:
        """Return what ``compile_tables`` returns for *contents*."""
        read = [self.read(name, contents[name], progress) for name in sorted(contents)]
        self._read = {name: kept for name, kept in self._read.items() if name in contents}
        return self.compile_read(read)

    def compile_read(self, read: Sequence[Read]) -> tuple[Model | None, tuple[Diagnostic, ...]]:
        """Return the same for workbooks that are read."""
        found = [fault for _, faults in read for fault in faults]
        if any(fault.is_error for fault in found):
            return None, in_order(found)
        workbooks = [workbook for workbook, _ in read if workbook is not None]
        model, faults = resolve(workbooks)
        found += faults
        if model is not None:
            self._spaces = spaces_of(model, self._still_good(model))
            self._analysed = model
            found += check(model, workbooks, self._spaces)
            sound = not any(fault.is_error for fault in found)
            found += population_faults(workbooks, model)
            model = model if sound else None
        return model, in_order(found)

    def read(self, name: str, data: bytes, progress: Progress | None = None) -> Read:
        """Return what one workbook says and what is wrong with it."""
        kept = self._read.get(name)
        if kept is not None and kept[0] == data:
            return kept[1]
        if progress is not None:
            progress(name)
        read = read_workbook(data, name)
        self._read[name] = (data, read)
        return read

    def _still_good(self, model: Model) -> dict[str, Space]:
        """Return the spaces of the tables that stand where they stood, and that nothing changed can reach."""
        if self._analysed is None:
            return {}
        before = self._analysed
        spoiled = reaching(model, touched(before, model)).tables
        moved = {
            name
            for name, table in model.tables.items()
            if name not in before.tables or _places(before.tables[name]) != _places(table)
        }
        return {
            name: space
            for name, space in self._spaces.items()
            if name in model.tables
            and name not in moved
            and not spoiled & {name, *(table for steps in space.columns.contexts for table, _ in steps)}
        }


def _places(table: Table) -> list[object]:
    places: list[object] = [table.where]
    for row in table.all_rows:
        places += [row.where, *(condition.where for condition in row.conditions)]
    return places
