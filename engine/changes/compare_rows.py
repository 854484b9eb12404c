"""The rows of two versions of a table: matched by N°, then by content, then told cell by cell."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from engine.cells.show import show_expression, show_test
from engine.changes.changes import FieldChange, RowChange
from engine.model import Condition, Outcome, Row, Table
from engine.serialize import plain


def same(one: object, other: object) -> bool:
    """Return whether two parts of a model mean the same, as the seal understands it."""
    return one is other or plain(one, meaning_only=True) == plain(other, meaning_only=True)


def compare_rows(old: Table, new: Table) -> tuple[RowChange, ...]:
    """Return the rows that differ, in the order of *new*, then those that are gone."""
    matched = _matched(old.rows, new.rows)
    ordered = new.policy.row_order_matters and old.policy.row_order_matters
    moved = _moved(old, new, matched) if ordered else frozenset[int]()
    found: list[RowChange] = []
    for place, row in enumerate(new.rows):
        before = old.rows[matched[place]] if place in matched else None
        found += _row(before, row, place in moved)
    taken = set(matched.values())
    found += [RowChange(before=row, after=None) for place, row in enumerate(old.rows) if place not in taken]
    if old.default is not None or new.default is not None:
        found += _row(old.default, new.default, False)
    return tuple(found)


def _row(before: Row | None, after: Row | None, moved: bool) -> Iterator[RowChange]:
    if before is None or after is None:
        yield RowChange(before=before, after=after)
        return
    fields = tuple(_fields(before, after))
    if fields or moved:
        yield RowChange(before=before, after=after, fields=fields, moved=moved)


def _matched(old: Sequence[Row], new: Sequence[Row]) -> dict[int, int]:
    """Return the place in *old* of each row of *new* that was there."""
    places = {row.id: place for place, row in enumerate(old)}
    found = {place: places[row.id] for place, row in enumerate(new) if row.id in places}
    free = [place for place in range(len(old)) if place not in set(found.values())]
    for place, row in enumerate(new):
        if place not in found:
            twin = next((other for other in free if _content(old[other]) == _content(row)), None)
            if twin is not None:
                found[place] = twin
                free.remove(twin)
    return found


def _content(row: Row) -> object:
    cells = sorted(
        (repr(plain((c.term, c.role, c.test), meaning_only=True)) for c in row.conditions),
    )
    said = sorted(repr(plain((o.term, o.value), meaning_only=True)) for o in row.outcomes)
    return cells, said, row.period


def _moved(old: Table, new: Table, matched: dict[int, int]) -> frozenset[int]:
    """Return the fewest places of *new* whose rows do not stand in the order of *old*."""
    order = [(place, matched[place]) for place in range(len(new.rows)) if place in matched]
    tails: list[int] = []
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for index, (_, was) in enumerate(order):
        at = bisect_left(tails, was)
        previous[index] = ends[at - 1] if at else None
        if at == len(tails):
            tails.append(was)
            ends.append(index)
        else:
            tails[at], ends[at] = was, index
    kept: set[int] = set()
    step: int | None = ends[-1] if ends else None
    while step is not None:
        kept.add(order[step][0])
        step = previous[step]
    return frozenset({place for place, _ in order} - kept)


# --- cells -------------------------------------------------------------------------------


def _fields(before: Row, after: Row) -> Iterator[FieldChange]:
    where = after.where
    if before.id != after.id:
        yield FieldChange(name="N°", before=before.id, after=after.id, decides=False, where=where)
    yield from _conditions(before, after)
    for name in dict.fromkeys(outcome.term for row in (after, before) for outcome in row.outcomes):
        yield from _outcome(name, _said(before, name), _said(after, name), after)
    start = ("Du", before.period.start, after.period.start)
    for name, old, new in (start, ("Au", before.period.end, after.period.end)):
        if old != new:
            texts = ["" if day is None else day.isoformat() for day in (old, new)]
            yield FieldChange(name=name, before=texts[0], after=texts[1], decides=True, where=where)
    for name, was, now in (
        ("Motif", before.reason, after.reason),
        ("Source", before.source, after.source),
        ("Note", before.note, after.note),
    ):
        if was != now:
            yield FieldChange(name=name, before=was, after=now, decides=False, where=where)


def _conditions(before: Row, after: Row) -> Iterator[FieldChange]:
    for term, role in dict.fromkeys((c.term, c.role) for row in (after, before) for c in row.conditions):
        old, new = (
            [c for c in row.conditions if (c.term, c.role) == (term, role)] for row in (before, after)
        )
        if same(tuple(_by_test(old)), tuple(_by_test(new))):
            continue
        texts = [_asked(cells) for cells in (old, new)]
        if texts[0] == texts[1]:
            texts = [" et ".join(show_test(c.test) for c in cells) for cells in (old, new)]
        where = new[0].where if new else after.where
        decides = not any(_same_tests(row, other, term) for row, other in ((before, after),))
        yield FieldChange(
            name=term, before=texts[0], after=texts[1], decides=decides, is_term=True, role=role, where=where
        )


def _same_tests(before: Row, after: Row, term: str) -> bool:
    """Whether the cells on *term* ask the same, a change of role left aside."""
    asked = [
        sorted(repr(plain(c.test, meaning_only=True)) for c in row.conditions if c.term == term)
        for row in (before, after)
    ]
    return asked[0] == asked[1]


def _by_test(cells: Sequence[Condition]) -> list[object]:
    return sorted((cell.test for cell in cells), key=lambda test: repr(plain(test, meaning_only=True)))


def _asked(cells: Sequence[Condition]) -> str:
    return " et ".join(cell.text or show_test(cell.test) for cell in cells) or "-"


def _said(row: Row, name: str) -> Outcome | None:
    return next((outcome for outcome in row.outcomes if outcome.term == name), None)


def _outcome(name: str, old: Outcome | None, new: Outcome | None, after: Row) -> Iterator[FieldChange]:
    if old is not None and new is not None and same(old.value, new.value):
        return
    texts = ["-" if cell is None or cell.value is None else cell.text for cell in (old, new)]
    if texts[0] == texts[1]:
        texts = [
            "-" if cell is None or cell.value is None else show_expression(cell.value) for cell in (old, new)
        ]
    where = new.where if new is not None else after.where
    yield FieldChange(name=name, before=texts[0], after=texts[1], decides=True, is_term=True, where=where)
