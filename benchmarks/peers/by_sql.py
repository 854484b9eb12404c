"""The reduced rules as DuckDB SQL, the way an engineer would write them by hand, for one statement."""

from pathlib import Path

import duckdb

RULES = """
WITH figures (annee, pass, seuil) AS (VALUES
    (2018, 3973200, 386280), (2019, 4052400, 391920), (2020, 4113600, 398280),
    (2021, 4113600, 404640), (2022, 4113600, 409320), (2023, 4399200, 411360),
    (2024, 4636800, 420880), (2025, 4710000, 438320), (2026, 4806000, 458200)
),
computed AS (
    SELECT
        cases.*,
        (year(date_arret) * 12 + month(date_arret))
            - (year(date_debut_affiliation) * 12 + month(date_debut_affiliation))
            - CASE WHEN day(date_arret) < day(date_debut_affiliation)
                    AND day(date_arret) < day(last_day(date_arret)) THEN 1 ELSE 0 END AS mois,
        CAST((revenu_n1 + revenu_n2 + revenu_n3) * 100 AS BIGINT) // 3 AS raam,
        pass,
        seuil
    FROM read_parquet('{source}') AS cases
    LEFT JOIN figures ON annee = year(date_arret)
),
cells AS (
    SELECT
        *,
        mois >= 12 AS assez,
        raam >= seuil AS au_seuil,
        cotisations_a_jour AND arret_prescrit AND activite_cessee AS trois,
        statut IN ('artisan', 'commerçant', 'profession libérale non réglementée') AS commun,
        statut = 'profession libérale CNAVPL' AS liberal,
        statut = 'conjoint collaborateur' AS conjoint,
        statut = 'retraité' AS retraite
    FROM computed
),
rows AS (
    SELECT
        *,
        retraite AS r1,
        liberal AND date_arret <= DATE '2021-06-30' AS r2,
        conjoint AND assez AND trois AS r3,
        commun AND assez AND au_seuil AND trois AS r4,
        liberal AND assez AND au_seuil AND trois AND date_arret >= DATE '2021-07-01' AS r5,
        NOT retraite AND mois >= 9 AND mois < 12 AND trois AS r6,
        commun AND assez AND NOT au_seuil AND trois AS r7,
        CASE WHEN r1 THEN 1 WHEN r2 THEN 2 WHEN r3 THEN 3 WHEN r4 THEN 4 WHEN r5 THEN 5 WHEN r6 THEN 6
             WHEN r7 THEN 7 ELSE 8 END AS premiere
    FROM cells
),
possible AS (
    SELECT
        *,
        r1 IS NULL AND premiere > 1 AS p1,
        r2 IS NULL AND premiere > 2 AS p2,
        r3 IS NULL AND premiere > 3 AS p3,
        r4 IS NULL AND premiere > 4 AS p4,
        r5 IS NULL AND premiere > 5 AS p5,
        r6 IS NULL AND premiere > 6 AS p6,
        r7 IS NULL AND premiere > 7 AS p7,
        p1 OR p2 OR p7 OR premiere IN (1, 2, 7, 8) AS peut_refuser,
        p3 OR p4 OR p5 OR premiere IN (3, 4, 5) AS peut_ouvrir,
        p6 OR premiere = 6 AS peut_etudier,
        CASE
            WHEN NOT peut_ouvrir AND NOT peut_etudier THEN 'refuse'
            WHEN NOT peut_refuser AND NOT peut_etudier THEN 'ouvert'
            WHEN NOT peut_refuser AND NOT peut_ouvrir THEN 'a_etudier'
            ELSE 'indetermine'
        END AS verdict
    FROM rows
),
amounts AS (
    SELECT
        *,
        verdict IN ('ouvert', 'a_etudier') AS paye,
        least(raam, CASE WHEN statut = 'profession libérale CNAVPL' THEN 3 ELSE 1 END * pass)
            + CASE WHEN raam IS NULL OR pass IS NULL OR statut IS NULL THEN NULL ELSE 0 END AS retenu,
        (2 * retenu + 730) // 1460 AS jour,
        CASE WHEN date_arret IS NULL THEN NULL
             WHEN date_arret >= DATE '2020-05-25' OR hospitalisation THEN 3
             WHEN NOT hospitalisation THEN 7 END AS carence,
        CASE WHEN duree_arret_jours IS NULL OR carence IS NULL OR ij_percues_3_ans IS NULL THEN NULL
             ELSE greatest(0, least(duree_arret_jours - carence, 360 - ij_percues_3_ans)) END AS jours
    FROM possible
)
SELECT
    id,
    verdict,
    CASE WHEN p1 OR p2 OR p3 OR p4 OR p5 OR p6 OR p7 THEN []
         ELSE [CASE premiere WHEN 8 THEN 'sinon' ELSE 'DR-0' || premiere END] END AS lignes,
    CASE WHEN verdict = 'ouvert' THEN [] ELSE list_filter([
        CASE WHEN conjoint AND NOT assez THEN 'DR-03:affiliation_mois' END,
        CASE WHEN conjoint AND NOT cotisations_a_jour THEN 'DR-03:cotisations_a_jour' END,
        CASE WHEN conjoint AND NOT arret_prescrit THEN 'DR-03:arret_prescrit' END,
        CASE WHEN conjoint AND NOT activite_cessee THEN 'DR-03:activite_cessee' END,
        CASE WHEN commun AND NOT assez THEN 'DR-04:affiliation_mois' END,
        CASE WHEN commun AND NOT au_seuil THEN 'DR-04:raam' END,
        CASE WHEN commun AND NOT cotisations_a_jour THEN 'DR-04:cotisations_a_jour' END,
        CASE WHEN commun AND NOT arret_prescrit THEN 'DR-04:arret_prescrit' END,
        CASE WHEN commun AND NOT activite_cessee THEN 'DR-04:activite_cessee' END,
        CASE WHEN liberal AND date_arret >= DATE '2021-07-01' AND NOT assez THEN 'DR-05:affiliation_mois' END,
        CASE WHEN liberal AND date_arret >= DATE '2021-07-01' AND NOT au_seuil THEN 'DR-05:raam' END,
        CASE WHEN liberal AND date_arret >= DATE '2021-07-01' AND NOT cotisations_a_jour
             THEN 'DR-05:cotisations_a_jour' END,
        CASE WHEN liberal AND date_arret >= DATE '2021-07-01' AND NOT arret_prescrit THEN 'DR-05:arret_prescrit' END,
        CASE WHEN liberal AND date_arret >= DATE '2021-07-01' AND NOT activite_cessee
             THEN 'DR-05:activite_cessee' END,
        CASE WHEN NOT retraite AND NOT (mois >= 9 AND mois < 12) THEN 'DR-06:affiliation_mois' END,
        CASE WHEN NOT retraite AND NOT cotisations_a_jour THEN 'DR-06:cotisations_a_jour' END,
        CASE WHEN NOT retraite AND NOT arret_prescrit THEN 'DR-06:arret_prescrit' END,
        CASE WHEN NOT retraite AND NOT activite_cessee THEN 'DR-06:activite_cessee' END,
        CASE WHEN commun AND NOT assez THEN 'DR-07:affiliation_mois' END,
        CASE WHEN commun AND au_seuil THEN 'DR-07:raam' END,
        CASE WHEN commun AND NOT cotisations_a_jour THEN 'DR-07:cotisations_a_jour' END,
        CASE WHEN commun AND NOT arret_prescrit THEN 'DR-07:arret_prescrit' END,
        CASE WHEN commun AND NOT activite_cessee THEN 'DR-07:activite_cessee' END
    ], lambda code: code IS NOT NULL) END AS exigences,
    CASE WHEN verdict <> 'indetermine' THEN [] ELSE list_filter([
        CASE WHEN activite_cessee IS NULL AND (p3 OR p4 OR p5 OR p6 OR p7) THEN 'activite_cessee' END,
        CASE WHEN arret_prescrit IS NULL AND (p3 OR p4 OR p5 OR p6 OR p7) THEN 'arret_prescrit' END,
        CASE WHEN cotisations_a_jour IS NULL AND (p3 OR p4 OR p5 OR p6 OR p7) THEN 'cotisations_a_jour' END,
        CASE WHEN date_arret IS NULL AND (p2 OR p3 OR p4 OR p5 OR p6 OR p7) THEN 'date_arret' END,
        CASE WHEN date_debut_affiliation IS NULL AND (p3 OR p4 OR p5 OR p6 OR p7)
             THEN 'date_debut_affiliation' END,
        CASE WHEN revenu_n1 IS NULL AND (p4 OR p5 OR p7) THEN 'revenu_n1' END,
        CASE WHEN revenu_n2 IS NULL AND (p4 OR p5 OR p7) THEN 'revenu_n2' END,
        CASE WHEN revenu_n3 IS NULL AND (p4 OR p5 OR p7) THEN 'revenu_n3' END,
        CASE WHEN seuil IS NULL AND date_arret IS NOT NULL AND (p4 OR p5 OR p7) THEN 'seuil_raam' END,
        CASE WHEN statut IS NULL AND (p1 OR p2 OR p3 OR p4 OR p5 OR p6 OR p7) THEN 'statut' END
    ], lambda fact: fact IS NOT NULL) END AS manquants,
    CAST(CASE WHEN paye THEN jour END AS DECIMAL(18, 0)) * 0.01 AS ij_journaliere,
    CAST(CASE WHEN paye THEN (2 * jour * 933 + 1000) // 2000 END AS DECIMAL(18, 0)) * 0.01 AS ij_nette,
    CAST(CASE WHEN NOT paye THEN NULL WHEN jour = 0 OR jours = 0 THEN 0 ELSE jour * jours END AS DECIMAL(18, 0)) * 0.01 AS total_ij,
    CASE WHEN paye THEN carence END AS carence_jours,
    CASE WHEN paye THEN jours END AS jours_indemnises,
    CASE WHEN paye THEN date_arret + CAST(carence AS INTEGER) END AS premier_jour_indemnise
FROM amounts
"""


def decide(source: Path, target: Path, *, threads: int = 2) -> None:
    """Decide the cases of *source* into *target*."""
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            f"COPY ({RULES.format(source=source)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
