"""What a schema asks beyond its type, in words for a docstring."""

import json
from collections.abc import Mapping
from typing import Any, Final

PHRASES: Final = {
    "pattern": "Matches {}.",
    "format": "Format: {}.",
    "minLength": "Length: at least {}.",
    "maxLength": "Length: at most {}.",
    "minimum": "At least {}.",
    "maximum": "At most {}.",
    "exclusiveMinimum": "More than {}.",
    "exclusiveMaximum": "Less than {}.",
    "multipleOf": "A multiple of {}.",
    "minItems": "Items: at least {}.",
    "maxItems": "Items: at most {}.",
    "pii": "Personal data ({}).",
}
"""Keyword → what it asks, with its value put in."""

DEPRECATED: Final = "Deprecated."
"""The note of what should not be sent any more."""


_NOTED: Final = frozenset({*PHRASES, "enum", "uniqueItems", "deprecated"})


def notes(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence for each thing the type does not show, in the table's order."""
    if _NOTED.isdisjoint(schema):
        return ()
    said = [phrase.format(schema[word]) for word, phrase in PHRASES.items() if word in schema]
    listed = schema.get("enum", ())
    if any(isinstance(value, float) for value in listed):
        said.append(f"One of {', '.join(map(json.dumps, listed))}.")
    if schema.get("uniqueItems") is True:
        said.append("No item twice.")
    if schema.get("deprecated") is True:
        said.append(DEPRECATED)
    return tuple(said)
