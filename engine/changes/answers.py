"""What a table answers to every case of a box, in one version; whether two versions can differ there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from engine.changes.drafts import Said, Symbol
from engine.changes.joint import Joint, Rule, Ruled
from engine.checks.boxes import Box, intersection
from engine.hit_policy import Undecided, conflicts, outcome_of, possible_rows, rank_of
from engine.model import HitPolicy, Row
from engine.trace import Truth
from engine.values import Known, Missing


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows hold under a policy that allows one: no answer, an error."""


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """The glossary of this version refuses the case."""


@dataclass(frozen=True, slots=True)
class Several:
    """An answer made of several outcomes."""

    parts: tuple[Said, ...]


Outcome: TypeAlias = Said | Several | Conflict | NotAdmitted


class Answers(NamedTuple):
    """What is given to each output, and by which rows (not part of the answer)."""

    outcomes: tuple[Outcome, ...]
    rows: tuple[str, ...]


class Near(NamedTuple):
    """A row that may hold for some case of a box, and where it does."""

    rule: Rule
    holds: Box
    may_hold: Box

    @property
    def place(self) -> tuple[Box, Box, tuple[Said, ...]]:
        """All that the answer depends on."""
        return self.holds, self.may_hold, self.rule.said


def near(ruled: Ruled, rules: Sequence[Rule], box: Box) -> list[Near]:
    """Return the *rules* that may hold for a case of *box*, in order; under Première, down to one that always does."""
    found: list[Near] = []
    for rule in rules:
        for one, other in zip(rule.may_hold, box, strict=True):
            if not one & other:
                break
        else:
            may = intersection(rule.may_hold, box)
            holds = intersection(rule.holds, box)
            if not all(holds):
                holds = ()
            found.append(Near(rule, holds, may))
            if holds == box and ruled.table.policy is HitPolicy.FIRST:
                break
    return found


def truth(row: Near, box: Box) -> Truth | None:
    """Return the truth of *row* for every case of *box*; None when it depends on the case."""
    if row.holds == box:
        return Truth.SATISFIED
    return Truth.UNKNOWN if row.may_hold == box and not row.holds else None


class Meeting(NamedTuple):
    """Both versions of a table on one box."""

    joint: Joint
    box: Box
    before: list[Near]
    after: list[Near]
    defaults: tuple[list[Near], list[Near]]

    @classmethod
    def on(cls, joint: Joint, box: Box, within: "Meeting | None" = None) -> "Meeting":
        """Return what both versions say of *box*, part of the box of *within*."""
        sides = (joint.before, joint.after)
        rules = (
            [side.rules for side in sides]
            if within is None
            else [_rules(within.before), _rules(within.after)]
        )
        defaults = [near(side, side.defaults, box) for side in sides]
        return cls(
            joint,
            box,
            near(joint.before, rules[0], box),
            near(joint.after, rules[1], box),
            (defaults[0], defaults[1]),
        )

    def cannot_differ(self) -> bool:
        """Whether both versions surely say the same of every case of the box."""
        ordered = self.joint.before.table.policy, self.joint.after.table.policy
        if ordered[0] is not ordered[1]:
            return False
        if ordered[0] in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not self.joint.ranked_alike:
            return False
        before, after = ([row.place for row in rows] for rows in (self.before, self.after))
        if not ordered[0].row_order_matters:
            before, after = sorted(before, key=repr), sorted(after, key=repr)
        alike = before == after
        if alike and self._same_defaults():
            return True
        if ordered[0] not in (HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.ANY):
            return ordered[0].gives_list and any(
                truth(row, self.box) is Truth.UNKNOWN for row in _shared(self.before, self.after)
            )
        return all(self._output_cannot_differ(place) for place in range(len(self.joint.outputs)))

    def _same_defaults(self) -> bool:
        sure = any(truth(row, self.box) is Truth.SATISFIED for row in self.before)
        places = [[row.place for row in rows] for rows in self.defaults]
        return sure or places[0] == places[1]

    def _output_cannot_differ(self, place: int) -> bool:
        """Whether both versions give the same to one output: one outcome, or none sure in both."""
        sides = [[*self.before, *self.defaults[0]], [*self.after, *self.defaults[1]]]
        given = [{_key(row.rule.said[place]) for row in rows} for rows in sides]
        answers = [
            bool(self.defaults[side]) or any(truth(row, self.box) is Truth.SATISFIED for row in sides[side])
            for side in (0, 1)
        ]
        if self.joint.before.table.policy is not HitPolicy.FIRST:
            return False
        if len(given[0] | given[1]) == 1 and all(answers):
            return True
        if any(isinstance(row.rule.said[place], Symbol) for rows in sides for row in rows):
            return False
        shared = _shared(self.before, self.after)
        doubted = {_key(row.rule.said[place]) for row in shared if truth(row, self.box) is Truth.UNKNOWN}
        if len(doubted) > 1:
            return True
        rest = [rows[len(shared) :] for rows in sides]
        return len(doubted) == 1 and all(
            _key(row.rule.said[place]) not in doubted for rows in rest for row in rows
        )

    def to_split(self) -> Near | None:
        """Return a row whose truth depends on the case: what differs first, then what comes before it."""
        common = len(_shared(self.before, self.after))
        first = [*self.before[common : common + 1], *self.after[common : common + 1]]
        for row in (*first, *self.before, *self.after, *self.defaults[0], *self.defaults[1]):
            if truth(row, self.box) is None:
                return row
        return None

    def answers(self) -> tuple[Answers, Answers]:
        """Return both answers, once the truth of no row depends on the case."""
        return (
            _answered(self.joint, self.joint.before, self.before, self.defaults[0], self.box),
            _answered(self.joint, self.joint.after, self.after, self.defaults[1], self.box),
        )


def _rules(rows: Sequence[Near]) -> tuple[Rule, ...]:
    return tuple(row.rule for row in rows)


def _shared(before: Sequence[Near], after: Sequence[Near]) -> list[Near]:
    """Return the rows that both versions begin with."""
    found: list[Near] = []
    for old, new in zip(before, after, strict=False):
        if old.place != new.place:
            break
        found.append(old)
    return found


def _key(said: Said) -> str:
    return repr(said)


def _answered(
    joint: Joint, ruled: Ruled, rows: Sequence[Near], defaults: Sequence[Near], box: Box
) -> Answers:
    model = joint.models[0] if ruled is joint.before else joint.models[1]
    said: dict[int, dict[str, Said]] = {}
    told: list[Row] = []
    for one in (*rows, *defaults[:1]):
        row = replace(one.rule.row)  # two of one row must not be taken for each other
        said[id(row)] = dict(zip(joint.outputs, one.rule.said, strict=True))
        told.append(row)
    default = told.pop() if defaults else None
    table = replace(ruled.table, rows=tuple(told), default=default)
    truths = [known for row in rows if (known := truth(row, box)) is not None]
    symbols: dict[str, Symbol] = {}

    def gives(row: Row, output: str) -> Known | None:
        value = said[id(row)][output]
        if not isinstance(value, Symbol):
            return value
        name = f"\0{value!r}"
        symbols[name] = value
        return name

    def rank(row: Row) -> tuple[int, ...]:
        return rank_of(model.terms, table, row)

    names = tuple(row.id for row in possible_rows(table, truths, rank))
    if conflicts(table, truths, gives):
        return Answers(tuple(Conflict() for _ in joint.outputs), names)
    outcomes: list[Outcome] = []
    for output in joint.outputs:
        if output not in table.outputs:
            outcomes.append(None)
            continue
        given = [gives(row, output) for row in told]
        if table.policy.aggregates and any(isinstance(value, str) for value in given):
            parts = tuple(sorted((said[id(row)][output] for row in told), key=repr))
            outcomes.append(Several(parts) if Truth.UNKNOWN not in truths else Missing())
            continue
        found = outcome_of(table, truths, gives, rank, output)
        if isinstance(found, Undecided | Missing):
            outcomes.append(Missing())
        elif isinstance(found, tuple):
            outcomes.append(Several(tuple(_said(part, symbols) for part in found)))
        else:
            outcomes.append(_said(found, symbols))
    return Answers(tuple(outcomes), names)


def _said(value: Known | None, symbols: dict[str, Symbol]) -> Said:
    if isinstance(value, Missing):
        return Missing()
    return symbols.get(value, value) if isinstance(value, str) else value
