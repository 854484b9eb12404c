"""Immutable values: frozen dataclasses with slots, whose classes cost a tenth to make.

``dataclass`` writes and compiles half a dozen methods for each class; here all classes share them. A
cold process makes its classes each time, and they would take longer than the decision.
"""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter, ge, gt, le, lt
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

Method = Callable[..., Any]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, kw_only: bool = False, order: bool = False) -> Callable[[type[T]], type[T]]:
    """Return what makes a class of immutable values from its annotations.

    ``fields``, ``replace``, ``field`` with a default or ``compare=False``, and patterns work as on any
    dataclass. A method that the class defines stays.
    """

    def made(plain: type[T]) -> type[T]:
        cls = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(plain)
        methods = _methods(cls)
        if order:
            methods |= _comparisons(cls)
        for name, method in methods.items():
            if name not in plain.__dict__:
                setattr(cls, name, method)
        return cls

    return made


def _methods(cls: Any) -> dict[str, Method]:
    names = tuple(one.name for one in fields(cls))
    defaults = {one.name: one.default for one in fields(cls) if one.default is not MISSING}
    factories = {one.name: one.default_factory for one in fields(cls) if one.default_factory is not MISSING}
    by_place = len([one for one in fields(cls) if not one.kw_only])
    puts: list[Method] = [getattr(cls, name).__set__ for name in names]
    compared = _compared(cls)

    def init(self: Any, *given: Any, **named: Any) -> None:
        if len(given) > by_place:
            raise TypeError(f"{cls.__name__} takes {by_place} arguments by place, not {len(given)}")
        for put, value in zip(puts, given):  # noqa: B905 - the others follow
            put(self, value)
        if len(given) == len(puts) and not named:
            return
        for put, name in zip(puts[len(given) :], names[len(given) :], strict=True):
            if name in named:
                put(self, named.pop(name))
            elif name in defaults:
                put(self, defaults[name])
            elif name in factories:
                put(self, factories[name]())
            else:
                raise TypeError(f"{cls.__name__} needs {name!r}")
        if named:
            raise TypeError(f"{cls.__name__} takes no {', '.join(named)} (or takes it twice)")

    def equal(self: Any, other: object) -> bool:
        return compared(self) == compared(other) if type(other) is cls else NotImplemented

    def hashed(self: Any) -> int:
        return hash(compared(self))

    def shown(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{cls.__qualname__}({inside})"

    def state(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in names)

    def restore(self: Any, values: tuple[Any, ...]) -> None:
        for put, value in zip(puts, values, strict=True):
            put(self, value)

    def refuse_to_set(self: Any, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def refuse_to_delete(self: Any, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    return {
        "__init__": init,
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": shown,
        "__getstate__": state,
        "__setstate__": restore,
        "__setattr__": refuse_to_set,
        "__delattr__": refuse_to_delete,
    }


def _compared(cls: Any) -> Method:
    """Return what takes from an instance the fields that equality looks at."""
    names = [one.name for one in fields(cls) if one.compare]
    return attrgetter(*names) if names else _nothing


def _nothing(_: object) -> tuple[()]:
    return ()


def _comparisons(cls: Any) -> dict[str, Method]:
    compared = _compared(cls)

    def by(comparison: Method) -> Method:
        def compare(self: Any, other: object) -> bool:
            return comparison(compared(self), compared(other)) if type(other) is cls else NotImplemented

        return compare

    return {f"__{comparison.__name__}__": by(comparison) for comparison in (lt, le, gt, ge)}
