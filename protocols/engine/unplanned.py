"""Finding, and taking out, what the plan does not name."""

from collections.abc import Mapping, Sequence
from typing import Any

from protocols.engine.paths import Place
from protocols.plan.compile import Keys
from protocols.plan.compile.keys import matching

Level = tuple[Place, Keys]
"""An unplanned key, and the level of the plan that does not name it."""


def unplanned_keys(value: object, keys: Keys | None, at: Place) -> list[Level]:
    """Where `value` holds keys that `keys` does not plan, outermost first, with the level they miss.

    Nothing is said of what lies below an unplanned key.
    """
    found: list[Level] = []
    if keys is not None:
        _walk(value, keys, at, found)
    return found


def _walk(value: object, keys: Keys, at: Place, found: list[Level]) -> None:
    if isinstance(value, dict):
        if not value.keys() <= keys.names.keys():
            _walk_unnamed(value, keys, at, found)
        if keys.nested:
            _walk_named(value, keys.nested, at, found)
    elif isinstance(value, list) and (keys.items is not None or keys.positions):
        places = keys.positions
        for index, child in enumerate(value):
            below = places[index] if index < len(places) else keys.items
            if below is not None:
                _walk(child, below, (*at, index), found)


def _walk_named(
    value: dict[str, Any], nested: Mapping[str, Keys], at: Place, found: list[Level]
) -> None:
    for key, child in value.items():
        below = nested.get(key)
        if below is not None:
            _walk(child, below, (*at, key), found)


def _walk_unnamed(value: dict[str, Any], keys: Keys, at: Place, found: list[Level]) -> None:
    for key, child in value.items():
        if key in keys.names:
            continue
        planned, below = _beyond_names(key, keys)
        if not planned:
            found.append(((*at, key), keys))
        elif below is not None:
            _walk(child, below, (*at, key), found)


def _beyond_names(key: str, keys: Keys) -> tuple[bool, Keys | None]:
    """Whether a key without a schema of its own is planned, and the level below it."""
    matched = matching(keys.patterns, key)
    return (True, keys.below_matched(matched)) if matched else (keys.open, keys.extra)


def without(message: Mapping[str, Any], places: Sequence[Place]) -> dict[str, Any]:
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
