"""The glossary: every name, its type and bounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from engine.cells.parse_cell import RESERVED, parse_value
from engine.faults import Faults
from engine.location import CellRef
from engine.model import Nature, Term
from engine.names import fold, meant, suggestion
from engine.resolving.layout import Line
from engine.values import NUMERIC_KINDS, WHOLE_KINDS, Kind, Type

MOST_DECIMALS = 6
"""Decimals a number may declare: scaled integers must stay far below 2**53."""

_KINDS: Mapping[str, Kind] = {fold(kind.value): kind for kind in Kind}
_WHOLE = Type(kind=Kind.INTEGER)


@dataclass(frozen=True, slots=True)
class Produced:
    """Where a name gets its value: a figure, a calculation or an outcome."""

    nature: Nature
    where: CellRef


class Glossary:
    """The terms by technical name and by label, both folded."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = {term.name: term for term in terms}
        self._by_fold = {fold(term.label): term for term in self.terms.values() if term.label}
        self._by_fold |= {fold(term.name): term for term in self.terms.values()}

    @property
    def names(self) -> tuple[str, ...]:
        """The technical names."""
        return tuple(self.terms)

    def find(self, name: str) -> Term | None:
        """Return the term with that technical name or label, None when there is none."""
        return self._by_fold.get(fold(name))

    def require(self, name: str, where: CellRef, faults: Faults) -> Term | None:
        """Return the term, or report that it is not in the glossary."""
        term = self.find(name)
        if term is None:
            known = [*self.terms, *(t.label for t in self.terms.values() if t.label)]
            faults.add(
                "nom-inconnu",
                where,
                f"« {name} » n’est pas dans le glossaire",
                suggestion(name, known) or "ajouter ce nom au glossaire, ou corriger l’orthographe",
            )
        return term


def resolve_glossary(lines: Sequence[Line], produced: Mapping[str, Produced], faults: Faults) -> Glossary:
    """Return the glossary of *lines*; *produced* says, by folded name, what is not a fact."""
    terms: dict[str, Term] = {}
    seen: dict[str, tuple[str, CellRef]] = {}
    for line in lines:
        name = line.text("Nom")
        if not name:
            faults.add(
                "ligne-sans-nom",
                line.where_of("Nom"),
                "cette ligne n’a pas de nom",
                "écrire un nom technique",
            )
            continue
        term = _term(name, line, produced, faults)
        if term is None:
            continue
        for written in dict.fromkeys((fold(term.name), fold(term.label))):
            if written and written in seen and seen[written][0] != term.name:
                faults.add(
                    "nom-en-double",
                    line.where_of("Nom"),
                    f"« {term.name} » (ou son libellé) désigne déjà une autre ligne du glossaire",
                    "garder une seule ligne, ou changer le libellé",
                    [(seen[written][1], "première ligne")],
                )
            elif written in seen:
                faults.add(
                    "nom-en-double",
                    line.where_of("Nom"),
                    f"« {term.name} » est déjà dans le glossaire",
                    "garder une seule ligne",
                    [(seen[written][1], "première ligne")],
                )
            elif written:
                seen[written] = (term.name, line.where_of("Nom"))
        terms[term.name] = term
    return Glossary(terms.values())


def _term(name: str, line: Line, produced: Mapping[str, Produced], faults: Faults) -> Term | None:
    if not all(c.isascii() and (c.isalnum() or c == "_") for c in name) or name[0].isdigit():
        faults.add(
            "nom-mal-forme",
            line.where_of("Nom"),
            f"« {name} » n’est pas un nom technique",
            "lettres sans accent, chiffres et tirets bas seulement ; le texte lisible va dans Libellé",
        )
        return None
    if fold(name) in RESERVED:
        faults.add(
            "nom-reserve",
            line.where_of("Nom"),
            f"« {name} » est un mot des formules et des cellules : il ne peut pas être un nom",
            "choisir un autre nom technique, par exemple en le précisant par un second mot",
        )
        return None
    type_ = _type(line, faults)
    if type_ is None:
        return None
    made = produced.get(fold(name)) or produced.get(fold(line.text("Libellé")))
    return Term(
        name=name,
        label=line.text("Libellé") or name,
        nature=made.nature if made else Nature.FACT,
        type=type_,
        question=line.text("Question"),
        description=line.text("Description"),
        source=line.text("Source"),
        where=line.where_of("Nom"),
    )


def _type(line: Line, faults: Faults) -> Type | None:
    word = line.text("Type")
    kind = _KINDS.get(fold(word))
    if kind is None:
        faults.add(
            "type-inconnu",
            line.where_of("Type"),
            f"« {word} » n’est pas un type" if word else "le type manque",
            suggestion(word, [k.value for k in Kind])
            or "types possibles : " + ", ".join(k.value for k in Kind),
        )
        taken = meant(word, [k.value for k in Kind])
        if taken is None:
            return None
        kind = _KINDS[fold(taken)]
    plain = Type(kind=kind, unit=_unit(kind, line.text("Unité")), decimals=_decimals(kind, line, faults))
    choices = _choices(kind, line, faults)
    bounds: dict[str, Decimal | date | None] = {}
    for column in ("Minimum", "Maximum"):
        cell = line.cell(column)
        bounds[column] = None
        if cell is None:
            continue
        if kind not in NUMERIC_KINDS and kind is not Kind.DATE:
            faults.add(
                "borne-inutile",
                cell.where,
                f"un {kind.value} n’a pas de {column.lower()}",
                "vider cette cellule",
            )
            continue
        with faults.at(cell.where):
            value = parse_value(cell, plain)
            assert isinstance(value, Decimal | date)
            bounds[column] = value
    low, high = bounds["Minimum"], bounds["Maximum"]
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        faults.add(
            "bornes-inversees",
            line.where_of("Maximum"),
            "le maximum est plus petit que le minimum",
            "échanger les deux bornes",
            [(line.where_of("Minimum"), "le minimum")],
        )
        low = high = None
    return replace(plain, choices=choices, minimum=low, maximum=high)


_UNITS = {Kind.MONTHS: "mois", Kind.WEEKS: "semaines", Kind.DAYS: "jours", Kind.AMOUNT: "EUR"}


def _unit(kind: Kind, written: str) -> str:
    return written or _UNITS.get(kind, "")


def _decimals(kind: Kind, line: Line, faults: Faults) -> int:
    cell = line.cell("Décimales")
    shift = 2 if kind is Kind.PERCENTAGE else 0
    if cell is None:
        if kind is Kind.NUMBER:
            faults.add(
                "decimales-manquantes",
                line.where_of("Décimales"),
                "un nombre doit dire combien de décimales il a",
                "écrire 0, 1, 2… ou choisir le type entier",
            )
        return 2 if kind is Kind.AMOUNT else shift
    if kind not in NUMERIC_KINDS:
        faults.add(
            "decimales-inutiles", cell.where, f"un {kind.value} n’a pas de décimales", "vider cette cellule"
        )
        return 0
    with faults.at(cell.where):
        value = parse_value(cell, _WHOLE)
        assert isinstance(value, Decimal)
        most = 0 if kind in WHOLE_KINDS else MOST_DECIMALS - shift
        if 0 <= value <= most:
            return int(value) + shift
        faults.add(
            "decimales-hors-bornes",
            cell.where,
            f"{value} décimales : il en faut entre 0 et {most} pour ce type",
            "corriger le nombre de décimales ou le type",
        )
    return shift


def _choices(kind: Kind, line: Line, faults: Faults) -> tuple[str, ...]:
    cell = line.cell("Valeurs permises")
    if cell is None:
        return ()
    if kind is not Kind.TEXT:
        faults.add(
            "liste-inutile",
            cell.where,
            f"un {kind.value} n’a pas de liste de valeurs",
            "vider cette cellule, ou choisir le type texte",
        )
        return ()
    written = [" ".join(part.split()) for part in cell.text.replace("\n", ";").split(";")]
    choices: dict[str, str] = {}
    for choice in written:
        if choice and fold(choice) in choices:
            faults.add(
                "valeur-en-double",
                cell.where,
                f"la valeur « {choice} » est écrite deux fois (à la casse et aux accents près)",
                "garder une seule fois chaque valeur",
            )
        elif choice:
            choices[fold(choice)] = choice
    return tuple(choices.values())
