"""A rule's schema with every planned object closed: one check proves "planned and valid"."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from protocols.plan.keywords import (
    IN_PLACE,
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SCHEMAS,
    schemas,
)
from protocols.plan.pointers import referred

_LEFT: Final = IN_PLACE | {"contains"}
"""Keywords whose schemas stay open: closing one would change what it says of a valid value."""

_NAMING: Final = ("properties", "patternProperties")


def closed(schema: Mapping[str, Any], root: str) -> dict[str, Any] | None:
    """The rule schema, refusing unplanned keys at every depth of its `root` (`properties`, `traits`).

    None where one schema cannot say that: a combining keyword or `contains` names keys, and
    `additionalProperties` beside it does not see them.
    """
    definitions = schema.get("definitions", {})
    body = schema["properties"].get(root, {})
    combined = [
        schema,
        *(part for whole in (body, *definitions.values()) for _, part in schemas(whole)),
    ]
    if _name_keys(_in_place(combined), definitions):
        return None
    parts = {**schema, "properties": {**schema["properties"], root: _closed(body)}}
    if definitions:
        parts["definitions"] = {name: _closed(part) for name, part in definitions.items()}
    return parts


def _in_place(parts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The keywords of each schema that are left open, without all else."""
    return [{key: part[key] for key in _LEFT & part.keys()} for part in parts]


def _name_keys(waiting: list[Mapping[str, Any]], definitions: Mapping[str, Any]) -> bool:
    """Whether any schema in `waiting`, or one it refers to, names keys of objects."""
    followed: set[str] = set()
    while waiting:
        for _, part in schemas(waiting.pop()):
            if any(key in part for key in _NAMING):
                return True
            name = referred(str(part.get("$ref", "")))
            if name in definitions and name not in followed:
                followed.add(name)
                waiting.append(definitions[name])
    return False


def _closed(schema: Any) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    plain = {
        key: value if key in _LEFT else _closed_keyword(key, value)
        for key, value in schema.items()
    }
    if any(schema.get(key) for key in _NAMING):
        plain.setdefault("additionalProperties", False)
    return plain


def _closed_keyword(keyword: str, value: Any) -> Any:
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        return {name: _closed(part) for name, part in value.items()}
    if keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
        return [_closed(part) for part in value]
    return _closed(value) if keyword in SCHEMAS else value
