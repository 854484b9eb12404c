"""A model as JSON text, and back: exact, without code in it.

A node is a list: the index of its class in ``_CLASSES``, then its fields. Entries of the model's
mappings are texts of their own, read only when they are asked for: one verdict needs few tables.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, cast, overload

from engine import model
from engine.location import CellRef
from engine.model import Model
from engine.values import Kind, Rounding, Type

_CLASSES: tuple[type, ...] = (
    CellRef,
    Type,
    model.Term,
    model.Period,
    model.Literal,
    model.Unknown,
    model.Ref,
    model.ReferenceDate,
    model.ParameterAt,
    model.IsKnown,
    model.Binary,
    model.Conditional,
    model.Call,
    model.Compare,
    model.Between,
    model.AnyOf,
    model.Not,
    model.IsUnknown,
    model.Condition,
    model.Outcome,
    model.Row,
    model.Table,
    model.DatedValue,
    model.Formula,
    model.Benefit,
    model.Example,
)
_ENUMS: tuple[type[Enum], ...] = (
    Kind,
    Rounding,
    model.Nature,
    model.Operator,
    model.Function,
    model.Role,
    model.HitPolicy,
)
_TUPLE, _DECIMAL, _DATE, _MAPPING, _ENUM = -1, -2, -3, -4, -5
_INDEX = {cls: index for index, cls in enumerate(_CLASSES)}
_FIELDS = {cls: tuple(field.name for field in fields(cls)) for cls in _CLASSES}
_PUTS = tuple(tuple(getattr(cls, name).__set__ for name in _FIELDS[cls]) for cls in _CLASSES)
_MEANING = {cls: tuple(f.name for f in fields(cls) if f.compare) for cls in _CLASSES}
_MAPPINGS = ("terms", "parameters", "calculations", "tables", "benefits")

Plain = Any
"""JSON-ready data."""

Place: TypeAlias = tuple[int, int]
"""Where a text begins and ends."""


def plain(node: object, *, meaning_only: bool = False) -> Plain:
    """Return *node* as JSON-ready data; *meaning_only* leaves out places and texts as typed.

    Raises:
        TypeError: *node* holds something that is not part of a model.
    """
    match node:
        case None | bool() | str():
            return node
        case Decimal():
            return [_DECIMAL, str(node)]
        case date():
            return [_DATE, node.isoformat()]
        case Enum():
            return [_ENUM, _ENUMS.index(type(node)), node.name]
        case int():
            return node
        case tuple():
            inside = cast("tuple[object, ...]", node)
            return [_TUPLE, *(plain(item, meaning_only=meaning_only) for item in inside)]
        case Mapping():
            entries = list(cast("Mapping[str, object]", node).items())
            if meaning_only:
                entries.sort(key=lambda entry: entry[0])
            flat = ((key, plain(value, meaning_only=meaning_only)) for key, value in entries)
            return [_MAPPING, *(part for entry in flat for part in entry)]
    cls = type(node)
    if not is_dataclass(node) or cls not in _INDEX:
        raise TypeError(f"not part of a model: {node!r}")
    names = (_MEANING if meaning_only else _FIELDS)[cls]
    return [_INDEX[cls], *(plain(getattr(node, name), meaning_only=meaning_only) for name in names)]


def _tree(node: list[Any]) -> Any:
    """Return what the list *node* stands for; other JSON stands for itself, and is not asked."""
    tag: int = node[0]
    inside = [_tree(one) if one.__class__ is list else one for one in node[1:]]
    if tag >= 0:
        cls: Any = _CLASSES[tag]
        made = cls.__new__(cls)
        for put, value in zip(_PUTS[tag], inside, strict=True):
            put(made, value)
        return made
    if tag == _TUPLE:
        return tuple(inside)
    if tag == _DECIMAL:
        return Decimal(inside[0])
    if tag == _DATE:
        return date.fromisoformat(inside[0])
    if tag == _MAPPING:
        return dict(zip(inside[::2], inside[1::2], strict=True))
    if tag == _ENUM:
        return cast("Any", _ENUMS[inside[0]][inside[1]])
    raise ValueError(f"unknown tag {tag}")


def text_of(node: object) -> str:
    """Return *node* as compact JSON text."""
    return json.dumps(plain(node), ensure_ascii=False, separators=(",", ":"))


def dump_model(whole: Model) -> bytes:
    """Return *whole* as a line of JSON, which says where each entry stands in the texts that follow."""
    texts = bytearray()

    def placed(node: object) -> Place:
        start = len(texts)
        texts.extend(text_of(node).encode())
        return start, len(texts)

    head: dict[str, Plain] = {
        name: {key: placed(value) for key, value in getattr(whole, name).items()} for name in _MAPPINGS
    }
    head["examples"] = [placed(example) for example in whole.examples]
    head["producers"] = dict(whole.producers)
    head["order"] = list(whole.order)
    head["seal"] = whole.seal
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + texts


def load_model(data: bytes) -> Model:
    """Return the model that ``dump_model`` wrote.

    Raises:
        ValueError, KeyError, TypeError: *data* is something else.
    """
    line, _, texts = data.partition(b"\n")
    head = json.loads(line)
    return Model(
        **{name: _LazyMapping(texts, head[name]) for name in _MAPPINGS},
        producers=head["producers"],
        examples=_LazySequence(texts, head["examples"]),
        order=tuple(head["order"]),
        seal=head["seal"],
    )


def _read(texts: bytes, place: Place) -> Any:
    start, end = place
    return _tree(json.loads(texts[start:end].decode()))


class _LazyMapping(Mapping[str, Any]):
    """A mapping whose values are read from text when first asked for."""

    def __init__(self, texts: bytes, places: dict[str, Place]) -> None:
        self._texts = texts
        self._places = places
        self._known: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _read(self._texts, self._places[key])
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _LazySequence(Sequence[Any]):
    """A sequence whose items are read from text when asked for."""

    def __init__(self, texts: bytes, places: list[Place]) -> None:
        self._texts = texts
        self._places = places

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [_read(self._texts, place) for place in self._places[index]]
        return _read(self._texts, self._places[index])

    def __len__(self) -> int:
        return len(self._places)
