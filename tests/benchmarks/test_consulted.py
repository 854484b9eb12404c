from pathlib import Path

from openpyxl import load_workbook

from benchmarks.one_case import consulted
from benchmarks.peers import dmn_workbook, zen_tables


def test_the_tables_of_the_case_are_given_with_the_rows_that_they_retain() -> None:
    retained = {table.name: table.retained for table in consulted().tables}
    assert retained["ij_maladie"] == ("IJ-01",)
    assert all(
        set(table.retained) <= {*(line.id for line in table.lines), table.default}
        for table in consulted().tables
    )


def test_the_workbook_of_pydmnrules_has_a_sheet_a_table_beside_its_own_two(tmp_path: Path) -> None:
    dmn_workbook.write(consulted(), tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[:2] == ["Glossary", "Decision"]
    assert [sheet["A1"].value for sheet in book.worksheets[2:]] == [
        table.name for table in consulted().tables
    ]


def test_zen_is_given_every_row_of_every_table() -> None:
    tables = consulted().tables
    given = [
        node["content"]["rules"] for node in zen_tables.decision(consulted())["nodes"] if "content" in node
    ]
    assert [len(rules) for rules in given] == [len(one.lines) + (one.default is not None) for one in tables]
