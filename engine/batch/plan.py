"""A model and benefits -> the columns to compute, each from those before it: the same for every engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.batch.cells import column as cells_of_column
from engine.batch.columns import (
    APART,
    FactColumn,
    ResultColumn,
    bounds,
    fact_columns,
    ordinary,
    result_columns,
)
from engine.batch.expressions import (
    TRUE,
    ZERO,
    Column,
    Expr,
    Found,
    Held,
    Inexpressible,
    Op,
    Side,
    bit_and,
    bit_or,
    both,
    case,
    compare,
    constant,
    either,
    has,
    integer,
    narrow,
    negated,
    null,
)
from engine.batch.formulas import number, plain
from engine.batch.large import LARGE, LookedUp
from engine.batch.steps import Steps, columns_in, found_in
from engine.batch.tables import Decided
from engine.batch.terms import Dated, Shared
from engine.batch.worth import BITS, FAULTS, NEVER, NOTHING, Content, Worth, first_fault, held_of, missing
from engine.cases.read_fact import FIRST_DAY, LAST_DAY
from engine.model import Answer, Model, Role, UnaryTest
from engine.names import fold
from engine.reach import reach
from engine.values import Kind


class Scaled(NamedTuple):
    """Units of the last of ``places`` decimals, shown with ``decimals`` of them."""

    units: Expr
    places: int
    decimals: int


class Listed(NamedTuple):
    """The members whose condition is true, in order, where ``when`` is true; else none.

    ``decimals``: those of quotients. ``absent``: a member may be missing, and so is the whole list where
    *when* is not true.
    """

    when: Expr
    members: tuple[tuple[Expr, Expr | Scaled], ...]
    held: Held
    decimals: int | None = None
    absent: bool = False


class Words(NamedTuple):
    """The words of the bits of some masks, in order.

    ``masks``: each held in a column, with the word of each of its bits (the empty word: never set).
    """

    masks: tuple[tuple[Expr, tuple[str, ...]], ...]


Shown: TypeAlias = Expr | Scaled | Listed | Words


@dataclass(frozen=True, slots=True)
class Plan:
    """``steps``: expressions by name, each made of facts and columns before it. ``shown``: the columns of
    the result. ``fault``: NULL, or what is wrong with the case."""

    steps: Mapping[str, Expr]
    shown: Mapping[str, Shown]
    fault: Expr

    @property
    def sides(self) -> tuple[Side, ...]:
        """The relations made with the plan, that it reads."""
        read = [self.fault, *(expr for value in self.shown.values() for expr in expressions_of(value))]
        needed = {name for expr in read for name in columns_in(expr)}
        for name in reversed(list(self.steps)):
            if name in needed:
                read.append(self.steps[name])
                needed.update(columns_in(self.steps[name]))
        return tuple({one.side.digest: one.side for expr in read for one in found_in(expr)}.values())


def expressions_of(value: Shown) -> list[Expr]:
    """Return what *value* is made of; what is read often is repeated, so as to be kept in a column."""
    match value:
        case Scaled(units):
            return [units]
        case Words(masks):
            return [mask for mask, _ in masks for _ in range(2)]
        case Listed(when, members):
            return [
                when,
                *(expr for condition, member in members for expr in (condition, *expressions_of(member))),
            ]
        case _:
            return [value]


def refusals(benefits: Sequence[str], made: Callable[[str], object]) -> dict[str, str]:
    """Return the benefits that *made* finds inexpressible, and why."""
    found: dict[str, str] = {}
    for code in benefits:
        try:
            made(code)
        except Inexpressible as reason:
            found[code] = str(reason)
    return found


def plan(model: Model, benefits: Sequence[str], large: int = LARGE) -> Plan:
    """Return how to decide *benefits*; a table of *large* rows or more is looked up where it can be.

    Raises:
        Inexpressible: one of them cannot be planned; the message says why.
    """
    planner = _Planner(model, benefits, large)
    shown: dict[str, Shown] = {}
    faults: list[tuple[Expr, Expr]] = []
    for code in benefits:
        found, fault = planner.benefit(code)
        shown |= found
        faults += [
            (compare(Op.EQ, fault, integer(number_)), constant(f"{said}:{code}"))
            for number_, said in FAULTS.items()
        ]
    apart = either(*planner.beyond, *planner.shared.apart)
    fault = case([(apart, constant(APART)), *faults], null(Held.TEXT))
    return Plan(planner.shared.steps.by_name, shown, fault)


class _Planner:
    """The columns of one benefit after another."""

    def __init__(self, model: Model, benefits: Sequence[str], large: int) -> None:
        self.model = model
        facts = fact_columns(model, benefits)
        steps = Steps({name.casefold() for name in ("position", "id", "faute", *(f.name for f in facts))})
        self.beyond: list[Expr] = []
        self.source = {fact.name: self._source(fact, steps) for fact in facts}
        self.shared = Shared(
            model, steps, self.source, sorted(_may_lack(model, benefits, self.source)), large
        )

    def _source(self, fact: FactColumn, steps: Steps) -> Expr:
        """Return the column of a fact; a number beyond what is ordinary is left out of it."""
        name, type_ = fact
        if type_.kind is Kind.DATE:
            first = type_.minimum if isinstance(type_.minimum, date) else FIRST_DAY
            last = type_.maximum if isinstance(type_.maximum, date) else LAST_DAY
            return Column(name, Held.DATE, low=first.toordinal(), high=last.toordinal())
        if not type_.is_numeric:
            return Column(name, held_of(type_))
        held = Held.WIDE if fact.is_wide else Held.INT
        (low, high), (least, most) = ordinary(type_), bounds(type_)
        if (low, high) == (least, most):
            return Column(name, held, low=low, high=high)
        said = Column(name, held, low=least, high=most)
        inside = both(compare(Op.GE, said, integer(low)), compare(Op.LE, said, integer(high)))
        kept = case([(inside, narrow(said, low, high))], null(held))
        self.beyond.append(negated(inside))
        return steps.let(kept, f"{name} ordinaire")

    def benefit(self, code: str) -> tuple[dict[str, Shown], Expr]:
        """Return the columns of a benefit, and its fault."""
        benefit = self.model.benefits[code]
        let = self.shared.steps.let
        around = self.shared.at(benefit.reference_date)
        table = self.model.tables[benefit.table]
        if table.policy.gives_list or table.policy.aggregates:
            raise Inexpressible(f"la table du droit suit la politique «\u00a0{table.policy.value}\u00a0»")
        right = around.table(table)
        said = right.outputs[self.model.verdict_output(table)]
        word = plain(said.value, Held.TEXT)
        choices = self.model.terms[self.model.verdict_output(table)].type.choices
        verdict = let(_verdict(word, choices), f"{code} verdict")
        opened = compare(Op.EQ, verdict, constant(Answer.OPEN.code))
        granted = let(
            either(opened, compare(Op.EQ, verdict, constant(Answer.TO_STUDY.code))), f"{code} accordé"
        )
        shown: dict[str, Shown] = {
            "verdict": verdict,
            "lignes": self._retained(right, code),
            "exigences": self._demands(right, negated(opened), code),
            "manquants": self._names(missing(word), said, code),
        }
        columns = result_columns(self.model, code)
        for column in columns:
            shown[column.name] = _joined(column, around, granted)
        joined = first_fault(*(_fault(column, around) for column in columns))
        fault = first_fault(right.fault, case([(granted, joined)], NEVER))
        return {f"{code}.{name}": value for name, value in shown.items()}, let(fault, f"{code} en faute")

    def _retained(self, right: Decided | LookedUp, code: str) -> Words | Found:
        """Return the rows retained, where none is in doubt."""
        if isinstance(right, LookedUp):
            return right.retained
        sure = case([(compare(Op.EQ, right.doubtful, ZERO), right.possible)], ZERO)
        mask = self.shared.steps.let(sure, f"{code} lignes")
        return Words(((mask, tuple(row.id for row, _ in right.rows)),))

    def _names(self, when: Expr, said: Worth, code: str) -> Words:
        """Return the names behind *said*."""
        here = _may_lack(self.model, [code], self.source)
        names = [name if name in here else "" for name in self.shared.places]
        masks = {
            place: self.shared.steps.let(case([(when, mask)], ZERO), f"{code} manquants")
            for place, mask in said.behind().items()
        }
        return Words(
            tuple(
                (mask, tuple(names[place * BITS : (place + 1) * BITS]))
                for place, mask in sorted(masks.items())
            ),
        )

    def _demands(self, right: Decided | LookedUp, when: Expr, code: str) -> Words | Found:
        """Return the demands not met, for the rows in force that are about the case."""
        if isinstance(right, LookedUp):
            return right.demands(when) or Words(())
        around = self.shared.at(right.table.reference_date or self.model.benefits[code].reference_date)
        order = {column: place for place, column in enumerate(right.table.inputs)}
        asked = [
            (row, condition)
            for row in right.table.rows
            for condition in sorted(row.conditions, key=lambda c: order[c.term, c.role])
            if condition.role is Role.DEMAND
        ]
        bits = {row.id: bit for row, bit in right.rows}
        unmet = bit_or(*(c.masks.violated for c in right.columns if c.role is Role.DEMAND))
        about = self.shared.steps.let(case([(when, bit_and(right.about, unmet))], ZERO), f"{code} concerné")
        some = compare(Op.NE, about, ZERO)
        found: list[tuple[Expr, tuple[str, ...]]] = []
        for start in range(0, len(asked), BITS):
            part = asked[start : start + BITS]
            demands: dict[str, dict[UnaryTest, int]] = {}
            concerned: dict[int, int] = {}
            for place, (row, condition) in enumerate(part):
                cells = demands.setdefault(condition.term, {})
                cells[condition.test] = cells.get(condition.test, 0) | 1 << place
                concerned[bits[row.id]] = concerned.get(bits[row.id], 0) | 1 << place
            violated = [
                cells_of_column(term, Role.DEMAND, list(cells.items()), around).masks.violated
                for term, cells in demands.items()
            ]
            spread = [case([(has(about, bit), integer(places))], ZERO) for bit, places in concerned.items()]
            mask = case([(some, bit_and(bit_or(*violated), bit_or(*spread)))], ZERO)
            words = tuple(f"{row.id}:{condition.term}" for row, condition in part)
            found.append((self.shared.steps.let(mask, f"{code} exigences"), words))
        return Words(tuple(found))


def _may_lack(model: Model, benefits: Sequence[str], source: Mapping[str, Expr]) -> set[str]:
    """Return the names that can be behind an undetermined verdict."""
    tables = [model.benefits[code].table for code in benefits]
    reached = reach(model, tables)
    days = [model.benefits[code].reference_date for code in benefits]
    days += [day for name in reached.tables if (day := model.tables[name].reference_date)]
    dated = [
        name for name in reached.calculations if not any(f.period.is_open for f in model.calculations[name])
    ]
    given = [name for name in reached.calculations if name in source]
    return {*reached.facts, *days, *reached.parameters, *dated, *given}


def _verdict(word: Expr, choices: Sequence[str]) -> Expr:
    """Return the code of the verdict that *word* says, undetermined when it is missing."""
    codes = [(choice, constant(Answer(fold(choice)).code)) for choice in choices]
    return case(
        [(compare(Op.EQ, word, constant(choice)), code) for choice, code in codes],
        constant(Answer.UNDETERMINED.code),
    )


def _fault(column: ResultColumn, around: Dated) -> Expr:
    table = around.model.tables.get(column.source)
    return around.term(column.source).fault if table is None else around.table(table).fault


def _joined(column: ResultColumn, around: Dated, granted: Expr) -> Shown:
    table = around.model.tables.get(column.source)
    if table is None:
        return _shown(around.term(column.source).value, column, granted)
    found = around.table(table)
    if not column.many:
        return _shown(found.outputs[column.term].value, column, granted)
    if isinstance(found, LookedUp):
        return found.members(column, granted)
    members: list[tuple[Expr, Expr | Scaled]] = []
    for _, bit in found.rows:
        group = next(group for group in found.groups[column.term] if group.rows & bit)
        value = NOTHING if group.worth is None else group.worth.value
        members.append((has(found.possible, bit), _shown(value, column, TRUE)))
    when = both(granted, compare(Op.EQ, found.doubtful, ZERO))
    held = held_of(column.type)
    decimals = column.type.decimals if column.type.is_numeric else None
    return Listed(when, tuple(members), held, decimals, absent=True)


def _shown(value: Content, column: ResultColumn, granted: Expr) -> Expr | Scaled:
    """Return *value* where the right is *granted*."""
    if not column.type.is_numeric:
        held = held_of(column.type)
        return case([(granted, plain(value, held))], null(held))
    exact = number(value)
    if exact.places > column.type.decimals:
        raise Inexpressible(
            f"«\u00a0{column.term}\u00a0» peut avoir plus de {column.type.decimals} décimales"
        )
    return Scaled(case([(granted, exact.units)], null(Held.INT)), exact.places, column.type.decimals)
