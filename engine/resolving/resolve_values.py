"""Dated figures and calculations."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from engine.cells.parse_cell import CellFault, decimals_of, parse_formula, parse_value
from engine.faults import Faults
from engine.model import DatedValue, Formula, Period, Term
from engine.names import fold, suggestion
from engine.resolving.layout import Line
from engine.resolving.resolve_glossary import Glossary
from engine.values import Kind, Rounding, Type

CONFIDENCES = ("haute", "moyenne", "faible", "à confirmer")
_Dated = TypeVar("_Dated", DatedValue, Formula)
_DAY = Type(kind=Kind.DATE)
_WHOLE = Type(kind=Kind.INTEGER)
_ROUNDINGS: Mapping[str, Rounding] = {fold(rounding.value): rounding for rounding in Rounding}


def period_of(line: Line, faults: Faults) -> Period:
    """Return the days of *line*, from its columns ``Du`` and ``Au``."""
    days: dict[str, date | None] = {"Du": None, "Au": None}
    for column in days:
        cell = line.cell(column)
        if cell is not None:
            with faults.at(cell.where):
                value = parse_value(cell, _DAY)
                assert isinstance(value, date)
                days[column] = value
    start, end = days["Du"], days["Au"]
    if start is not None and end is not None and start > end:
        faults.add(
            "periode-inversee",
            line.where_of("Au"),
            f"la période finit ({end:%d/%m/%Y}) avant de commencer ({start:%d/%m/%Y})",
            "corriger l’une des deux dates",
            [(line.where_of("Du"), "le début")],
        )
        return Period(start, None)
    return Period(start, end)


def resolve_parameters(
    lines: Sequence[Line], glossary: Glossary, faults: Faults
) -> dict[str, tuple[DatedValue, ...]]:
    """Return the dated figures by name, in order of time."""
    found: dict[str, list[DatedValue]] = {}
    for line in lines:
        term = named(line, glossary, faults)
        if term is None:
            continue
        cell = line.cell("Valeur")
        if cell is None:
            faults.add(
                "valeur-manquante",
                line.where_of("Valeur"),
                "la valeur manque",
                "écrire la valeur, ou supprimer la ligne : une période sans ligne est « non définie »",
            )
            continue
        reported = len(faults.found)
        with faults.at(cell.where):
            dated = DatedValue(
                value=parse_value(cell, term.type),
                period=period_of(line, faults),
                source=line.text("Source"),
                confidence=_confidence(line, faults),
                note=line.text("Note"),
                where=cell.where,
            )
            if len(faults.found) == reported:  # the dates of an ill line would contradict others
                found.setdefault(term.name, []).append(dated)
    return {name: _in_time(name, dated, faults) for name, dated in found.items()}


def resolve_calculations(
    lines: Sequence[Line], glossary: Glossary, faults: Faults
) -> dict[str, tuple[Formula, ...]]:
    """Return the formulas by name, in order of time."""
    found: dict[str, list[Formula]] = {}
    for line in lines:
        term = named(line, glossary, faults)
        if term is None:
            continue
        reported = len(faults.found)
        formula = _formula(line, term, glossary, faults)
        if formula is not None and len(faults.found) == reported:
            found.setdefault(term.name, []).append(formula)
    return {name: _in_time(name, dated, faults) for name, dated in found.items()}


def named(line: Line, glossary: Glossary, faults: Faults) -> Term | None:
    """Return the term under ``Nom``, or report that it is absent or unknown."""
    name = line.text("Nom")
    if not name:
        faults.add(
            "ligne-sans-nom", line.where_of("Nom"), "cette ligne n’a pas de nom", "écrire un nom du glossaire"
        )
        return None
    return glossary.require(name, line.where_of("Nom"), faults)


def _formula(line: Line, term: Term, glossary: Glossary, faults: Faults) -> Formula | None:
    cell = line.cell("Formule")
    if cell is None:
        faults.add("formule-manquante", line.where_of("Formule"), "la formule manque", "écrire la formule")
        return None
    reported = len(faults.found)
    rounding, decimals = _rounding(line, faults), _decimals(line, term, faults)
    rounded_well = len(faults.found) == reported
    text = cell.text.removeprefix("=").strip()
    with faults.at(cell.where):
        expression = parse_formula(text, glossary, term)
        most = decimals_of(expression, glossary) if term.type.is_numeric else 0
        if rounded_well and rounding is None and (most is None or most > decimals):
            raise CellFault(
                "arrondi-manquant",
                f"le résultat peut avoir plus de {decimals} décimales et rien ne dit comment l’arrondir",
                "choisir un arrondi : " + ", ".join(r.value for r in Rounding),
            )
        return Formula(
            expression=expression,
            decimals=decimals,
            rounding=rounding,
            period=period_of(line, faults),
            text=text,
            source=line.text("Source"),
            note=line.text("Note"),
            where=cell.where,
        )
    return None


def _rounding(line: Line, faults: Faults) -> Rounding | None:
    word = line.text("Arrondi")
    if not word or word == "-":
        return None
    rounding = _ROUNDINGS.get(fold(word))
    if rounding is None:
        faults.add(
            "arrondi-inconnu",
            line.where_of("Arrondi"),
            f"« {word} » n’est pas un arrondi",
            suggestion(word, [r.value for r in Rounding])
            or "arrondis possibles : " + ", ".join(r.value for r in Rounding),
        )
    return rounding


def _decimals(line: Line, term: Term, faults: Faults) -> int:
    cell = line.cell("Décimales")
    if cell is None:
        return term.type.decimals
    with faults.at(cell.where):
        value = parse_value(cell, _WHOLE)
        assert isinstance(value, Decimal)
        decimals = int(value) + (2 if term.type.kind is Kind.PERCENTAGE else 0)
        if value >= 0 and decimals <= term.type.decimals:
            return decimals
        faults.add(
            "decimales-hors-bornes",
            cell.where,
            f"{value} décimales, alors que le glossaire en annonce moins pour « {term.label} »",
            "mettre le même nombre, ou moins",
            [(term.where, "la ligne du glossaire")],
        )
    return term.type.decimals


def _confidence(line: Line, faults: Faults) -> str:
    word = line.text("Confiance")
    known = {fold(confidence): confidence for confidence in CONFIDENCES}
    if word and fold(word) not in known:
        faults.add(
            "confiance-inconnue",
            line.where_of("Confiance"),
            f"« {word} » n’est pas un niveau de confiance",
            suggestion(word, CONFIDENCES) or "niveaux possibles : " + ", ".join(CONFIDENCES),
        )
    return known.get(fold(word), "")


def _in_time(name: str, dated: list[_Dated], faults: Faults) -> tuple[_Dated, ...]:
    ordered = sorted(dated, key=lambda line: (line.period.start or date.min, line.where))
    for earlier, later in pairwise(ordered):
        end = earlier.period.end or date.max
        if (later.period.start or date.min) <= end:
            faults.add(
                "periodes-qui-se-chevauchent",
                max(earlier.where, later.where),
                f"deux lignes de « {name} » valent le même jour ({later.period.start or date.min:%d/%m/%Y})",
                "terminer la première période la veille du début de la seconde",
                [(min(earlier.where, later.where), "l’autre ligne")],
            )
    return tuple(ordered)
