"""The reduced rules as polars expressions, written by hand; three values by Kleene, as in the workbook."""

from datetime import date
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl
from polars import col, lit, when

from benchmarks.peers.figures import COMMON, FIGURES, HELPER, LIBERAL, RETIRED

_DEMANDS = {
    "DR-03": (HELPER,),
    "DR-04": COMMON,
    "DR-05": (LIBERAL,),
    "DR-06": (),
    "DR-07": COMMON,
}
_CUT = date(2021, 7, 1)


def decide(source: Path, target: Path) -> None:
    """Decide the cases of *source* into *target*."""
    rules(pl.scan_parquet(source)).sink_parquet(target, compression="zstd")


def rules(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Return the answers of *cases*."""
    figures = pl.LazyFrame(
        [(year, figure.ceiling, figure.threshold) for year, figure in FIGURES.items()],
        schema={"annee": pl.Int32, "pass": pl.Int64, "seuil": pl.Int64},
        orient="row",
    )
    start, end = col("date_debut_affiliation"), col("date_arret")
    cents = (col("revenu_n1") + col("revenu_n2") + col("revenu_n3")) * 100
    months = (
        (end.dt.year() * 12 + end.dt.month())
        - (start.dt.year() * 12 + start.dt.month())
        - ((end.dt.day() < start.dt.day()) & (end.dt.day() < end.dt.month_end().dt.day())).cast(pl.Int32)
    )
    read = (
        cases.with_columns(annee=end.dt.year(), mois=months, raam=cents.cast(pl.Int64) // 3)
        .join(figures, on="annee", how="left", maintain_order="left")
        .with_columns(
            assez=col("mois") >= 12,
            au_seuil=col("raam") >= col("seuil"),
            trois=col("cotisations_a_jour") & col("arret_prescrit") & col("activite_cessee"),
        )
    )
    status = col("statut")
    row = {
        1: status == RETIRED,
        2: (status == LIBERAL) & (end < _CUT),
        3: (status == HELPER) & col("assez") & col("trois"),
        4: status.is_in(COMMON) & col("assez") & col("au_seuil") & col("trois"),
        5: (status == LIBERAL) & col("assez") & col("au_seuil") & col("trois") & (end >= _CUT),
        6: (status != RETIRED) & (col("mois") >= 9) & (col("mois") < 12) & col("trois"),
        7: status.is_in(COMMON) & col("assez") & ~col("au_seuil") & col("trois"),
    }
    first = lit(8, dtype=pl.Int8)
    for number in reversed(row):
        first = when(col(f"r{number}")).then(lit(number, dtype=pl.Int8)).otherwise(first)
    tried = read.with_columns(**{f"r{number}": truth for number, truth in row.items()}).with_columns(
        first=first
    )
    unsure = {f"p{n}": col(f"r{n}").is_null() & (col("first") > n) for n in row}

    def can(*numbers: int) -> pl.Expr:
        return reduce(or_, [col(f"p{n}") for n in numbers if n < 8]) | col("first").is_in(numbers)

    refuse, grant, study = can(1, 2, 7, 8), can(3, 4, 5), can(6)
    decided = tried.with_columns(**unsure).with_columns(
        verdict=when(~grant & ~study)
        .then(lit("refuse"))
        .when(~refuse & ~study)
        .then(lit("ouvert"))
        .when(~refuse & ~grant)
        .then(lit("a_etudier"))
        .otherwise(lit("indetermine"))
    )
    return _amounts(decided).select(
        "id",
        "verdict",
        lignes=when(_any_unsure(1))
        .then(pl.concat_list(pl.lit(None, dtype=pl.String)).list.drop_nulls())
        .otherwise(
            pl.concat_list(
                when(col("first") == 8)
                .then(lit("sinon"))
                .otherwise(lit("DR-0") + col("first").cast(pl.String))
            )
        ),
        exigences=_codes(_demands(), col("verdict") != "ouvert"),
        manquants=_codes(_absent(), col("verdict") == "indetermine"),
        ij_journaliere=_euros("jour"),
        ij_nette=_euros((2 * col("jour") * 933 + 1000) // 2000),
        total_ij=_euros(
            when((col("jour") == 0) | (col("jours") == 0)).then(0).otherwise(col("jour") * col("jours"))
        ),
        carence_jours=when(_paid()).then(col("carence")),
        jours_indemnises=when(_paid()).then(col("jours")),
        premier_jour_indemnise=when(_paid()).then(end + pl.duration(days=col("carence"))),
    )


def _any_unsure(first: int, last: int = 7) -> pl.Expr:
    return reduce(or_, [col(f"p{n}") for n in range(first, last + 1)])


def _paid() -> pl.Expr:
    return col("verdict").is_in(["ouvert", "a_etudier"])


def _amounts(decided: pl.LazyFrame) -> pl.LazyFrame:
    times = when(col("statut") == LIBERAL).then(3).when(col("statut").is_not_null()).then(1)
    end = col("date_arret")
    wait = (
        when(end.is_null())
        .then(None)
        .when((end >= date(2020, 5, 25)) | col("hospitalisation"))
        .then(3)
        .when(~col("hospitalisation"))
        .then(7)
    )
    kept = when(col("raam") < times * col("pass")).then(col("raam")).otherwise(times * col("pass"))
    known = col("raam").is_not_null() & col("pass").is_not_null()
    left = pl.min_horizontal(
        col("duree_arret_jours") - col("carence"), lit(360, dtype=pl.Int32) - col("ij_percues_3_ans")
    )
    all_known = (
        col("duree_arret_jours").is_not_null()
        & col("carence").is_not_null()
        & col("ij_percues_3_ans").is_not_null()
    )
    return decided.with_columns(carence=wait, jour=(2 * when(known).then(kept) + 730) // 1460).with_columns(
        jours=when(all_known).then(pl.max_horizontal(left, lit(0, dtype=pl.Int32)))
    )


def _euros(cents: str | pl.Expr) -> pl.Expr:
    amount = col(cents) if isinstance(cents, str) else cents
    return when(_paid()).then(amount).cast(pl.Decimal(20, 0)) * lit("0.01").cast(pl.Decimal(3, 2))


def _codes(codes: dict[str, pl.Expr], wanted: pl.Expr) -> pl.Expr:
    listed = [when(wanted & holds).then(lit(code)) for code, holds in codes.items()]
    return pl.concat_list(listed).list.drop_nulls()


def _demands() -> dict[str, pl.Expr]:
    found: dict[str, pl.Expr] = {}
    for row, about in _DEMANDS.items():
        holds = col("statut").is_in(about) if about else col("statut") != RETIRED
        if row == "DR-05":
            holds &= col("date_arret") >= _CUT
        months = (col("mois") >= 9) & (col("mois") < 12) if row == "DR-06" else col("assez")
        found[f"{row}:affiliation_mois"] = holds & ~months
        if row in ("DR-04", "DR-05"):
            found[f"{row}:raam"] = holds & ~col("au_seuil")
        if row == "DR-07":
            found[f"{row}:raam"] = holds & col("au_seuil")
        for fact in ("cotisations_a_jour", "arret_prescrit", "activite_cessee"):
            found[f"{row}:{fact}"] = holds & ~col(fact)
    return found


def _absent() -> dict[str, pl.Expr]:
    later, money = _any_unsure(3), col("p4") | col("p5") | col("p7")
    return {
        "activite_cessee": col("activite_cessee").is_null() & later,
        "arret_prescrit": col("arret_prescrit").is_null() & later,
        "cotisations_a_jour": col("cotisations_a_jour").is_null() & later,
        "date_arret": col("date_arret").is_null() & _any_unsure(2),
        "date_debut_affiliation": col("date_debut_affiliation").is_null() & later,
        "revenu_n1": col("revenu_n1").is_null() & money,
        "revenu_n2": col("revenu_n2").is_null() & money,
        "revenu_n3": col("revenu_n3").is_null() & money,
        "seuil_raam": col("seuil").is_null() & col("date_arret").is_not_null() & money,
        "statut": col("statut").is_null() & _any_unsure(1),
    }
