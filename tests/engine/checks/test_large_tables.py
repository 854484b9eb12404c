"""A table too large for the time that checks may take: what was not settled is said, never guessed."""

from importlib import import_module

import pytest

from engine.checks.boxes import Budget
from engine.checks.grid import left_over
from engine.checks.space import spaces_of
from engine.model import Model
from tests.builders import aid


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
