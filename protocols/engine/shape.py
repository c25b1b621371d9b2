"""A message's shape: its keys and type names, no value. What reports may show."""

from collections.abc import Mapping
from typing import Any, Final

MAX_KEYS = 50
MAX_DEPTH = 6


def type_name(value: object) -> str:
    """The JSON Schema type name of a parsed value: `integer`, `string`, `null`, …."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list | tuple) else "object"


_LENGTH_KEYWORDS: Final = frozenset(
    {
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    }
)


def measure(value: object, keyword: str) -> str:
    """What a violation may say of a value: its type, or its length where the keyword is about length."""
    name = type_name(value)
    if keyword in _LENGTH_KEYWORDS and isinstance(value, str | list | dict):
        return f"{name} of {len(value)}"
    return name


def shape_of(value: object, depth: int = 0) -> Any:
    """The same nesting with each leaf replaced by its type name; bounded in depth and width."""
    if isinstance(value, Mapping):
        if depth >= MAX_DEPTH:
            return "object"
        kept = list(value.items())[:MAX_KEYS]
        return {str(key): shape_of(item, depth + 1) for key, item in kept}
    if isinstance(value, list | tuple):
        return [shape_of(value[0], depth + 1)] if value and depth < MAX_DEPTH else "array"
    return type_name(value)
