"""What a case leaves unsaid, and that the workbooks take for granted, is said."""

from datetime import date

from engine.cases.case import Case
from engine.evaluate import decide
from engine.values import Value
from explain.explanation import Explanation
from explain.phrases import Lang
from explain.record import Record
from explain.select import Detail
from explain.to_text import to_text
from explain.tree import Decided, explain
from tests.builders import aid

TABLE = """
N° | Si | Alors
   | retraite | droit
R1 | oui | refusé
sinon | | ouvert
"""
SILENCE = "Calculs\nNom | Formule\nretraite | non"
TERM = "retraite | Retraite | Êtes-vous à la retraite ? | booléen"


def explained(**facts: Value) -> Explanation:
    model = aid(TABLE, SILENCE, glossary=TERM)
    record = Record()
    verdict = decide(model, {"jour": date(2026, 3, 1), **facts}, "aide", tracer=record)
    case = Case(id="essai", benefits=("aide",), facts=facts)
    return explain(model, case, [Decided(verdict, record.events)], "1.2.3")


def text(explanation: Explanation) -> str:
    return to_text(explanation, detail=Detail.MOTIFS, lang=Lang.FR).replace("\u00a0", " ")


def test_a_silence_read_as_no_is_told_with_the_verdict() -> None:
    assert "Non précisé dans le dossier, et lu ainsi : Retraite : non." in text(explained())


def test_what_the_case_says_is_not_assumed() -> None:
    assert explained(retraite=False).benefits[0].assumed == ()
    assert "Non précisé" not in text(explained(retraite=False))
