"""The JSON Schema of the plan file, for editors: completion, descriptions, and red lines."""

from typing import Any, Final

from jsonschema import Draft7Validator

from protocols.plan.file.checks import KEYWORDS, PRIVACY
from protocols.plan.file.versions import VERSION
from protocols.plan.keywords import FORMATS
from protocols.plan.model import PlanFile

_DRAFT_07: Final = "http://json-schema.org/draft-07/schema#"
_SCHEMA: Final = {"$ref": "#/$defs/Schema"}
_ENTRY: Final = {"$ref": "#/$defs/Entry"}
_ANY_SCHEMA: Final = [{"additionalProperties": True, "type": "object"}, {"type": "boolean"}]


def plan_file_schema() -> dict[str, Any]:
    """Draft-07 over a plan file, `required: true` and `pii` included."""
    schema: dict[str, Any] = _with_schemas(PlanFile.model_json_schema())
    schema["$defs"] |= {"Schema": _property_schema(), "Entry": _entry_schema()}
    schema["$defs"]["EventRule"]["properties"]["versions"]["propertyNames"] = {"pattern": VERSION}
    return {"$schema": _DRAFT_07, "title": "Tracking plan", **schema}


def _with_schemas(node: Any) -> Any:
    """Pydantic knows only that a schema is a map or true or false; say what may stand in it."""
    if isinstance(node, list):
        return [_with_schemas(each) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _with_schemas(value) for key, value in node.items()}
    if node.get("anyOf", ())[:2] == _ANY_SCHEMA:
        others = changed.pop("anyOf")[2:]
        changed |= {"anyOf": [_SCHEMA, *others]} if others else _SCHEMA
    if "additionalProperties" in node and node.get("title") in {"Properties", "Traits", "Context"}:
        changed["additionalProperties"] = _ENTRY
    return changed


def _property_schema() -> dict[str, Any]:
    """Draft-07's metaschema, closed, with its references pointing here."""
    keywords: dict[str, Any] = {
        name: _relocated(schema)
        for name, schema in Draft7Validator.META_SCHEMA["properties"].items()
        if name in KEYWORDS
    }
    keywords["properties"] = {"type": "object", "additionalProperties": _ENTRY}
    keywords["format"] = {"enum": list(FORMATS)}
    keywords["pii"] = {"enum": list(PRIVACY), "description": "how private the value is"}
    keywords["deprecated"] = {"type": "boolean"}
    keywords["$ref"] = {"type": "string", "pattern": "^#/types/"}
    return {
        "type": ["object", "boolean"],
        "properties": keywords,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _entry_schema() -> dict[str, Any]:
    """What stands under a name in `properties`: a schema, and perhaps that it is required."""
    entry = _property_schema()
    entry["properties"]["required"] = {
        "description": "true: this property must be there; a list: its own children that must be",
        "anyOf": [{"type": "boolean"}, entry["properties"]["required"]],
    }
    return entry


def _relocated(node: Any) -> Any:
    if isinstance(node, list):
        return [_relocated(each) for each in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if reference == "#":
        return _SCHEMA
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        return _relocated(Draft7Validator.META_SCHEMA["definitions"][name])
    # A default that is a schema would show up as a suggestion.
    return {key: _relocated(value) for key, value in node.items() if key != "default"}
