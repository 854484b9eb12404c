"""Two models and the cases that exist -> what changes: lines, regions with their cases, verdicts. The order
of the steps, and nothing else."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.changes.changes import Changes, Sheet
from engine.changes.compare import compare
from engine.changes.compare_rows import same
from engine.changes.differing_days import Differing, differing_days
from engine.changes.joint import Joint
from engine.changes.regions import MOST_COMPARED, Region, Regions, regions
from engine.changes.replay import Replay, replay
from engine.changes.witness import Search, Seed, Witness
from engine.checks.axes import TooManyPoints
from engine.checks.boxes import Box, Budget, OutOfBudget
from engine.checks.slices import REFERENCE_DATE
from engine.model import Benefit, Model, Row, Table, Term, names_in
from engine.reach import reach, read_by
from engine.seal import in_canonical_order

MOST_CASES_TRIED = 5_000
"""In all: each table has its share of what is left."""
MOST_REGIONS_SHOWN = 40

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A region of a table, and cases of it that are decided otherwise, one a benefit at most.

    ``searched``: a case was looked for to the end; without one, none was found.
    """

    region: Region
    cases: tuple[Witness, ...]
    searched: bool

    @property
    def reaches_verdict(self) -> bool:
        """Whether a verdict is known to change."""
        return any(case.verdict_differs for case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAnalysed:
    """A table whose answer may differ. ``verdicts`` are the benefits whose right reads it, ``joined`` those
    that join it, or what reads it, to their right.

    ``joint`` None: it could not be analysed, ``why`` says the reason.
    """

    name: str
    joint: Joint | None
    verdicts: tuple[str, ...]
    joined: tuple[str, ...]
    shown: tuple[Shown, ...] = ()
    left: tuple[Box, ...] = ()
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every case of the table was looked at."""
        return self.joint is not None and not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedCalculation:
    """A calculation joined to the right of ``benefits``, that is not worth the same on some reference dates."""

    name: str
    differing: Differing
    benefits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that is known of the passage from ``before`` to ``after``.

    ``listed`` are the benefits whose line of the catalogue changes: what that does is known by the cases
    that exist alone.
    """

    before: Model
    after: Model
    changes: Changes
    differing: Mapping[str, Differing]
    tables: tuple[TableAnalysed, ...]
    calculations: tuple[JoinedCalculation, ...]
    listed: tuple[str, ...]
    benefits: tuple[str, ...]
    replayed: Replay

    @property
    def is_same(self) -> bool:
        """Whether both versions have the same seal."""
        return self.before == self.after


def seeds_of(*models: Model) -> list[Seed]:
    """Return the examples of the workbooks as cases, those of the last model first."""
    found: dict[str, Seed] = {}
    for model in reversed(models):
        for one in model.examples:
            found.setdefault(
                f"{one.benefit} {one.id}", Seed(f"{one.benefit} {one.id}", one.benefit, one.facts)
            )
    return list(found.values())


def analyse(before: Model, after: Model, seeds: Sequence[Seed], progress: Progress | None = None) -> Analysis:
    """Return what changes from *before* to *after*; *seeds* are cases that exist, to play and to start from."""
    tell = progress or _silent
    tell("comparaison")
    changes = compare(before, after)
    nothing: Mapping[str, Differing] = {}
    differing = nothing if changes.is_empty else differing_days(before, after)
    names = [] if changes.is_empty else list(_affected(before, after, differing))
    touched = _touched(before, after, names, differing, changes)
    tables: list[TableAnalysed] = []
    budget = Budget(MOST_CASES_TRIED)
    for place, name in enumerate(names):
        tell(name)
        share = Budget(budget.left // (len(names) - place))
        budget.left -= share.left
        tables.append(_analysed(before, after, name, differing, seeds, share))
        budget.left += max(share.left, 0)
    return Analysis(
        before=before,
        after=after,
        changes=changes,
        differing=differing,
        tables=tuple(tables),
        calculations=tuple(_joined_calculations(after, differing)),
        listed=tuple(line.name for line in changes.of(Sheet.CATALOGUE) if line.decides),
        benefits=touched,
        replayed=replay(before, after, seeds, frozenset(touched), tell),
    )


def _silent(text: str) -> None:
    """Tell nobody."""


# --- what is touched ---------------------------------------------------------------------


def _affected(before: Model, after: Model, differing: Mapping[str, Differing]) -> Iterator[str]:
    """Yield the tables of both versions that do not say the same of the same values, or not of all."""
    retyped = {
        name
        for name, term in after.terms.items()
        if name in before.terms and term.can_be_given and _admits(before.terms[name]) != _admits(term)
    }
    for name, table in after.tables.items():
        old = before.tables.get(name)
        if old is None:
            continue
        if not same(_without_texts(old), _without_texts(table)) or any(
            one in differing or one in retyped
            for rows in (old.all_rows, table.all_rows)
            for row in rows
            for expression in read_by(row)
            for one in names_in(expression)
        ):
            yield name


def _admits(term: Term) -> tuple[object, ...]:
    """Return which values a case may hold."""
    type_ = term.type
    return type_.kind, type_.decimals, type_.choices, type_.minimum, type_.maximum


def _joined_calculations(after: Model, differing: Mapping[str, Differing]) -> Iterator[JoinedCalculation]:
    for name, days in differing.items():
        benefits = tuple(code for code, benefit in after.benefits.items() if name in _joined(benefit))
        if benefits:
            yield JoinedCalculation(name=name, differing=days, benefits=benefits)


def _without_texts(table: Table) -> Table:
    """Return what *table* decides."""
    ordered = in_canonical_order(table)

    def bare(row: Row) -> Row:
        return replace(row, reason="", source="", note="")

    default = None if ordered.default is None else bare(ordered.default)
    return replace(ordered, label="", rows=tuple(map(bare, ordered.rows)), default=default)


def _touched(
    before: Model,
    after: Model,
    tables: Sequence[str],
    differing: Mapping[str, Differing],
    changes: Changes,
) -> tuple[str, ...]:
    """Return the benefits of both versions that read something that changes."""
    apart = {change.table.name for change in changes.tables if change.before is None or change.after is None}
    named = {*tables, *differing, *apart}
    lines = {line.name for line in changes.lines if line.decides}
    found: list[str] = []
    for code, benefit in after.benefits.items():
        old = before.benefits.get(code)
        if old is None:
            continue
        reads = _read(after, _all_of(benefit)) | _read(before, _all_of(old))
        if code in lines or reads & (named | lines):
            found.append(code)
    return tuple(found)


def _all_of(benefit: Benefit) -> tuple[str, ...]:
    return (benefit.table, *_joined(benefit))


def _joined(benefit: Benefit) -> tuple[str, ...]:
    return (*benefit.amounts, *benefit.durations, *benefit.steps)


def _read(model: Model, names: Iterable[str]) -> set[str]:
    """Return the tables, calculations, figures and facts that *names* read."""
    reached = reach(model, names)
    return {*reached.tables, *reached.calculations, *reached.parameters, *reached.facts}


# --- a table -----------------------------------------------------------------------------


def _analysed(
    before: Model,
    after: Model,
    name: str,
    differing: Mapping[str, Differing],
    seeds: Sequence[Seed],
    budget: Budget,
) -> TableAnalysed:
    readers = [
        code
        for code, benefit in after.benefits.items()
        if code in before.benefits and name in reach(after, [benefit.table]).tables
    ]
    joining = [
        code
        for code, benefit in after.benefits.items()
        if code in before.benefits and code not in readers and name in reach(after, _joined(benefit)).tables
    ]
    bare = TableAnalysed(name=name, joint=None, verdicts=tuple(readers), joined=tuple(joining))
    old, new = before.tables[name], after.tables[name]
    if old.reference_date != new.reference_date:
        return replace(bare, why="la date de référence de la table n’est plus la même")
    try:
        joint = Joint(before, after, name, differing, _day(after, new, [*readers, *joining]))
    except TooManyPoints:
        return replace(bare, why="trop de cellules se comparent à ce que seul un cas peut dire")
    found = regions(joint, MOST_COMPARED)
    shown = _shown(joint, found, [after.benefits[code] for code in (*readers, *joining)], seeds, budget)
    return replace(bare, joint=joint, left=found.left, shown=tuple(shown))


def _day(model: Model, table: Table, readers: Sequence[str]) -> str:
    """Return the fact that gives the reference date of *table*, where there is one only."""
    days = (
        {table.reference_date}
        if table.reference_date
        else {model.benefits[c].reference_date for c in readers}
    )
    return next(iter(days)) if len(days) == 1 else REFERENCE_DATE


def _shown(
    joint: Joint, found: Regions, benefits: Sequence[Benefit], seeds: Sequence[Seed], budget: Budget
) -> Iterator[Shown]:
    """Yield the regions, those that are about complete cases first."""
    search = Search(joint, seeds, budget)
    ordered = sorted(found.found, key=lambda region: region.is_incomplete)
    for place, region in enumerate(ordered):
        cases: list[Witness] = []
        searched = place < MOST_REGIONS_SHOWN
        try:
            for benefit in benefits if searched else ():
                case = search.witness(region, benefit)
                if case is not None:
                    cases.append(case)
        except OutOfBudget:
            searched = False
        yield Shown(region=region, cases=tuple(cases), searched=searched)
