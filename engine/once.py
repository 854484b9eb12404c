"""What is made of a node of the model once, and found again by the node itself."""

from collections.abc import Callable, Mapping
from typing import TypeVar

K = TypeVar("K")
N = TypeVar("N")
T = TypeVar("T")


def once(most: int) -> Callable[[Callable[[N], T]], Callable[[N], T]]:
    """Return what keeps the result of a function for each node given, for *most* nodes.

    Nodes are told apart by identity, which costs nothing, where equality would walk through them; a node
    kept stays alive, so that no other can take its place.
    """

    def keeping(make: Callable[[N], T]) -> Callable[[N], T]:
        known: dict[int, tuple[N, T]] = {}

        def made(node: N) -> T:
            found = known.get(id(node))
            if found is None:
                if len(known) >= most:
                    known.clear()
                found = known[id(node)] = (node, make(node))
            return found[1]

        return made

    return keeping


class Entries(dict[K, T]):
    """The entries of a mapping that is slow to ask, each asked of it once."""

    def __init__(self, asked: Mapping[K, T]) -> None:
        super().__init__()
        self._asked = asked

    def __missing__(self, key: K) -> T:
        found = self[key] = self._asked[key]
        return found
