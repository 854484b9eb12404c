"""Every way what is in doubt can turn out, unless they are too many."""

from engine.doubts import CellInDoubt, DayInDoubt, outcomes_of
from engine.model import Compare, Literal, Nature, Operator, Term
from engine.values import Kind, Type

WORDS = tuple(f"m{place}" for place in range(200))
TERMS = {
    "libre": Term(name="libre", label="libre", nature=Nature.FACT, type=Type(kind=Kind.TEXT)),
    "liste": Term(name="liste", label="liste", nature=Nature.FACT, type=Type(kind=Kind.TEXT, choices=WORDS)),
}


def cells(term: str, count: int) -> list[CellInDoubt]:
    return [CellInDoubt(term, Compare(Operator.EQ, Literal(word))) for word in WORDS[:count]]


def test_cells_on_a_free_text_turn_out_one_by_one() -> None:
    assert len(list(outcomes_of(cells("libre", 7), TERMS, 128) or ())) == 128


def test_cells_on_a_closed_list_turn_out_together() -> None:
    ways = list(outcomes_of(cells("liste", 3), TERMS, 128) or ())
    assert [[way[cell] for cell in cells("liste", 3)] for way in ways] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False, False, False],
    ]


def test_what_is_in_doubt_apart_multiplies_the_ways() -> None:
    assert len(list(outcomes_of([*cells("liste", 3), DayInDoubt("R1")], TERMS, 128) or ())) == 8


def test_ways_beyond_the_limit_are_not_listed() -> None:
    assert outcomes_of(cells("libre", 150), TERMS, 128) is None
    assert outcomes_of(cells("liste", 150), TERMS, 128) is None
    assert outcomes_of([*cells("libre", 7), DayInDoubt("R1")], TERMS, 128) is None
