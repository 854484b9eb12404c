"""A small model made by hand: one fact of each type, a parameter, two calculations, an output, two benefits."""

from datetime import date
from decimal import Decimal

from engine.model import Benefit, HitPolicy, Model, Nature, Table, Term
from engine.values import Kind, Type


def term(
    name: str, kind: Kind, nature: Nature = Nature.FACT, *, question: str = "", **bounds: object
) -> Term:
    """Return a line of the glossary; its label is the name in words."""
    return Term(
        name=name,
        label=name.replace("_", " ").capitalize(),
        nature=nature,
        type=Type(kind=kind, **bounds),  # type: ignore[arg-type]
        question=question,
    )


TERMS = (
    term("statut", Kind.TEXT, choices=("artisan", "commerçant", "à définir")),
    term("commune", Kind.TEXT),
    term("affilie", Kind.BOOLEAN, question="La personne est-elle affiliée ?"),
    term("trimestres", Kind.INTEGER, unit="trimestres", minimum=Decimal(0), maximum=Decimal(200)),
    term("coefficient", Kind.NUMBER, decimals=3),
    term("revenu", Kind.AMOUNT, decimals=2, unit="EUR", minimum=Decimal(0)),
    term("taux", Kind.PERCENTAGE, decimals=3, minimum=Decimal(0), maximum=Decimal(1)),
    term("taux_libre", Kind.PERCENTAGE, decimals=2),
    term("date_arret", Kind.DATE, minimum=date(2000, 1, 1)),
    term("date_deces", Kind.DATE),
    term("mois", Kind.MONTHS, unit="mois"),
    term("seuil", Kind.AMOUNT, Nature.PARAMETER, decimals=2),
    term("revenu_moyen", Kind.AMOUNT, Nature.CALCULATION, decimals=2, question="Quel est le revenu moyen ?"),
    term("demi_revenu", Kind.AMOUNT, Nature.CALCULATION, decimals=2),
    term("droit", Kind.TEXT, Nature.OUTPUT, choices=("ouvert", "refusé")),
)


def small_model() -> Model:
    """Return the model; its tables are empty, for tests that decide nothing."""
    tables = {
        name: Table(name=name, label=name, policy=HitPolicy.UNIQUE, inputs=(), outputs=("droit",), rows=())
        for name in ("t_arret", "t_deces")
    }
    benefits = {
        "arret": Benefit(code="arret", label="Aide à l’arrêt", table="t_arret", reference_date="date_arret"),
        "deces": Benefit(code="deces", label="Aide au décès", table="t_deces", reference_date="date_deces"),
    }
    return Model(
        terms={t.name: t for t in TERMS},
        parameters={},
        calculations={},
        tables=tables,
        benefits=benefits,
        examples=(),
        order=tuple(tables),
    )
