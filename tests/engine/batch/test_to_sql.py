"""The SQL of a small model is the one accepted, so that a change of emission is read in a diff."""

from syrupy.assertion import SnapshotAssertion

from engine.batch.duckdb import Duck
from tests.builders import aid

TABLE = """
N° | Si | Exige | Exige | Alors | Du
 | metier | revenu | age | droit
R1 | artisan, avocat | < plafond | >= 18 | ouvert | 2024-01-01
R2 | commerçant | | inconnu | à étudier
sinon | | | | refusé
"""
FIGURES = """
Paramètres
Nom | Valeur | Du | Au
plafond | 12000 | 2024-01-01 | 2024-12-31
plafond | 12500.50 | 2025-01-01 |
"""
SUMS = """
Calculs
Nom | Formule | Décimales | Arrondi
montant | revenu / 3 | 2 | au plus proche
"""
TERMS = """
plafond | Plafond | | montant
montant | Montant | | montant
"""


def test_a_small_model_is_written_as_accepted(snapshot: SnapshotAssertion) -> None:
    model = aid(TABLE, FIGURES, SUMS, glossary=TERMS, amounts="montant")
    assert Duck(model, ["aide"]).statement("cas") == snapshot
