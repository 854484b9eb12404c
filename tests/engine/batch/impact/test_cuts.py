"""Columns put in groups: few values, many, numbers, days, texts that write them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from engine.batch.impact.cuts import groups_of
from engine.batch.session import Session
from engine.values import Kind, Type


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("debordement"), "200MB", 1) as opened:
        yield opened


def counted(session: Session, values: str, type_: Type | None = None) -> dict[str, int] | None:
    """Return how many cases are in each group of the list *values*, in the order of the lines."""
    session.run(f"CREATE OR REPLACE TEMP TABLE cas AS SELECT unnest({values}) AS v")
    held = session.run("DESCRIBE cas")[0][1]
    groups = groups_of(session, "cas", "v", held, type_)
    if groups is None:
        return None
    found = Counter(key for (key,) in session.run(f"SELECT {groups.key} FROM cas"))
    return {label: found[key] for key, label in groups.labels.items() if found[key]}


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ("['b', 'a', 'b', NULL, '']", {"b": 2, "a": 1, "non renseigné": 2}),
        ("['01', '2A', '01']", {"01": 2, "2A": 1}),
        ("['oui', 'NON', 'oui']", {"oui": 2, "non": 1}),
        ("[true, NULL, false, true]", {"oui": 2, "non": 1, "non renseigné": 1}),
        ("['75001', '3', '75001', NULL]", {"3": 1, "75001": 2, "non renseigné": 1}),
        ("['1,5', '12', '1,50']", {"1,5": 2, "12": 1}),
        ("['1,234', '2,345']", {"1,234": 1, "2,345": 1}),
        ("[DATE '2024-02-29', DATE '2026-01-01', NULL]", {"2024": 1, "2026": 1, "non renseigné": 1}),
        ("['31/12/2025', '01/02/2025']", {"février 2025": 1, "décembre 2025": 1}),
        ("[TIMESTAMP '2025-05-01 10:00:00']", {"mai 2025": 1}),
        ("[NULL]::DATE[]", {"non renseigné": 1}),
        ("[0.5::DOUBLE, 'nan'::DOUBLE]", {"0,5": 1, "non renseigné": 1}),
    ],
)
def test_few_values_have_a_line_each(session: Session, values: str, groups: dict[str, int]) -> None:
    assert counted(session, values) == groups
    assert list(counted(session, values) or ()) == list(groups)


def test_many_numbers_are_in_bands_of_about_as_many_cases(session: Session) -> None:
    assert counted(session, "range(18, 68)::INTEGER[]") == {
        "moins de 23": 5, "23 à 27": 5, "28 à 32": 5, "33 à 37": 5, "38 à 42": 5, "43 à 47": 5, "48 à 52": 5,
        "53 à 57": 5, "58 à 62": 5, "63 et plus": 5,
    }  # fmt: skip


def test_the_bounds_of_bands_are_round_and_say_nothing_of_a_case(session: Session) -> None:
    found = counted(session, "list_transform(range(0, 100), lambda x: (x * 1234.56)::DECIMAL(12,2))")
    assert list(found or ())[:2] == ["moins de 12\u202f000", "12\u202f000 à moins de 25\u202f000"]


def test_a_fact_is_in_units_of_its_last_decimal(session: Session) -> None:
    amount, part = Type(kind=Kind.AMOUNT, decimals=2), Type(kind=Kind.PERCENTAGE, decimals=4)
    assert counted(session, "[1250, 1250, 900]::BIGINT[]", amount) == {"9": 1, "12,5": 2}
    assert counted(session, "[1250, 10000]::BIGINT[]", part) == {"12,5\u202f%": 1, "100\u202f%": 1}


def test_rare_texts_are_put_together_when_there_are_many(session: Session) -> None:
    many = "list_concat(list_transform(range(0, 300), lambda x: 'M. ' || x), ['b', 'b', 'b', 'b', 'b'])"
    assert counted(session, many) == {"b": 5, "300 autres valeurs": 300}


def test_lists_have_no_groups(session: Session) -> None:
    assert counted(session, "[[1], [2, 3]]") is None
