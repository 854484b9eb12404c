"""The columns of a plan: each expression is worked out once, under a name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.batch.expressions import Apply, Case, Column, Constant, Expr, Found


@dataclass(slots=True)
class Steps:
    """Named expressions, each made of columns named before it."""

    taken: set[str]
    by_name: dict[str, Expr] = field(default_factory=dict[str, Expr])
    by_expression: dict[Expr, Column] = field(default_factory=dict[Expr, Column])

    def let(self, expr: Expr, hint: str) -> Expr:
        """Return the column that holds *expr*; a column or a constant is returned as it is."""
        if isinstance(expr, Column | Constant):
            return expr
        found = self.by_expression.get(expr)
        if found is None:
            name = self._free(hint)
            found = Column(name, expr.held, expr.nullable, expr.low, expr.high)
            self.by_name[name] = expr
            self.by_expression[expr] = found
        return found

    def _free(self, hint: str) -> str:
        name, number = hint, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{hint} {number}"
        self.taken.add(name.casefold())
        return name


def parts(expr: Expr) -> Iterator[Expr]:
    """Yield *expr* and all that it is made of, with repetitions."""
    yield expr
    match expr:
        case Apply():
            for argument in expr.arguments:
                yield from parts(argument)
        case Case():
            for condition, value in expr.branches:
                yield from parts(condition)
                yield from parts(value)
            yield from parts(expr.otherwise)
        case Found():
            yield from parts(expr.key)
        case Column() | Constant():
            pass


def columns_in(expr: Expr) -> Iterator[str]:
    """Yield the columns that *expr* reads, with repetitions."""
    return (part.name for part in parts(expr) if isinstance(part, Column))


def found_in(expr: Expr) -> Iterator[Found]:
    """Yield what *expr* finds in side relations, with repetitions."""
    return (part for part in parts(expr) if isinstance(part, Found))


def replaced(expr: Expr, by: Mapping[str, Expr]) -> Expr:
    """Return *expr* with some columns replaced by what they hold."""
    match expr:
        case Column(name):
            return by.get(name, expr)
        case Constant():
            return expr
        case Apply(op, arguments, held, nullable, low, high):
            return Apply(op, tuple(replaced(a, by) for a in arguments), held, nullable, low, high)
        case Case(branches, otherwise, held, nullable, low, high):
            changed = tuple((replaced(c, by), replaced(v, by)) for c, v in branches)
            return Case(changed, replaced(otherwise, by), held, nullable, low, high)
        case Found(side, key, column, held, nullable, low, high):
            return Found(side, replaced(key, by), column, held, nullable, low, high)


def layers(
    steps: Mapping[str, Expr], wanted: Iterable[Expr]
) -> tuple[list[dict[str, Expr]], dict[str, Expr]]:
    """Return the steps that *wanted* needs, layer by layer (each reads the layers before it only), and
    the steps read once only, to be written where they are read."""
    uses: dict[str, int] = {}
    for expr in wanted:
        for name in columns_in(expr):
            uses[name] = uses.get(name, 0) + 1
    for name in reversed(list(steps)):
        if name in uses:
            for inner in columns_in(steps[name]):
                uses[inner] = uses.get(inner, 0) + 1
    inlined: dict[str, Expr] = {}
    level: dict[str, int] = {}
    found: list[dict[str, Expr]] = []
    for name, expr in steps.items():
        if name not in uses:
            continue
        whole = replaced(expr, inlined)
        if uses[name] == 1 and next(found_in(whole), None) is None:
            inlined[name] = whole
            continue
        level[name] = 1 + max((level.get(inner, 0) for inner in columns_in(whole)), default=0)
        while len(found) < level[name]:
            found.append({})
        found[level[name] - 1][name] = whole
    return found, inlined
