import threading
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any

import pytest

from engine.rules.limits import Pattern
from engine.rules.rule_host import VERSION, EngineFault, RuleHost

durable_rules_engine = pytest.importorskip("durable_rules_engine", exc_type=ImportError)

TESTS: dict[str, Pattern] = {
    "adult": {"$gte": {"c001": 18}},
    "minor": {"$lt": {"c001": 18}},
    "one or two": {"$or": [{"c002": 1}, {"c002": 2}, {"$lte": {"c002": 2}}]},
}
RULES: dict[str, Pattern] = {name: {"$and": [{"$ex": {"c000": 0}}, test]} for name, test in TESTS.items()}


@pytest.fixture
def host() -> RuleHost:
    return RuleHost({"people": RULES, "others": {"any": {"$and": [{"$ex": {"c000": 0}}]}}})


@pytest.mark.parametrize(
    ("fact", "fired"),
    [
        ({"c000": 1, "c001": 18}, ["adult"]),
        ({"c000": 1, "c001": 17}, ["minor"]),
        ({"c000": 1}, []),
        ({"c000": 1, "c001": 2**53, "c002": 1}, ["adult", "one or two", "one or two"]),
        ({"c000": 1, "c001": -(2**53)}, ["minor"]),
    ],
)
def test_rules_that_a_fact_satisfies_fire_by_both_ways(
    host: RuleHost, fact: dict[str, int], fired: list[str]
) -> None:
    for _ in range(3):
        assert sorted(host.evaluate_fast("people", fact)) == fired
        assert sorted(host.evaluate("people", fact)) == fired


def test_rulesets_of_one_host_are_apart(host: RuleHost) -> None:
    assert host.evaluate_fast("others", {"c000": 1, "c001": 18}) == ["any"]


def test_no_thread_is_started(host: RuleHost) -> None:
    before = threading.active_count()
    host.evaluate("people", {"c000": 1, "c001": 18})
    assert threading.active_count() == before


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize(
    "step", ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"]
)
def test_an_evaluation_cut_short_leaves_nothing_behind(
    host: RuleHost, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    host.evaluate_fast("people", {"c000": 1, "c001": 18})
    with monkeypatch.context() as patch:
        patch.setattr(durable_rules_engine, step, raising_after(getattr(durable_rules_engine, step), error))
        with pytest.raises(error):
            host.evaluate_fast("people", {"c000": 1, "c001": 18})
    assert host.evaluate_fast("people", {"c000": 1, "c001": 18}) == ["adult"]
    assert host.evaluate_fast("people", {"c000": 1, "c001": 17}) == ["minor"]


def test_a_leftover_fact_is_noticed(host: RuleHost, monkeypatch: pytest.MonkeyPatch) -> None:
    fact = {"c000": 1, "c001": 18}
    with monkeypatch.context() as patch:
        patch.setattr(durable_rules_engine, "retract_fact", lambda *_: None)
        host.evaluate_fast("people", fact)
    with pytest.raises(EngineFault):
        host.evaluate_fast("people", fact)
    assert host.evaluate_fast("people", fact) == ["adult"]


def test_an_unknown_ruleset_is_an_error_and_no_damage(host: RuleHost) -> None:
    with pytest.raises(KeyError):
        host.evaluate_fast("nobody", {"c000": 1})
    assert host.evaluate_fast("others", {"c000": 1}) == ["any"]


def test_threads_share_a_host(host: RuleHost) -> None:
    wrong: list[list[str]] = []

    def work(age: int) -> None:
        for _ in range(300):
            fired = host.evaluate_fast("people", {"c000": 1, "c001": age})
            if fired != ["adult" if age >= 18 else "minor"]:
                wrong.append(fired)

    run_together([partial(work, age) for age in (15, 16, 17, 18, 19, 20)])
    assert wrong == []


def test_the_version_named_is_the_one_installed() -> None:
    assert version("durable_rules") == VERSION


def run_together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def raising_after(function: Callable[..., Any], error: type[BaseException]) -> Callable[..., Any]:
    def cut_short(*arguments: Any) -> Any:
        function(*arguments)
        raise error

    return cut_short
