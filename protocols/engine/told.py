"""What a violation says that does not depend on the message: worked out once per part of a plan."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from protocols.engine.causes import Cause
from protocols.engine.decision import Violation
from protocols.engine.paths import Place, format_path
from protocols.engine.wording import UNKNOWN, WORDS, Words, advice_of, shown
from protocols.findings.clean import cut
from protocols.plan.compile import CompiledRule
from protocols.plan.pointers import pointer


class Spot(NamedTuple):
    """A place in a message, in writing: as a path and as RFC 6901."""

    steps: Place
    field: str
    pointer: str


class Told(NamedTuple):
    """The words for a broken keyword, where it stands in the schema and on which line of the plan.

    `wanted` and `accepts` are what the plan expects there, as `Cause` has them. `spot` is where it
    was broken first, `said` what is said of it there, if that does not depend on the value, and
    `advice` what to do there: mostly it is broken there again. `beside` is the part of the schema
    that holds the keyword. `again` keeps violations at `spot` of whose values nothing is guessed, by
    what is said of the value.
    """

    spot: Spot
    words: Words
    said: str
    advice: str
    schema_pointer: str
    place: str
    wanted: str
    accepts: tuple[str, ...]
    beside: Mapping[str, Any]
    again: dict[str, Violation]


_MOST: Final = 1_024
"""Characters of a path or pointer that a violation tells.

Fifty violations under one key of 30 KB would else make megabytes of a message.
"""

_MEMORABLE: Final = 256
"""Characters of a pointer that is remembered: senders choose the keys of open objects."""

Memory = dict[Any, Told]
"""What was told of one rule: as many entries as its plan has keywords and keys there."""

_MEMORIES: WeakKeyDictionary[CompiledRule, Memory] = WeakKeyDictionary()
"""By rule, as long as it lives."""


def memory_of(rule: CompiledRule) -> Memory:
    """What was told of `rule` so far, for `told`."""
    memory = _MEMORIES.get(rule)
    if memory is None:
        memory = _MEMORIES[rule] = {}
    return memory


def told(rule: CompiledRule, cause: Cause, memory: Memory) -> Told:
    """What is to be told of one broken keyword of `rule`."""
    path = cause.schema_path
    key = path, cause.keyword, cause.missing, cause.types
    known = memory.get(key)
    if known is None:
        known = memory[key] = _told(rule, cause, path)
    return known


def written(steps: Place) -> Spot:
    """The place, written out; cut where it is longer than any path of a plan."""
    return Spot(steps, cut(format_path(steps), _MOST) or "(root)", cut(pointer(steps), _MOST))


def sentence(words: Words, spot: Spot, wanted: str, given: str) -> str:
    """A violation's description."""
    name = str(spot.steps[-1]) if spot.steps else spot.field
    return words.text.format(
        field=shown(spot.field), expected=wanted, given=given, name=shown(name)
    )


def _told(rule: CompiledRule, cause: Cause, path: Place) -> Told:
    # A reader wants to see where a missing key is declared, not the list that requires it.
    declared = path if cause.missing is None else (*path[:-1], "properties", cause.missing)
    spot = written(cause.place)
    if len(spot.pointer) > _MEMORABLE:
        spot = written(())
    words = WORDS.get(cause.keyword, UNKNOWN)
    return Told(
        spot=spot,
        words=words,
        said="" if "{given}" in words.text else sentence(words, spot, cause.wanted, ""),
        advice=advice_of(words, spot.field, cause.wanted, cause.accepts),
        schema_pointer=pointer(path),
        place=_place(rule, declared),
        wanted=cause.wanted,
        accepts=cause.accepts,
        beside=_holder(rule.schema, path),
        again={},
    )


def _holder(schema: Any, path: Place) -> Mapping[str, Any]:
    """The part of the schema that holds the keyword at `path`."""
    for step in path[:-1]:
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return schema if isinstance(schema, Mapping) else {}


def _place(rule: CompiledRule, schema_path: Place) -> str:
    """The line of the plan that holds the broken part, or the nearest part around it."""
    places, inside = rule.written(schema_path)
    for length in range(len(inside), -1, -1):
        place = places.get(pointer(inside[:length]))
        if place is not None:
            return str(place)
    return str(rule.rule.at)
