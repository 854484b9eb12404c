"""What an edit of the workbooks changes, line by line, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from engine.changes.changes import FieldChange, LineChange, RowChange, Sheet, Status, TableChange
from engine.changes.compare import compare
from engine.model import Model
from explain.changes.words import ARROW, pair, quoted

MOST_LINES = 20

_T = TypeVar("_T")
_WORDS = {
    Sheet.GLOSSARY: "glossaire",
    Sheet.FIGURES: "paramètre",
    Sheet.CALCULATIONS: "calcul",
    Sheet.CATALOGUE: "prestation",
    Sheet.EXAMPLES: "exemple",
}


def edited(before: Model, after: Model) -> list[str]:
    """Return what differs between two models: rows with their cells, then the other lines by name."""
    changes = compare(_unlike(before, after), _unlike(after, before))
    found = [line for table in changes.tables for line in _table(table)]
    found += [_line(line) for line in (*changes.lines, *changes.examples)]
    if len(found) > MOST_LINES:
        return [*found[:MOST_LINES], f"… et {len(found) - MOST_LINES} lignes de plus"]
    return found or ["rien ne change de sens"]


def _unlike(one: Model, other: Model) -> Model:
    """Return *one* without most of what is the same in *other*: comparing meanings takes longer than equality."""

    def only(mine: Mapping[str, _T], theirs: Mapping[str, _T]) -> dict[str, _T]:
        return {name: value for name, value in mine.items() if theirs.get(name) != value}

    known = {(example.benefit, example.id): example for example in other.examples}
    return replace(
        one,
        tables=only(one.tables, other.tables),
        parameters=only(one.parameters, other.parameters),
        calculations=only(one.calculations, other.calculations),
        examples=tuple(e for e in one.examples if known.get((e.benefit, e.id)) != e),
    )


def _table(change: TableChange) -> Iterator[str]:
    name = f"table {change.table.name}"
    if change.status is not Status.CHANGED:
        yield pair(name, change.status.value)
        return
    if change.fields:
        yield pair(name, _fields(change.fields))
    for row in change.rows:
        yield pair(f"{name}, ligne {row.row.id}", _row(row))


def _row(change: RowChange) -> str:
    if not change.fields:
        return change.status.value
    return _fields(change.fields) + (", et déplacée" if change.moved else "")


def _line(change: LineChange) -> str:
    said = _fields(change.fields) if change.fields else change.status.value
    return pair(f"{_WORDS[change.sheet]} {change.name}", said)


def _fields(fields: Sequence[FieldChange]) -> str:
    return ", ".join(f"{one.name} {quoted(one.before)} {ARROW} {quoted(one.after)}" for one in fields)
