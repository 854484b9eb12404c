"""A model and the facts of a case give a verdict, telling a tracer each step: the reference meaning.

Tables and calculations are worked out when first needed, each once per reference date. Which rows a
case satisfies is asked of a Matcher; everything else happens here, the same for every Matcher.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import partial

from engine.calculated import calculated, worth
from engine.diagnostics import FaultsFound
from engine.doubts import CellInDoubt, DayInDoubt, Doubt, outcomes_of
from engine.hit_policy import Answered, answer, rank_of
from engine.in_force import line_in_force, rows_in_force, with_dates
from engine.location import CellRef
from engine.matching import Matcher, Reference, Values
from engine.model import (
    NOWHERE,
    Answer,
    Benefit,
    Condition,
    DatedValue,
    Expression,
    Formula,
    Literal,
    Model,
    Nature,
    Ref,
    Row,
    Table,
    Term,
    endpoints,
    names_in,
)
from engine.names import fold
from engine.once import Entries, once
from engine.record import record
from engine.told_rows import CellsOf, tell_rows
from engine.trace import (
    FactRead,
    GivenOtherwise,
    JoinedValue,
    OutcomeValue,
    ParameterRead,
    TableDecided,
    TableEntered,
    Tracer,
    Truth,
    ValueComputed,
    Verdict,
)
from engine.values import Known, Lack, Missing, Value, lacking, needing_all, needing_any

REFERENCE = Reference()
MOST_WAYS_WEIGHED = 128
"""Ways doubts can turn out; beyond it no fact is looked at again for being needless to ask."""

NEVER_DECIDES = "faible"
"""The confidence of a figure that counts as not defined."""

MOST_MODELS = 64
"""Models of which the entries already read are kept."""

_terms = once(MOST_MODELS)(Entries[str, Term])
_calculations = once(MOST_MODELS)(Entries[str, tuple[Formula, ...]])
_tables = once(MOST_MODELS)(Entries[str, Table])


@record()
class Memory:
    """What was worked out for one case: calculations and answers of tables, by name and reference date."""

    values: dict[tuple[str, Known], Known] = field(default_factory=dict[tuple[str, Known], Known])
    tables: dict[tuple[str, Known], Answered] = field(default_factory=dict[tuple[str, Known], Answered])


def decide(
    model: Model,
    facts: Mapping[str, Value],
    benefit: str,
    *,
    matcher: Matcher = REFERENCE,
    tracer: Tracer | None = None,
    joined: bool = True,
    memory: Memory | None = None,
) -> Verdict:
    """Return the verdict on *benefit* for *facts*; the last event told is the verdict itself.

    Values joined to the right are worked out when it is open or to be studied (and *joined*).
    ``opens_on`` is left out: see ``opening``. *memory*, which must hold for *model* and *facts*, spares
    what it holds (nothing is told of it) and gets the rest.

    Raises:
        KeyError: *benefit* is not in the catalogue.
        FaultsFound: the tables contradict themselves on this case (two rows under Unique, a
            division by zero): an error of the workbooks, with its cells.
    """
    return _Decision(model, facts, matcher, tracer, memory).of(model.benefits[benefit], joined)


def worked_out_again(model: Model, facts: Mapping[str, Value], what: Memory, known: Memory) -> Memory:
    """Return the values and tables of *what*, worked out by *model*; *known* holds for it and gets the rest.

    Raises:
        FaultsFound: the tables contradict themselves on this case.
    """
    decision = _Decision(model, facts, REFERENCE, None, known)
    return Memory(
        {(name, day): decision.at(day)[name] for name, day in what.values},
        {(name, day): decision.table(model.tables[name], day) for name, day in what.tables},
    )


def worths(model: Model, facts: Mapping[str, Value], day: Known) -> Values:
    """Return what tells the worth of expressions for *facts* at a reference date; missing where it cannot
    be worked out on this case."""
    values = _Decision(model, facts, REFERENCE, None).at(day).written(NOWHERE)

    def worth_or_missing(expression: Expression) -> Known:
        try:
            return values(expression)
        except FaultsFound:
            return Missing()

    return worth_or_missing


class _Decision:
    """One decision: the memory of what has been worked out. *asks*: what would settle it is wanted too."""

    def __init__(
        self,
        model: Model,
        facts: Mapping[str, Value],
        matcher: Matcher,
        tracer: Tracer | None,
        memory: Memory | None = None,
        *,
        asks: bool = True,
    ) -> None:
        self.model = model
        self.facts = facts
        self.matcher = matcher
        self.tracer = tracer
        self.asks = asks
        self.known = None if memory is None else memory.values
        self.answered = {} if memory is None else memory.tables
        self.terms, self.calculations = _terms(model.terms), _calculations(model.calculations)
        self.tables = _tables(model.tables)
        self.moments: dict[Known, _Moment] = {}
        self.told: set[object] = set()

    def of(self, benefit: Benefit, with_joined: bool) -> Verdict:
        day = self.fact(benefit.reference_date)
        table = self.tables[benefit.table]
        right = self.table(table, day)
        output = self.model.verdict_output(table)
        said = right.outcomes[output]
        word, remedies = _answer(said)
        granted = with_joined and word in (Answer.OPEN, Answer.TO_STUDY)
        verdict = Verdict(
            benefit=benefit.code,
            answer=word,
            reference_date=day if isinstance(day, date) else None,
            rows=tuple(row.id for row in right.retained),
            possible=tuple(row.id for row in right.possible),
            remedies=remedies,
            joined=tuple(self.joined(benefit, day)) if granted else (),
            engine=self.matcher.name,
            facts=self.facts,
        )
        if self.tracer is not None:
            self.tracer.tell(verdict)
        return verdict

    def joined(self, benefit: Benefit, day: Known) -> Iterable[JoinedValue]:
        """Yield what the catalogue joins to an open right."""
        for section in ("amounts", "durations", "steps"):
            for name in getattr(benefit, section):
                if name in self.model.tables:
                    yield JoinedValue(section, name, self.table(self.tables[name], day).outcomes)
                else:
                    yield JoinedValue(section, name, {name: self.at(day)[name]})

    # --- values ---------------------------------------------------------------------------

    def at(self, day: Known) -> "_Moment":
        """Return what is known at a reference date."""
        found = self.moments.get(day)
        if found is None:
            found = self.moments[day] = _Moment(self, day)
        return found

    def worked_out(self, name: str, moment: "_Moment") -> Known:
        """Return the value of a term at a reference date."""
        term = self.terms[name]
        match term.nature:  # the commonest first
            case Nature.CALCULATION:
                if self.known is None:
                    return self.calculation(term, moment)
                key = (name, moment.day)
                found = self.known.get(key)
                if found is None:
                    found = self.known[key] = self.calculation(term, moment)
                return found
            case Nature.FACT:
                return self.fact(name)
            case Nature.PARAMETER:
                return self.parameter(name, moment.day)
            case Nature.OUTPUT:
                table = self.tables[self.model.producers[name]]
                said = self.table(table, moment.day).outcomes[name]
                assert not isinstance(said, tuple), f"{name} is a list and cannot be read"
                return Missing() if said is None else said

    def fact(self, name: str) -> Known:
        value = self.facts.get(name)
        found = lacking(name) if value is None else value
        if self.tracer is not None and self._first(name):
            self.tracer.tell(FactRead(name, found))
        return found

    def parameter(self, name: str, day: Known) -> Known:
        line: DatedValue | None = None
        found: Known
        if isinstance(day, Missing):
            found = day
        else:
            assert isinstance(day, date)
            for one in self.model.parameters[name]:
                if one.period.holds(day):
                    line = one
                    break
            defined = line is not None and line.confidence != NEVER_DECIDES
            found = line.value if line and defined else lacking(name, day)
        if self.tracer is not None and self._first((name, day)):
            self.tracer.tell(ParameterRead(name, day if isinstance(day, date) else None, found, line))
        return found

    def calculation(self, term: Term, moment: "_Moment") -> Known:
        name = term.name
        if name in self.facts and term.can_be_given:
            if self.tracer is not None:
                self.tell_disagreement(name, moment.day, self.tracer)
            return self.fact(name)
        noting = None if self.tracer is None else _Noting(moment)
        line = line_in_force(name, self.calculations[name], moment.day)
        found = line if isinstance(line, Missing) else calculated(line, noting or moment)
        if isinstance(found, Missing) and term.can_be_given:
            found = needing_any([lacking(name), found])
        if self.tracer is not None and noting is not None:
            operands = tuple(noting.read.items())
            formula = None if isinstance(line, Missing) else line
            self.tracer.tell(ValueComputed(name, found, formula, operands))
        return found

    def tell_disagreement(self, name: str, day: Known, tracer: Tracer) -> None:
        """Tell when the other facts give another number than the one given (rounded alike)."""
        if not self.model.terms[name].type.is_numeric:
            return
        line = line_in_force(name, self.calculations[name], day)
        if isinstance(line, Missing) or not names_in(line.expression):
            return
        others = {fact: value for fact, value in self.facts.items() if fact != name}
        try:
            computed = _Decision(self.model, others, self.matcher, None, asks=False).at(day)[name]
        except FaultsFound:  # what is not used cannot be at fault
            return
        given = self.facts[name]
        if not isinstance(computed, Missing) and computed != given:
            tracer.tell(GivenOtherwise(name, given, computed))

    def _first(self, what: object) -> bool:
        if what in self.told:
            return False
        self.told.add(what)
        return True

    # --- tables ---------------------------------------------------------------------------

    def table(self, table: Table, day: Known) -> Answered:
        """Return the answer of *table*, at its own reference date when it has one."""
        if table.reference_date is not None:
            day = self.fact(table.reference_date)
        key = (table.name, day)
        found = self.answered.get(key)
        if found is None:
            found = self.answered[key] = self.decided(table, day)
        return found

    def decided(self, table: Table, day: Known) -> Answered:
        if self.tracer is not None:
            self.tracer.tell(TableEntered(table.name, day))
        values = self.at(day).written(table.where)
        matched = self.matcher.rows(table, values)
        held = rows_in_force(table, day)
        truths = with_dates(held, matched)
        cells = CellsOf(self.matcher, table, values)
        if self.tracer is not None:
            tell_rows(self.tracer, table, held, matched, truths, cells)

        def doubts(row: Row) -> Mapping[Doubt, Missing]:
            found: dict[Doubt, Missing] = {
                CellInDoubt(c.term, c.test): needing_all(_missing_of(c, values))
                for c in row.conditions
                if cells.truth(c) is Truth.UNKNOWN
            }
            if isinstance(day, Missing) and not row.period.is_open:
                found[DayInDoubt(row.id)] = day
            return found

        def ways_of(settled: Sequence[Doubt]) -> Iterable[Mapping[Doubt, bool]] | None:
            return outcomes_of(settled, self.model.terms, MOST_WAYS_WEIGHED)

        def gives(row: Row, output: str) -> Known | None:
            expression = row.outcome(output).value
            return None if expression is None else values(expression)

        rank = partial(rank_of, self.model.terms, table)
        answered = answer(table, truths, gives, rank, doubts if self.asks else None, ways_of)
        if self.tracer is not None:
            self.tracer.tell(
                TableDecided(table.name, answered.retained, answered.possible, answered.outcomes)
            )
        return answered


class _Moment(dict[str, Known]):
    """Values by name at one reference date, worked out when first asked for; what expressions read."""

    def __init__(self, decision: _Decision, day: Known) -> None:
        super().__init__()
        self.decision = decision
        self.day = day
        self.value = self.__getitem__

    def __missing__(self, name: str) -> Known:
        found = self[name] = self.decision.worked_out(name, self)
        return found

    def parameter(self, name: str, day: date) -> Known:
        return self.decision.parameter(name, day)

    def written(self, where: CellRef) -> Values:
        """Return what tells the worth of expressions written at *where*."""

        def value(expression: Expression) -> Known:
            if isinstance(expression, Ref):
                return self[expression.name]
            if isinstance(expression, Literal):
                return expression.value
            return worth(expression, self, where)

        return value


class _Noting:
    """A moment, read by one calculation, of which the operands are to be told."""

    def __init__(self, moment: _Moment) -> None:
        self.moment = moment
        self.day = moment.day
        self.read: dict[str, Known] = {}

    def value(self, name: str) -> Known:
        found = self.read[name] = self.moment.value(name)
        return found

    def parameter(self, name: str, day: date) -> Known:
        found = self.read[f"{name}@{day.isoformat()}"] = self.moment.parameter(name, day)
        return found


def _missing_of(condition: Condition, values: Values) -> list[Missing]:
    read = [values(Ref(condition.term)), *(values(endpoint) for endpoint in endpoints(condition.test))]
    return [value for value in read if isinstance(value, Missing)]


def _answer(said: OutcomeValue) -> tuple[Answer, tuple[frozenset[Lack], ...]]:
    if isinstance(said, Missing):
        return Answer.UNDETERMINED, said.remedies
    if isinstance(said, str):
        return Answer(fold(said)), ()
    return Answer.UNDETERMINED, ()
