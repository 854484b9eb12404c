"""A small glossary for cells and formulas: one term of each kind and unit."""

from datetime import date
from decimal import Decimal

from engine.location import CellRef
from engine.model import Nature, Term
from engine.names import fold
from engine.source import RawCell, Typed
from engine.values import Kind, Type

STATUSES = ("artisan", "commerçant", "profession libérale", "chef d'entreprise (SARL, EURL)", "à étudier")


def _term(name: str, kind: Kind, nature: Nature = Nature.FACT, **type_: object) -> Term:
    return Term(name=name, label=name, nature=nature, type=Type(kind=kind, **type_))  # type: ignore[arg-type]


TERMS = (
    _term("age", Kind.INTEGER, unit="ans", minimum=Decimal(0), maximum=Decimal(120)),
    _term("autre_age", Kind.INTEGER, unit="ans"),
    _term("rang", Kind.INTEGER),
    _term("coefficient", Kind.NUMBER, decimals=3),
    _term("anciennete", Kind.MONTHS),
    _term("mois_requis", Kind.MONTHS, Nature.PARAMETER, unit="mois"),
    _term("repos", Kind.DAYS),
    _term("revenu", Kind.AMOUNT, decimals=2),
    _term("seuil", Kind.AMOUNT, Nature.PARAMETER, decimals=2, unit="EUR"),
    _term("par_jour", Kind.AMOUNT, decimals=2, unit="EUR/jour"),
    _term("taux", Kind.PERCENTAGE, decimals=3),
    _term("taux_plancher", Kind.PERCENTAGE, Nature.PARAMETER, decimals=3),
    _term("jour", Kind.DATE, minimum=date(2000, 1, 1)),
    _term("jour_de_fin", Kind.DATE),
    _term("a_jour", Kind.BOOLEAN),
    _term("aide_recue", Kind.BOOLEAN),
    _term("statut", Kind.TEXT, choices=STATUSES),
    _term("statut_du_conjoint", Kind.TEXT, choices=("artisan", "salarié")),
    _term("couleur", Kind.TEXT, choices=("bleu", "rouge")),
    _term("reponse", Kind.TEXT, choices=("oui", "non", "inconnu", "jour")),
    _term("commune", Kind.TEXT),
    _term("ville", Kind.TEXT),
)


class Glossary:
    """The scope of the tests: names folded, as in a workbook."""

    def __init__(self) -> None:
        self.terms = {fold(term.name): term for term in TERMS}
        self.names = tuple(term.name for term in TERMS)

    def find(self, name: str) -> Term | None:
        """Return the term of that name."""
        return self.terms.get(fold(name))

    def __getitem__(self, name: str) -> Term:
        return self.terms[fold(name)]


GLOSSARY = Glossary()


def cell(value: Typed, *, percent: bool = False) -> RawCell:
    """Return a cell that holds *value*."""
    return RawCell(where=CellRef("essai.xlsx", "F", 1, 1), value=value, percent=percent)
