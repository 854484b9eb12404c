"""A case that shows something of the tables, as data: ready to be told, tried, or kept as a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from engine.cells.show import show_number
from engine.values import Kind, Type, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a witness says of one name: ``value`` None is absent.

    ``given``: a case may hold it; otherwise a table, a calculation or a figure must give it.
    """

    name: str
    label: str
    type: Type
    value: Value | None
    given: bool = True

    @property
    def in_words(self) -> str:
        """The label and the value, as a sentence cites them."""
        if isinstance(self.value, date):
            return f"{self.label} = {self.value:%d/%m/%Y}"
        return f"{self.label} = {'absent' if self.value is None else typed(self.value, self.type)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCase:
    """A case that shows a fault of *table*, and a benefit (empty: none) that asks this table.

    ``told`` is what the fault turns on; ``day`` the reference date of the benefit, where it is known.
    ``expected`` is what the tables give to it, for a case worth keeping; no fault has any. ``like`` names
    the case that it was made from, ``others`` are the facts that it keeps of it.
    """

    table: str
    benefit: str = ""
    told: tuple[Held, ...] = ()
    day: Held | None = None
    expected: tuple[Held, ...] = ()
    like: str = ""
    others: tuple[Held, ...] = ()

    @property
    def facts(self) -> tuple[Held, ...]:
        """What a case file or an example would hold: the reference date first, nothing absent."""
        return tuple(held for held in self._all() if held.given and held.value is not None)

    @property
    def not_given(self) -> tuple[Held, ...]:
        """What other tables, calculations and figures must give for the case to be this one."""
        return tuple(held for held in self.told if not held.given)

    @property
    def in_words(self) -> str:
        """The case in one line."""
        said = "\u00a0; ".join(held.in_words for held in self.told)
        if self.like:
            return f"comme {self.like}, avec {said}" if said else f"comme {self.like}"
        return said or "tout cas"

    def _all(self) -> Iterator[Held]:
        if self.day is not None and all(held.name != self.day.name for held in self.told):
            yield self.day
        yield from self.told
        yield from self.others


def typed(value: Value, type_: Type) -> str:
    """Return *value* as a person types it in a cell of its column, whatever the language of the spreadsheet."""
    match value:
        case bool():
            return "oui" if value else "non"
        case str():
            return value
        case date():
            return value.isoformat()
        case Decimal() if type_.kind is Kind.PERCENTAGE:
            return show_number(value.scaleb(2)).replace(".", ",") + "\u00a0%"
        case Decimal():
            return show_number(value).replace(".", ",")
        case _:
            assert_never(value)
