"""The reduced rules as OpenFisca variables, written by hand: vectorised, without reasons nor absences.

OpenFisca reads a fact that is absent as zero, no or the first day of 1970. Its answers are compared on
complete cases, and counted apart on the others.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peers.figures import COMMON, FIGURES, HELPER, LIBERAL, RETIRED

_STATUSES = (*COMMON, LIBERAL, HELPER, RETIRED)
_FACTS: dict[str, type] = {
    "statut": int,
    "date_debut_affiliation": date,
    "date_arret": date,
    "revenu_n1": float,
    "revenu_n2": float,
    "revenu_n3": float,
    "cotisations_a_jour": bool,
    "arret_prescrit": bool,
    "activite_cessee": bool,
    "duree_arret_jours": int,
    "hospitalisation": bool,
    "ij_percues_3_ans": int,
}
_PERSON = build_entity("personne", "personnes", "Une personne", is_person=True)
_PERIOD = "2026"
_CUT = np.datetime64("2021-07-01")
_YEARS = np.array(list(FIGURES))
_CEILINGS = np.array([figure.ceiling for figure in FIGURES.values()])
_THRESHOLDS = np.array([figure.threshold for figure in FIGURES.values()])
_VERDICTS = np.array(["refuse", "ouvert", "a_etudier"])
_OF_ROW = np.array([0, 0, 0, 1, 1, 1, 2, 0, 0])
_ROWS = np.array(["", *(f"DR-0{number}" for number in range(1, 8)), "sinon"])

Formula = Callable[[Any], Any]


def _variable(name: str, kind: type, formula: Formula | None = None) -> type[Variable]:
    body: dict[str, Any] = {"value_type": kind, "entity": _PERSON, "definition_period": YEAR, "label": name}
    if formula is not None:
        body["formula"] = lambda person, period: formula(lambda read: person(read, period))
    return type(name, (Variable,), body)


def _parts(days: Any) -> tuple[Any, Any, Any]:
    months = days.astype("datetime64[M]")
    return months, (days - months.astype("datetime64[D]")).astype(int) + 1, months.astype(int)


def _months(read: Formula) -> Any:
    start, end = read("date_debut_affiliation"), read("date_arret")
    _, start_day, start_month = _parts(start)
    end_months, end_day, end_month = _parts(end)
    last = ((end_months + 1).astype("datetime64[D]") - end_months.astype("datetime64[D]")).astype(int)
    return end_month - start_month - ((end_day < start_day) & (end_day < last))


def _cents(read: Formula) -> Any:
    return (
        sum(np.rint(read(f"revenu_n{n}").astype(np.float64) * 100).astype(np.int64) for n in (1, 2, 3)) // 3
    )


def _year(read: Formula) -> Any:
    years = read("date_arret").astype("datetime64[Y]").astype(int) + 1970
    return np.clip(years - _YEARS[0], 0, len(_YEARS) - 1)


def _row(read: Formula) -> Any:
    status, day, months, mean = read("statut"), read("date_arret"), read("mois"), read("raam")
    enough, reached = months >= 12, mean >= _THRESHOLDS[_year(read)]
    three = read("cotisations_a_jour") & read("arret_prescrit") & read("activite_cessee")
    common, liberal = status < len(COMMON), status == _STATUSES.index(LIBERAL)
    return np.select(
        [
            status == _STATUSES.index(RETIRED),
            liberal & (day < _CUT),
            (status == _STATUSES.index(HELPER)) & enough & three,
            common & enough & reached & three,
            liberal & enough & reached & three,
            (months >= 9) & (months < 12) & three,
            common & enough & three,
        ],
        range(1, 8),
        8,
    )


def _wait(read: Formula) -> Any:
    return np.where((read("date_arret") >= np.datetime64("2020-05-25")) | read("hospitalisation"), 3, 7)


def _daily(read: Formula) -> Any:
    times = np.where(read("statut") == _STATUSES.index(LIBERAL), 3, 1)
    kept = np.minimum(read("raam"), times * _CEILINGS[_year(read)])
    return (2 * kept.astype(np.int64) + 730) // 1460


_COMPUTED: dict[str, tuple[type, Formula]] = {
    "mois": (int, _months),
    "raam": (int, _cents),
    "ligne": (int, _row),
    "carence": (int, _wait),
    "jour": (int, _daily),
    "net": (int, lambda read: (2 * read("jour").astype(np.int64) * 933 + 1000) // 2000),
    "jours": (
        int,
        lambda read: np.maximum(
            0, np.minimum(read("duree_arret_jours") - read("carence"), 360 - read("ij_percues_3_ans"))
        ),
    ),
    "total": (int, lambda read: read("jour") * read("jours")),
}


def system() -> TaxBenefitSystem:
    """Return the rules as OpenFisca's system."""
    rules = TaxBenefitSystem([_PERSON])
    for name, kind in _FACTS.items():
        rules.add_variable(_variable(name, kind))
    for name, (kind, formula) in _COMPUTED.items():
        rules.add_variable(_variable(name, kind, formula))
    return rules


def decide(source: Path, target: Path) -> None:
    """Decide the cases of *source* into *target*."""
    table = pq.read_table(source)
    builder = SimulationBuilder()
    builder.create_entities(rules := system())
    builder.declare_person_entity("personne", np.arange(table.num_rows))
    simulation = builder.build(rules)
    for name, kind in _FACTS.items():
        simulation.set_input(name, _PERIOD, _values(table.column(name), kind))
    row = simulation.calculate("ligne", _PERIOD)
    paid = _OF_ROW[row] > 0
    columns = {
        "id": table.column("id"),
        "verdict": pa.array(_VERDICTS).take(pa.array(_OF_ROW[row])),
        "lignes": pa.ListArray.from_arrays(
            np.arange(len(row) + 1, dtype=np.int32), pa.array(_ROWS).take(pa.array(row))
        ),
    }
    for column, name in (("ij_journaliere", "jour"), ("ij_nette", "net"), ("total_ij", "total")):
        cents = pa.array(simulation.calculate(name, _PERIOD).astype(np.int64), mask=~paid)
        columns[column] = pc.multiply(pc.cast(cents, pa.decimal128(19, 0)), pa.scalar(Decimal("0.01")))
    columns["carence_jours"] = pa.array(simulation.calculate("carence", _PERIOD), mask=~paid)
    columns["jours_indemnises"] = pa.array(simulation.calculate("jours", _PERIOD), mask=~paid)
    first = simulation.calculate("date_arret", _PERIOD) + simulation.calculate("carence", _PERIOD)
    columns["premier_jour_indemnise"] = pa.array(first, mask=~paid)
    pq.write_table(pa.table(columns), target, compression="zstd")


def _values(column: pa.ChunkedArray, kind: type) -> Any:
    if kind is date:
        return column.fill_null(date(1970, 1, 1)).to_numpy().astype("datetime64[D]")
    if pa.types.is_string(column.type):
        return pc.index_in(column, pa.array(_STATUSES)).fill_null(0).to_numpy()
    if kind is float:
        return pc.cast(column, pa.float64()).fill_null(0).to_numpy()
    return column.fill_null(kind(0)).to_numpy(zero_copy_only=False)
