"""Values that a schema lists, by `enum` or `const`: JSON's idea of them, not Python's."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

from typewriter.view.types import Fixed, ListOf, Literals, MapOf, Scalar, Type, union

_JSON_TYPES: Final = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (Mapping, "object"),
    (list, "array"),
)


def listed_values(schemas: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]] | None:
    """Values that every `enum` and `const` lists, with their JSON types; None if nothing lists any."""
    lists = [_listed(schema) for schema in schemas if not {"enum", "const"}.isdisjoint(schema)]
    if not lists:
        return None
    first, *others = lists
    return [
        (json_type(value), value)
        for value in first
        if all(any(_same(value, one) for one in other) for other in others)
    ]


def type_of_values(values: Sequence[Any]) -> Type:
    """The narrowest type for all of them. Numbers with a fraction and containers have no literals."""
    # 1 == True in Python, not in JSON: told apart by type.
    named = {(type(value), value): value for value in values if isinstance(value, str | int)}
    others = [_type_without_literals(each) for each in values if not isinstance(each, str | int)]
    return union([Literals(tuple(named.values())), *others] if named else others)


def _type_without_literals(value: Any) -> Type:
    match value:
        case None:
            return Scalar.NULL
        case float():
            return Scalar.NUMBER
        case list():
            return ListOf(Scalar.ANY)
        case _:
            return MapOf(Scalar.ANY)


def fixed_value(schemas: Sequence[Mapping[str, Any]]) -> Fixed | None:
    """The one value that is possible: a `const`, or null where nothing but null is allowed."""
    for schema in schemas:
        if "const" in schema and _is_finite(schema["const"]):
            return Fixed(schema["const"])
    only_null = any(schema.get("type") == "null" for schema in schemas)
    return Fixed(None) if only_null else None


def json_type(value: Any) -> str:
    """A value's type in JSON Schema's words. True is a boolean, though Python calls it an int."""
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def _listed(schema: Mapping[str, Any]) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema["enum"])


def _same(one: Any, other: Any) -> bool:
    return json_type(one) == json_type(other) and bool(one == other)


def _is_finite(value: Any) -> bool:
    match value:
        case float():
            return isfinite(value)
        case list():
            return all(map(_is_finite, value))
        case Mapping():
            return all(map(_is_finite, value.values()))
        case _:
            return True
