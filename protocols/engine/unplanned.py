"""Finding, and taking out, what the plan does not name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from protocols.engine.causes import Steps
from protocols.plan.compile import Keys

Level = tuple[Steps, Keys]
"""An unplanned key, and the level of the plan that does not name it."""


def unplanned_keys(value: object, keys: Keys | None, at: Steps) -> Iterator[Level]:
    """Where `value` holds keys that `keys` does not plan, outermost first, with the level they miss.

    Nothing is said of what lies below an unplanned key.
    """
    if keys is None:
        return
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _below_key(key, child, keys, at)
    elif isinstance(value, list) and keys.items is not None:
        for index, child in enumerate(value):
            yield from unplanned_keys(child, keys.items, (*at, index))


def _below_key(key: str, child: object, keys: Keys, at: Steps) -> Iterator[Level]:
    if key in keys.names:
        below = keys.names[key]
        if below is not None:
            yield from unplanned_keys(child, below, (*at, key))
        return
    for matcher, below in keys.patterns:
        if matcher.is_valid(key):
            yield from unplanned_keys(child, below, (*at, key))
            return
    if keys.open:
        yield from unplanned_keys(child, keys.extra, (*at, key))
    else:
        yield (*at, key), keys


def without(message: Mapping[str, Any], places: Sequence[Steps]) -> dict[str, Any]:
    """A copy of `message` without the keys at `places`; only changed paths are copied."""
    tree: dict[Any, Any] = {}
    for place in places:
        branch = tree
        for step in place[:-1]:
            branch = branch.setdefault(step, {})
        branch[place[-1]] = None
    pruned: dict[str, Any] = _pruned(message, tree)
    return pruned


def _pruned(value: Any, tree: Mapping[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_pruned(item, tree[i]) if i in tree else item for i, item in enumerate(value)]
    return {
        key: _pruned(item, tree[key]) if tree.get(key) else item
        for key, item in value.items()
        if tree.get(key, tree) is not None
    }


def value_at(message: Any, place: Steps) -> Any:
    """The value at an existing place."""
    for step in place:
        message = message[step]
    return message
