"""A workbook with one of everything that an explanation tells, and explanations made with it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from engine.cases.case import Case
from engine.evaluate import decide
from engine.model import Model
from engine.opening import with_opening
from engine.values import Value
from explain.explanation import BenefitExplanation, Explanation
from explain.record import Record
from explain.tree import Decided, explain
from tests.builders import model

GLOSSARY = """
Glossaire
Nom | Libellé | Question | Type | Unité | Valeurs permises | Décimales
date_arret | Date de l'arrêt de travail | À quelle date commence l'arrêt ? | date
statut | Statut | Quel est le statut ? | texte | | artisan ; commerçant ; avocat ; micro-entrepreneur
duree_affiliation | Durée d'affiliation | Depuis combien de mois ? | durée en mois
a_jour | Cotisations à jour | Les cotisations sont-elles à jour ? | booléen
situation | Situation étudiée | Quelle situation ? | texte | | ordinaire ; fraude
revenu_n1 | Revenu N-1 | Quel revenu l'année N-1 ? | montant
revenu_n2 | Revenu N-2 | Quel revenu l'année N-2 ? | montant
revenu_n3 | Revenu N-3 | Quel revenu l'année N-3 ? | montant
duree_arret | Durée de l'arrêt | Combien de jours d'arrêt ? | durée en jours
revenu_moyen | Revenu moyen | Quel est le revenu moyen ? | montant
seuil | Seuil de revenu | | montant
plafond | Plafond de revenu | | montant
part | Part du revenu | | pourcentage | | | 1
revenu_retenu | Revenu retenu | | montant
montant_jour | Montant journalier | | montant | EUR/jour
delai_carence | Délai de carence | | durée en jours
jours_payes | Jours indemnisés | | durée en jours
dossier_complet | Dossier complet | | booléen
droit | Droit | | texte | | ouvert ; refusé ; à étudier
demarche | Démarche | | texte
delai | Délai | | durée en jours
"""

FIGURES = """
Paramètres
Nom | Valeur | Du | Au | Source | Confiance | Note
seuil | 4383.20 | 2025-01-01 | 2026-12-31 | Code D. 8 | haute
plafond | 47100 | 2025-01-01 | 2026-12-31 | Code D. 7 | moyenne | Plafond {{ plafond }} à relire.
part | 50 % | 2020-01-01 | | Code D. 9 | haute
"""

CALCULATIONS = """
Calculs
Nom | Formule | Arrondi | Source | Note
revenu_moyen | (revenu_n1 + revenu_n2 + revenu_n3) / 3 | au plus proche | Code D. 7
revenu_retenu | si revenu_moyen > plafond alors plafond sinon revenu_moyen
montant_jour | revenu_retenu * part / 365 | au plus proche | Code R. 1 | Le montant est brut.
jours_payes | max(duree_arret - delai_carence; 0)
"""

FILE = """
Table de décision | dossier
Libellé | Pièces du dossier
Politique | Unique
N° | Exige | Alors | Motif | Source
   | a_jour | dossier_complet
D-1 | oui | oui | | Code P. 1
D-2 | non | non | Les cotisations ne sont pas à jour. | Code P. 2
"""

WAITING = """
Table de décision | carence
Libellé | Carence
Politique | Unique
N° | Si | Alors | Motif | Source
   | statut | delai_carence
C-1 | non(avocat) | 3 | Délai ordinaire. | Code D. 12
C-2 | avocat | 0
"""

RIGHT = """
Table de décision | droit_arret
Libellé | Droit à l'indemnité
Politique | Première
N° | Si | Si | Exige | Exige | Exige | Alors | Motif | Source | Du | Au | Note
   | statut | situation | duree_affiliation | revenu_moyen | dossier_complet | droit
A-0 | | fraude | | | | refusé | Dossier de {{ statut }} en fraude. | Code F. 1
A-1 | artisan, commerçant | | >= 12 | >= seuil | oui | ouvert | Revenu moyen de {{ revenu_moyen }}. | Code D. 1 | 2020-05-25 | | Vérifier les pièces ({{ statut }}).
A-2 | micro-entrepreneur | | >= 12 | >= 2 * seuil | oui | à étudier | Examen par la caisse. | Code D. 2
sinon | | | | | | refusé | Les conditions ne sont pas remplies.
"""

STEPS = """
Table de décision | demarches
Libellé | Démarches
Politique | Ordre des lignes
N° | Si | Alors | Alors | Motif | Source
   | statut | demarche | delai
E-1 | | Envoyer l'avis d'arrêt | 2 | À la caisse du domicile. | Code R. 5
E-2 | artisan | Joindre l'attestation | 15
"""

CATALOGUE = """
Prestations
Code | Libellé | Table du droit | Date de référence | Montants | Durées | Démarches | Source
arret | Indemnité d'arrêt | droit_arret | date_arret | montant_jour | carence ; jours_payes | demarches | Code L. 1
"""

FACTS: Mapping[str, Value] = {
    "date_arret": date(2026, 3, 1),
    "statut": "artisan",
    "situation": "ordinaire",
    "duree_affiliation": Decimal(38),
    "a_jour": True,
    "revenu_n1": Decimal("32000.00"),
    "revenu_n2": Decimal("28000.00"),
    "revenu_n3": Decimal("25000.00"),
    "duree_arret": Decimal(20),
}


@cache
def workbook() -> Model:
    """Return the model of the workbook."""
    return model(GLOSSARY, FIGURES, CALCULATIONS, FILE, WAITING, RIGHT, STEPS, CATALOGUE)


def explanation(model_: Model, facts: Mapping[str, Value], *benefits: str) -> Explanation:
    """Return the explanation of each benefit for *facts*."""
    return _explained(model_, Case(id="essai", benefits=benefits, facts=facts, seal="c" * 64), benefits)


def whole(model_: Model, facts: Mapping[str, Value], *benefits: str) -> Explanation:
    """Return the explanation of a case that names none of the *benefits* decided."""
    return _explained(model_, Case(id="essai", benefits=(), facts=facts, seal="c" * 64), benefits)


def _explained(model_: Model, case: Case, benefits: tuple[str, ...]) -> Explanation:
    decided = []
    for benefit in benefits:
        record = Record()
        verdict = with_opening(model_, decide(model_, case.facts, benefit, tracer=record))
        decided.append(Decided(verdict, record.events))
    return explain(model_, case, decided, "1.2.3")


def stay(**changed: Value | None) -> Explanation:
    """Return the explanation of the ordinary case with some facts *changed* (None: not known)."""
    facts = {name: value for name, value in {**FACTS, **changed}.items() if value is not None}
    return explanation(workbook(), facts, "arret")


def only(of: Explanation) -> BenefitExplanation:
    """Return its only benefit."""
    (benefit,) = of.benefits
    return benefit


def lines(text: str) -> list[str]:
    """Return the lines of *text* with ordinary spaces, so that a test reads as it is typed."""
    return [plain(line) for line in text.splitlines()]


def plain(text: str) -> str:
    """Return *text* with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
