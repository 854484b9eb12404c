"""The reference cases give what was accepted, what their authors expect, and the same by both engines."""

import json
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from cli.golden import (
    case_files,
    decisions,
    read_golden_case,
    rendered,
    rendered_tables,
    unmet,
    without_places,
)
from cli.show import shown
from engine.evaluate import REFERENCE
from engine.model import Model
from engine.pipeline import load_tables
from engine.rules import RuleMatcher
from engine.shipped import shipped_tables

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
CASES = case_files(GOLDEN)


class Accepted(SingleFileSnapshotExtension):
    """A text in ``golden/expected``, named after what it shows rather than after its test."""

    _write_mode = WriteMode.TEXT
    test: ClassVar[str]

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN / "expected" / test_location.basename)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        del index
        return test_location.snapshot_name.removeprefix(f"{cls.test}[").removesuffix("]")

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        found = SnapshotCollection(location=snapshot_location)
        found.add(Snapshot(name=f"{self.test}[{Path(snapshot_location).stem}]"))
        return found

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return cls.get_location(test_location=test_location, index=0) == snapshot_location


class Verdicts(Accepted):
    """The verdicts on a case."""

    file_extension = "json"
    test = "test_verdicts_are_those_accepted"


class Explanations(Accepted):
    """The full explanation of a case."""

    file_extension = "txt"
    test = "test_explanation_is_the_one_accepted"


class Tables(Accepted):
    """What the workbooks hold."""

    file_extension = "md"
    test = "test_table_is_the_one_accepted"


def shipped_model() -> Model:
    model, diagnostics = load_tables(shipped_tables())
    assert model is not None, shown(diagnostics)
    return without_places(model)


MODEL = shipped_model()
TABLES = rendered_tables(MODEL)
RULES = RuleMatcher(MODEL)
each_case = pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(path.stem)) for path in CASES]
)


@cache
def texts(path: Path) -> dict[str, str]:
    golden = read_golden_case(path, MODEL)
    return rendered(golden, MODEL, decisions(golden, MODEL, RULES))


def test_there_are_cases() -> None:
    assert CASES


def test_nothing_accepted_is_left_over() -> None:
    known = {f"{path.stem}.{kind}" for path in CASES for kind in ("json", "txt")} | TABLES.keys()
    assert {path.name for path in (GOLDEN / "expected" / "test_golden").iterdir()} <= known


@each_case
def test_verdicts_are_those_accepted(path: Path, snapshot: SnapshotAssertion) -> None:
    assert texts(path)[f"{path.stem}.json"] == snapshot.use_extension(Verdicts)


@each_case
def test_explanation_is_the_one_accepted(path: Path, snapshot: SnapshotAssertion) -> None:
    assert texts(path)[f"{path.stem}.txt"] == snapshot.use_extension(Explanations)


@each_case
def test_case_gives_what_its_author_expects(path: Path) -> None:
    golden = read_golden_case(path, MODEL)
    assert golden.expected, "a reference case says what it expects"
    assert shown(list(unmet(golden, MODEL, decisions(golden, MODEL, RULES)))) == ""


@each_case
def test_rule_engine_and_reference_meaning_give_the_same_bytes(path: Path) -> None:
    golden = read_golden_case(path, MODEL)
    by_rules, by_reference = decisions(golden, MODEL, RULES), decisions(golden, MODEL, REFERENCE)
    assert [one.events for one in by_rules] == [one.events for one in by_reference]
    assert rendered(golden, MODEL, by_rules) == rendered(golden, MODEL, by_reference)


@each_case
def test_case_has_the_name_of_its_file(path: Path) -> None:
    assert json.loads(path.read_text("utf-8"))["id"] == path.stem


@pytest.mark.parametrize("name", [Path(file).stem for file in TABLES])
def test_table_is_the_one_accepted(name: str, snapshot: SnapshotAssertion) -> None:
    assert TABLES[f"{name}.md"] == snapshot.use_extension(Tables)
