"""What the checks say of small tables is what trying every case says."""

from datetime import date

from hypothesis import given, settings

from engine.checks.boxes import Budget
from engine.checks.gap import found_in as gap_in
from engine.checks.overlapping_rows import found_in as overlaps_in
from engine.checks.unreachable_row import rivals_of, takers_of
from engine.matching import truth_of
from engine.model import Expression, HitPolicy, Literal, Model, Period
from engine.trace import Truth
from engine.values import Known, Missing, Value
from tests.engine.checks.small import all_cases, decided, facts_of, models, space_of

SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY)


def _overlapping(model: Model) -> set[tuple[int, int]]:
    rows = model.tables["droits"].rows
    unique = model.tables["droits"].policy is HitPolicy.UNIQUE
    found: set[tuple[int, int]] = set()
    for facts in all_cases(model):
        truths, _ = decided(model, facts)
        held = [place for place, truth in enumerate(truths) if truth is Truth.SATISFIED]
        found |= {
            (one, other)
            for one in held
            for other in held
            if one < other and (unique or rows[one].outcomes != rows[other].outcomes)
        }
    return found


@settings(max_examples=60, deadline=None)
@given(models((HitPolicy.UNIQUE, HitPolicy.ANY)))
def test_the_rows_that_overlap_are_all_reported_each_with_a_case_that_shows_it(model: Model) -> None:
    shown, doubtful = overlaps_in(space_of(model))

    assert set(shown) == _overlapping(model)
    assert not doubtful
    for (first, other), witness in shown.items():
        truths, verdict = decided(model, facts_of(witness))
        assert truths[first] is truths[other] is Truth.SATISFIED
        assert verdict is None


@settings(max_examples=60, deadline=None)
@given(models((HitPolicy.UNIQUE, HitPolicy.ANY), open_ends=True))
def test_with_bounds_that_depend_on_the_case_what_is_reported_is_true_and_the_rest_is_said_doubtful(
    model: Model,
) -> None:
    shown, doubtful = overlaps_in(space_of(model))

    assert set(shown) <= _overlapping(model) <= set(shown) | doubtful
    for (first, other), witness in shown.items():
        truths, _ = decided(model, facts_of(witness))
        assert truths[first] is truths[other] is Truth.SATISFIED


@settings(max_examples=60, deadline=None)
@given(models(SINGLE))
def test_a_table_without_answer_to_some_case_is_reported_with_such_a_case(model: Model) -> None:
    witness, unsure = gap_in(space_of(model))
    holes = [facts for facts in all_cases(model) if _looked_at(model, facts) and _is_hole(model, facts)]

    assert not unsure
    assert (witness is not None) == bool(holes)
    if witness is not None:
        assert _is_hole(model, facts_of(witness))


def _is_hole(model: Model, facts: dict[str, Value | None]) -> bool:
    truths, _ = decided(model, facts)
    return all(truth is Truth.VIOLATED for truth in truths)


def _constant(endpoint: Expression) -> Known:
    assert isinstance(endpoint, Literal)
    return endpoint.value


def _looked_at(model: Model, facts: dict[str, Value | None]) -> bool:
    """Whether *facts* are within the dates of the table, with a choice that some row may take."""
    rows = model.tables["droits"].rows
    day = facts["jour"]
    starts, ends = [row.period.start for row in rows], [row.period.end for row in rows]
    if isinstance(day, date):
        first = None if None in starts else min(start for start in starts if start)
        last = None if None in ends else max(end for end in ends if end)
        if not Period(first, last).holds(day):
            return False
    return "metier" not in facts or any(
        all(
            truth_of(condition.test, facts["metier"] or Missing(), _constant) is not Truth.VIOLATED
            for condition in row.conditions
            if condition.term == "metier"
        )
        for row in rows
    )


@settings(max_examples=60, deadline=None)
@given(models((HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.RULE_ORDER), default=True))
def test_the_rows_that_are_the_answer_to_no_case_are_reported_and_no_other(model: Model) -> None:
    space = space_of(model)
    rows = model.tables["droits"].rows
    takes_all = model.tables["droits"].policy is HitPolicy.RULE_ORDER
    useful: set[int] = set()
    for facts in all_cases(model):
        truths, verdict = decided(model, facts)
        for place, row in enumerate(rows):
            if truths[place] is Truth.SATISFIED and verdict is not None:
                retained = row.id in verdict.rows or takes_all
                same = row.id in verdict.possible and all(
                    rows[other].outcomes == row.outcomes
                    for other, truth in enumerate(truths)
                    if truth is Truth.UNKNOWN and rows[other].id in verdict.possible
                )
                if retained or same:
                    useful.add(place)

    rivals = rivals_of(space)
    reported = {
        place for place in range(len(rows)) if takers_of(space, rivals, place, Budget(10**6)) is not None
    }

    assert reported == set(range(len(rows))) - useful
