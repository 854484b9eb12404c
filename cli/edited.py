"""What an edit of the workbooks changes, line by line, in words."""

from collections.abc import Iterator, Mapping

from engine.model import Model, Row, Table

MOST_LINES = 20


def edited(before: Model, after: Model) -> list[str]:
    """Return what differs between two models: rows with their cells, then the other lines by name."""
    found = [
        line
        for name in dict.fromkeys((*after.tables, *before.tables))
        for line in _table(name, before.tables.get(name), after.tables.get(name))
    ]
    for word, old, new in (
        ("paramètre", before.parameters, after.parameters),
        ("calcul", before.calculations, after.calculations),
        ("nom du glossaire", before.terms, after.terms),
        ("prestation", before.benefits, after.benefits),
        ("exemple", _examples(before), _examples(after)),
    ):
        found += [f"{word} {line}" for line in _named(old, new)]
    if len(found) > MOST_LINES:
        return [*found[:MOST_LINES], f"… et {len(found) - MOST_LINES} lignes de plus"]
    return found or ["rien ne change de sens"]


def _table(name: str, before: Table | None, after: Table | None) -> Iterator[str]:
    if before is None or after is None:
        yield f"table {name}\u00a0: {'nouvelle' if before is None else 'supprimée'}"
        return
    old, new = _rows(before), _rows(after)
    for id_ in dict.fromkeys((*new, *old)):
        here = f"table {name}, ligne {id_}\u00a0: "
        if id_ not in old or id_ not in new:
            yield here + ("nouvelle" if id_ not in old else "supprimée")
        elif old[id_] != new[id_]:
            yield here + (", ".join(_cells(old[id_], new[id_])) or "texte modifié")
    if (before.policy, before.reference_date) != (after.policy, after.reference_date):
        yield f"table {name}\u00a0: réglages modifiés"
    kept = [id_ for id_ in old if id_ in new]
    if after.policy.row_order_matters and kept != [id_ for id_ in new if id_ in old]:
        yield f"table {name}\u00a0: ordre des lignes modifié"


def _rows(table: Table) -> Mapping[str, Row]:
    return {row.id: row for row in table.all_rows}


def _cells(before: Row, after: Row) -> Iterator[str]:
    old, new = _texts(before), _texts(after)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "-") != new.get(name, "-"):
            yield f"{name} «\u00a0{old.get(name, '-')}\u00a0» -> «\u00a0{new.get(name, '-')}\u00a0»"


def _texts(row: Row) -> dict[str, str]:
    texts = {condition.term: condition.text for condition in row.conditions}
    texts |= {outcome.term: outcome.text for outcome in row.outcomes}
    days = (("Du", row.period.start), ("Au", row.period.end))
    return texts | {name: f"{day:%d/%m/%Y}" for name, day in days if day is not None}


def _named(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name in dict.fromkeys((*after, *before)):
        if name not in before or name not in after:
            yield f"{name}\u00a0: {'nouveau' if name not in before else 'supprimé'}"
        elif before[name] != after[name]:
            yield f"{name}\u00a0: modifié"


def _examples(model: Model) -> Mapping[str, object]:
    return {f"{example.benefit} {example.id}": example for example in model.examples}
