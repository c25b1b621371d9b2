"""What is wrong with one schema, told by path: keywords, their values, formats, patterns, privacy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import jsonschema_rs

from protocols.findings.suggest import did_you_mean, listed
from protocols.plan.file.patterns import unportable
from protocols.plan.keywords import (
    ANNOTATIONS,
    FORMATS,
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SCHEMAS,
    Part,
    Path,
)


class Fault(NamedTuple):
    """A finding that does not yet know its line."""

    rule: str
    message: str
    path: Path
    advice: str = ""


PRIVACY: Final = ("green", "yellow", "red")

_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_DRAFT_07: Final = (
    "http://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-07/schema#",
)
_ASSERTIONS: Final = frozenset(
    {
        "$ref",
        "const",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    }
)
KEYWORDS: Final = ANNOTATIONS | _ASSERTIONS | MAPS_OF_SCHEMAS | LISTS_OF_SCHEMAS | SCHEMAS

_INSTEAD: Final = {
    "$id": "leave it out: a schema is known by its place in the plan",
    "id": "leave it out: a schema is known by its place in the plan",
    "$defs": "put shared schemas under the plan's `types`",
    "nullable": 'write type: [string, "null"]',
    "optional": "properties are optional unless they say `required: true`",
    "values": "write enum: [...]",
    "regex": "write pattern:",
    "unevaluatedProperties": "draft-07 has additionalProperties",
    "dependentRequired": "draft-07 has dependencies",
    "dependentSchemas": "draft-07 has dependencies",
    "prefixItems": "draft-07 has items: [...]",
}
"""Words people know from elsewhere → what to write here."""

_COUNT: Final = "a whole number, 0 or more"
_SCHEMA: Final = "a schema: a map, or true or false"
_WANTED: Final = {
    "type": f"one of {listed(_TYPES)}, or a list of them",
    "required": "a list of names, each once",
    "enum": "a list",
    "multipleOf": "a number above 0",
    "uniqueItems": "true or false",
    "readOnly": "true or false",
    "properties": "a map of name to schema",
    "patternProperties": "a map of pattern to schema",
    "definitions": "a map of name to schema",
    "dependencies": "a map of name to a schema or a list of names",
    "items": "a schema, or a list of schemas",
    "examples": "a list",
    **dict.fromkeys(("maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"), "a number"),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), _COUNT),
    **dict.fromkeys(("maxProperties", "minProperties"), _COUNT),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), "a list of schemas, at least one"),
    **dict.fromkeys(SCHEMAS - {"items"}, _SCHEMA),
    **dict.fromkeys(("title", "description", "$comment", "format", "pattern", "$ref"), "text"),
    **dict.fromkeys(("$schema", "contentMediaType", "contentEncoding"), "text"),
}

_META: Final = jsonschema_rs.Draft7Validator(
    {"$ref": _DRAFT_07[1]}, validate_formats=False, offline=True
)


def faults(schema: Any, parts: Iterable[Part]) -> Iterator[Fault]:
    """Everything wrong with a settled schema, except what its references are.

    `parts` are all the object schemas in it, with their paths.
    """
    sound = _META.is_valid(schema)
    for path, each in parts:
        if not sound:
            yield from _broken(each, path)
        for keyword, value in each.items():
            if keyword in _CHECKS:
                yield from _CHECKS[keyword](value, (*path, keyword))
            elif keyword not in KEYWORDS and not keyword.startswith("x-"):
                yield _unknown(keyword, path)


def _broken(schema: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Draft-07's own complaints about this one level; what lies below has its own turn."""
    told = set()
    for error in _META.iter_errors({key: _shallow(key, value) for key, value in schema.items()}):
        keyword = str(error.instance_path[0])
        steps = (keyword,) if keyword == "type" else tuple(error.instance_path)
        if steps in told:
            continue
        told.add(steps)
        value = schema[keyword]
        hint = did_you_mean(value, _TYPES) if keyword == "type" and isinstance(value, str) else ""
        message = f'"{keyword}" must be {_WANTED.get(keyword, "valid")}{hint}'
        advice = (
            "or mark each entry of `properties` with required: true"
            if keyword == "required"
            else ""
        )
        yield Fault("TP022", message, (*path, *steps), advice)


def _shallow(keyword: str, value: Any) -> Any:
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        return {
            name: True if isinstance(child, Mapping) else child for name, child in value.items()
        }
    if keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
        return [True if isinstance(child, Mapping) else child for child in value]
    return True if keyword in SCHEMAS and isinstance(value, Mapping) else value


def _unknown(keyword: str, path: Path) -> Fault:
    message = f'unknown schema keyword "{keyword}"{did_you_mean(keyword, KEYWORDS)}'
    advice = _INSTEAD.get(keyword, "your own annotations begin with x-")
    return Fault("TP021", message, (*path, keyword), advice)


def _format(value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, str) and value not in FORMATS:
        message = f'unknown format "{value}"{did_you_mean(value, FORMATS)}'
        yield Fault("TP023", message, path, f"known formats: {', '.join(FORMATS)}")


def _pattern(value: Any, path: Path) -> Iterator[Fault]:
    wrong = unportable(value) if isinstance(value, str) else None
    if wrong:
        yield Fault("TP024", wrong[0], path, wrong[1])


def _pattern_properties(value: Any, path: Path) -> Iterator[Fault]:
    for pattern in value if isinstance(value, Mapping) else ():
        yield from _pattern(pattern, (*path, pattern))


def _pii(value: Any, path: Path) -> Iterator[Fault]:
    if value not in PRIVACY:
        yield Fault("TP028", f'"pii" must be {listed(PRIVACY)}', path)


def _deprecated(value: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault("TP022", '"deprecated" must be true or false', path)


def _dialect(value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, str) and value not in _DRAFT_07:
        yield Fault("TP022", "schemas are draft-07", path, "leave $schema out")


_CHECKS: Final[Mapping[str, Callable[[Any, Path], Iterator[Fault]]]] = {
    "format": _format,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "pii": _pii,
    "deprecated": _deprecated,
    "$schema": _dialect,
}
