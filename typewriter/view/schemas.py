"""The schemas that a client checks its calls against, as one JSON file."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from protocols.plan.compile import CompiledPlan, CompiledRule

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
        f'"definitions": {_lines(definitions, depth=1)}',
        f'"rules": {_lines(rules, depth=3)}',
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rules(compiled: CompiledPlan) -> Iterator[tuple[str, str, int, CompiledRule]]:
    for rule in compiled.rules():
        yield str(rule.rule.kind), rule.rule.name or "", rule.rule.version or NO_VERSION, rule


def _own(rule: CompiledRule) -> dict[str, Any]:
    return {
        key: value for key, value in rule.schema.items() if key not in {"definitions", "title"}
    }


def _lines(value: Any, *, depth: int) -> str:
    if not depth or not isinstance(value, Mapping) or not value:
        return _dump(value)
    inner = (f"{_dump(key)}: {_lines(value[key], depth=depth - 1)}" for key in sorted(value))
    return "{\n" + ",\n".join(inner) + "\n}"


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
