"""Two models -> what differs in meaning, line by line; two models of one seal give nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from engine.cells.show import show_expression, show_value
from engine.changes.changes import Changes, FieldChange, LineChange, Sheet, TableChange
from engine.changes.compare_rows import compare_rows, same
from engine.evaluate import NEVER_DECIDES
from engine.location import CellRef
from engine.model import Benefit, DatedValue, Example, Formula, HitPolicy, Model, Period, Table, Term
from engine.seal import in_canonical_order
from engine.values import Kind, Type, Value

_Dated = TypeVar("_Dated", DatedValue, Formula)
Fields = Iterator[FieldChange]


def compare(before: Model, after: Model) -> Changes:
    """Return what differs between *before* and *after*."""
    return Changes(
        tables=tuple(_tables(before, after)),
        lines=(
            *_by_name(Sheet.GLOSSARY, before.terms, after.terms, _term),
            *_dated(Sheet.FIGURES, before.parameters, after.parameters, _figure(after, before)),
            *_dated(Sheet.CALCULATIONS, before.calculations, after.calculations, _formula),
            *_by_name(Sheet.CATALOGUE, before.benefits, after.benefits, _benefit),
        ),
        examples=tuple(_examples(before, after)),
    )


# --- tables ------------------------------------------------------------------------------


def _tables(before: Model, after: Model) -> Iterator[TableChange]:
    for name in dict.fromkeys((*after.tables, *before.tables)):
        old, new = before.tables.get(name), after.tables.get(name)
        if old is None or new is None:
            yield TableChange(before=old, after=new)
        elif not same(in_canonical_order(old), in_canonical_order(new)):
            yield TableChange(
                before=old, after=new, fields=tuple(_heading(old, new)), rows=compare_rows(old, new)
            )


def _heading(old: Table, new: Table) -> Fields:
    where = new.where
    yield from _texts(where, [("Libellé", old.label, new.label, False)])
    yield from _texts(
        where,
        [
            ("Politique", old.policy.value, new.policy.value, True),
            ("Date de référence", old.reference_date or "", new.reference_date or "", True),
            ("Colonnes", _columns(old), _columns(new), False),
            ("Résultats", _outputs(old), _outputs(new), True),
        ],
    )


def _columns(table: Table) -> str:
    return ", ".join(
        f"{role.value} {name}" for name, role in sorted(table.inputs, key=lambda c: (c[0], c[1].name))
    )


def _outputs(table: Table) -> str:
    ranked = table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    return ", ".join(table.outputs if ranked else sorted(table.outputs))


# --- lines -------------------------------------------------------------------------------


_Any = TypeVar("_Any", Term, Benefit)


def _by_name(
    sheet: Sheet,
    before: Mapping[str, _Any],
    after: Mapping[str, _Any],
    fields: Callable[[_Any, _Any], Fields],
) -> Iterator[LineChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield LineChange(sheet=sheet, name=name, before=old, after=new)
        elif not same(old, new):
            yield LineChange(sheet=sheet, name=name, before=old, after=new, fields=tuple(fields(old, new)))


def _dated(
    sheet: Sheet,
    before: Mapping[str, Sequence[_Dated]],
    after: Mapping[str, Sequence[_Dated]],
    fields: Callable[[str, _Dated, _Dated], Fields],
) -> Iterator[LineChange]:
    for name in dict.fromkeys((*after, *before)):
        for old, new in _paired(before.get(name, ()), after.get(name, ())):
            if old is None or new is None:
                yield LineChange(sheet=sheet, name=name, before=old, after=new)
            else:
                found = tuple(fields(name, old, new))
                yield LineChange(sheet=sheet, name=name, before=old, after=new, fields=found)


def _paired(
    before: Sequence[_Dated], after: Sequence[_Dated]
) -> Iterator[tuple[_Dated | None, _Dated | None]]:
    """Yield the lines that differ, each with the one of the other version that it stands for: by its first
    day, else by what it says, else by its last day."""
    left = [line for line in before if not any(same(line, other) for other in after)]
    new = [line for line in after if not any(same(line, other) for other in before)]
    pairs: list[tuple[_Dated, _Dated]] = []
    for close in (_begin_alike, _worth_alike, _end_alike):
        for line in tuple(new):
            match = next((old for old in left if close(old, line)), None)
            if match is not None:
                pairs.append((match, line))
                left.remove(match)
                new.remove(line)
    places = {id(line): place for place, line in enumerate(after)}
    found: list[tuple[_Dated | None, _Dated]] = []
    found += pairs
    found += [(None, line) for line in new]
    found.sort(key=lambda pair: places[id(pair[1])])
    yield from found
    for line in left:
        yield line, None


def _begin_alike(old: DatedValue | Formula, new: DatedValue | Formula) -> bool:
    return old.period.start == new.period.start


def _worth_alike(old: DatedValue | Formula, new: DatedValue | Formula) -> bool:
    """Whether two lines say the same on other days."""
    worths = [line.value if isinstance(line, DatedValue) else line.expression for line in (old, new)]
    return same(worths[0], worths[1])


def _end_alike(old: DatedValue | Formula, new: DatedValue | Formula) -> bool:
    return old.period.end == new.period.end


def _term(old: Term, new: Term) -> Fields:
    yield from _texts(
        new.where,
        [
            ("Nature", old.nature.value, new.nature.value, True),
            ("Libellé", old.label, new.label, False),
            ("Question", old.question, new.question, old.can_be_given != new.can_be_given),
            ("Type", old.type.kind.value, new.type.kind.value, True),
            ("Unité", old.type.unit, new.type.unit, False),
            ("Valeurs permises", "\u00a0; ".join(old.type.choices), "\u00a0; ".join(new.type.choices), True),
            ("Décimales", str(old.type.decimals), str(new.type.decimals), True),
            ("Minimum", _bound(old.type.minimum), _bound(new.type.minimum), True),
            ("Maximum", _bound(old.type.maximum), _bound(new.type.maximum), True),
            ("Description", old.description, new.description, False),
            ("Source", old.source, new.source, False),
        ],
    )


def _bound(value: Decimal | object | None) -> str:
    return "" if value is None else str(value)


def _figure(after: Model, before: Model) -> Callable[[str, DatedValue, DatedValue], Fields]:
    def fields(name: str, old: DatedValue, new: DatedValue) -> Fields:
        values = (shown(old.value, before.terms[name].type), shown(new.value, after.terms[name].type))
        doubted = (old.confidence == NEVER_DECIDES) != (new.confidence == NEVER_DECIDES)
        yield from _texts(new.where, [("Valeur", *values, True), *_period(old.period, new.period)])
        yield from _texts(
            new.where,
            [
                ("Source", old.source, new.source, False),
                ("Confiance", old.confidence, new.confidence, doubted),
                ("Note", old.note, new.note, False),
            ],
        )

    return fields


def shown(value: Value, type_: Type) -> str:
    """Return *value* as a cell of its column writes it."""
    return show_value(value, type_.kind is Kind.PERCENTAGE)


def _formula(name: str, old: Formula, new: Formula) -> Fields:
    texts = (old.text or show_expression(old.expression), new.text or show_expression(new.expression))
    if same(old.expression, new.expression):
        texts = (texts[1], texts[1])
    elif texts[0] == texts[1]:
        texts = (show_expression(old.expression), show_expression(new.expression))
    roundings = [line.rounding.value if line.rounding else "" for line in (old, new)]
    yield from _texts(
        new.where,
        [
            ("Formule", *texts, True),
            ("Décimales", str(old.decimals), str(new.decimals), True),
            ("Arrondi", roundings[0], roundings[1], True),
            *_period(old.period, new.period),
            ("Source", old.source, new.source, False),
            ("Note", old.note, new.note, False),
        ],
    )


def _benefit(old: Benefit, new: Benefit) -> Fields:
    yield from _texts(
        new.where,
        [
            ("Libellé", old.label, new.label, False),
            ("Table du droit", old.table, new.table, True),
            ("Date de référence", old.reference_date, new.reference_date, True),
            ("Montants", ", ".join(old.amounts), ", ".join(new.amounts), True),
            ("Durées", ", ".join(old.durations), ", ".join(new.durations), True),
            ("Démarches", ", ".join(old.steps), ", ".join(new.steps), True),
            ("Date déplaçable", _yes(old.movable), _yes(new.movable), False),
            ("Ordre", str(old.order), str(new.order), False),
            ("Source", old.source, new.source, False),
        ],
    )


def _examples(before: Model, after: Model) -> Iterator[LineChange]:
    olds = {f"{one.benefit} {one.id}": one for one in before.examples}
    news = {f"{one.benefit} {one.id}": one for one in after.examples}
    for name in dict.fromkeys((*news, *olds)):
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            yield LineChange(sheet=Sheet.EXAMPLES, name=name, before=old, after=new)
        elif not same(old, new):
            found = tuple(_example(old, new))
            yield LineChange(sheet=Sheet.EXAMPLES, name=name, before=old, after=new, fields=found)


def _example(old: Example, new: Example) -> Fields:
    yield from _texts(new.where, [("Description", old.description, new.description, False)])
    for before, after in ((old.facts, new.facts), (old.expected, new.expected)):
        for name in dict.fromkeys((*after, *before)):
            texts = tuple(show_value(given[name]) if name in given else "" for given in (before, after))
            if texts[0] != texts[1]:
                yield FieldChange(
                    name=name, before=texts[0], after=texts[1], decides=False, is_term=True, where=new.where
                )
    yield from _texts(new.where, [("Source", old.source, new.source, False)])


def _period(old: Period, new: Period) -> list[tuple[str, str, str, bool]]:
    return [
        ("Du", _day(old.start), _day(new.start), True),
        ("Au", _day(old.end), _day(new.end), True),
    ]


def _day(day: object | None) -> str:
    return "" if day is None else str(day)


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def _texts(where: CellRef, texts: Sequence[tuple[str, str, str, bool]]) -> Fields:
    for name, before, after, decides in texts:
        if before != after:
            yield FieldChange(name=name, before=before, after=after, decides=decides, where=where)
