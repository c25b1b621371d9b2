"""Which keys a rule plans, at every depth: what "unplanned" is measured against."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, Final

import jsonschema_rs

from protocols.plan.pointers import referred

_COMBINERS: Final = ("allOf", "anyOf", "oneOf")
_CONDITIONS: Final = ("if", "then", "else")

Matcher = jsonschema_rs.Draft7Validator
"""A compiled pattern: `is_valid(key)`, by the same linear engine that validates."""


@dataclass(slots=True, eq=False)
class Keys:
    """Which keys one level of an object plans. A graph, since types may refer to themselves.

    `open` plans every key: the level names none, or has `additionalProperties` true or a schema.
    `extra` is what lies below such further keys, `below_matched` what lies below a key that the
    `patterns` of these places match. `nested` are those of the `names` below which something is
    planned. Of an array, `positions` are its first elements and `items` the others.
    """

    open: bool = True
    names: dict[str, "Keys | None"] = field(default_factory=dict)
    nested: dict[str, "Keys"] = field(default_factory=dict)
    patterns: tuple[Matcher, ...] = ()
    below_matched: Callable[[tuple[int, ...]], "Keys | None"] = lambda _: None
    extra: "Keys | None" = None
    positions: tuple["Keys | None", ...] = ()
    items: "Keys | None" = None

    def plans_all(self) -> bool:
        """Whether nothing can be unplanned here or below."""
        below = self.names or self.patterns or self.extra or self.items or any(self.positions)
        return self.open and not below


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
            if keys.plans_all():
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
            yield self._definitions.get(referred(reference))
            return
        for combiner in _COMBINERS:
            yield from schema.get(combiner, ())
        yield from (schema.get(condition) for condition in _CONDITIONS)
        yield from schema.get("dependencies", {}).values()

    def _fill(self, keys: Keys, parts: Sequence[Mapping[str, Any]]) -> None:
        parts = [part for part in parts if "$ref" not in part]
        patterns = tuple(
            dict.fromkeys(chain(*(part.get("patternProperties", ()) for part in parts)))
        )
        matchers = tuple(map(_matcher, patterns))
        names = dict.fromkeys(chain(*(part.get("properties", ()) for part in parts)))

        def below(name: str | None, matched: tuple[int, ...]) -> Keys | None:
            chosen = frozenset(patterns[place] for place in matched)
            return self.level(chain(*(_schemas_of(part, name, chosen) for part in parts)))

        keys.names = {name: below(name, matching(matchers, name)) for name in names}
        keys.nested = {name: level for name, level in keys.names.items() if level is not None}
        keys.patterns, keys.below_matched = matchers, partial(below, None)
        keys.extra = below(None, ())
        extras = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        named = bool(names or patterns or False in extras)
        keys.open = not named or any(extra is not False for extra in extras)
        longest = max((len(part["items"]) for part in parts if _is_tuple(part)), default=0)
        keys.positions = tuple(self.level(_items_of(parts, place)) for place in range(longest))
        keys.items = self.level(_items_of(parts, longest))


def matching(matchers: Sequence[Matcher], key: str) -> tuple[int, ...]:
    """The places of those that match the key."""
    return tuple(place for place, matcher in enumerate(matchers) if matcher.is_valid(key))


def _schemas_of(
    part: Mapping[str, Any], name: str | None, patterns: frozenset[str]
) -> Iterable[Any]:
    """What a schema says of a key: by its name and by the patterns that match it, else of all others."""
    named = part.get("properties", {})
    own = [named[name]] if name is not None and name in named else []
    own += [
        schema for each, schema in part.get("patternProperties", {}).items() if each in patterns
    ]
    return own or (part.get("additionalProperties"),)


def _is_tuple(part: Mapping[str, Any]) -> bool:
    return isinstance(part.get("items"), list)


def _items_of(parts: Iterable[Mapping[str, Any]], place: int) -> Iterable[Any]:
    for part in parts:
        items = part.get("items")
        if not isinstance(items, list):
            yield items
        else:
            yield items[place] if place < len(items) else part.get("additionalItems")


def _matcher(pattern: str) -> Matcher:
    return Matcher({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
