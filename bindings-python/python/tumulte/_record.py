"""What every dataclass of the package has: the dict of the wire, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, Self, TypeVar

Value = TypeVar("Value")


class Record:
    """A frozen dataclass that reads and writes what the wire has, in camelCase.

    A field with a default is left out of the dict while it has that value.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The object as plain data, as the wire has it, in camelCase."""
        written = {}
        for name, key, default, _ in _plan(type(self)):
            value = getattr(self, name)
            if default is MISSING or value != default:
                written[key] = _plain(value)
        return written

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The object of what `to_dict` gave; keys it does not know are left alone."""
        read = {}
        for name, key, _, reader in _plan(cls):
            if key in data:
                value = data[key]
                read[name] = value if reader is None or value is None else reader(value)
        return cls(**read)


def reads(reader: Callable[[Any], Value]) -> dict[str, Callable[[Any], Value]]:
    """The metadata of a field whose values `reader` makes out of the wire's."""
    return {"reader": reader}


def each(reader: Callable[[Any], Value]) -> dict[str, Callable[[Any], tuple[Value, ...]]]:
    """The metadata of a field that is a list on the wire, a tuple here."""
    return {"reader": lambda values: tuple(map(reader, values))}


_PLANS: dict[type, tuple[tuple[str, str, Any, Any], ...]] = {}


def _plan(cls: Any) -> tuple[tuple[str, str, Any, Any], ...]:
    """Name, key, default and reader of each field."""
    if cls not in _PLANS:
        _PLANS[cls] = tuple((one.name, _key(one), one.default, one.metadata.get("reader")) for one in fields(cls))
    return _PLANS[cls]


def _key(field: Field[Any]) -> str:
    first, *rest = field.name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
