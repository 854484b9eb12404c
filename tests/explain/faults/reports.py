"""Small reports: one of each form of fault."""

from datetime import date
from decimal import Decimal

from engine.diagnostics import Diagnostic, Severity
from engine.location import CaseRef, CellRef
from engine.values import Kind, Type
from engine.witness import Held, WitnessCase
from explain.faults.report import Report, report

DAY = Held(name="jour", label="Jour", type=Type(kind=Kind.DATE), value=date(2026, 3, 10))
INCOME = Held(name="revenu", label="Revenu", type=Type(kind=Kind.AMOUNT, decimals=2), value=Decimal("12.50"))
RANK = Held(name="rang", label="Rang", type=Type(kind=Kind.INTEGER), value=None, given=False)
OVERLAP = Diagnostic(
    code="lignes-qui-se-recouvrent",
    where=CellRef("deux.xlsx", "Droit & <b>", 9),
    message="les lignes <1> et 2 s’appliquent au même cas",
    help="resserrer l’une des deux",
    related=((CellRef("deux.xlsx", "Droit & <b>", 8), "l’autre ligne"), (CellRef("un.xlsx"), "et là")),
    witness=WitnessCase(table="droits", benefit="aide", day=DAY, told=(INCOME, RANK)),
)
HIDDEN = Diagnostic(
    code="ligne-masquee",
    where=CellRef("deux.xlsx", "Droit & <b>", 8),
    message="cette ligne est masquée",
    severity=Severity.WARNING,
)
CELL = Diagnostic(
    code="valeur-hors-liste",
    where=CellRef("un.xlsx", "Table", 8, 2),
    message="« artizan » n’est pas permis",
    help="« artisan » ?",
)
BOOK = Diagnostic(code="fichier-vide", where=CellRef("trois.xlsx"), message="ce fichier est vide")
CASE = Diagnostic(code="hors-liste", where=CaseRef("c.json", "faits.metier"), message="hors de la liste")
ALL = (OVERLAP, HIDDEN, CELL, BOOK, CASE)


def whole() -> Report:
    """Return a report of every fault."""
    return report("classeurs", (), ALL)
