"""Which keys an object may have: from its own schema, and from every condition it depends on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from typewriter.view.conjuncts import BRANCHING, Definitions, Part, parts

MOST_PARTS: Final = 300
"""Parts of one object that are looked at; references can make a small file a huge object. With
more, any further key is let through."""
_CONDITIONAL: Final = frozenset({"if", "not", "dependencies", *BRANCHING})


@dataclass(slots=True)
class Keys:
    """Keys of an object while they are gathered: name → schemas that always, or may, apply."""

    always: dict[str, list[Any]] = field(default_factory=dict)
    perhaps: dict[str, list[Any]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    extra: list[Any] = field(default_factory=list)
    conditional: bool = False

    @property
    def names(self) -> list[str]:
        """Every key that is named anywhere, sorted."""
        return sorted({*self.always, *self.perhaps, *self.required})

    def schema(self, name: str) -> Any:
        """What applies to one key: all that always does, else any of what may."""
        if name in self.always:
            return _joined("allOf", self.always[name])
        return _joined("anyOf", self.perhaps.get(name, [True]))


@dataclass(slots=True)
class _Effort:
    """How many more parts may be looked at, all conditions together."""

    left: int = MOST_PARTS


def keys_of(found: Iterable[Part], definitions: Definitions) -> Keys:
    """The keys of the object that all the parts describe."""
    return _keys_of(found, definitions, _Effort())


def _keys_of(found: Iterable[Part], definitions: Definitions, effort: _Effort) -> Keys:
    keys = Keys()
    for part in found:
        effort.left -= 1
        if effort.left < 0:
            keys.extra = [True]
            break
        _add_own(keys, part.schema)
        if not _CONDITIONAL.isdisjoint(part.schema):
            keys.conditional = True
            _add_conditional(keys, part, definitions, effort)
    return keys


def _add_own(keys: Keys, schema: Mapping[str, Any]) -> None:
    for name, value in schema.get("properties", {}).items():
        if value is not False:
            keys.always.setdefault(name, []).append(value)
    keys.required.update(schema.get("required", ()))
    others = schema.get("additionalProperties", False)
    if others is not False:
        keys.extra.append(others)
    if schema.get("patternProperties"):
        keys.extra.append(True)


def _add_conditional(keys: Keys, part: Part, definitions: Definitions, effort: _Effort) -> None:
    for alternatives, exhaustive in _alternatives(part.schema):
        each = [
            _keys_of(parts(schema, definitions, part.via), definitions, effort)
            for schema in alternatives
        ]
        for one in each:
            for name in one.names:
                keys.perhaps.setdefault(name, []).append(one.schema(name))
            keys.extra.extend(one.extra)
        if exhaustive:
            keys.required.update(set.intersection(*(one.required for one in each)))


def _alternatives(schema: Mapping[str, Any]) -> Iterator[tuple[Sequence[Any], bool]]:
    """Groups of schemas that may apply, and whether one of the group always does."""
    for keyword in BRANCHING:
        if schema.get(keyword):
            yield schema[keyword], True
    yield [schema[word] for word in ("if", "then", "else") if word in schema], False
    needs = schema.get("dependencies", {}).values()
    yield [need for need in needs if isinstance(need, Mapping)], False


def _joined(keyword: str, schemas: Sequence[Any]) -> Any:
    if len(schemas) == 1:
        return schemas[0]
    distinct = [schema for at, schema in enumerate(schemas) if schema not in schemas[:at]]
    return distinct[0] if len(distinct) == 1 else {keyword: distinct}
