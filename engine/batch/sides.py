# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave the types of arrays out.
"""Relations made with a plan, that cases are joined to by one key: a hash join, whatever the number of rows."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.batch.columns import ResultColumn
from engine.batch.expressions import Expr, Found, Held, Side

if TYPE_CHECKING:
    import pyarrow as pa


def side(
    key: Held,
    columns: Mapping[str, Held | ResultColumn],
    rows: Mapping[int, Sequence[object]] | Mapping[str, Sequence[object]],
) -> Side:
    """Return the relation of *rows*, by key."""
    said = repr((key, list(columns.items()), list(rows.items())))
    return Side(sha256(said.encode()).hexdigest()[:16], key, columns, rows)


def to_arrow(one: Side, named: Mapping[str, str]) -> "pa.Table":
    """Return *one* as a table whose columns bear the names that *named* gives; that of the key is ``""``."""
    import pyarrow as pa

    rows = [
        {named[""]: key, **dict(zip((named[name] for name in one.columns), values, strict=True))}
        for key, values in one.rows.items()
    ]
    columns: list[tuple[str, pa.DataType]] = [
        (named[""], _arrow(one.key)),
        *((named[name], _arrow(held)) for name, held in one.columns.items()),
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def _arrow(held: Held | ResultColumn) -> "pa.DataType":
    import pyarrow as pa

    if isinstance(held, ResultColumn):
        return held.held
    types: Mapping[Held, pa.DataType] = {
        Held.BOOLEAN: pa.bool_(),
        Held.INT: pa.int64(),
        Held.DATE: pa.date32(),
        Held.TEXT: pa.string(),
        Held.LIST: pa.list_(pa.string()),
    }
    return types[held]


def number(one: Side, key: Expr, column: str) -> Found:
    """Return a whole number of *one*, which has a row for *key* wherever it is looked at."""
    place = list(one.columns).index(column)
    found = [value for row in one.rows.values() if isinstance(value := row[place], int)]
    nullable = key.nullable or len(found) < len(one.rows)
    return Found(one, key, column, Held.INT, nullable, min(found, default=0), max(found, default=0))
