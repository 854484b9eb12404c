"""The words of the frame and of the sentences, in each language. Nothing else says a word."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple

from engine.model import Answer, Function, HitPolicy, Nature, Role
from engine.trace import Truth
from engine.values import Kind, Rounding
from explain.explanation import Section


class Lang(Enum):
    """The language of the frame and of the sentences; the texts of the workbooks stay as written."""

    FR = "fr"
    EN = "en"


class Phrases(NamedTuple):
    """Words, and sentences with their gaps."""

    # punctuation and small words
    colon: str
    semicolon: str
    quoted: str
    either: str
    both: str
    yes: str
    no: str
    unknown: str
    known: str
    not_given: str
    asked_known: str
    asked_unknown: str
    nothing: str
    units: Mapping[Kind, tuple[str, str]]
    per: str

    # the verdict
    title: str
    title_of: str
    verdicts: str
    verdict: str
    verdict_undated: str
    answers: Mapping[Answer, str]

    # the summary of several benefits
    overview: str
    groups: Mapping[Answer, str]
    left_to_know: tuple[str, str]
    not_foreseen: str
    questions_left: str
    settles: str

    # what a cell asks: numbers, days, other values
    number: Mapping[str, str]
    day: Mapping[str, str]
    choice: Mapping[str, str]
    required: str
    required_count: str
    required_day: str
    short: str
    over: str
    early: str
    late: str
    truths: Mapping[Truth, str]

    # reasons
    why: str
    applied: str
    applied_default: str
    still_possible: str
    conditions_met: str
    applies: str
    disagreement: str
    others_met: str
    others_unknown: str
    lacking: str
    lacking_several: str
    lacking_also: str
    lacking_to_open: str
    lacking_rows: str
    row: str
    rows: str
    of_table: str
    out_of_force: str
    and_others: str
    table: str
    no_row: str

    # what would change it
    to_know: str
    missing: str
    missing_short: str
    together: str
    or_else: str
    undefined: str
    undefined_item: str
    nothing_settles: str
    opening: str
    opens_on: str

    # amounts, facts, computations
    sections: Mapping[Section, str]
    needs: str
    facts: str
    assumed: str
    computations: str
    rounding: Mapping[Rounding, str]
    given_on: str
    not_defined: str
    not_in_force: str

    # sources, attention
    sources: str
    attention: str
    doubt: str
    since: str
    until: str
    between: str
    benefit: str
    figure: str
    formula: str

    # a benefit, from its tables
    title_of_benefit: str
    state: str
    state_latest: str
    undated: str
    conditions: str
    role_words: Mapping[Role, str]
    then: str
    otherwise: str
    reason: str
    source: str
    note: str
    no_rows: str
    other_tables: str
    formulas: str
    figures: str
    questions: str
    changes: str
    begins: str
    ends: str
    changes_from: str
    unchanged: str
    confidence: str

    # trace and seal
    trace: str
    values_read: str
    trace_table: str
    unknown_date: str
    default_row: str
    retained: str
    possible: str
    not_in_force_row: str
    outcome: str
    natures: Mapping[Nature, str]
    head_values: tuple[str, ...]
    head_cells: tuple[str, ...]
    policies: Mapping[HitPolicy, str]
    seal: str
    seal_model: str
    seal_case: str
    seal_engine: str
    seal_date: str

    # formulas
    functions: Mapping[Function, str]
    conditional: str


@cache
def phrases(lang: Lang) -> Phrases:
    """Return the words of *lang*."""
    match lang:
        case Lang.FR:
            from explain.phrases_fr import FR

            return FR
        case Lang.EN:
            from explain.phrases_en import EN

            return EN
