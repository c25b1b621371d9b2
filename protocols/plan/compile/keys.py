"""Which keys a rule plans, at every depth: what "unplanned" is measured against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import jsonschema_rs

_COMBINERS: Final = ("allOf", "anyOf", "oneOf")
_CONDITIONS: Final = ("if", "then", "else")
_DEFINITIONS: Final = "#/definitions/"

Matcher = jsonschema_rs.Draft7Validator
"""A compiled pattern: `is_valid(key)`, by the same linear engine that validates."""


@dataclass(slots=True, eq=False)
class Keys:
    """Which keys one level of an object plans. A graph, since types may refer to themselves.

    `open` plans every key: the level names none, or has `additionalProperties` true or a schema.
    `extra` is what lies below such further keys, `items` below the elements of an array. `nested`
    are those of the `names` below which something is planned.
    """

    open: bool = True
    names: dict[str, "Keys | None"] = field(default_factory=dict)
    nested: dict[str, "Keys"] = field(default_factory=dict)
    patterns: tuple[tuple[Matcher, "Keys | None"], ...] = ()
    extra: "Keys | None" = None
    items: "Keys | None" = None


def planned_keys(schema: Mapping[str, Any]) -> Keys | None:
    """The keys that a self-contained schema plans; None when it plans whatever comes."""
    return _Builder(schema.get("definitions", {})).level([schema])


class _Builder:
    """One pass over a schema; levels are remembered, so that recursive types end."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._levels: dict[frozenset[int], Keys | None] = {}

    def level(self, schemas: Iterable[Any]) -> Keys | None:
        """What all of `schemas` together plan of one object or array."""
        parts = self._spread(schemas)
        if not parts:
            return None
        known = frozenset(map(id, parts))
        if known not in self._levels:
            keys = self._levels[known] = Keys()
            self._fill(keys, parts)
            if keys.open and not (keys.names or keys.patterns or keys.extra or keys.items):
                self._levels[known] = None
        return self._levels[known]

    def _spread(self, schemas: Iterable[Any]) -> list[Mapping[str, Any]]:
        """Every schema that speaks of the same value: through references and combining keywords."""
        found: dict[int, Mapping[str, Any]] = {}
        waiting = list(schemas)
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, Mapping) or id(schema) in found:
                continue
            found[id(schema)] = schema
            waiting.extend(self._beside(schema))
        return list(found.values())

    def _beside(self, schema: Mapping[str, Any]) -> Iterable[Any]:
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield self._definitions.get(reference.removeprefix(_DEFINITIONS))
            return
        for combiner in _COMBINERS:
            yield from schema.get(combiner, ())
        yield from (schema.get(condition) for condition in _CONDITIONS)
        yield from schema.get("dependencies", {}).values()

    def _fill(self, keys: Keys, parts: Sequence[Mapping[str, Any]]) -> None:
        parts = [part for part in parts if "$ref" not in part]
        names, patterns, items = _Gathered(), _Gathered(), []
        extras = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        for part in parts:
            names.add(part.get("properties", {}))
            patterns.add(part.get("patternProperties", {}))
            items += _item_schemas(part)
        keys.names = {name: self.level(schemas) for name, schemas in names.items()}
        keys.nested = {name: below for name, below in keys.names.items() if below is not None}
        keys.patterns = tuple(
            (_matcher(pattern), self.level(schemas)) for pattern, schemas in patterns.items()
        )
        keys.items = self.level(items)
        keys.extra = self.level(extra for extra in extras if extra is not False)
        named = bool(keys.names or keys.patterns or False in extras)
        keys.open = not named or any(extra is not False for extra in extras)


class _Gathered(dict[str, list[Any]]):
    def add(self, schemas: Mapping[str, Any]) -> None:
        for name, schema in schemas.items():
            self.setdefault(name, []).append(schema)


def _item_schemas(part: Mapping[str, Any]) -> list[Any]:
    items = part.get("items", ())
    return [*items, part.get("additionalItems")] if isinstance(items, list) else [items]


def _matcher(pattern: str) -> Matcher:
    return Matcher({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
