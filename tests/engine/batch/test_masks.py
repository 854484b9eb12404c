"""The masks that are thought of beforehand, and those that are not."""

import duckdb

from engine.batch.duckdb import DuckWriter
from engine.batch.expressions import (
    ZERO,
    Column,
    Held,
    Op,
    bit_and,
    bit_or,
    case,
    compare,
    integer,
    null,
)
from engine.batch.masks import MOST, likely
from engine.batch.plan import Plan, Words
from engine.batch.steps import Steps

YES = Column("oui", Held.BOOLEAN)
COUNT = Column("nombre", Held.INT, nullable=False, low=0, high=2**40)


def test_masks_that_follow_from_the_cases_are_all_listed() -> None:
    steps = Steps(set())
    one = case([(YES, integer(5))], ZERO)
    other = steps.let(case([(compare(Op.EQ, COUNT, ZERO), integer(8))], integer(2)), "autre")
    assert likely(bit_or(one, other), steps.by_name, 4) == [2, 7, 8, 13]
    assert likely(bit_and(COUNT, integer(9)), steps.by_name, 4) == [0, 1, 8, 9]


def test_masks_of_the_fewest_bits_stand_for_those_that_cannot_be_told() -> None:
    listed = likely(COUNT, {}, 40)
    assert len(listed) <= MOST
    assert listed[:4] == [0, 1, 2, 3]
    assert max(mask.bit_count() for mask in listed) == 2


def test_words_are_found_whether_or_not_their_mask_was_thought_of() -> None:
    masks = [0, 1, 6, 1 << 39, (1 << 40) - 1, 0b10101]
    words = tuple(f"mot {place}" for place in range(40))
    shown = {"mots": Words(((COUNT, words),)), "deux": Words(((COUNT, words), (COUNT, words)))}
    statement = DuckWriter().query(Plan({}, shown, null(Held.TEXT)), "cas")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE cas (position BIGINT, id VARCHAR, nombre BIGINT)")
        connection.executemany("INSERT INTO cas VALUES (?, NULL, ?)", list(enumerate(masks)))
        found = connection.execute(f"SELECT mots, deux FROM ({statement}) ORDER BY position").fetchall()
    expected = [[word for place, word in enumerate(words) if mask >> place & 1] for mask in masks]
    assert found == [(one, one * 2) for one in expected]


def test_no_words_are_an_empty_list() -> None:
    shown = {"mots": Words(())}
    statement = DuckWriter().query(Plan({}, shown, null(Held.TEXT)), "(SELECT 1 AS position, 'a' AS id)")
    with duckdb.connect() as connection:
        assert connection.execute(statement).fetchall() == [(1, "a", [], None)]
