"""Two versions are compared by meaning: rows by their N°, then by their content."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes.changes import RowChange, Status
from engine.changes.compare import compare
from engine.changes.layout import layout
from engine.model import HitPolicy, Model
from engine.seal import seal_of
from tests.builders import CATALOGUE, GLOSSARY, aid, model
from tests.engine.changes.edits import edited
from tests.engine.checks import small

TABLE = """
N° | Exige | Exige | Alors | Motif | Source | Du
 | age | a_jour | droit | | |
A | >= 18 | oui | ouvert | Majeur | Loi | 2024-01-01
B | >= 16 | - | à étudier | | Loi |
sinon | | | refusé | | Loi |
"""


def _rows(before: str, after: str, policy: str = "Première") -> list[RowChange]:
    changes = compare(aid(before, policy=policy), aid(after, policy=policy))
    return [row for table in changes.tables for row in table.rows]


def _told(change: RowChange) -> list[tuple[str, str, str, bool]]:
    return [(field.name, field.before, field.after, field.decides) for field in change.fields]


def test_a_changed_cell_is_told_as_it_was_and_as_it_is() -> None:
    (row,) = _rows(TABLE, TABLE.replace(">= 18", "> 18"))
    assert (row.status, row.row.id, _told(row)) == (Status.CHANGED, "A", [("age", ">= 18", "> 18", True)])


def test_a_changed_text_cannot_change_a_decision() -> None:
    (row,) = _rows(TABLE, TABLE.replace("Majeur", "Majorité"))
    assert _told(row) == [("Motif", "Majeur", "Majorité", False)]
    assert not row.decides


def test_a_changed_date_is_told() -> None:
    (row,) = _rows(TABLE, TABLE.replace("2024-01-01", "2025-01-01"))
    assert _told(row) == [("Du", "2024-01-01", "2025-01-01", True)]


def test_a_row_may_be_added_and_another_removed() -> None:
    rows = _rows(TABLE, TABLE.replace("B | >= 16 | - | à étudier", "C | < 12 | - | refusé"))
    assert [(row.status, row.row.id) for row in rows] == [(Status.ADDED, "C"), (Status.REMOVED, "B")]


def test_a_row_under_another_number_is_the_same_row() -> None:
    (row,) = _rows(TABLE, TABLE.replace("B |", "B-1 |"))
    assert _told(row) == [("N°", "B", "B-1", False)]


def test_two_rows_swapped_are_one_row_moved_where_order_matters() -> None:
    lines = TABLE.strip("\n").split("\n")
    swapped = "\n".join([*lines[:2], lines[3], lines[2], *lines[4:]])
    (row,) = _rows(TABLE, swapped)
    assert (row.status, row.moved) == (Status.MOVED, True)


def test_another_spelling_or_order_without_meaning_is_layout() -> None:
    lines = TABLE.replace(">= 16", "< 16").strip("\n").split("\n")
    before = aid("\n".join(lines), policy="Unique")
    swapped = "\n".join([*lines[:2], lines[3], lines[2], *lines[4:]])
    after = aid(swapped.replace(">= 18", "≥ 18").replace("| oui |", "| vrai |"), policy="Unique")
    assert seal_of(before) == seal_of(after)
    assert compare(before, after).is_empty
    assert layout(before, after) == (2, 1, 0)


def _with_figure(*lines: str) -> Model:
    figures = "Paramètres\nNom | Valeur | Du | Au | Source\n" + "\n".join(lines)
    glossary = GLOSSARY + "seuil | Seuil | | entier | ans\n"
    table = "Table de décision | droit_aide\nPolitique | Première\n" + TABLE.replace(">= 18", ">= seuil")
    return model(glossary, table, figures, CATALOGUE.format(amounts="", durations="", steps=""))


def test_a_figure_that_begins_another_day_is_one_line_changed() -> None:
    before = _with_figure("seuil | 18 | 2020-01-01 | 2023-12-31 | L", "seuil | 21 | 2024-01-01 | | L")
    after = _with_figure("seuil | 18 | 2020-01-01 | 2023-06-30 | L", "seuil | 21 | 2023-07-01 | | L")
    told = [[(f.name, f.after) for f in line.fields] for line in compare(before, after).lines]
    assert told == [[("Au", "2023-06-30")], [("Du", "2023-07-01")]]


def test_a_table_of_one_version_only_is_told_whole() -> None:
    before = aid(TABLE)
    after = replace(
        before, tables={**before.tables, "autre": replace(before.tables["droit_aide"], name="autre")}
    )
    assert [(table.status, table.table.name) for table in compare(before, after).tables] == [
        (Status.ADDED, "autre")
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_is_told_exactly_when_the_seals_are_equal(data: st.DataObject) -> None:
    policies = (HitPolicy.FIRST, HitPolicy.UNIQUE)
    before, other = (data.draw(small.models(policies)) for _ in range(2))
    after = data.draw(edited(before, other, "droits"))
    assert compare(before, after).is_empty == (seal_of(before) == seal_of(after))
