"""Every row and every demand of the shipped workbooks is reached by an example or a reference case."""

from functools import cache
from pathlib import Path

import pytest

from cli.golden import YEARS, case_files, play
from cli.show import shown
from engine.cases.check_examples import check_examples
from engine.model import Model
from engine.pipeline import load_tables
from engine.rules import best_matcher
from engine.shipped import shipped_tables
from explain.coverage import Coverage, Tally, missed

GOLDEN = Path(__file__).resolve().parent.parent / "golden"

pytestmark = pytest.mark.xdist_group("row coverage")


@cache
def played() -> tuple[Model, Coverage]:
    model, diagnostics = load_tables(shipped_tables())
    assert model is not None, shown(diagnostics)
    matcher, tally = best_matcher(model), Tally()
    check_examples(model, matcher, listen=tally.add)
    for path in case_files(GOLDEN):
        play(path, model, matcher, tally.add)
    return model, tally.coverage(model, YEARS)


def told(coverage: Coverage) -> str:
    """Return what no case reaches, under a heading that stands out in the report of a failure."""
    found = missed(played()[0], coverage)
    return f"\n\n===== NOT REACHED BY ANY CASE ({len(found)}) =====\n{shown(found)}=====\n"


def test_every_row_is_the_answer_of_some_case() -> None:
    coverage = played()[1]
    assert coverage.rows
    assert not coverage.rows_missed, told(coverage._replace(demands=()))


def test_every_demand_is_failed_alone_by_some_case() -> None:
    coverage = played()[1]
    assert coverage.demands
    assert not coverage.demands_missed, told(coverage._replace(rows=()))
