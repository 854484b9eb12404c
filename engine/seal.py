"""The seal: a fingerprint of what the rules mean and of what a case says.

It ignores what carries no meaning: cell formats, spelling of a cell, place of a sheet, of a column or
of a row (where the hit policy does not read the order), examples and comments.
"""

import hashlib
import json
from dataclasses import replace

from engine.model import HitPolicy, Model, Row, Table
from engine.serialize import Plain, plain


def seal_of(model: Model) -> str:
    """Return the SHA-256 of the meaning of *model*, in hexadecimal."""
    tables = {name: in_canonical_order(table) for name, table in model.tables.items()}
    return digest(
        [
            plain(part, meaning_only=True)
            for part in (model.terms, model.parameters, model.calculations, tables, model.benefits)
        ]
    )


def digest(data: Plain) -> str:
    """Return the SHA-256 of JSON-ready *data*, in hexadecimal; the order of keys does not matter."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_canonical_order(table: Table) -> Table:
    """Return *table* with rows and columns in an order that depends on its meaning alone."""
    rows = table.rows if table.policy.row_order_matters else tuple(sorted(table.rows, key=_id))
    ranked = table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    outputs = table.outputs if ranked else tuple(sorted(table.outputs))
    default = table.default
    return replace(
        table,
        inputs=tuple(sorted(table.inputs, key=lambda column: (column[0], column[1].name))),
        outputs=outputs,
        rows=tuple(_canonical_row(row, outputs) for row in rows),
        default=None if default is None else _canonical_row(default, outputs),
    )


def _id(row: Row) -> str:
    return row.id


def _canonical_row(row: Row, outputs: tuple[str, ...]) -> Row:
    return replace(
        row,
        conditions=tuple(sorted(row.conditions, key=lambda c: (c.term, c.role.name))),
        outcomes=tuple(row.outcome(output) for output in outputs),
    )
