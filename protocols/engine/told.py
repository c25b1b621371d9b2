"""What a violation says that does not depend on the message: worked out once per part of a plan."""

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from protocols.engine.causes import Cause
from protocols.engine.error_place import Place
from protocols.engine.paths import pointer
from protocols.engine.wording import UNKNOWN, WORDS, Words
from protocols.plan.compile import CompiledRule


class Told(NamedTuple):
    """The words for a broken keyword, where it stands in the schema and on which line of the plan.

    `wanted` and `accepts` are what the plan expects there, as `Cause` has them.
    """

    words: Words
    schema_pointer: str
    place: str
    wanted: str
    accepts: tuple[str, ...]


_KNOWN: WeakKeyDictionary[CompiledRule, dict[Any, Told]] = WeakKeyDictionary()
"""By rule, as long as it lives; a rule has as many entries as its plan has keywords and keys."""


def told(rule: CompiledRule, cause: Cause) -> Told:
    """What is to be told of one broken keyword of `rule`."""
    known = _KNOWN.get(rule)
    if known is None:
        known = _KNOWN[rule] = {}
    path = cause.schema_path
    key = path, cause.keyword, cause.missing, cause.types
    if key not in known:
        known[key] = _told(rule, cause, path)
    return known[key]


def _told(rule: CompiledRule, cause: Cause, path: Place) -> Told:
    # A reader wants to see where a missing key is declared, not the list that requires it.
    shown = path if cause.missing is None else (*path[:-1], "properties", cause.missing)
    return Told(
        words=WORDS.get(cause.keyword, UNKNOWN),
        schema_pointer=pointer(path),
        place=_place(rule, shown),
        wanted=cause.wanted,
        accepts=cause.accepts,
    )


def _place(rule: CompiledRule, schema_path: Place) -> str:
    """The line of the plan that holds the broken part, or the nearest part around it."""
    places, inside = rule.written(schema_path)
    for length in range(len(inside), -1, -1):
        place = places.get(pointer(inside[:length]))
        if place is not None:
            return str(place)
    return str(rule.rule.at)
