"""Renames: a value takes another key, perhaps in another object."""

from typing import Any

from protocols.engine.access import Update, reader, updater
from protocols.engine.paths import MISSING, Step, overlap, parse_path

Steps = tuple[Step, ...]


def meeting_point(source: str, target: str) -> tuple[Steps, Steps, Steps]:
    """The innermost object that both paths share, and the way from there to each.

    Raises:
        ValueError: the paths part before an array, so that no one element could move; or one lies
            inside the other.
    """
    one, other = parse_path(source), parse_path(target)
    if overlap(one, other):
        raise ValueError(f"`{source}` cannot be renamed to `{target}`: one lies inside the other")
    steps = enumerate(zip(one, other, strict=False))
    shared = next(place for place, (a, b) in steps if a != b)
    if not all(isinstance(step, str) for step in (*one[shared:], *other[shared:])):
        raise ValueError(
            f"`{source}` and `{target}` part before an array; rename inside one element"
        )
    return one[:shared], one[shared:], other[shared:]


def move(source: Steps, target: Steps) -> Update:
    """A function that moves a value from `source` to `target`.

    Nothing is ever lost: where the target holds a value already, or something else than an object
    stands in its way, both stay where they are. Doing it twice is doing it once.
    """
    if len(source) == 1 and len(target) == 1:
        return _rename_key(str(source[0]), str(target[0]))
    read, occupied = reader(source), reader(target)
    put, remove = updater(target, lambda _, value: value), updater(source, lambda *_: MISSING)

    def moved(document: Any, _: Any) -> Any:
        value = read(document)
        if value is MISSING or occupied(document) is not MISSING:
            return document
        placed = put(document, value)
        return document if placed is document else remove(placed, None)

    return moved


def _rename_key(source: str, target: str) -> Update:
    def renamed(node: Any, _: Any) -> Any:
        if not isinstance(node, dict) or source not in node or target in node:
            return node
        fresh = node.copy()
        fresh[target] = fresh.pop(source)
        return fresh

    return renamed
