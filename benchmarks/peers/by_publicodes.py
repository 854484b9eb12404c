"""The reduced rules as publicodes, written by hand: one case after the other, in a process of node.

publicodes has no round-down, no months from day to day and no days: means are rounded from one cent less,
months and days are given as numbers. A fact that is absent is « no », as with ZEN.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.peers.figures import COMMON, FIGURES, HELPER, LIBERAL, RETIRED

ASKED = ("droit", "ligne", "jour", "net", "total", "carence", "jours")
_MET = ["cotisations à jour", "arrêt prescrit", "activité cessée"]
_ENOUGH, _REACHED = "mois >= 12", "raam >= seuil"


def rules() -> Mapping[str, Any]:
    """Return the rules as JSON-ready data."""
    facts = ("statut", "année", "jour d'arrêt", "mois", "revenu 1", "revenu 2", "revenu 3")
    numbers = ("durée", "indemnisés", *_MET, "hospitalisation")
    common = {"une de ces conditions": [_is(word) for word in COMMON]}
    row = [
        ("DR-01", [_is(RETIRED)]),
        ("DR-02", [_is(LIBERAL), "jour d'arrêt < 20210701"]),
        ("DR-03", [_is(HELPER), _ENOUGH, *_MET]),
        ("DR-04", [common, _ENOUGH, _REACHED, *_MET]),
        ("DR-05", [_is(LIBERAL), "jour d'arrêt >= 20210701", _ENOUGH, _REACHED, *_MET]),
        ("DR-06", [f"statut != '{RETIRED}'", "mois >= 9", "mois < 12", *_MET]),
        ("DR-07", [common, _ENOUGH, "raam < seuil", *_MET]),
    ]
    open_ = [f"ligne = '{name}'" for name in ("DR-03", "DR-04", "DR-05")]
    return {
        **dict.fromkeys((*facts, *numbers)),
        "pass": _by_year({year: figure.ceiling for year, figure in FIGURES.items()}),
        "seuil": _by_year({year: figure.threshold for year, figure in FIGURES.items()}),
        "raam": {"valeur": "(revenu 1 + revenu 2 + revenu 3 - 1) / 3", "arrondi": "oui"},
        "multiple": {"variations": [{"si": _is(LIBERAL), "alors": 3}, {"sinon": 1}]},
        "carence": {
            "variations": [
                {"si": "jour d'arrêt >= 20200525", "alors": 3},
                {"si": "hospitalisation", "alors": 3},
                {"sinon": 7},
            ]
        },
        "ligne": {
            "variations": [
                *({"si": {"toutes ces conditions": asked}, "alors": f"'{name}'"} for name, asked in row),
                {"sinon": "'sinon'"},
            ]
        },
        "droit": {
            "variations": [
                {"si": {"une de ces conditions": open_}, "alors": "'ouvert'"},
                {"si": "ligne = 'DR-06'", "alors": "'a_etudier'"},
                {"sinon": "'refuse'"},
            ]
        },
        "retenu": {"valeur": "raam", "plafond": "multiple * pass"},
        "jour": {"valeur": "retenu / 730", "arrondi": "oui"},
        "net": {"valeur": "jour * 0.933", "arrondi": "oui"},
        "reste": {"valeur": "360 - indemnisés", "plancher": 0},
        "jours": {"valeur": "durée - carence", "plancher": 0, "plafond": "reste"},
        "total": "jour * jours",
    }


def _is(status: str) -> str:
    return f"statut = '{status}'"


def _by_year(figures: Mapping[int, int]) -> dict[str, Any]:
    *before, (_, last) = figures.items()
    lines: list[dict[str, Any]] = [{"si": f"année = {year}", "alors": value} for year, value in before]
    return {"variations": [*lines, {"sinon": last}]}


def command(node: str, package: Path, file: str) -> list[str]:
    """Return the command that decides the cases of *file*, which ``program`` made."""
    return [node, str(Path(__file__).with_name("publicodes_program.mjs")), str(package), file]


def program(situations: Sequence[Mapping[str, Any]], runs: int) -> Mapping[str, Any]:
    """Return what the process is to decide, and how often it is timed, JSON-ready."""
    return {"rules": rules(), "situations": situations, "asked": ASKED, "runs": runs}


def situation(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a complete case of ``people`` as publicodes takes it."""
    day, start = case["date_arret"], case["date_debut_affiliation"]
    return {
        "statut": f"'{case['statut']}'",
        "année": day.year,
        "jour d'arrêt": day.year * 10_000 + day.month * 100 + day.day,
        "mois": _months(start, day),
        **{f"revenu {n}": int(case[f"revenu_n{n}"] * 100) for n in (1, 2, 3)},
        "durée": case["duree_arret_jours"],
        "indemnisés": case["ij_percues_3_ans"],
        "cotisations à jour": _said(case["cotisations_a_jour"]),
        "arrêt prescrit": _said(case["arret_prescrit"]),
        "activité cessée": _said(case["activite_cessee"]),
        "hospitalisation": _said(case["hospitalisation"]),
    }


def _said(fact: bool) -> str:
    return "oui" if fact else "non"


def _months(start: date, end: date) -> int:
    whole = (end.year * 12 + end.month) - (start.year * 12 + start.month)
    last = (date(end.year + end.month // 12, end.month % 12 + 1, 1) - date(end.year, end.month, 1)).days
    return whole - (end.day < start.day and end.day < last)


def answer(found: Sequence[Any]) -> dict[str, Any]:
    """Return what publicodes gives for ASKED, as the answers of ``peers``."""
    said = dict(zip(ASKED, found, strict=True))
    answered: dict[str, Any] = {"verdict": said["droit"], "lignes": [said["ligne"]]}
    if said["droit"] == "refuse":
        return answered
    return {
        **answered,
        "ij_journaliere": Decimal(said["jour"]) / 100,
        "ij_nette": Decimal(said["net"]) / 100,
        "total_ij": Decimal(said["total"]) / 100,
        "carence_jours": said["carence"],
        "jours_indemnises": said["jours"],
    }
