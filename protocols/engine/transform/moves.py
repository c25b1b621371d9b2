"""Renames: a value takes another key, perhaps in another object."""

from collections.abc import Callable
from typing import Any

from protocols.engine.paths import MISSING, Step, overlap, parse_path, update, value_at

Steps = tuple[Step, ...]


def meeting_point(source: str, target: str) -> tuple[Steps, Steps, Steps]:
    """The innermost array element that both paths share, and the way from there to each.

    Raises:
        ValueError: the paths part before an array, so that no one element could move; or one lies
            inside the other.
    """
    one, other = parse_path(source), parse_path(target)
    if overlap(one, other):
        raise ValueError(f"`{source}` cannot be renamed to `{target}`: one lies inside the other")
    shared = 1 + max((i for i, step in enumerate(one) if not isinstance(step, str)), default=-1)
    if one[:shared] != other[:shared] or not all(isinstance(step, str) for step in other[shared:]):
        raise ValueError(
            f"`{source}` and `{target}` part before an array; rename inside one element"
        )
    return one[:shared], one[shared:], other[shared:]


def move(source: Steps, target: Steps) -> Callable[[Any], Any]:
    """A function that moves a value from `source` to `target`.

    Nothing is ever lost: where the target holds a value already, or something else than an object
    stands in its way, both stay where they are. Doing it twice is doing it once.
    """

    def moved(document: Any) -> Any:
        value = value_at(document, source)
        if value is MISSING or value_at(document, target) is not MISSING:
            return document
        placed = update(document, target, lambda _: value)
        return document if placed is document else update(placed, source, lambda _: MISSING)

    return moved
