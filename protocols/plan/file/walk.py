"""Which keywords of draft-07 hold schemas. Everything else in a schema is data."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.plan.file.spots import Step

Path = tuple[Step, ...]

MAPS_OF_SCHEMAS: Final = frozenset(
    {"properties", "patternProperties", "definitions", "dependencies"}
)
LISTS_OF_SCHEMAS: Final = frozenset({"allOf", "anyOf", "oneOf", "items"})
SCHEMAS: Final = frozenset(
    {
        "items",
        "additionalItems",
        "additionalProperties",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "propertyNames",
    }
)
IN_PLACE: Final = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies"}
)
"""Keywords whose schemas judge the very value that the schema around them judges."""


def children(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The schemas directly inside `schema`, each with its path from there."""
    for keyword, value in schema.items():
        if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
            for name, child in value.items():
                yield (keyword, name), child
        elif keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
            for index, child in enumerate(value):
                yield (keyword, index), child
        elif keyword in SCHEMAS:
            yield (keyword,), value


def schemas(schema: Any, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every object schema in `schema`, itself first, with its path."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for step, child in children(schema):
        yield from schemas(child, path + step)
