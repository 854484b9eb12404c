"""The reduced rules as a ZEN decision (JDM), written by hand: its trace is the only reason that it gives.

ZEN has two values: a fact that is absent is « no match ». Its answers are compared on complete cases, and
counted apart on the others.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zen

from benchmarks.peers.figures import COMMON, FIGURES, HELPER, LIBERAL, RETIRED

BATCH = 20_000
_VERDICTS = {"ouvert": "ouvert", "refusé": "refuse", "à étudier": "a_etudier"}
_AT = {"x": 0, "y": 0}
_COLUMNS = ("statut", "jour_arret", "mois", "raam", "cotisations_a_jour", "arret_prescrit", "activite_cessee")
_AMOUNTS = ("revenu_n1", "revenu_n2", "revenu_n3")
_THREE = ("true", "true", "true")


def decision() -> dict[str, Any]:
    """Return the decision as JSON-ready data."""
    common = ", ".join(f'"{word}"' for word in COMMON)
    figures = [(str(year), str(figure.ceiling), str(figure.threshold)) for year, figure in FIGURES.items()]
    nodes = [
        _node("entree", "inputNode", None),
        _formulas(
            "valeurs",
            {
                "mois": "d(date_arret).diff(date_debut_affiliation, 'months')",
                "raam": "floor((revenu_n1 + revenu_n2 + revenu_n3) / 3)",
                "annee": "d(date_arret).year()",
                "jour_arret": "$.annee * 10000 + d(date_arret).month() * 100 + d(date_arret).day()",
            },
        ),
        _table("figures", ("annee",), ("pass", "seuil"), figures),
        _table("plafond", ("statut",), ("multiple",), [(f'"{LIBERAL}"', "3"), ("", "1")]),
        _table(
            "carence",
            ("jour_arret", "hospitalisation"),
            ("carence_jours",),
            [(">= 20200525", "", "3"), ("", "true", "3"), ("", "false", "7")],
        ),
        _table(
            "droit",
            _COLUMNS,
            ("droit", "ligne"),
            [
                (f'"{RETIRED}"', "", "", "", "", "", "", '"refusé"', '"DR-01"'),
                (f'"{LIBERAL}"', "< 20210701", "", "", "", "", "", '"refusé"', '"DR-02"'),
                (f'"{HELPER}"', "", ">= 12", "", *_THREE, '"ouvert"', '"DR-03"'),
                (common, "", ">= 12", ">= seuil", *_THREE, '"ouvert"', '"DR-04"'),
                (f'"{LIBERAL}"', ">= 20210701", ">= 12", ">= seuil", *_THREE, '"ouvert"', '"DR-05"'),
                (f'not in ["{RETIRED}"]', "", "[9..12)", "", *_THREE, '"à étudier"', '"DR-06"'),
                (common, "", ">= 12", "< seuil", *_THREE, '"refusé"', '"DR-07"'),
                ("", "", "", "", "", "", "", '"refusé"', '"sinon"'),
            ],
        ),
        _formulas(
            "montants",
            {
                "jour": "floor(min([raam, multiple * pass]) / 730 + 0.5)",
                "net": "floor($.jour * 0.933 + 0.5)",
                "jours": "max([0, min([duree_arret_jours - carence_jours, 360 - ij_percues_3_ans])])",
                "total": "$.jour * $.jours",
                "premier": "d(date_arret).add(carence_jours, 'day').format('%Y-%m-%d')",
            },
        ),
        _node("sortie", "outputNode", None),
    ]
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in itertools.pairwise(names)
    ]
    return {"nodes": nodes, "edges": edges}


def _node(name: str, kind: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": name, "name": name, "type": kind, "position": _AT}
    return node if content is None else {**node, "content": content}


def _formulas(name: str, formulas: Mapping[str, str]) -> dict[str, Any]:
    lines = [{"id": key, "key": key, "value": value} for key, value in formulas.items()]
    return _node(name, "expressionNode", {"expressions": lines, "passThrough": True})


def _table(
    name: str, inputs: tuple[str, ...], outputs: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> dict[str, Any]:
    columns = [f"{name}-{column}" for column in (*inputs, *outputs)]
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [{"id": f"{name}-{field}", "name": field, "field": field} for field in inputs],
        "outputs": [{"id": f"{name}-{field}", "name": field, "field": field} for field in outputs],
        "rules": [
            {"_id": f"{name}-{place}", **dict(zip(columns, row, strict=True))}
            for place, row in enumerate(rows)
        ],
    }
    return _node(name, "decisionTableNode", content)


def ready(content: Mapping[str, Any]) -> Any:
    """Return an engine whose only decision is *content*, parsed once: the quickest of its ways, by far."""
    parsed = zen.ZenDecisionContent(json.dumps(content))
    return zen.ZenEngine({"loader": lambda _: parsed})


def decide(source: Path, target: Path, *, trace: bool = True) -> None:
    """Decide the cases of *source* into *target*, in batches, with ZEN's trace (read, not kept)."""
    engine = ready(decision())
    writer: pq.ParquetWriter | None = None
    try:
        for batch in pq.ParquetFile(source).iter_batches(BATCH):
            requests = [{"key": "ij", "context": context(case)} for case in batch.to_pylist()]
            answers = engine.evaluate_batch(requests, {"trace": trace})
            ids = batch.column("id").to_pylist()
            table = pa.Table.from_pylist(
                [answer(case, found) for case, found in zip(ids, answers, strict=True)], _SCHEMA
            )
            writer = writer or pq.ParquetWriter(target, _SCHEMA, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def context(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case of ``people`` as ZEN takes it: amounts in cents, days as text, nothing for what is absent."""
    return {
        name: value.isoformat()
        if name.startswith("date_")
        else int(value * 100)
        if name in _AMOUNTS
        else value
        for name, value in case.items()
        if value is not None and name != "id"
    }


_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("verdict", pa.string()),
        ("lignes", pa.list_(pa.string())),
        ("ij_journaliere", pa.decimal128(20, 2)),
        ("ij_nette", pa.decimal128(20, 2)),
        ("total_ij", pa.decimal128(20, 2)),
        ("carence_jours", pa.int32()),
        ("jours_indemnises", pa.int32()),
        ("premier_jour_indemnise", pa.string()),
    ]
)


def answer(case: object, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ZEN *said* of *case*, with the columns of ``peers``."""
    if not said["success"]:
        return {"id": case, "verdict": "erreur"}
    found = said["data"]["result"]
    verdict = _VERDICTS[found["droit"]]
    answered: dict[str, Any] = {"id": case, "verdict": verdict, "lignes": [found["ligne"]]}
    if verdict == "refuse":
        return answered
    return {
        **answered,
        "ij_journaliere": _euros(found.get("jour")),
        "ij_nette": _euros(found.get("net")),
        "total_ij": _euros(found.get("total")),
        "carence_jours": found.get("carence_jours"),
        "jours_indemnises": None if found.get("jours") is None else int(found["jours"]),
        "premier_jour_indemnise": found.get("premier"),
    }


def _euros(cents: float | None) -> Decimal | None:
    return None if cents is None else Decimal(round(cents)) / 100
