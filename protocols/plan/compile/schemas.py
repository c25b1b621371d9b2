"""From a rule to one self-contained draft-07 schema over the whole message, in Segment's nesting."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.plan.keywords import (
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SCHEMAS,
    annotates,
    schemas,
)
from protocols.plan.model import JsonSchema, Kind, Rule
from protocols.plan.pointers import reference_to, referred

DRAFT_07: Final = "http://json-schema.org/draft-07/schema#"
TRAITS_KINDS: Final = frozenset({Kind.IDENTIFY, Kind.GROUP})

_TYPES: Final = "#/types/"


def body_key(kind: Kind) -> str:
    """Where a kind keeps its own data: `traits` for identify and group, else `properties`."""
    return "traits" if kind in TRAITS_KINDS else "properties"


def rule_schema(rule: Rule, types: Mapping[str, JsonSchema]) -> dict[str, Any]:
    """The rule's parts, all applying together, with the types they use under `definitions`."""
    parts = {body_key(rule.kind): rule.body, "context": rule.context}
    given = {key: convert(part) for key, part in parts.items() if part is not None}
    schema: dict[str, Any] = {"$schema": DRAFT_07, "title": rule.label, "type": "object"}
    if rule.description:
        schema["description"] = rule.description
    schema["properties"] = given
    needed = sorted(key for key, part in given.items() if _demands_something(part))
    if needed:
        schema["required"] = needed
    if rule.message is not None:
        schema["allOf"] = [convert(rule.message)]
    return with_definitions(schema, types)


def common_schema(
    parts: tuple[JsonSchema, ...], types: Mapping[str, JsonSchema]
) -> dict[str, Any]:
    """Every part that the plan and its libraries say of all messages, joined with allOf."""
    joined = [convert(part) for part in parts]
    return with_definitions({"$schema": DRAFT_07, "allOf": joined}, types)


def convert(schema: Any) -> Any:
    """A plan's schema as plain draft-07: `#/types/x` → `#/definitions/x`, `$ref` freed of siblings."""
    if not isinstance(schema, Mapping):
        return schema
    plain = {key: _convert_keyword(key, value) for key, value in schema.items()}
    if plain.get("additionalProperties") is False and not _names_what_it_requires(plain):
        # Without this, version 0.60 of the validator blames the whole object for an unknown key,
        # or calls a key missing that is there.
        plain.setdefault("patternProperties", {})
    reference = plain.get("$ref")
    if not isinstance(reference, str):
        return plain
    plain["$ref"] = reference_to(reference.removeprefix(_TYPES))
    constraints = {k: v for k, v in plain.items() if k != "$ref" and not annotates(k)}
    if not constraints:
        return plain
    notes = {k: v for k, v in plain.items() if annotates(k)}
    return {**notes, "allOf": [{"$ref": plain["$ref"]}, constraints]}


def _names_what_it_requires(schema: Mapping[str, Any]) -> bool:
    named = schema.get("properties")
    return named is not None and all(name in named for name in schema.get("required", ()))


def _convert_keyword(keyword: str, value: Any) -> Any:
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        return {name: convert(schema) for name, schema in value.items()}
    if keyword in LISTS_OF_SCHEMAS and isinstance(value, list | tuple):
        return [convert(schema) for schema in value]
    return convert(value) if keyword in SCHEMAS else value


def _demands_something(part: Any) -> bool:
    """An object that must hold a key must be there itself."""
    return isinstance(part, Mapping) and bool(part.get("required") or part.get("minProperties"))


def with_definitions(schema: dict[str, Any], types: Mapping[str, JsonSchema]) -> dict[str, Any]:
    """Add the types that `schema` uses, and those that they use, and no others."""
    used: dict[str, Any] = {}
    waiting = sorted(_references(schema))
    while waiting:
        name = waiting.pop()
        if name in types and name not in used:
            used[name] = convert(types[name])
            waiting.extend(sorted(_references(used[name])))
    return (
        schema | {"definitions": {name: used[name] for name in sorted(used)}} if used else schema
    )


def _references(schema: Any) -> Iterator[str]:
    """Names of `#/definitions/…` at schema positions; `enum` and the like are data."""
    for _, part in schemas(schema):
        reference = part.get("$ref")
        if isinstance(reference, str):
            yield referred(reference)
