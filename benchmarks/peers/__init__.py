"""The reduced rules of ``benchmarks/tables``, written by hand for other engines.

Each module has ``decide(source, target)``: a Parquet file of cases gives a
Parquet file of answers with the columns of ``COLUMNS``, or those of them that the engine can give.
"""

COLUMNS = (
    "id",
    "verdict",
    "lignes",
    "exigences",
    "manquants",
    "ij_journaliere",
    "ij_nette",
    "total_ij",
    "carence_jours",
    "jours_indemnises",
    "premier_jour_indemnise",
)
