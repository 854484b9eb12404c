"""The verdicts in a file: Parquet, CSV (lists joined by a bar) or JSON lines."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

from engine.batch.reading.to_sql import name, text
from engine.batch.session import Session

BETWEEN = "|"
"""What separates the members of a list in a CSV file."""


class Written(Enum):
    """The forms of an output, by the word of the command line."""

    PARQUET = "parquet"
    CSV = "csv"
    LINES = "jsonl"


def written_by(file: str) -> Written | None:
    """Return the form that the name of *file* says."""
    suffixes = {
        ".parquet": Written.PARQUET,
        ".pq": Written.PARQUET,
        ".csv": Written.CSV,
        ".jsonl": Written.LINES,
        ".ndjson": Written.LINES,
    }
    return suffixes.get(Path(file).suffix.lower())


def to_lines(query: str, target: Path) -> str:
    """Return the statement that writes the rows of *query* in *target*, a JSON object each."""
    return f"COPY ({query}) TO {text(str(target))} (FORMAT json)"


def to_csv(session: Session, query: str, target: Path, separator: str, decimal: str) -> str:
    """Return the statement that writes the rows of *query* in *target*, lists joined."""
    described = session.run(f"DESCRIBE {query}")
    columns = ", ".join(_in_csv(column, held, decimal) for column, held, *_ in described)
    options = f"FORMAT csv, HEADER true, DELIMITER {text(separator)}"
    return f"COPY (SELECT {columns} FROM ({query})) TO {text(str(target))} ({options})"


def _in_csv(column: str, held: str, decimal: str) -> str:
    quoted = name(column)
    number = held.startswith(("DECIMAL", "DOUBLE", "FLOAT")) and decimal == ","
    if held.endswith("[]"):
        member = "replace(CAST(x AS VARCHAR), '.', ',')" if number else "CAST(x AS VARCHAR)"
        joined = f"array_to_string(list_transform({quoted}, lambda x: {member}), {text(BETWEEN)})"
        return f"{joined} AS {quoted}"
    if number:
        return f"replace(CAST({quoted} AS VARCHAR), '.', ',') AS {quoted}"
    if held == "BOOLEAN" and decimal == ",":
        return f"CASE WHEN {quoted} THEN 'oui' WHEN NOT {quoted} THEN 'non' END AS {quoted}"
    return quoted


def write_metadata(target: Path, metadata: Mapping[str, str], inputs: Sequence[str]) -> None:
    """Write *metadata* beside an output that cannot hold it."""
    target.write_text(
        json.dumps({**metadata, "entrees": list(inputs)}, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )
