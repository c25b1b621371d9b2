"""The schemas that a client checks its calls against, as one JSON file."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS

NO_VERSION = 0


def schemas_json(compiled: CompiledPlan, generator: str) -> str:
    """Every rule's schema, a rule a line so that a diff shows which rule changed.

    `rules` holds kind → name → version; types are written once, under `definitions`.
    """
    definitions: dict[str, Any] = {}
    rules: dict[str, dict[str, dict[str, Any]]] = {}
    for kind, name, version, rule in _rules(compiled):
        definitions.update(rule.schema.get("definitions", {}))
        rules.setdefault(kind, {}).setdefault(name, {})[str(version)] = _own(rule)
    if compiled.common:
        definitions.update(compiled.common.schema.get("definitions", {}))
    lines = [
        f'"generator": {_dump(generator)}',
        f'"date_time": {_dump(compiled.plan.date_time)}',
        f'"common": {_dump(_own(compiled.common) if compiled.common else True)}',
        f'"definitions": {_lines(_ordered_below("definitions", definitions), depth=1)}',
        f'"rules": {_lines(rules, depth=3)}',
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rules(compiled: CompiledPlan) -> Iterator[tuple[str, str, int, CompiledRule]]:
    for rule in compiled.rules():
        yield str(rule.rule.kind), rule.rule.name or "", rule.rule.version or NO_VERSION, rule


def _ordered(schema: Any) -> Any:
    """The schema with what it requires sorted, whatever the order of the plan's keys."""
    if not isinstance(schema, Mapping):
        return schema
    ordered = {keyword: _ordered_below(keyword, value) for keyword, value in schema.items()}
    if isinstance(schema.get("required"), list):
        ordered["required"] = sorted(schema["required"])
    return ordered


def _ordered_below(keyword: str, value: Any) -> Any:
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        return {name: _ordered(schema) for name, schema in value.items()}
    if keyword in LISTS_OF_SCHEMAS and isinstance(value, list | tuple):
        return [_ordered(schema) for schema in value]
    return _ordered(value) if keyword in SCHEMAS else value


def _own(rule: CompiledRule) -> dict[str, Any]:
    schema = _ordered(rule.schema)
    return {key: value for key, value in schema.items() if key not in {"definitions", "title"}}


def _lines(value: Any, *, depth: int) -> str:
    if not depth or not isinstance(value, Mapping) or not value:
        return _dump(value)
    inner = (f"{_dump(key)}: {_lines(value[key], depth=depth - 1)}" for key in sorted(value))
    return "{\n" + ",\n".join(inner) + "\n}"


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
