"""The same schema without notes, in keywords that the validator checks without calling Python."""

from collections.abc import Mapping
from typing import Any, Final

from protocols.plan.keywords import ANNOTATIONS, LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS

_NOTES: Final = ANNOTATIONS - {"contentEncoding", "contentMediaType"}
"""What the validator would keep in memory for nothing; the two others it checks."""

UUID: Final = "^(?:)[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$"
"""What `formats.is_uuid` accepts; the validator's `$` stands at the very end only.

The empty group matches nothing: it tells this pattern from the same one in a plan, whose violations
are told as the plan has it.
"""


def quick(schema: Any) -> Any:
    """A schema that accepts the same values, and of whose errors nothing is told."""
    if not isinstance(schema, Mapping):
        return schema
    plain = {
        key: _quick_keyword(key, value)
        for key, value in schema.items()
        if key not in _NOTES and not key.startswith("x-")
    }
    if plain.get("format") == "uuid" and "pattern" not in plain and "$ref" not in plain:
        del plain["format"]
        plain["pattern"] = UUID
    return plain


def _quick_keyword(keyword: str, value: Any) -> Any:
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        return {name: quick(part) for name, part in value.items()}
    if keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
        return [quick(part) for part in value]
    return quick(value) if keyword in SCHEMAS else value
