"""What is made of a node of the model once, and found again by the node itself."""

from collections.abc import Callable
from typing import TypeVar

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
