"""What is answered to a whole workbook, whatever its bytes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.workbooks.read_workbook import read_workbook
from tests.workbooks import (
    formula,
    number,
    repacked,
)


def test_a_file_that_is_no_workbook_says_why() -> None:
    raw, (fault,) = read_workbook(b"Nom;Valeur", "c.xlsx")
    assert raw is None
    assert fault.code == "pas-un-classeur"


def test_a_workbook_that_openpyxl_cannot_read_is_reported() -> None:
    raw, (fault,) = read_workbook(number("douze"), "c.xlsx")
    assert raw is None
    assert fault.code == "classeur-illisible"


SMALL = formula("1+1")


def anything_is_answered(data: bytes) -> None:
    raw, faults = read_workbook(data, "c.xlsx")
    assert (raw is None) == any(fault.is_error for fault in faults)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SMALL) - 1))
def test_a_workbook_cut_short_is_answered(length: int) -> None:
    anything_is_answered(SMALL[:length])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_workbook_with_wrong_bytes_is_answered(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for place, byte in changes:
        data[place] = byte
    anything_is_answered(bytes(data))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]))
def test_random_bytes_are_answered(data: bytes, start: bytes) -> None:
    anything_is_answered(start + data)


PARTS = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(PARTS))
def test_a_part_with_wrong_text_is_answered(data: st.DataObject, part: str) -> None:
    def change(content: bytes) -> bytes:
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 12))
        return content[:place] + data.draw(st.binary(max_size=4)) + content[place + length :]

    anything_is_answered(repacked(SMALL, {part: change}))
