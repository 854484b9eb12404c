"""Which rows and demands cases reach, and by which cases."""

from datetime import date
from decimal import Decimal

from engine.evaluate import decide
from engine.model import Model, Period
from engine.values import Value
from explain.coverage import Coverage, Tally, missed
from explain.record import Record
from tests.builders import aid

ALWAYS = Period()
TABLE = """
N° | Si | Exige | Exige | Alors | Du | Au
   | metier | age | a_jour | droit
R1 | artisan | >= 18 | oui | ouvert | 2020-01-01
R2 | avocat | >= 21 | | à étudier | | 2019-12-31
sinon | | | | refusé
"""
MODEL = aid(TABLE)


def covered(model: Model, period: Period = ALWAYS, **cases: dict[str, Value]) -> Coverage:
    tally = Tally()
    for name, facts in cases.items():
        record = Record()
        decide(model, {"jour": date(2024, 1, 1), **facts}, "aide", tracer=record)
        tally.add(name, record.events)
    return tally.coverage(model, period)


def person(age: int, *, a_jour: bool = True, metier: str = "artisan") -> dict[str, Value]:
    return {"age": Decimal(age), "a_jour": a_jour, "metier": metier}


def rows(coverage: Coverage) -> dict[str, tuple[str, ...]]:
    return {one.row.id: one.cases for one in coverage.rows}


def demands(coverage: Coverage) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one.row.id, one.condition.term): one.cases for one in coverage.demands}


def test_a_row_is_reached_by_the_cases_that_it_decides() -> None:
    found = rows(covered(MODEL, un=person(30), deux=person(40), trois=person(10)))
    assert found == {"R1": ("un", "deux"), "R2": (), "sinon": ("trois",)}


def test_a_row_that_is_only_possible_is_not_reached() -> None:
    assert rows(covered(MODEL, vide={})) == {"R1": (), "R2": (), "sinon": ()}


def test_a_demand_is_failed_by_the_cases_where_it_alone_stands_in_the_way() -> None:
    found = demands(
        covered(
            MODEL,
            jeune=person(10),
            retard=person(30, a_jour=False),
            deux=person(10, a_jour=False),
            autre=person(10, metier="commerçant"),
        )
    )
    assert found[("R1", "age")] == ("jeune",)
    assert found[("R1", "a_jour")] == ("retard",)


def test_a_demand_of_a_row_out_of_force_is_not_failed() -> None:
    found = demands(covered(MODEL, jeune=person(20, metier="avocat")))
    assert found[("R2", "age")] == ()


def test_only_rows_in_force_at_some_time_in_the_period_count() -> None:
    assert set(rows(covered(MODEL, Period(date(2020, 1, 1), date(2026, 12, 31))))) == {"R1", "sinon"}
    assert set(rows(covered(MODEL, Period(date(2019, 12, 31), date(2020, 1, 1))))) == {"R1", "R2", "sinon"}
    assert set(rows(covered(MODEL, Period(None, date(2019, 12, 31))))) == {"R2", "sinon"}


def test_tables_behind_the_right_are_counted() -> None:
    model = aid(
        "N° | Exige | Alors\n | dossier | droit\nR1 | oui | ouvert\nsinon | | refusé",
        "Table de décision | t_dossier\nN° | Exige | Alors\n | a_jour | dossier\nD1 | oui | oui\nD2 | non | non",
        glossary="\ndossier | Dossier | | booléen",
    )
    found = covered(model, bon={"a_jour": True})
    assert rows(found) == {"R1": ("bon",), "sinon": (), "D1": ("bon",), "D2": ()}
    assert demands(found)[("D2", "a_jour")] == ("bon",)


def test_what_is_missed_is_a_warning_with_its_cell() -> None:
    found = missed(MODEL, covered(MODEL, un=person(30), trois=person(10)))
    assert [(fault.code, str(fault.where), fault.is_error) for fault in found] == [
        ("exigence-sans-cas", "essai.xlsx > F2 > D5", False),
        ("ligne-sans-cas", "essai.xlsx > F2 > ligne 6", False),
        ("exigence-sans-cas", "essai.xlsx > F2 > C6", False),
    ]
