"""Reading and changing what stands at a path. What the path alone decides is decided once.

Objects are dicts and arrays are lists, as JSON is parsed; anything else is a value without parts.
"""

from collections.abc import Callable, Sequence
from operator import is_
from typing import Any, Final

from protocols.engine.paths import MISSING, Step

Reader = Callable[[Any], Any]
"""From a document to what stands at a place in it."""

Update = Callable[[Any, Any], Any]
"""From a value, and whatever the caller hands on, to what takes its place; the value itself to keep it."""

MAX_ELEMENTS: Final = 4096
"""The longest array whose elements are changed one by one."""


def reader(steps: Sequence[Step], absent: object = MISSING) -> Reader:
    """What stands at a path without `[]`, or `absent`."""
    keys = [step for step in steps if isinstance(step, str)]
    if len(keys) == len(steps) and len(keys) in _BY_KEYS:
        return _BY_KEYS[len(keys)](*keys, absent)
    return lambda document: value_at(document, steps, absent)


def _of_one_key(key: str, absent: object) -> Reader:
    return lambda document: document.get(key, absent) if isinstance(document, dict) else absent


def _of_two_keys(one: str, two: str, absent: object) -> Reader:
    def read(document: Any) -> Any:
        if isinstance(document, dict):
            inner = document.get(one)
            if isinstance(inner, dict):
                return inner.get(two, absent)
        return absent

    return read


def _of_three_keys(one: str, two: str, three: str, absent: object) -> Reader:
    def read(document: Any) -> Any:
        if isinstance(document, dict):
            inner = document.get(one)
            if isinstance(inner, dict):
                inner = inner.get(two)
                if isinstance(inner, dict):
                    return inner.get(three, absent)
        return absent

    return read


_BY_KEYS: Final[dict[int, Callable[..., Reader]]] = {
    1: _of_one_key,
    2: _of_two_keys,
    3: _of_three_keys,
}


def value_at(document: Any, steps: Sequence[Step], absent: object = MISSING) -> Any:
    """The value at a path without `[]`, or `absent` where nothing stands."""
    for step in steps:
        if isinstance(step, str):
            document = document.get(step, MISSING) if isinstance(document, dict) else MISSING
        elif isinstance(document, list) and step is not None and step < len(document):
            document = document[step]
        else:
            return absent
        if document is MISSING:
            return absent
    return document


class TooMany(Exception):
    """More values stand at a path than were asked for."""


def values_at(document: Any, steps: Sequence[Step], most: int) -> list[Any]:
    """Every value that stands at the path, in order; `[]` makes it many, a missing key none.

    Raises:
        TooMany: an array or the arrays of one level together hold more than `most`.
    """
    found = [document]
    for step in steps:
        if isinstance(step, str):
            found = [node[step] for node in found if isinstance(node, dict) and step in node]
            continue
        arrays = [node for node in found if isinstance(node, list)]
        if step is not None:
            found = [array[step] for array in arrays if step < len(array)]
        elif sum(map(len, arrays)) > most:
            raise TooMany
        else:
            found = [child for array in arrays for child in array]
    return found


def updater(steps: Sequence[Step], change: Update) -> Update:
    """A function that replaces every value at the path by what `change` makes of it.

    `change` is given `MISSING` where the last key is absent, and answers `MISSING` to leave a key
    out. Objects that a new value needs are made; arrays and their elements never are, and nothing
    is put where another kind of value stands in the way. The argument is not touched: only what
    lies along a changed path is copied, and an unchanged document is returned itself.

    The function raises `TooMany` where `[]` meets an array of more than `MAX_ELEMENTS`.
    """
    for step in reversed(steps):
        change = _at_key(step, change) if isinstance(step, str) else _at_elements(step, change)
    return change


def _at_key(key: str, change: Update) -> Update:
    def update(node: Any, given: Any) -> Any:
        if not isinstance(node, dict):
            new = change(MISSING, given) if node is MISSING else MISSING
            return node if new is MISSING else {key: new}
        old = node.get(key, MISSING)
        new = change(old, given)
        if new is old:
            return node
        fresh = node.copy()
        if new is MISSING:
            del fresh[key]
        else:
            fresh[key] = new
        return fresh

    return update


def _at_elements(index: int | None, change: Update) -> Update:
    chosen = slice(None) if index is None else slice(index, index + 1)

    def update(node: Any, given: Any) -> Any:
        if not isinstance(node, list):
            return node
        before = node[chosen]
        if len(before) > MAX_ELEMENTS:
            raise TooMany
        after = [old if (new := change(old, given)) is MISSING else new for old in before]
        if all(map(is_, before, after)):
            return node
        fresh = node.copy()
        fresh[chosen] = after
        return fresh

    return update
