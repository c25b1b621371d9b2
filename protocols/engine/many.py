"""Why a message fails that fails in very many places.

jsonschema-rs makes every error whole before the first can be looked at, which takes a second for ten
thousand. Its outline of the same evaluation only names places, at a hundredth of the cost; what is
to be told of the first of them is asked one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import jsonschema_rs
import orjson

from protocols.engine.paths import Place
from protocols.plan.compile import CompiledRule
from protocols.plan.compile.validator import Validator, build_validator
from protocols.plan.pointers import steps_of

MANY: Final = 200
"""From how many failing keywords on a message is judged by its outline."""

LOOKED_AT: Final = 1_000
"""Of how many failing keywords the cause is found; all are counted."""

_BULKY: Final = 2_048
"""Bytes in which that many places do not fit."""

_COMPANIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "additionalProperties": ("properties", "patternProperties"),
    "additionalItems": ("items",),
}
"""Keywords that say which values another one speaks of."""

Outline = Sequence[Mapping[str, Any]]
"""Failing keywords, each with its `schemaLocation` and `instanceLocation` (RFC 6901)."""


class Failure(NamedTuple):
    """An error below the `value` that stands at `at` in the message, and where its keyword stands."""

    at: Place
    value: Any
    error: jsonschema_rs.ValidationError
    schema_path: Place


class _Part(NamedTuple):
    """A keyword of the rule's schema, and a validator of it alone."""

    path: Place
    validator: Validator


def outline_of(rule: CompiledRule, message: Mapping[str, Any]) -> Outline:
    """Where a message breaks its rule in very many places; nothing for all others."""
    if not is_bulky(message):
        return ()
    outline = rule.validator.evaluate(message).errors()
    return outline if len(outline) > MANY else ()


def is_bulky(message: Mapping[str, Any]) -> bool:
    """Whether a message is large enough to fail in very many places."""
    try:
        return len(orjson.dumps(message)) > _BULKY
    except TypeError:
        return True


def failures(
    rule: CompiledRule, message: Mapping[str, Any], outline: Outline
) -> Iterator[Failure]:
    """The errors at the first places of an outline."""
    parts: dict[str, _Part | None] = {}
    for entry in outline[:LOOKED_AT]:
        location = entry["schemaLocation"]
        if location not in parts:
            parts[location] = _part(rule, location)
        part = parts[location]
        if part is not None:
            at, value = _walked(message, entry["instanceLocation"])
            for error in part.validator.iter_errors(value):
                yield Failure(at, value, error, part.path)


def _part(rule: CompiledRule, location: str) -> _Part | None:
    """One keyword of the rule by itself; None where the location names none."""
    above, _, _ = location.rpartition("/")
    try:
        path, broken = _walked(rule.schema, location)
        holder = _walked(rule.schema, above)[1]
    except (KeyError, IndexError, ValueError):
        return None
    keyword = str(path[-1])
    if broken is False and keyword not in {*_COMPANIONS, "contains"}:
        return _Part(path, build_validator({"allOf": [False]}, rule.date_time))
    alone = {keyword: broken, "definitions": rule.schema.get("definitions", {})}
    beside = {key: holder[key] for key in _COMPANIONS.get(keyword, ()) if key in holder}
    return _Part(path, build_validator(alone | _opened(beside), rule.date_time))


def _opened(beside: Mapping[str, Any]) -> dict[str, Any]:
    """The same keywords, accepting whatever they speak of."""
    return {
        key: [True] * len(value) if isinstance(value, list) else dict.fromkeys(value, True)
        for key, value in beside.items()
    }


def _walked(value: Any, pointer: str) -> tuple[Place, Any]:
    """The steps of a pointer to an existing place, and what stands there."""
    steps: list[str | int] = []
    for written in steps_of(pointer):
        step = int(written) if isinstance(value, list) else written
        value = value[step]
        steps.append(step)
    return tuple(steps), value
