"""What a plan's schemas mean to a programmer, before any language's spelling.

A type is never narrower than its schema: whatever the plan allows can be written down. What a type
cannot say (patterns, bounds, which properties go together) is checked when a call is made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LiteralValue = str | int | bool | None


class Scalar(StrEnum):
    """Types without parts. `ANY` is every JSON value."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    DATE_TIME = "date-time"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Literals:
    """One of a few values. Numbers with a fraction are not here: no type system has them."""

    values: tuple[LiteralValue, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array."""

    items: "Type"


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys the plan does not name."""

    values: "Type"


@dataclass(frozen=True, slots=True)
class Record:
    """An object with named keys. `tag` tells it from other records of the same union."""

    fields: tuple["Field", ...]
    tag: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A record that stands under the plan's `types`."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several types."""

    members: tuple["Type", ...]


Type = Scalar | Literals | ListOf | MapOf | Record | Shared | OneOf


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """The only value that a property may have, so that nobody needs to pass it."""

    value: Any


@dataclass(frozen=True, slots=True)
class Field:
    """A key of an object: its name on the wire, byte for byte, and what may stand there."""

    wire: str
    type: Type
    required: bool
    description: str = ""
    notes: tuple[str, ...] = ()
    fixed: Fixed | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's named keys, sorted, and the type of keys it does not name (None: no others)."""

    fields: tuple[Field, ...]
    extra: Type | None = None
    conditional: bool = False


def union(members: Iterable[Type]) -> Type:
    """One of `members`, flattened, each once; null last. With everything in it, it is everything."""
    flat = [one for member in members for one in _members(member)]
    if len(flat) == 1:
        return flat[0]
    if Scalar.ANY in flat or not flat:
        return Scalar.ANY
    values = [value for one in flat if isinstance(one, Literals) for value in one.values]
    plain = list(dict.fromkeys(one for one in flat if not isinstance(one, Literals)))
    if Scalar.NUMBER in plain and Scalar.INTEGER in plain:
        plain.remove(Scalar.INTEGER)
    plain.sort(key=lambda one: one is Scalar.NULL)
    # 1 == True in Python, not in JSON: told apart by type.
    distinct = {(type(value), value): value for value in values}
    both = [*([Literals(tuple(distinct.values()))] if distinct else []), *plain]
    return both[0] if len(both) == 1 else OneOf(tuple(both))


def _members(one: Type) -> tuple[Type, ...]:
    return one.members if isinstance(one, OneOf) else (one,)


def shared_names(one: Type) -> Iterator[str]:
    """The plan's own types that `one` mentions."""
    match one:
        case Shared(name):
            yield name
        case ListOf(inner) | MapOf(inner):
            yield from shared_names(inner)
        case OneOf(members):
            yield from (name for member in members for name in shared_names(member))
        case Record(fields):
            yield from (name for field in fields for name in shared_names(field.type))
        case _:
            pass
