"""Dropping a fact from a case never turns an open right into a refusal.

Nor a refusal into an open right, but for the facts about which a formula asks ``connu(...)``: there the
workbook says in so many words what it makes of a silence.
"""

import json
from pathlib import Path

import pytest

from cli.golden import case_files
from engine.cases.read_case import read_case
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import Answer, IsKnown, Nature, parts
from engine.pipeline import load_tables
from engine.shipped import shipped_tables

ROOT = Path(__file__).resolve().parent.parent
CASES = case_files(ROOT / "golden")
MODEL = load_tables(shipped_tables())[0]
ASKED_ABOUT = {
    part.name
    for formulas in (MODEL.calculations.values() if MODEL else ())
    for formula in formulas
    for part in parts(formula.expression)
    if isinstance(part, IsKnown)
}
OPPOSITE = {Answer.OPEN: Answer.REFUSED, Answer.REFUSED: Answer.OPEN}


@pytest.mark.parametrize("share", range(8))
def test_a_dropped_fact_never_reverses_a_verdict(share: int) -> None:
    """What the workbooks read into a silence (a calculation with a question) is apart: it is said."""
    assert MODEL is not None
    reversed_: list[str] = []
    for path in CASES[share::8]:
        case, _ = read_case(path.read_bytes(), path.name, MODEL)
        assert case is not None
        for code in json.loads(path.read_text("utf-8"))["attendu"]:
            whole = decide(MODEL, case.facts, code, joined=False).answer
            for name in case.facts if whole in OPPOSITE else ():
                if MODEL.terms[name].nature is not Nature.FACT:
                    continue
                rest = {fact: value for fact, value in case.facts.items() if fact != name}
                try:
                    then = decide(MODEL, rest, code, joined=False).answer
                except FaultsFound as found:
                    reversed_.append(f"{path.name} without {name}: {found}")
                    continue
                if then is OPPOSITE[whole] and (whole is Answer.OPEN or name not in ASKED_ABOUT):
                    reversed_.append(f"{path.name} without {name}: {whole.code} -> {then.code}")
    assert reversed_ == []
