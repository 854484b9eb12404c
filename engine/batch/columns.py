"""What goes in and what comes out of a batch, as types."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from engine.model import Benefit, HitPolicy, Model, Table
from engine.reach import reach
from engine.values import Kind, Type

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_NUMBER = 10**15
"""Numbers of a case are below it (``cases.read_fact``)."""

ORDINARY = {Kind.AMOUNT: 10**10, Kind.PERCENTAGE: 10**3, Kind.MONTHS: 10**4, Kind.WEEKS: 10**4}
"""What numbers of a kind without bounds seldom reach, 10**6 for the others: see ``APART``."""

APART = "a-part"
"""What ``faute`` says of a case whose numbers are beyond ORDINARY: the reference meaning decides it."""

ALWAYS = ("position", "id", "faute")
"""The columns of a result that a case at fault has too."""

REASONS = ("verdict", "lignes", "exigences", "manquants")
"""The columns that every benefit has, in order."""


class FactColumn(NamedTuple):
    """A fact, or a calculation that a case may give, that the benefits read."""

    name: str
    type: Type

    @property
    def is_wide(self) -> bool:
        """Whether it is a number whose units may be beyond 64 bits."""
        return self.type.is_numeric and max(map(abs, bounds(self.type))) >= 2**63

    @property
    def held(self) -> "pa.DataType":
        """Its Arrow type: a number is a whole number of units of its last decimal."""
        import pyarrow as pa

        match self.type.kind:
            case Kind.BOOLEAN:
                return pa.bool_()
            case Kind.DATE:
                return pa.date32()
            case Kind.TEXT:
                return pa.string()
            case _:
                return pa.decimal128(38, 0) if self.is_wide else pa.int64()


class ResultColumn(NamedTuple):
    """A value joined to a right: *source* is the calculation or the table that gives *term*.

    ``many``: the answer of a list policy.
    """

    name: str
    source: str
    term: str
    type: Type
    many: bool

    @property
    def held(self) -> "pa.DataType":
        """Its Arrow type."""
        import pyarrow as pa

        one: pa.DataType
        match self.type.kind:
            case Kind.BOOLEAN:
                one = pa.bool_()
            case Kind.DATE:
                one = pa.date32()
            case Kind.TEXT:
                one = pa.string()
            case _:
                one = pa.decimal128(38, self.type.decimals)
        return pa.list_(one) if self.many else one


def bounds(type_: Type) -> tuple[int, int]:
    """Return the least and the greatest number of the numeric *type_* that a case can hold, in units of
    its last decimal."""
    scale = 10**type_.decimals
    most = LARGEST_NUMBER * scale - 1
    low = ceil(type_.minimum * scale) if isinstance(type_.minimum, Decimal) else -most
    high = floor(type_.maximum * scale) if isinstance(type_.maximum, Decimal) else most
    return max(low, -most), min(high, most)


def ordinary(type_: Type) -> tuple[int, int]:
    """Return the bounds, in units, within which a backend works with numbers of *type_*."""
    low, high = bounds(type_)
    most = ORDINARY.get(type_.kind, 10**6) * 10**type_.decimals
    return max(low, min(-most, high)), min(high, max(most, low))


def fact_columns(model: Model, benefits: Sequence[str]) -> tuple[FactColumn, ...]:
    """Return what a case can say that matters to *benefits*, in the order of the glossary."""
    needed = {name for code in benefits for name in _read(model, model.benefits[code])}
    return tuple(FactColumn(name, term.type) for name, term in model.terms.items() if name in needed)


def result_columns(model: Model, benefit: str) -> tuple[ResultColumn, ...]:
    """Return the values joined to *benefit*, amounts then durations, in the order of the catalogue."""
    found = list(dict.fromkeys(_joined(model, model.benefits[benefit])))
    names = [column.name for column in found] + list(REASONS)
    return tuple(
        column._replace(name=f"{column.source}.{column.term}") if names.count(column.name) > 1 else column
        for column in found
    )


def facts_schema(model: Model, benefits: Sequence[str]) -> "pa.Schema":
    """Return the schema of the relation of facts."""
    import pyarrow as pa

    held: dict[str, pa.DataType] = {"position": pa.int64(), "id": pa.string()}
    return pa.schema(held | {column.name: column.held for column in fact_columns(model, benefits)})


def result_schema(model: Model, benefits: Sequence[str]) -> "pa.Schema":
    """Return the schema of the relation of verdicts, ``faute`` included."""
    import pyarrow as pa

    held: dict[str, pa.DataType] = {"position": pa.int64(), "id": pa.string(), "faute": pa.string()}
    for code in benefits:
        held[f"{code}.verdict"] = pa.string()
        held |= {f"{code}.{name}": pa.list_(pa.string()) for name in REASONS[1:]}
        held |= {f"{code}.{column.name}": column.held for column in result_columns(model, code)}
    return pa.schema({name: held[name] for name in result_names(model, benefits)})


def result_names(model: Model, benefits: Sequence[str]) -> list[str]:
    """Return the names of the columns of the relation of verdicts, in order."""
    columns = (
        f"{code}.{name}"
        for code in benefits
        for name in (*REASONS, *(column.name for column in result_columns(model, code)))
    )
    return ["position", "id", *columns, "faute"]


def without_steps(model: Model, benefit: str) -> Model:
    """Return *model* with *benefit* alone, as a batch decides it: steps to take are left out."""
    return replace(model, benefits={benefit: replace(model.benefits[benefit], steps=())})


def _read(model: Model, benefit: Benefit) -> Iterator[str]:
    """Yield what a case can hold that *benefit* reads."""
    reached = reach(model, (benefit.table, *benefit.amounts, *benefit.durations))
    yield benefit.reference_date
    for name in reached.tables:
        day = model.tables[name].reference_date
        if day is not None:
            yield day
    yield from reached.facts
    yield from (name for name in reached.calculations if model.terms[name].can_be_given)


def _joined(model: Model, benefit: Benefit) -> Iterator[ResultColumn]:
    for source in (*benefit.amounts, *benefit.durations):
        table = model.tables.get(source)
        many = table is not None and table.policy.gives_list
        for term in (source,) if table is None else table.outputs:
            yield ResultColumn(term, source, term, _type_of(model, table, term), many)


def _type_of(model: Model, table: Table | None, term: str) -> Type:
    if table is not None and table.policy is HitPolicy.COLLECT_COUNT:
        return Type(kind=Kind.INTEGER)
    return model.terms[term].type
