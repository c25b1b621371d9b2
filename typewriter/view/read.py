"""Reading draft-07 schemas as types."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from typewriter.naming import digest
from typewriter.view.conjuncts import Definitions, Part, beside, branches_of, parts, types_of
from typewriter.view.notes import notes
from typewriter.view.shape import Keys, keys_of
from typewriter.view.types import (
    Field,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Shape,
    Shared,
    Type,
    union,
)
from typewriter.view.values import fixed_value, listed_values, type_of_values

MOST_UNFOLDED: Final = 3
"""Alternatives inside alternatives become separate types this far; below, one type holds them all."""
_INNER: Final = frozenset(
    {"properties", "items", "additionalProperties", "patternProperties", "oneOf", "anyOf"}
)
_DECIDING: Final = frozenset({"$ref", "allOf", "anyOf", "const", "enum", "oneOf"})
"""Keywords with which a schema of one plain type is not just that type."""
_PLAIN: Final = {
    "integer": Scalar.INTEGER,
    "number": Scalar.NUMBER,
    "boolean": Scalar.BOOLEAN,
    "null": Scalar.NULL,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a schema is read.

    `merged` is set inside a shared type whose keys were joined with others: joining again could go
    round in circles, so there an object is just an object.
    """

    definitions: Definitions
    merged: bool = False
    unfolded: int = 0


def read(schema: Any, scope: Scope) -> Type:
    """The type of what `schema` allows."""
    return _read(list(parts(schema, scope.definitions)), scope)


def _read(found: Sequence[Part], scope: Scope) -> Type:
    if len(found) == 1 and (obvious := _obvious(found[0].schema)):
        return obvious
    shared = _shared(found)
    if isinstance(shared, str):
        return Shared(shared)
    if shared and scope.merged:
        return MapOf(Scalar.ANY)
    if shared:
        scope = replace(scope, merged=True)
    branches = branches_of(found) if scope.unfolded < MOST_UNFOLDED else ()
    if not branches:
        return _plain_type(found, scope)
    others = beside(found, branches)
    inner = replace(scope, unfolded=scope.unfolded + 1)
    return union(read({"allOf": [*others, branch]}, inner) for branch in branches)


def _obvious(schema: Mapping[str, Any]) -> Type | None:
    """What most properties of a plan are: one plain type, and nothing that bears on it."""
    said = schema.get("type")
    if not isinstance(said, str) or not _DECIDING.isdisjoint(schema):
        return None
    return _string([schema]) if said == "string" else _PLAIN.get(said)


def read_object(schema: Any, definitions: Definitions) -> Shape:
    """A whole `properties`, `traits` or `context` object, its conditions flattened."""
    scope = Scope(definitions)
    keys = keys_of(parts(schema, definitions), definitions)
    return Shape(_fields(keys, scope), _extra(keys, scope), keys.conditional)


def _shared(found: Sequence[Part]) -> str | bool:
    """The shared type that says it all, or whether a shared type has more said about it here."""
    telling = {part.via[:1] for part in found if not _INNER.isdisjoint(part.schema)}
    names = {via[0] for via in telling if via}
    return names.pop() if len(telling) == len(names) == 1 else bool(names)


def _plain_type(found: Sequence[Part], scope: Scope) -> Type:
    allowed = types_of(found)
    values = listed_values([part.schema for part in found])
    if values is not None:
        return type_of_values([value for name, value in values if name in allowed])
    if not any({"type", "properties", "items"} & part.schema.keys() for part in found):
        return Scalar.ANY
    return union(_of_type(name, found, scope) for name in allowed)


def _of_type(name: str, found: Sequence[Part], scope: Scope) -> Type:
    if name == "object":
        return _record(found, scope)
    if name == "array":
        return ListOf(union(_items(found, scope)))
    if name == "string":
        return _string([part.schema for part in found])
    return _PLAIN[name]


def _string(schemas: Sequence[Mapping[str, Any]]) -> Type:
    dated = any(schema.get("format") == "date-time" for schema in schemas)
    return Scalar.DATE_TIME if dated else Scalar.STRING


def _items(found: Sequence[Part], scope: Scope) -> Iterator[Type]:
    items = [part.schema["items"] for part in found if "items" in part.schema]
    whole = [schema for schema in items if not isinstance(schema, list | tuple)]
    if whole:
        yield read({"allOf": whole}, scope)
        return
    for places in items[:1]:
        yield from (read(schema, scope) for schema in places)
        yield Scalar.ANY  # draft-07 lets any item follow those that have a place


def _record(found: Sequence[Part], scope: Scope) -> Type:
    keys = keys_of(found, scope.definitions)
    extra = _extra(keys, scope)
    if not keys.names:
        return MapOf(extra or Scalar.ANY)
    if extra is not None:
        return MapOf(Scalar.ANY)
    described = (part.schema["description"] for part in found if "description" in part.schema)
    return Record(_fields(keys, scope), _tag(keys), next(described, ""))


def _tag(keys: Keys) -> str:
    """What tells this record from its alternatives: a constant of its own, else its keys."""
    for name in sorted(keys.required & keys.always.keys()):
        for schema in keys.always[name]:
            if isinstance(schema, Mapping) and isinstance(schema.get("const"), str):
                return str(schema["const"])
    return digest(keys.names)[:4]


def _extra(keys: Keys, scope: Scope) -> Type | None:
    return union(read(schema, scope) for schema in keys.extra) if keys.extra else None


def _fields(keys: Keys, scope: Scope) -> tuple[Field, ...]:
    return tuple(_field(name, keys, scope) for name in keys.names)


def _field(name: str, keys: Keys, scope: Scope) -> Field:
    found = list(parts(keys.schema(name), scope.definitions))
    schemas = [part.schema for part in found]
    told = schemas[0] if len(schemas) == 1 else _together(schemas)
    sure = name in keys.required and name in keys.always
    return Field(
        wire=name,
        type=_read(found, scope),
        required=name in keys.required,
        description=str(told.get("description", "")),
        notes=notes(told),
        fixed=fixed_value(schemas) if sure else None,
    )


def _together(schemas: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What several schemas say, the first of them that says a thing."""
    return {keyword: value for schema in reversed(schemas) for keyword, value in schema.items()}
