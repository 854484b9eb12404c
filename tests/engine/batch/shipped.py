"""The shipped model, and every case that stands beside it: reference cases and ``Cas de test``."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from cli.answer import benefits_of
from cli.golden import case_files, read_golden_case
from engine.batch.by_reference import answers, row_of
from engine.batch.columns import fact_columns, facts_schema
from engine.model import Model
from engine.pipeline import load_tables
from engine.shipped import shipped_tables
from engine.values import Value

GOLDEN = Path(__file__).resolve().parents[3] / "golden"


@cache
def shipped() -> Model:
    """Return the shipped model."""
    model, faults = load_tables(shipped_tables())
    assert model is not None, faults
    return model


@cache
def shipped_cases() -> Mapping[str, tuple[Mapping[str, Value], ...]]:
    """Return the facts of the cases of each benefit."""
    model = shipped()
    found: dict[str, list[Mapping[str, Value]]] = {code: [] for code in model.benefits}
    for example in model.examples:
        found[example.benefit].append(example.facts)
    for path in case_files(GOLDEN):
        case = read_golden_case(path, model).case
        for code in benefits_of(case, model):
            found[code].append(case.facts)
    return {code: tuple(cases) for code, cases in found.items()}


def table_of(
    model: Model, benefits: Sequence[str], cases: Sequence[Mapping[str, Value]], after: int = 0
) -> pa.Table:
    """Return the relation of facts that holds *cases*, whose positions come after *after*."""
    columns = fact_columns(model, benefits)
    rows = [
        {"position": place, "id": f"cas {place}", **row_of(columns, facts)}
        for place, facts in enumerate(cases, after + 1)
    ]
    return pa.Table.from_pylist(rows, schema=facts_schema(model, benefits))


@cache
def expected(benefit: str) -> pa.Table:
    """Return what the reference meaning says of the cases of *benefit*."""
    return answers(shipped(), [benefit], facts(benefit))


@cache
def facts(benefit: str) -> pa.Table:
    """Return the relation of the cases of *benefit*."""
    return table_of(shipped(), [benefit], shipped_cases()[benefit])
