"""The cases of a table: one axis per column and one for the reference date, cut by its cells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, product

from engine.checks.asked_when import ALWAYS, Context, asked_when
from engine.checks.axes import Point, TooManyPoints
from engine.checks.boxes import Box
from engine.checks.dated import Dated
from engine.checks.realised import Realised, realised
from engine.checks.slices import REFERENCE_DATE, Columns, Slice
from engine.model import Benefit, Expression, HitPolicy, Model, Nature, Table
from engine.reach import reach
from engine.values import Kind, Missing, Type, Value
from engine.witness import Held, WitnessCase

MOST_TRIES = 500
MOST_POINTS_TRIED = 16


@dataclass(frozen=True, slots=True)
class Witness:
    """A case that shows a fault: what the table reads (None: absent); what is not named may be absent."""

    values: tuple[tuple[str, Value | None], ...]
    day: date | None = None

    def can_be_given(self, model: Model) -> bool:
        """Whether a case can hold these very values; if not, tables and calculations must give them."""
        return all(
            name == REFERENCE_DATE
            or model.terms[name].can_be_given
            or model.terms[name].nature is Nature.PARAMETER
            for name, _ in self.values
        )


SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)
"""The policies that give the answer of one row."""


class Space:
    """The cases of *table*, whose reference date is *day*; *benefit* is one that asks it."""

    def __init__(
        self,
        model: Model,
        table: Table,
        day: str,
        contexts: Iterable[Context] = (ALWAYS,),
        benefit: Benefit | None = None,
    ) -> None:
        self.model = model
        self.table = table
        self.day = day
        self.benefit = benefit
        self.columns = Columns(model, table, day, contexts)
        self.terms = self.columns.terms

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The slices, the latest days first; those that say the same as another are left out.

        Raises:
            TooManyPoints: a column has too many endpoints that depend on the case.
        """
        return self.columns.slices()

    @property
    def is_too_large(self) -> bool:
        """Whether a column has too many endpoints that depend on the case."""
        try:
            return not self.slices
        except TooManyPoints:
            return True

    def witness(self, part: Slice, box: Box) -> Iterator[tuple[Witness, Realised]]:
        """Yield cases of *box*, as values that a person can give, with what the rows then say.

        An endpoint that depends on the case gets the values that it takes, where some were found: ask
        the rows.
        """
        for points in islice(_points(part, box), MOST_TRIES):
            chosen = dict(zip(part.axes, points, strict=True))
            point = chosen.pop(self.day)
            day = point.value
            assert day is None or isinstance(day, date)
            if self.day in self.columns.tests:
                chosen[self.day] = point
            found = realised(self.model, chosen, part.axes, day)
            narrowed = {
                n
                for n, axis, mask in zip(part.axes, part.axes.values(), box, strict=True)
                if mask != axis.full or axis.endpoints
            }
            shown = [
                (name, value)
                for name, value in found.values.items()
                if (name in narrowed or name not in part.axes) and name != self.day
            ]
            if self._reads_day:
                shown.append((self.day, day))
            yield Witness(tuple(shown), day), found

    def case(self, witness: Witness) -> WitnessCase:
        """Return *witness* as what is told of it and kept."""
        benefit = self.benefit
        told = tuple(self._held(name, value) for name, value in witness.values)
        day: Held | None = None
        if benefit is not None and witness.day is not None and self.table.reference_date is None:
            day = self._held(benefit.reference_date, witness.day)
        code = "" if benefit is None else benefit.code
        return WitnessCase(table=self.table.name, benefit=code, told=told, day=day)

    def _held(self, name: str, value: Value | None) -> Held:
        """Return what a witness says of *name*; the reference date goes by the name that the benefit gives it."""
        if name == REFERENCE_DATE:
            if self.benefit is None:
                return Held(
                    name=name, label="date de référence", type=Type(kind=Kind.DATE), value=value, given=False
                )
            name = self.benefit.reference_date
        term = self.model.terms[name]
        return Held(name=name, label=term.label, type=term.type, value=value, given=term.can_be_given)

    @cached_property
    def _reads_day(self) -> bool:
        """Whether the reference date can change what the table says."""
        return (
            self.day in self.columns.tests
            or any(not row.period.is_open for row in self.table.rows)
            or any(self.depends_on_case(end) for end in self.columns.endpoints())
            or len(tuple(self.columns.days())) > 2
        )

    def is_asked_as(self, other: "Space") -> bool:
        """Whether both are the same cases, if the tables and figures that they read are the same."""
        return (
            self.day == other.day
            and self.benefit == other.benefit
            and self.columns.contexts == other.columns.contexts
        )

    def depends_on_case(self, endpoint: Expression) -> bool:
        """Whether *endpoint* reads more than figures."""
        return Dated(self.model, Missing()).worth(endpoint) is None


NO_SPACES: Mapping[str, Space] = {}


def spaces_of(model: Model, known: Mapping[str, Space] = NO_SPACES) -> Mapping[str, Space]:
    """Return the space of each table, by its name; one of *known*, if the table is still asked alike."""
    contexts = asked_when(model)
    days: dict[str, set[str]] = {}
    askers: dict[str, Benefit] = {}
    for benefit in sorted(model.benefits.values(), key=lambda benefit: benefit.order):
        named = [benefit.table, *benefit.amounts, *benefit.durations, *benefit.steps]
        for name in reach(model, named).tables:
            days.setdefault(name, set()).add(benefit.reference_date)
            askers.setdefault(name, benefit)
    found: dict[str, Space] = {}
    for table in model.tables.values():
        own = {table.reference_date} if table.reference_date else days.get(table.name, set())
        day = next(iter(own)) if len(own) == 1 else REFERENCE_DATE
        space = Space(model, table, day, contexts[table.name], askers.get(table.name))
        kept = known.get(table.name)
        found[table.name] = kept if kept is not None and kept.is_asked_as(space) else space
    return found


def _points(part: Slice, box: Box) -> Iterator[tuple[Point, ...]]:
    """Yield cases of *box*: several where an endpoint depends on the case, else one."""
    several = any(axis.endpoints for axis in part.axes.values())
    return product(
        *(
            tuple(islice(axis.points(mask), MOST_POINTS_TRIED if axis.endpoints else 4 if several else 1))
            for axis, mask in zip(part.axes.values(), box, strict=True)
        )
    )
