"""The terms and tables of a model as expressions, at the reference date that a fact gives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from engine.batch import quotients
from engine.batch.cells import Bits
from engine.batch.expressions import (
    FALSE,
    ZERO,
    Expr,
    Held,
    Inexpressible,
    Op,
    bit_and,
    bit_or,
    both,
    case,
    compare,
    constant,
    integer,
    is_known,
    is_null,
    multiply,
    negated,
    null,
)
from engine.batch.formulas import number, plain, worth
from engine.batch.large import LookedUp, looked_up
from engine.batch.quotients import Number
from engine.batch.steps import Steps
from engine.batch.tables import Decided, Force, arranged, decided
from engine.batch.worth import (
    BITS,
    NEVER,
    NOT_COMPUTABLE,
    Behind,
    Content,
    Words,
    Worth,
    fault_where,
    first_fault,
    held_of,
    missing,
    no_words,
    single,
    union,
    where,
)
from engine.evaluate import NEVER_DECIDES
from engine.hit_policy import rank_of
from engine.model import DatedValue, Formula, Model, Nature, Period, Row, Table
from engine.values import Known, Missing

_ONE_DAY = timedelta(days=1)


class Shared:
    """What every reference date shares: the facts, the steps, the names that may be missing.

    ``large``: the rows from which a table is looked up. ``apart``: what makes a case be decided apart.
    """

    def __init__(
        self, model: Model, steps: Steps, source: Mapping[str, Expr], names: Sequence[str], large: int
    ) -> None:
        self.model = model
        self.large = large
        self.steps = steps
        self.source = source
        self.places = {name: place for place, name in enumerate(names)}
        self.dated: dict[str, Dated] = {}
        self.apart: list[Expr] = []
        self.absent: dict[int, Expr] = {}

    def at(self, day_fact: str) -> "Dated":
        """Return what is planned at the reference date that *day_fact* gives."""
        if day_fact not in self.dated:
            self.dated[day_fact] = Dated(self, day_fact)
        return self.dated[day_fact]

    def only(self, name: str) -> Words:
        """Return the set of *name* alone."""
        return single(self.places[name])

    def fact_behind(self, name: str) -> Words:
        """Return the set of the fact *name* where it is absent, else nothing."""
        word, bit = divmod(self.places[name], BITS)
        if word not in self.absent:
            masks = [
                case([(is_null(self.source[fact]), integer(1 << place % BITS))], ZERO)
                for fact, place in self.places.items()
                if place // BITS == word
                and fact in self.source
                and self.model.terms[fact].nature is Nature.FACT
            ]
            self.absent[word] = self.steps.let(bit_or(*masks), "faits absents")
        return {word: bit_and(self.absent[word], integer(1 << bit))}


class Dated:
    """What is planned at one reference date: the ``Around`` of its expressions."""

    def __init__(self, shared: Shared, day_fact: str) -> None:
        self.shared = shared
        self.model = shared.model
        self.day_fact = day_fact
        self.known: dict[str, Worth] = {}
        self.decided: dict[str, Decided | LookedUp] = {}
        self.undefined_words: dict[int, Expr] = {}

    def let(self, expr: Expr, hint: str) -> Expr:
        """Return the column that holds *expr*."""
        return self.shared.steps.let(expr, hint)

    def day(self) -> Worth:
        """Return the reference date."""
        return self.fact(self.day_fact)

    def term(self, name: str) -> Worth:
        """Return the value of a term."""
        if name not in self.known:
            self.known[name] = self._term(name)
        return self.known[name]

    def _term(self, name: str) -> Worth:
        term = self.model.terms[name]
        match term.nature:
            case Nature.FACT:
                return self.fact(name)
            case Nature.PARAMETER:
                return self._parameter(name)
            case Nature.CALCULATION:
                return self._calculation(name)
            case Nature.OUTPUT:
                table = self.model.tables[self.model.producers[name]]
                if table.policy.gives_list:
                    raise Inexpressible(f"«\u00a0{name}\u00a0» est une liste et ne peut être lue")
                return self.table(table).outputs[name]

    def fact(self, name: str) -> Worth:
        """Return what the case says of *name*."""
        read = self.shared.source[name]
        type_ = self.model.terms[name].type

        def behind() -> Words:
            return self.shared.fact_behind(name)

        return Worth(Number(read, type_.decimals) if type_.is_numeric else read, NEVER, behind)

    def undefined(self, name: str) -> Words:
        """Return the set of *name* where no figure, or no formula, is in force that day."""
        if name not in self.shared.places:
            return no_words()  # always in force
        word, bit = divmod(self.shared.places[name], BITS)
        if word not in self.undefined_words:
            names = [n for n, place in self.shared.places.items() if place // BITS == word]
            lines = {n: self.model.parameters.get(n) or self.model.calculations.get(n, ()) for n in names}
            dated = {n: found for n, found in lines.items() if found}

            def on(day: date) -> Expr:
                return integer(
                    sum(
                        1 << self.shared.places[n] % BITS
                        for n, found in dated.items()
                        if not _is_defined(next((line for line in found if line.period.holds(day)), None))
                    )
                )

            periods = [line.period for found in dated.values() for line in found]
            mask = by_day(plain(self.day().value, Held.DATE), periods, on, ZERO)
            self.undefined_words[word] = self.let(mask, "non définis")
        return {word: bit_and(self.undefined_words[word], integer(1 << bit))}

    # --- dated figures --------------------------------------------------------------------

    def _parameter(self, name: str) -> Worth:
        day = self.day()
        value = self._figure(name, plain(day.value, Held.DATE), name)

        def behind() -> Words:
            return union(day.behind(), self.undefined(name))

        return Worth(value, NEVER, behind)

    def parameter_at(self, name: str, day: Worth) -> Worth:
        """Return a dated figure on another day."""
        when = self.let(plain(day.value, Held.DATE), "jour")
        value = self._figure(name, when, f"{name} au jour")

        def behind() -> Words:
            undefined = both(missing(value), is_known(when))
            return union(day.behind(), where(undefined, self.shared.only(name)))

        return Worth(value, day.fault, behind)

    def _figure(self, name: str, day: Expr, hint: str) -> Content:
        lines = self.model.parameters[name]
        type_ = self.model.terms[name].type
        values = [Fraction(line.value) for line in lines if isinstance(line.value, Decimal)]
        places = max([type_.decimals, *(quotients.literal(value).places for value in values)])
        held = held_of(type_)

        def on(when: date) -> Expr:
            line = next((line for line in lines if line.period.holds(when)), None)
            if line is None or line.confidence == NEVER_DECIDES:
                return null(held)
            if isinstance(line.value, Decimal):
                return integer(int(Fraction(line.value) * 10**places))
            return constant(line.value)

        value = self.let(by_day(day, [line.period for line in lines], on, null(held)), hint)
        return Number(value, places) if type_.is_numeric else value

    # --- calculations ---------------------------------------------------------------------

    def _calculation(self, name: str) -> Worth:
        term = self.model.terms[name]
        lines = self.model.calculations[name]
        day = self.day()
        places = max([line.decimals for line in lines] + ([term.type.decimals] if term.can_be_given else []))
        made = [self._made(line, term.type.is_numeric, held_of(term.type), places) for line in lines]

        def index(when: Known) -> int | None:
            for place, line in enumerate(lines):
                if line.period.is_open:
                    return place
                if isinstance(when, Missing):
                    return None
                if isinstance(when, date) and line.period.holds(when):
                    return place
            return None

        def choose(pick: Callable[[int | None], Expr]) -> Expr:
            return by_day(
                plain(day.value, Held.DATE),
                [line.period for line in lines],
                lambda when: pick(index(when)),
                pick(index(Missing())),
            )

        nothing = null(held_of(term.type))
        value = choose(lambda place: nothing if place is None else made[place][0])
        fault = choose(lambda place: NEVER if place is None else made[place][1])
        given = self.shared.source[name] if term.can_be_given else None
        if given is not None:
            unit = 10 ** (places - term.type.decimals) if term.type.is_numeric else 1
            said = multiply(given, integer(unit)) if unit != 1 else given
            value = case([(is_known(given), said)], value)
            fault = case([(is_known(given), NEVER)], fault)
        value = self.let(value, name if given is None else f"{name} retenu")
        fault = self.let(fault, f"{name} en faute")

        def behind() -> Words:
            found = self.undefined(name)
            if any(not line.period.is_open for line in lines[:1]):
                found = union(found, day.behind())
            if given is not None:
                found = union(found, self.shared.only(name))
            for place in range(len(lines)):
                applies = choose(_is(place))
                if applies != FALSE:
                    found = union(found, where(applies, made[place][2]()))
            return self._held(where(is_null(value), found), name)

        content = Number(value, places) if term.type.is_numeric else value
        return Worth(content, fault, _once(behind))

    def _held(self, words: Words, name: str) -> Words:
        return {place: self.let(mask, f"{name} manque") for place, mask in words.items()}

    def _made(
        self, line: Formula, is_numeric: bool, held: Held, places: int
    ) -> tuple[Expr, Expr, Callable[[], Words]]:
        """Return the value of *line* (in units of *places*), its fault and what it reads that is missing."""
        found = worth(line.expression, self)
        if not is_numeric:
            return plain(found.value, held), found.fault, found.behind
        exact = number(found.value)
        fault = found.fault
        if line.rounding is not None:
            units = quotients.rounded(exact, line.decimals, line.rounding)
        else:
            units, fits = quotients.exact(exact, line.decimals)
            fault = first_fault(fault, fault_where(negated(fits), NOT_COMPUTABLE))
        return multiply(units, integer(10 ** (places - line.decimals))), fault, found.behind

    # --- tables ---------------------------------------------------------------------------

    def table(self, table: Table) -> Decided | LookedUp:
        """Return the answer of *table*, at its own reference date when it has one."""
        if table.reference_date not in (None, self.day_fact):
            assert table.reference_date is not None
            return self.shared.at(table.reference_date).table(table)
        if table.name not in self.decided:
            ranks = {row.id: rank_of(self.model.terms, table, row) for row in table.rows}
            self.decided[table.name] = self._decided(table, arranged(table, ranks), ranks)
        return self.decided[table.name]

    def _decided(
        self, table: Table, rows: Sequence[tuple[Row, Bits]], ranks: Mapping[str, tuple[int, ...]]
    ) -> Decided | LookedUp:
        found: Decided | LookedUp | None = None
        if len(table.all_rows) >= self.shared.large:
            try:
                found = looked_up(table, rows, self, ranks, self.day())
                self.shared.apart.append(found.apart)
            except Inexpressible:
                if len(table.all_rows) > BITS:
                    raise
        elif len(table.all_rows) > BITS:
            raise Inexpressible(f"la table «\u00a0{table.name}\u00a0» a plus de {BITS - 1} lignes")
        if found is None:
            found = decided(table, rows, self, ranks, self._force(table, rows))
        outputs = {output: said._replace(behind=_once(said.behind)) for output, said in found.outputs.items()}
        return found._replace(outputs=outputs)

    def _force(self, table: Table, rows: Sequence[tuple[Row, Bits]]) -> Force:
        day = plain(self.day().value, Held.DATE)
        dated = sum(bit for row, bit in rows if not row.period.is_open)
        out = by_day(
            day,
            [row.period for row in table.rows],
            lambda when: integer(sum(bit for row, bit in rows if not row.period.holds(when))),
            ZERO,
        )
        return Force(out, is_null(day), dated, self.day().behind)


def by_day(day: Expr, periods: Iterable[Period], on: Callable[[date], Expr], absent: Expr) -> Expr:
    """Return what *on* says of *day*, constant between the bounds of *periods*; *absent* without a day."""
    bounds = {period.start for period in periods if period.start is not None}
    bounds |= {
        period.end + _ONE_DAY for period in periods if period.end is not None and period.end < date.max
    }
    starts = [start for start in sorted(bounds) if day.low < start.toordinal() <= day.high]
    first = on(date.fromordinal(day.low))
    values = [first, *(on(start) for start in starts)]
    changes = [
        (start, value)
        for start, before, value in zip(starts, values, values[1:], strict=False)
        if value != before
    ]
    branches = [(compare(Op.GE, day, constant(start)), value) for start, value in reversed(changes)]
    if not day.nullable or first == absent:
        return case(branches, first)
    if changes:
        return case([*branches, (is_known(day), first)], absent)
    return case([(is_known(day), first)], absent)


def _is_defined(line: DatedValue | Formula | None) -> bool:
    return line is not None and not (isinstance(line, DatedValue) and line.confidence == NEVER_DECIDES)


def _is(place: int | None) -> Callable[[int | None], Expr]:
    return lambda chosen: constant(chosen == place)


def _once(behind: Behind) -> Behind:
    found: list[Words] = []

    def read() -> Words:
        if not found:
            found.append(behind())
        return found[0]

    return read
