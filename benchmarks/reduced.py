"""The reduced rules of ``benchmarks/tables``: their model, and their facts as SQL reads them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT
from engine.model import Model
from engine.pipeline import load_tables
from engine.values import Value

TABLES = ROOT / "benchmarks" / "tables"
BENEFIT = "ij"


@cache
def model() -> Model:
    """Return the model of the reduced rules."""
    found, faults = load_tables(TABLES)
    assert found is not None, faults
    return found


def as_facts(source: Path) -> str:
    """Return the query that makes facts, in scaled integers, of the cases of ``people`` in *source*."""
    from engine.batch.columns import fact_columns

    scaled = ", ".join(
        f"CAST({fact.name} * {10**fact.type.decimals} AS BIGINT) AS {fact.name}"
        if fact.type.is_numeric
        else fact.name
        for fact in fact_columns(model(), [BENEFIT])
    )
    read = f"read_parquet('{source}', file_row_number = true)"
    return f"SELECT file_row_number + 1 AS position, id, {scaled} FROM {read}"


def facts_of(case: Mapping[str, Any]) -> dict[str, Value]:
    """Return the facts of a case of ``people``."""
    return dict(_facts(case))


def _facts(case: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for name, value in case.items():
        if name == "id" or value is None:
            continue
        if isinstance(value, int) and not isinstance(value, bool):
            yield name, Decimal(value)
        else:
            assert isinstance(value, str | bool | Decimal | date)
            yield name, value
