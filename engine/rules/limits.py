"""What the engine cannot take without hanging, crashing or forgetting rules: refused beforehand.

The engine does not check these limits itself. They are constants of its C source (2.0.28); those
used here leave some room.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Pattern: TypeAlias = dict[str, Any]
"""A condition in the engine's language: one key, an operator or a column."""

MOST_RULES = 4_000
MOST_COLUMNS = 240
MOST_TESTS_OF_A_NODE = 500
MOST_FORWARDS = 120
MOST_RULES_OF_A_TEST = 250
MOST_GROUPS = 15
MOST_CONDITIONS = 200
MOST_OPEN_NODES = 64

RESERVED = ("id", "sid", "$s")
COMPARISONS = frozenset({"$lt", "$lte", "$gt", "$gte", "$neq", "$ex"})


class BeyondLimits(ValueError):
    """A ruleset that would hang, crash or overflow the engine."""


class Node:
    """A test of the engine's network: the tests that follow, and the rules that end in it."""

    __slots__ = ("forwards", "rules", "tests")

    def __init__(self) -> None:
        self.tests: dict[tuple[str, str, int], Node] = {}
        self.forwards: list[Node] = []
        self.rules = 0


def check_ruleset(patterns: Mapping[str, Pattern]) -> None:
    """Refuse *patterns* (by rule name) when the engine could not take them as one ruleset.

    Raises:
        BeyondLimits: they leave the safe part of the language, or exceed a limit.
    """
    root = Node()
    columns: set[str] = set()
    for name, pattern in patterns.items():
        if _groups(pattern) > MOST_GROUPS:
            raise BeyondLimits(f"rule {name}: too many groups")
        _add(pattern, root, columns).rules += 1
    if len(patterns) > MOST_RULES:
        raise BeyondLimits("too many rules")
    if len(columns) > MOST_COLUMNS:
        raise BeyondLimits("too many columns")
    _check_names(columns)
    if _most_open(root, {}) > MOST_OPEN_NODES:
        raise BeyondLimits("too many tests can be true at once")


def name_hash(name: str) -> int:
    """Return what the engine keeps of a column's name: two names with one hash are one column."""
    number = 0x811C9DC5
    for byte in name.encode("ascii"):
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF
    return number


def _check_names(columns: set[str]) -> None:
    names = [*columns, *RESERVED]
    if len({name_hash(name) for name in names}) != len(names):
        raise BeyondLimits("two columns have the same hash")


def _only_item(pattern: Pattern) -> tuple[str, Any]:
    if len(pattern) != 1:
        raise BeyondLimits(f"not one condition: {pattern}")
    return next(iter(pattern.items()))


def _groups(pattern: Pattern) -> int:
    operator, argument = _only_item(pattern)
    return 1 + sum(_groups(part) for part in argument) if operator in ("$and", "$or") else 0


def _add(pattern: Pattern, node: Node, columns: set[str]) -> Node:
    """Add *pattern* below *node* as the engine does; return the node where it ends."""
    operator, argument = _only_item(pattern)
    if operator in ("$and", "$or") and not argument:
        raise BeyondLimits("a group without conditions")
    if operator == "$and":
        if len(argument) > MOST_CONDITIONS:
            raise BeyondLimits("too many conditions")
        for part in argument:
            node = _add(part, node, columns)
        return node
    if operator == "$or":
        end = Node()
        for part in argument:
            _add(part, node, columns).forwards.append(end)
        return end
    if operator in COMPARISONS:
        column, number = _only_item(argument)
    else:
        operator, column, number = "=", operator, argument
    if column.startswith("$") or type(number) is not int:
        raise BeyondLimits(f"not allowed: {pattern}")
    columns.add(column)
    return node.tests.setdefault((operator, column, number), Node())


def _most_open(node: Node, known: dict[Node, int]) -> int:
    """Return how many nodes can wait below *node* at worst: every test true, save that a column
    equals one integer at most."""
    if node not in known:
        if (
            len(node.tests) > MOST_TESTS_OF_A_NODE
            or len(node.forwards) > MOST_FORWARDS
            or node.rules > MOST_RULES_OF_A_TEST
        ):
            raise BeyondLimits("too many branches")
        equalities = {column for operator, column, _ in node.tests if operator == "="}
        others = [operator for operator, _, _ in node.tests if operator != "="]
        width = len(equalities) + len(others) + len(node.forwards)
        below = [*node.tests.values(), *node.forwards]
        known[node] = max([width, *(width - 1 + _most_open(child, known) for child in below)])
    return known[node]
