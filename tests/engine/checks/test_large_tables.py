"""A table too large for the time that checks may take: what was not settled is said, never guessed."""

from importlib import import_module

import pytest
from openpyxl import Workbook

from engine.checks.boxes import Budget
from engine.checks.grid import left_over
from engine.checks.space import spaces_of
from engine.model import Model
from engine.pipeline import compile_tables
from tests.builders import aid
from tests.workbooks import saved


def brackets(policy: str, number: int = 40) -> Model:
    """Return a table of as many brackets of age, that leave nothing out, each cut by a date."""
    rows = [f"{n} | [{10 * n}..{10 * n + 9}] | {'oui' if n % 2 else '-'} | ouvert" for n in range(number)]
    rows.append(f"fin | < 0, >= {10 * number}, [10..{10 * number}[ | - | refusé")
    return aid("N° | Si | Si | Alors\n| age | a_jour | droit\n" + "\n".join(rows), policy=policy)


@pytest.mark.parametrize(
    ("check", "policy"),
    [("gap", "Première"), ("unreachable_row", "Première"), ("overlapping_rows", "Unique")],
)
def test_what_no_time_is_left_for_is_said_once(
    check: str, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module(f"engine.checks.{check}")
    monkeypatch.setattr(module, "MOST_COMPARED", 5)

    (fault,) = getattr(module, check)(spaces_of(brackets(policy)))

    assert fault.code == "analyse-incomplete"
    assert "trop grande" in fault.help


def test_boxes_that_are_apart_and_fill_the_whole_are_proved_to_leave_nothing() -> None:
    covers = [(1 << one, 1 << other) for one in range(30) for other in range(30)]
    whole = ((1 << 30) - 1, (1 << 30) - 1)

    assert list(left_over(whole, covers, Budget(100_000))) == []
    assert next(left_over(whole, covers[1:], Budget(100_000))) == (1, 1)


def test_a_workbook_of_ten_thousand_rows_is_checked_whole() -> None:
    book = Workbook()
    for title, lines in _sheets(2_500).items():
        page = book.create_sheet(title)
        for line in lines:
            page.append(line)
    del book["Sheet"]

    _, faults = compile_tables({"grand.xlsx": saved(book)})

    assert [(fault.code, str(fault.where)) for fault in faults] == [
        ("lignes-qui-se-recouvrent", "grand.xlsx > Barème > ligne 10000")
    ]


def _sheets(brackets_each: int) -> dict[str, list[list[str]]]:
    """Return a scale by word and bracket of income; two brackets near its end overlap by a cent."""
    facts = [
        "mot | Mot | Quel mot ? | texte | | a ; b ; c ; d",
        "revenu | Revenu | Combien ? | montant | EUR | | 2 | 0",
    ]
    facts += [
        "jour | Jour | Quel jour ? | date",
        "taux | Taux | | pourcentage | | | 1",
        "droit | Droit | | texte | | ouvert ; refusé",
    ]
    last = brackets_each - 1
    scale = [
        f"B-{word}{n} | {word} | {f'[{n}..{n + 1}[' if n < last else f'>= {n}'} | {n % 97} % | s"
        for word in "abcd"
        for n in range(brackets_each)
    ]
    scale[9991] = "B-d2491 | d | [2491..2492.01[ | 1 % | s"
    written = {
        "Glossaire": [
            "Glossaire",
            "Nom | Libellé | Question | Type | Unité | Valeurs permises | Décimales | Minimum",
            *facts,
        ],
        "Barème": [
            "Table de décision | bareme",
            "Libellé | Barème",
            "Politique | Unique",
            "",
            "",
            "N° | Si | Si | Alors | Source",
            " | mot | revenu | taux",
            *scale,
        ],
        "Droit": [
            "Table de décision | droit",
            "Politique | Première",
            "",
            "N° | Si | Alors | Source",
            " | taux | droit",
            "D-1 | > 0 % | ouvert | s",
            "sinon | | refusé | s",
        ],
        "Prestations": [
            "Prestations",
            "Code | Libellé | Table du droit | Date de référence | Ordre | Source",
            "p | P | droit | jour | 1 | s",
        ],
    }
    return {
        title: [[cell.strip() for cell in line.split("|")] for line in lines]
        for title, lines in written.items()
    }
