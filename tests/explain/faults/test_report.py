"""A report tells the faults of the workbooks asked for, and counts the others."""

from datetime import date

from engine.model import Period
from explain.coverage import Tally
from explain.faults.report import report
from explain.faults.words import counted, summed_up
from tests.builders import aid
from tests.explain.faults.reports import ALL, BOOK, CASE, CELL, HIDDEN, OVERLAP


def test_without_names_every_fault_is_told_sorted_by_place() -> None:
    assert report("d", (), ALL).faults == (HIDDEN, OVERLAP, BOOK, CELL, CASE)


def test_with_names_the_faults_of_other_places_are_only_counted() -> None:
    found = report("d", ("un.xlsx", "trois.xlsx"), ALL)

    assert found.faults == (BOOK, CELL)
    assert found.elsewhere == (HIDDEN, OVERLAP, CASE)
    assert summed_up(found)[-1].startswith(
        "ailleurs\u00a0: 2\u00a0erreurs, 1\u00a0avertissement, ce qui empêche"
    )


def test_without_model_the_named_workbooks_are_not_clean_even_without_fault() -> None:
    found = report("d", ("un.xlsx",), [OVERLAP])

    assert found.faults == ()
    assert not found.is_clean
    assert summed_up(found)[0].endswith("les exemples n’ont pas été joués")


def test_a_warning_leaves_the_workbooks_clean() -> None:
    model = aid("N° | Si | Alors\n| age | droit\n1 | - | ouvert")
    found = report("d", (), [HIDDEN], model)

    assert found.is_clean
    assert summed_up(found) == (
        "1\u00a0table, 1\u00a0prestation, 0\u00a0exemple\u00a0: 1\u00a0avertissement",
    )


def test_what_is_counted_is_that_of_the_named_workbooks() -> None:
    model = aid("N° | Si | Alors\n| age | droit\n1 | - | ouvert")
    period = Period(date(2020, 1, 1), date(2021, 12, 31))
    found = report("d", ("autre.xlsx",), [], model, Tally().coverage(model, period), period)

    assert found.sizes is not None
    assert (found.sizes.tables, found.sizes.benefits) == (0, 0)
    assert found.covered is not None
    assert found.covered.rows == 0


def test_faults_are_counted_in_words() -> None:
    assert counted([OVERLAP, CELL, HIDDEN]) == "2\u00a0erreurs, 1\u00a0avertissement"
    assert counted([]) == ""
