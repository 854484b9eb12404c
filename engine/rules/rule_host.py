"""durable-rules, kept to what it does right: one flat fact at a time, no threads, no memory.

Rules are evaluated by its engine, ``durable_rules_engine``, which is C. Its public interface in Python
is slow to load and seven times slower to fire: it is kept as a check of the other. ``durable.lang`` is
never used: its host runs two threads that take results away from the caller.
"""

import json
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from engine.rules.limits import Pattern

VERSION = "2.0.28"

Fact = Mapping[str, int]
Definitions: TypeAlias = Mapping[str, Mapping[str, Pattern]]
"""Patterns by name of ruleset, then of rule."""


class EngineFault(RuntimeError):
    """The rule engine misbehaved: its answer cannot be trusted."""


class RuleHost:
    """Rulesets ready to evaluate, by name; safe to share between threads.

    The engine is taken out while it works and put back when it ends well: after any exception, an
    interruption included, the next evaluation starts on a new one. A new engine leaks the memory of
    the old one (5 MB for 240 rules): build hosts once, not for each case.
    """

    def __init__(self, rulesets: Definitions) -> None:
        self._rulesets = rulesets
        self._lock = threading.Lock()
        self._ready: dict[Callable[[Definitions], Any], Any] = {}

    def evaluate_fast(self, ruleset: str, fact: Fact) -> list[str]:
        """Return the names of the rules of *ruleset* that *fact* satisfies; a name may come twice.

        Raises:
            EngineFault: the engine was left locked or full.
        """
        return self._guarded(_loaded, _evaluate_fast, ruleset, fact)

    def evaluate(self, ruleset: str, fact: Fact) -> list[str]:
        """Return the same by the public interface of durable-rules: slower, a check of the other."""
        return self._guarded(_quiet_host, _evaluate, ruleset, fact)

    def _guarded(
        self,
        made: Callable[[Definitions], Any],
        evaluate: Callable[[Any, str, Fact], list[str]],
        ruleset: str,
        fact: Fact,
    ) -> list[str]:
        with self._lock:
            engine = self._ready.pop(made, None) or made(self._rulesets)
            fired = evaluate(engine, ruleset, fact)
            self._ready[made] = engine
            return fired


class _Loaded(NamedTuple):
    """The engine, and its rulesets by name."""

    engine: Any
    rulesets: dict[str, Any]


def _loaded(rulesets: Definitions) -> _Loaded:
    engine: Any = import_module("durable_rules_engine")
    handles = {
        ruleset: engine.create_ruleset(
            ruleset, json.dumps({name: {"all": [{"m": pattern}]} for name, pattern in patterns.items()})
        )
        for ruleset, patterns in rulesets.items()
    }
    return _Loaded(engine, handles)


def _quiet_host(rulesets: Definitions) -> Any:
    """Return a durable-rules host without threads, whose actions only note their rule's name."""
    base: Any = import_module("durable.engine").Host

    class QuietHost(base):  # type: ignore[misc]
        def _run(self) -> None:
            """Start no thread."""

        def get_action(self, name: str) -> Callable[[Any], None]:
            def note(_context: Any) -> None:
                fired: list[str] = self.fired
                fired.append(name)

            return note

    return QuietHost(
        {
            ruleset: {name: {"all": [{"m": pattern}], "run": name} for name, pattern in patterns.items()}
            for ruleset, patterns in rulesets.items()
        }
    )


def _evaluate_fast(loaded: _Loaded, ruleset: str, fact: Fact) -> list[str]:
    engine, handle = loaded.engine, loaded.rulesets[ruleset]
    text = "{" + ",".join([f'"{column}":{number}' for column, number in fact.items()]) + "}"
    status, state = engine.assert_fact(handle, text)
    if status == 1:
        return []
    found = engine.start_action_for_state(handle, state) if status == 0 else None
    if not found:
        raise EngineFault(f"leftover fact or locked state, status {status}")
    fired: list[str] = []
    message: str | None = found[1]
    while message:
        fired.append(message[2 : message.index('"', 2)])
        message = engine.complete_and_start_action(handle, state)
    engine.retract_fact(handle, text)
    return fired


def _evaluate(host: Any, ruleset: str, fact: Fact) -> list[str]:
    not_handled: Any = import_module("durable.engine").MessageNotHandledException
    fired: list[str] = []
    host.fired = fired
    try:
        state = host.assert_fact(ruleset, dict(fact))
    except not_handled:
        return []
    if not state or "exception" in state:
        raise EngineFault(f"actions did not run to the end: {state}")
    host.retract_fact(ruleset, dict(fact))
    return fired
