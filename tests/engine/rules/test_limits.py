import pytest

from engine.rules.limits import BeyondLimits, Pattern, check_ruleset, name_hash


def all_of(*tests: Pattern) -> Pattern:
    return {"$and": [{"$ex": {"c000": 0}}, *tests]}


def at_least(number: int, column: str = "c001") -> Pattern:
    return {"$gte": {column: number}}


def equals(number: int, column: str = "c001") -> Pattern:
    return {column: number}


def ruleset(*patterns: Pattern) -> dict[str, Pattern]:
    return {str(index): pattern for index, pattern in enumerate(patterns)}


@pytest.mark.parametrize(
    "patterns",
    [
        ruleset(*(all_of(at_least(n)) for n in range(63))),
        ruleset(all_of({"$or": [equals(n) for n in range(250)]})),
        ruleset(*(all_of(equals(n)) for n in range(500))),
        ruleset(*(all_of(at_least(1)) for _ in range(250))),
        ruleset(all_of(*({"$or": [at_least(n), {"$lte": {"c001": -n}}]} for n in range(14)))),
        ruleset(*(all_of(at_least(n, f"c{n:03d}"), at_least(n, f"c{n + 120:03d}")) for n in range(1, 60))),
        ruleset(all_of(*({"$neq": {"c001": n}} for n in range(199)))),
    ],
    ids=["thresholds", "alternatives", "values", "twins", "groups", "columns", "conditions"],
)
def test_a_ruleset_within_the_limits_is_accepted(patterns: dict[str, Pattern]) -> None:
    check_ruleset(patterns)


@pytest.mark.parametrize(
    ("patterns", "reason"),
    [
        (ruleset(*(all_of(at_least(n)) for n in range(65))), "true at once"),
        (ruleset(*(all_of(equals(n)) for n in range(501))), "branches"),
        (ruleset(*(all_of(at_least(1)) for _ in range(251))), "branches"),
        (
            ruleset(*(all_of({"$or": [equals(1), equals(1, f"c{n:03d}")]}) for n in range(2, 130))),
            "branches",
        ),
        (ruleset(all_of(*({"$or": [at_least(n), equals(n)]} for n in range(15)))), "groups"),
        (
            ruleset(*(all_of(*(at_least(n, f"c{n + m:03d}") for m in range(0, 240, 40))) for n in range(41))),
            "columns",
        ),
        (ruleset(all_of(*({"$neq": {"c001": n}} for n in range(200)))), "conditions"),
        (ruleset(*(all_of(at_least(n % 10), at_least(n, "c002")) for n in range(4001))), "rules"),
    ],
    ids=["thresholds", "values", "twins", "forwards", "groups", "columns", "conditions", "rules"],
)
def test_a_ruleset_beyond_a_limit_is_refused(patterns: dict[str, Pattern], reason: str) -> None:
    with pytest.raises(BeyondLimits, match=reason):
        check_ruleset(patterns)


@pytest.mark.parametrize(
    "pattern",
    [
        {"$and": []},
        all_of({"$or": []}),
        {"$nex": {"c001": 1}},
        all_of({"$mt": {"c001": "a*"}}),
        all_of({"c001": "12"}),
        all_of({"c001": 1.5}),
        all_of({"c001": True}),
        all_of({"c001": None}),
        all_of({"c001": 1, "c002": 2}),
        all_of({"$gte": {"c001": 1, "c002": 2}}),
        all_of({"$gte": {"c001": {"$m": "c002"}}}),
    ],
    ids=str,
)
def test_what_the_engine_gets_wrong_is_refused(pattern: Pattern) -> None:
    with pytest.raises(BeyondLimits):
        check_ruleset({"rule": pattern})


def test_columns_of_one_hash_are_refused() -> None:
    assert name_hash("liquid") == name_hash("costarring")
    with pytest.raises(BeyondLimits, match="hash"):
        check_ruleset({"rule": all_of(at_least(1, "liquid"), at_least(1, "costarring"))})


def test_the_names_that_the_engine_keeps_for_itself_are_refused() -> None:
    with pytest.raises(BeyondLimits, match="hash"):
        check_ruleset({"rule": all_of(at_least(1, "sid"))})


def test_generated_names_have_different_hashes() -> None:
    names = [f"{prefix}{number:03d}" for prefix in "cku" for number in range(3000)]
    assert len({name_hash(name) for name in names}) == len(names)
