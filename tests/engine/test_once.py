"""What is made of a node once, and entries asked of a mapping once."""

from engine.model import Ref
from engine.once import Entries, once


def test_a_node_met_again_is_not_made_again() -> None:
    made: list[Ref] = []

    @once(8)
    def named(node: Ref) -> str:
        made.append(node)
        return node.name

    node = Ref("revenu")
    assert [named(node), named(node)] == ["revenu", "revenu"]
    assert made == [node]


def test_nodes_are_told_apart_by_identity() -> None:
    made: list[int] = []

    @once(8)
    def numbered(node: Ref) -> int:
        made.append(len(made))
        return made[-1]

    one, other = Ref("revenu"), Ref("revenu")
    assert [numbered(one), numbered(other), numbered(one)] == [0, 1, 0]


def test_no_more_nodes_are_kept_than_said() -> None:
    made: list[str] = []

    @once(2)
    def named(node: Ref) -> str:
        made.append(node.name)
        return node.name

    nodes = [Ref(name) for name in "abc"]
    assert [named(node) for node in (*nodes, nodes[2], nodes[0])] == ["a", "b", "c", "c", "a"]
    assert made == ["a", "b", "c", "a"]


def test_an_entry_is_asked_of_the_mapping_once() -> None:
    asked = {"a": 1}
    entries = Entries(asked)
    assert entries["a"] == 1
    asked["a"] = 2
    assert entries["a"] == 1
