"""The Parquet files that the database writes: those that are handed over, and those it reads again soon."""

from collections.abc import Mapping
from pathlib import Path

from engine.batch.reading.to_sql import name, text

VECTOR = 2048
"""Rows that the database works on together: a group holds whole ones."""

MOST_ROWS = 60 * VECTOR
MOST_CELLS = 4_000_000
"""Most of a group, which is held in memory before it is written.

The verdicts on many benefits are wide: as many rows of them as usual would not fit. (The database also takes
a limit in bytes, but the groups that it cuts so are written in any order.)
"""

ROWS_KEPT = 10 * VECTOR
"""Rows of a group that is read again soon: few, for all threads to have some."""


def rows_together(columns: int) -> int:
    """Return how many rows of *columns* columns make a group."""
    return min(max(MOST_CELLS // columns // VECTOR, 1) * VECTOR, MOST_ROWS)


def to_parquet(query: str, target: Path, metadata: Mapping[str, str], columns: int) -> str:
    """Return the statement that writes the rows of *query*, of *columns* columns, in *target*, small."""
    pairs = ", ".join(f"{name(key)}: {text(value)}" for key, value in metadata.items())
    return _copy(query, target, rows_together(columns), f"COMPRESSION zstd, KV_METADATA {{{pairs}}}")


def to_keep(query: str, target: Path) -> str:
    """Return the statement that writes the rows of *query* in *target*, fast."""
    return _copy(query, target, ROWS_KEPT, "COMPRESSION lz4")


def relation_of(target: Path) -> str:
    """Return the relation of what is in *target*."""
    return f"read_parquet({text(str(target))})"


def _copy(query: str, target: Path, rows: int, options: str) -> str:
    return f"COPY ({query}) TO {text(str(target))} (FORMAT parquet, ROW_GROUP_SIZE {rows}, {options})"
