"""What a check of the workbooks found, whatever the format it is written in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.diagnostics import Diagnostic, in_order
from engine.location import CaseRef, CellRef
from engine.model import Model, Period
from engine.mutants.score import MutationScore
from explain.coverage import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many tables, benefits and examples were looked at."""

    tables: int
    benefits: int
    examples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of the tables the cases reach, for the rows in force at some time in ``period``."""

    period: Period
    rows: int
    rows_reached: int
    demands: int
    demands_failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The faults of ``workbooks`` (empty: of all), sorted by place, and those that stand elsewhere.

    ``folder`` is where the workbooks are, as seen from where the program is run, with slashes.

    ``sizes`` and ``seal`` are absent when the workbooks have errors that leave no model: examples and
    reference cases were not played. ``mutations`` is there when it was asked for.
    """

    folder: str
    workbooks: tuple[str, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    elsewhere: tuple[Diagnostic, ...] = ()
    sizes: Sizes | None = None
    covered: Covered | None = None
    mutations: MutationScore | None = None
    seal: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands in the way of deciding with these workbooks."""
        return self.sizes is not None and not any(fault.is_error for fault in self.faults)


def report(
    folder: str,
    workbooks: Sequence[str],
    found: Iterable[Diagnostic],
    model: Model | None = None,
    coverage: Coverage | None = None,
    period: Period | None = None,
    mutations: MutationScore | None = None,
) -> Report:
    """Return what was *found*, told apart by whether it stands in one of *workbooks* (none: in any)."""
    asked = frozenset(workbooks)

    def inside(where: CellRef | CaseRef) -> bool:
        return not asked or (isinstance(where, CellRef) and where.workbook in asked)

    faults = in_order(found)
    sizes = covered = None
    if model is not None:
        sizes = Sizes(
            tables=sum(inside(table.where) for table in model.tables.values()),
            benefits=sum(inside(benefit.where) for benefit in model.benefits.values()),
            examples=sum(inside(example.where) for example in model.examples),
        )
    if coverage is not None and period is not None:
        rows = [one for one in coverage.rows if inside(one.row.where)]
        demands = [one for one in coverage.demands if inside(one.row.where)]
        covered = Covered(
            period=period,
            rows=len(rows),
            rows_reached=sum(bool(one.cases) for one in rows),
            demands=len(demands),
            demands_failed=sum(bool(one.cases) for one in demands),
        )
    return Report(
        folder=folder,
        workbooks=tuple(workbooks),
        faults=tuple(fault for fault in faults if inside(fault.where)),
        elsewhere=tuple(fault for fault in faults if not inside(fault.where)),
        sizes=sizes,
        covered=covered,
        mutations=mutations,
        seal="" if model is None else model.seal,
    )
