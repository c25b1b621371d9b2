"""Draft-07's keywords: which hold schemas, which only annotate, and which formats are asserted."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Step = str | int
Path = tuple[Step, ...]
Part = tuple[Path, Mapping[str, Any]]
"""An object schema inside another, and its path there."""

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
HOLDERS: Final = MAPS_OF_SCHEMAS | LISTS_OF_SCHEMAS | SCHEMAS
"""All keywords that can hold schemas."""

IN_PLACE: Final = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies"}
)
"""Keywords whose schemas judge the very value that the schema around them judges."""

ANNOTATIONS: Final = frozenset(
    {
        "$comment",
        "$schema",
        "contentEncoding",
        "contentMediaType",
        "default",
        "deprecated",
        "description",
        "examples",
        "pii",
        "readOnly",
        "title",
        "writeOnly",
    }
)
"""Keywords that check nothing; `pii` is ours. So are all that begin with `x-`."""

FORMATS: Final = (
    "date",
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uri",
    "uri-reference",
    "uuid",
)
"""Formats that every part of the project asserts alike. Others are refused when a plan is loaded."""

REGEX_SIZE: Final = 1 << 20
"""Bytes a compiled pattern may take; `(a{1,1000}){1,1000}` does not fit."""


def annotates(keyword: str) -> bool:
    """Whether a keyword only says something and checks nothing."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def children(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The schemas directly inside `schema`, each with its path from there. All else is data."""
    for keyword, value in schema.items():
        if keyword not in HOLDERS:
            continue
        if keyword in MAPS_OF_SCHEMAS and isinstance(value, dict | Mapping):
            for name, child in value.items():
                yield (keyword, name), child
        elif keyword in LISTS_OF_SCHEMAS and isinstance(value, list | tuple):
            for index, child in enumerate(value):
                yield (keyword, index), child
        elif keyword in SCHEMAS:
            yield (keyword,), value


def schemas(schema: Any) -> Iterator[Part]:
    """Every object schema in `schema`, each before those inside it, with its path."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, dict | Mapping):  # dict alone would do; asking it first is quicker
            yield path, each
            inside = [(path + step, child) for step, child in children(each)]
            waiting.extend(reversed(inside))
