"""What a violation says that does not depend on the message: worked out once per part of a plan."""

from functools import lru_cache
from typing import NamedTuple

from protocols.engine.error_place import Place
from protocols.engine.paths import pointer
from protocols.engine.wording import UNKNOWN, WORDS, Words
from protocols.plan.compile import CompiledRule


class Told(NamedTuple):
    """The words for a broken keyword, where it stands in the schema, and on which line of the plan."""

    words: Words
    schema_pointer: str
    place: str


@lru_cache(maxsize=8192)
def told(rule: CompiledRule, schema_path: Place, keyword: str, missing: str | None) -> Told:
    """What is to be told of one keyword of `rule`; for a missing key the place is the key's own."""
    concerned = schema_path if missing is None else (*schema_path[:-1], "properties", missing)
    return Told(WORDS.get(keyword, UNKNOWN), pointer(schema_path), _place(rule, concerned))


def _place(rule: CompiledRule, schema_path: Place) -> str:
    """The line of the plan that holds the broken part, or the nearest part around it."""
    places, inside = rule.written(schema_path)
    for length in range(len(inside), -1, -1):
        place = places.get(pointer(inside[:length]))
        if place is not None:
            return str(place)
    return str(rule.rule.at)
