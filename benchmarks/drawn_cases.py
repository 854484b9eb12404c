"""Cases for any benefits, as many as asked for: each fact is drawn from its values in the « Cas de test »."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.database import connect
from engine.batch.columns import FactColumn, fact_columns
from engine.batch.reading.to_sql import held_as
from engine.model import Model
from engine.values import Value


def write(model: Model, benefits: Sequence[str], target: Path, size: int, *, absent_percent: int = 5) -> None:
    """Write *size* cases that give the facts of *benefits*, the same for the same model; a fact that no example
    gives has no column."""
    columns = []
    for place, fact in enumerate(fact_columns(model, benefits)):
        values = _values(model, fact)
        if values:
            chosen = (
                f"list_extract([{', '.join(values)}], 1 + CAST(hash(i, {place}) % {len(values)} AS BIGINT))"
            )
            absent = f"hash(i, {place}, 'absent') % 100 < {absent_percent}"
            columns.append(f"CASE WHEN NOT {absent} THEN {chosen} END AS {fact.name}")
    with connect() as connection:
        drawn = f"SELECT 'c' || i AS id, {', '.join(columns)} FROM range({size}) AS t(i)"
        connection.execute(f"COPY ({drawn}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def as_facts(model: Model, benefits: Sequence[str], source: Path) -> str:
    """Return the query that makes facts, in scaled integers, of the cases of *source*."""
    read = f"read_parquet('{source}', file_row_number = true)"
    with connect() as connection:
        given = {row[0] for row in connection.execute(f"DESCRIBE FROM {read}").fetchall()}
    columns = []
    for fact in fact_columns(model, benefits):
        scaled = f"{fact.name} * {10**fact.type.decimals}" if fact.type.is_numeric else fact.name
        columns.append(
            f"CAST({scaled if fact.name in given else 'NULL'} AS {held_as(fact.type)}) AS {fact.name}"
        )
    return f"SELECT file_row_number + 1 AS position, id, {', '.join(columns)} FROM {read}"


def _values(model: Model, fact: FactColumn) -> list[str]:
    """Return the values of *fact* in the examples, as SQL writes them."""
    found = [example.facts[fact.name] for example in model.examples if fact.name in example.facts]
    return sorted({_written(value, fact) for value in found})


def _written(value: Value, fact: FactColumn) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return f"DATE '{value}'"
        case Decimal():
            return f"CAST({value} AS DECIMAL(18, {fact.type.decimals}))"
        case str():
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
