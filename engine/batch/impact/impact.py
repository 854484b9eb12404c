"""Who wins and who loses, as data: counts, amounts, flows, reasons and witnesses."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from engine.values import Type, Value

VERDICTS = ("refuse", "indetermine", "a_etudier", "ouvert")
"""From the furthest from a right to the right itself."""


class Way(Enum):
    """How a case fares, by the word of the files."""

    WINS = "gagne"
    LOSES = "perd"
    MIXED = "mixte"
    SAME = "inchange"


class Flow(NamedTuple):
    """How many cases went from a verdict to another."""

    before: str
    after: str
    cases: int


class Amount(NamedTuple):
    """An amount over the cases that have it: their number and the exact sum, before and after.

    ``only_open``: over the open cases; else those to be studied count too.
    """

    name: str
    label: str
    type: Type
    only_open: bool
    cases_before: int
    sum_before: Decimal
    cases_after: int
    sum_after: Decimal


class Share(NamedTuple):
    """The cases that hold *value*; ``sums`` gives each amount summed over the open ones, before
    and after."""

    value: str
    cases: int
    open_before: int
    open_after: int
    winners: int
    losers: int
    sums: Mapping[str, tuple[Decimal, Decimal]]


class Breakdown(NamedTuple):
    """The cases by the values of a column, a fact or not."""

    column: str
    label: str
    shares: tuple[Share, ...]


class Reason(NamedTuple):
    """A demand: the cases in which it is violated before only, after only, both times."""

    term: str
    label: str
    vanished: int
    appeared: int
    kept: int


class Witness(NamedTuple):
    """A case, as each model reads it."""

    position: int
    id: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


class Moved(NamedTuple):
    """The cases that fare one way between two verdicts, and the first ones of them."""

    before: str
    after: str
    way: Way
    cases: int
    witnesses: tuple[Witness, ...]


class BenefitImpact(NamedTuple):
    """What the change does to one benefit."""

    code: str
    label: str
    ways: Mapping[Way, int]
    flows: tuple[Flow, ...]
    amounts: tuple[Amount, ...]
    breakdowns: tuple[Breakdown, ...]
    reasons: tuple[Reason, ...]
    moved: tuple[Moved, ...]


class LeftOut(NamedTuple):
    """The cases that the fault *code* of a column (or of a benefit) keeps from being decided."""

    code: str
    column: str
    before: int
    after: int


class Impact(NamedTuple):
    """``decided`` cases are decided by both models; ``rejected`` ones by one of them at most, for the reasons
    of ``left_out``, of which a case may have several."""

    population: str
    read: int
    decided: int
    rejected: int
    left_out: tuple[LeftOut, ...]
    seal_before: str
    seal_after: str
    benefits: tuple[BenefitImpact, ...]
