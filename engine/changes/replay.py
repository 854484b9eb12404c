"""The cases that exist, decided by both versions: those whose verdict, or what is joined to it, differs."""

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from engine.changes.witness import Seed, answer_of, decided, joined_of
from engine.model import Model
from engine.trace import Verdict


class Flip(NamedTuple):
    """A case whose answer is another one; a verdict is None where the tables contradict themselves on it."""

    case: str
    benefit: str
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict_differs(self) -> bool:
        """Whether the verdict is another one; otherwise it is what is joined to it."""
        return answer_of(self.before) != answer_of(self.after)


class Replay(NamedTuple):
    """How many verdicts were compared, and those that differ."""

    compared: int
    flips: tuple[Flip, ...]


def replay(
    before: Model,
    after: Model,
    seeds: Iterable[Seed],
    benefits: Container[str],
    progress: Callable[[str], None] | None = None,
) -> Replay:
    """Return what both versions say of the cases that ask for one of *benefits*."""
    found: list[Flip] = []
    compared = 0
    for seed in seeds:
        if seed.benefit not in benefits:
            continue
        compared += 1
        if progress is not None:
            progress(f"{compared} {seed.name}")
        verdicts = [decided(model, seed.facts, seed.benefit) for model in (before, after)]
        if answer_of(verdicts[0]) != answer_of(verdicts[1]) or joined_of(verdicts[0]) != joined_of(
            verdicts[1]
        ):
            found.append(Flip(seed.name, seed.benefit, verdicts[0], verdicts[1]))
    return Replay(compared, tuple(found))
