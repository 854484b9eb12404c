"""Cases for the reduced rules: any number of them, the same for the same number, made by DuckDB."""

from pathlib import Path
from typing import Any

from benchmarks.database import connect

_DRAWN = """
COPY (
    WITH drawn AS (
        SELECT
            i,
            {draws}
        FROM range({size}) AS t(i)
    )
    SELECT
        'c' || i AS id,
        {absent} ['artisan', 'commerçant', 'profession libérale non réglementée', 'profession libérale CNAVPL',
                  'conjoint collaborateur', 'retraité'][1 + u0 % 6] END AS statut,
        {absent1} DATE '2019-01-01' + CAST(u1 % 2922 AS INTEGER) - CAST(u2 % 1800 AS INTEGER) END
            AS date_debut_affiliation,
        {absent2} DATE '2019-01-01' + CAST(u1 % 2922 AS INTEGER) END AS date_arret,
        {absent3} CAST((u3 % 6000000) / 100.0 AS DECIMAL(12, 2)) END AS revenu_n1,
        {absent4} CAST((u4 % 6000000) / 100.0 AS DECIMAL(12, 2)) END AS revenu_n2,
        {absent5} CAST((u5 % 600000) / 100.0 AS DECIMAL(12, 2)) END AS revenu_n3,
        {absent6} u6 % 10 < 8 END AS cotisations_a_jour,
        {absent7} u7 % 20 < 19 END AS arret_prescrit,
        {absent8} u8 % 20 < 19 END AS activite_cessee,
        {absent9} CAST(1 + u9 % 400 AS INTEGER) END AS duree_arret_jours,
        {absent10} u10 % 5 = 0 END AS hospitalisation,
        {absent11} CAST(u11 % 200 AS INTEGER) END AS ij_percues_3_ans
    FROM drawn
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""
FACTS = 12


def write(target: Path, size: int, *, absent_percent: int = 5) -> None:
    """Write *size* cases to *target*, each fact absent from *absent_percent* of them."""
    draws = ",\n            ".join(
        f"hash(i, {n}) AS w{n}, CAST(w{n} % 1000000007 AS BIGINT) AS u{n}" for n in range(FACTS)
    )
    absences = {
        f"absent{n or ''}": f"CASE WHEN CAST((w{n} // 1000000007) % 100 AS BIGINT) >= {absent_percent} THEN"
        for n in range(FACTS)
    }
    with connect() as connection:
        connection.execute(_DRAWN.format(draws=draws, size=size, target=target, **absences))


def complete(folder: Path, size: int) -> list[dict[str, Any]]:
    """Return *size* cases whose facts are all there; *folder* holds them meanwhile."""
    source = folder / "complete.parquet"
    write(source, size, absent_percent=0)
    with connect() as connection:
        found = connection.execute(f"FROM read_parquet('{source}') ORDER BY id")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
