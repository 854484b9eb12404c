"""Conjunctions of clauses -> the rulesets of the engine, each within its limits."""

from collections.abc import Iterator, Mapping

from engine.record import record
from engine.rules.columns import HUB
from engine.rules.limits import MOST_GROUPS, BeyondLimits, Pattern, check_ruleset
from engine.rules.to_rules import ABSENT, Atom, Clause, Clauses, NotCompilable

MOST_FIRINGS = 64
MOST_CLAUSES_OF_A_RULE = 64
RULES_OF_A_HUB = 16
RULES_OF_A_RULESET = 384
KB_OF_A_TEST = 5
KB_OF_A_RULE = 15
MOST_KB = 300_000
"""What the engine may take for one set of rulesets; the two others are measured."""


@record()
class Rulesets:
    """Rules to evaluate together.

    ``keys`` says what each rule stands for. A conjunction too long for one rule is made of several:
    ``parts`` holds how many, for those keys only. An empty conjunction has no rule (the engine would
    hang): its key is in ``always``.
    """

    patterns: tuple[Mapping[str, Pattern], ...]
    columns: tuple[frozenset[str], ...]
    keys: Mapping[str, int]
    parts: Mapping[int, int]
    always: frozenset[int]


def to_rulesets(conjunctions: Mapping[int, Clauses]) -> Rulesets:
    """Return rulesets where the rules of a key all fire when its conjunction is satisfied.

    Rules that begin alike stand side by side, so that the engine shares their tests. Every rule
    starts with the hub, numbered anew from time to time, so that few tests are tried at once.

    Raises:
        NotCompilable: a rule is beyond the engine's limits, or there are too many tests.
    """
    tests = sum(len(clause) for clauses in conjunctions.values() for clause in clauses)
    if tests * KB_OF_A_TEST + len(conjunctions) * KB_OF_A_RULE > MOST_KB:
        raise NotCompilable("too many rules")
    named: list[tuple[str, Clauses]] = []
    keys: dict[str, int] = {}
    parts: dict[int, int] = {}
    for key, clauses in sorted(conjunctions.items(), key=lambda item: item[1]):
        pieces = list(_pieces(clauses))
        if len(pieces) > 1:
            parts[key] = len(pieces)
        for number, piece in enumerate(pieces):
            name = str(key) if len(pieces) == 1 else f"{key}.{number}"
            keys[name] = key
            named.append((name, piece))
    rules = [
        (name, _pattern(i // RULES_OF_A_HUB, piece), _columns(piece)) for i, (name, piece) in enumerate(named)
    ]
    chosen = [
        ruleset
        for start in range(0, len(rules), RULES_OF_A_RULESET)
        for ruleset in _within_limits(rules[start : start + RULES_OF_A_RULESET])
    ]
    return Rulesets(
        patterns=tuple({name: pattern for name, pattern, _ in ruleset} for ruleset in chosen),
        columns=tuple(frozenset[str]().union(*(columns for _, _, columns in ruleset)) for ruleset in chosen),
        keys=keys,
        parts=parts,
        always=frozenset(key for key, clauses in conjunctions.items() if not clauses),
    )


_Rule = tuple[str, Pattern, frozenset[str]]


def _within_limits(rules: list[_Rule]) -> Iterator[list[_Rule]]:
    """Yield *rules* whole, or halved until the engine can take them."""
    try:
        check_ruleset({name: pattern for name, pattern, _ in rules})
    except BeyondLimits as error:
        if len(rules) == 1:
            raise NotCompilable(str(error)) from error
        middle = len(rules) // 2
        yield from _within_limits(rules[:middle])
        yield from _within_limits(rules[middle:])
    else:
        yield rules


def _pieces(clauses: Clauses) -> Iterator[Clauses]:
    """Yield *clauses* in pieces that fit in one rule and fire few times: a rule fires once for each
    combination of true alternatives."""
    piece: list[Clause] = []
    groups, firings = 1, 1
    for clause in clauses:
        group, true = len(clause) > 1, _most_true(clause)
        too_much = groups + group > MOST_GROUPS or firings * true > MOST_FIRINGS
        if piece and (too_much or len(piece) == MOST_CLAUSES_OF_A_RULE):
            yield tuple(piece)
            piece, groups, firings = [], 1, 1
        piece.append(clause)
        groups += group
        firings *= true
    if piece:
        yield tuple(piece)


def _most_true(clause: Clause) -> int:
    """Return how many atoms can be true at once, at most: a column equals one integer, and has
    nothing true while it is absent."""
    present = [(column, operator) for column, operator, _ in clause if not column.startswith(ABSENT)]
    return len({column for column, operator in present if operator == "="}) + sum(
        operator != "=" for _, operator in present
    )


def _pattern(hub: int, clauses: Clauses) -> Pattern:
    return {"$and": [{"$ex": {HUB: hub}}, *(_condition(clause) for clause in clauses)]}


def _condition(clause: Clause) -> Pattern:
    atoms = [_test(atom) for atom in clause]
    return atoms[0] if len(atoms) == 1 else {"$or": atoms}


def _test(atom: Atom) -> Pattern:
    column, operator, number = atom
    return {column: number} if operator == "=" else {operator: {column: number}}


def _columns(clauses: Clauses) -> frozenset[str]:
    return frozenset({HUB, *(column for clause in clauses for column, _, _ in clause)})
