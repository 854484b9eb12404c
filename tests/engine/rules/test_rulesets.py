import pytest

from engine.rules.limits import check_ruleset
from engine.rules.rulesets import RULES_OF_A_HUB, to_rulesets
from engine.rules.to_rules import Clause, Clauses, NotCompilable


def at_least(number: int, column: str = "c001") -> Clause:
    return ((column, "$gte", number),)


def either(*columns: str) -> Clause:
    return tuple((column, "$gte", 0) for column in columns)


def test_a_conjunction_is_one_rule_behind_the_hub() -> None:
    rulesets = to_rulesets({7: (at_least(24), (("c002", "=", 1), ("c002", "=", 3)))})
    assert rulesets.patterns == (
        {
            "7": {
                "$and": [{"$ex": {"c000": 0}}, {"$gte": {"c001": 24}}, {"$or": [{"c002": 1}, {"c002": 3}]}],
            }
        },
    )
    assert rulesets.columns == (frozenset({"c000", "c001", "c002"}),)
    assert rulesets.keys == {"7": 7}


def test_an_empty_conjunction_has_no_rule() -> None:
    rulesets = to_rulesets({0: (), 1: (at_least(1),)})
    assert rulesets.keys == {"1": 1}
    assert rulesets.always == {0}


def test_rules_that_begin_alike_stand_side_by_side() -> None:
    rulesets = to_rulesets({0: (at_least(1), at_least(9)), 1: (at_least(5),), 2: (at_least(1), at_least(8))})
    assert list(rulesets.patterns[0]) == ["2", "0", "1"]


def test_the_hub_is_numbered_anew_from_time_to_time() -> None:
    rulesets = to_rulesets({n: (at_least(n),) for n in range(RULES_OF_A_HUB + 1)})
    hubs = [pattern["$and"][0] for pattern in rulesets.patterns[0].values()]
    assert hubs == [{"$ex": {"c000": 0}}] * RULES_OF_A_HUB + [{"$ex": {"c000": 1}}]


def test_a_conjunction_of_many_alternatives_is_made_of_several_rules() -> None:
    clauses: Clauses = tuple((("c001", "=", n), ("c001", "=", n + 100)) for n in range(40))
    rulesets = to_rulesets({3: clauses})
    assert rulesets.parts == {3: 3}
    assert set(rulesets.keys) == {"3.0", "3.1", "3.2"}


def test_a_rule_fires_few_times_even_if_all_of_its_alternatives_are_true() -> None:
    clauses = tuple(either(*(f"c{n:03d}" for n in range(start, start + 4))) for start in range(1, 25, 4))
    assert to_rulesets({0: clauses}).parts == {0: 2}


def test_rulesets_are_split_at_the_limits() -> None:
    conjunctions: dict[int, Clauses] = {
        n: (tuple((column, "$gte", n) for column in ("c001", "c002", "c003", "c004", "c005", "c006")),)
        for n in range(200)
    }
    rulesets = to_rulesets(conjunctions)
    assert len(rulesets.patterns) > 10
    assert sorted(rulesets.keys.values()) == list(range(200))
    for patterns in rulesets.patterns:
        check_ruleset(patterns)


def test_a_rule_that_no_ruleset_can_hold_is_refused() -> None:
    with pytest.raises(NotCompilable, match="true at once"):
        to_rulesets({0: (either(*(f"c{n:03d}" for n in range(80))),)})


def test_more_rules_than_memory_allows_are_refused() -> None:
    with pytest.raises(NotCompilable, match="too many rules"):
        to_rulesets({n: (at_least(n),) for n in range(20_000)})
