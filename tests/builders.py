"""Small workbooks made from text: one line a row, cells separated by ``|``."""

import re
from decimal import Decimal

from engine.diagnostics import Diagnostic
from engine.location import CellRef
from engine.model import Model
from engine.resolving.resolve import resolve
from engine.source import RawCell, RawSheet, RawWorkbook, Typed

WORKBOOK = "essai.xlsx"

GLOSSARY = """
Glossaire
Nom | Libellé | Question | Type | Unité | Valeurs permises | Décimales | Minimum | Maximum
jour | Jour de la demande | Quel jour ? | date
age | Âge | Quel âge ? | entier | ans
revenu | Revenu | Quel revenu ? | montant
metier | Métier | Quel métier ? | texte | | artisan ; commerçant ; avocat
a_jour | À jour | À jour ? | booléen
droit | Droit | | texte | | ouvert ; refusé ; à étudier
"""

CATALOGUE = """
Prestations
Code | Libellé | Table du droit | Date de référence | Montants | Durées | Démarches
aide | Aide | droit_aide | jour | {amounts} | {durations} | {steps}
"""


def sheet(text: str, name: str = "F", **more: object) -> RawSheet:
    """Return the sheet that *text* draws; a cell that looks like a number is one."""
    cells = {}
    for row, line in enumerate(text.strip("\n").splitlines(), start=1):
        for column, written in enumerate(line.split("|"), start=1):
            if written.strip():
                where = CellRef(WORKBOOK, name, row, column)
                cells[row, column] = RawCell(where=where, value=_typed(written.strip()))
    return RawSheet(where=CellRef(WORKBOOK, name), cells=cells, **more)  # type: ignore[arg-type]


def _typed(written: str) -> Typed:
    return Decimal(written) if re.fullmatch(r"-?\d+(\.\d+)?", written) else written


def resolved(*texts: str) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return what the resolver says of a workbook with these sheets, named F1, F2…"""
    sheets = tuple(sheet(text, f"F{place}") for place, text in enumerate(texts, start=1))
    return resolve([RawWorkbook(name=WORKBOOK, sheets=sheets)])


def model(*texts: str) -> Model:
    """Return the model of a workbook with these sheets; any error fails the test."""
    found, faults = resolved(*texts)
    assert found is not None, [str(fault) for fault in faults]
    return found


def aid(
    table: str,
    *more: str,
    glossary: str = "",
    amounts: str = "",
    durations: str = "",
    steps: str = "",
    policy: str = "Première",
) -> Model:
    """Return a model with one benefit, ``aide``, decided by *table* (from its role row down)."""
    right = f"Table de décision | droit_aide\nPolitique | {policy}\n" + table.strip("\n")
    catalogue = CATALOGUE.format(amounts=amounts, durations=durations, steps=steps)
    return model(GLOSSARY + glossary.strip("\n"), right, catalogue, *more)


def codes(faults: tuple[Diagnostic, ...]) -> list[str]:
    """Return the codes of *faults*, in order."""
    return [fault.code for fault in faults]
