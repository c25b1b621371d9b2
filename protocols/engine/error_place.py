"""Where an error of jsonschema-rs stands in the message.

Version 0.60 writes a key of digits (`"7"`, `"+7"`, `"07"`) as the number 7 and leaves an empty key
out; where a message has such keys, they are read from the error's text.
"""

import re
from typing import Any, Final

import jsonschema_rs

from protocols.engine.paths import Place
from protocols.plan.compile import MASK
from protocols.plan.pointers import pointer

_BEFORE: Final = "\n\nOn instance"
_AFTER: Final = f":\n    {MASK}"
_NAMELESS: Final = '[""]'
_NUMBER: Final = re.compile(r'\[(\d+)\]|\["(\+\d+)"\]', re.ASCII)


def place_of(error: jsonschema_rs.ValidationError, message: Any) -> Place:
    """The place of the failing value."""
    path = error.instance_path
    value = message
    for step in path:
        if isinstance(value, dict):
            if step not in value or "" in value:
                return _found(path, error, message)
        elif not isinstance(value, list):
            return _found(path, error, message)
        value = value[step]
    if isinstance(value, dict) and "" in value:
        return _found(path, error, message)
    return tuple(path)


def _found(path: list[str | int], error: jsonschema_rs.ValidationError, message: Any) -> Place:
    """The same for a message whose keys the path may not name as they are.

    The error's text spells them in full, behind `On instance`; a key may hold those words too.
    """
    text = error.verbose_message
    start = text.find(_BEFORE)
    while start >= 0:
        place = _read(text[start + len(_BEFORE) :], path, message)
        if place is not None:
            return place
        start = text.find(_BEFORE, start + 1)
    return ()


def _read(text: str, path: list[str | int], value: Any) -> Place | None:
    """The place that `text` spells, if all of it spells one that the validator writes as `path`."""
    steps: list[str | int] = []
    at = 0
    for step in (*path, None):
        while text.startswith(_NAMELESS, at) and isinstance(value, dict) and "" in value:
            steps.append("")
            value, at = value[""], at + len(_NAMELESS)
        if step is None:
            return tuple(steps) if text[at:] == _AFTER else None
        key, at = _key(step, text, at, value)
        if key is None:
            return None
        steps.append(key)
        value = value[key]
    return None


def _key(step: str | int, text: str, at: int, value: Any) -> tuple[str | int | None, int]:
    """The key or index of `value` that is written as `step`, and where its spelling ends in `text`."""
    if isinstance(step, int):
        spelt = _NUMBER.match(text, at)
        if spelt is None:
            return None, at
        key = step if isinstance(value, list) else spelt[1] or spelt[2]
        return (key if _has(value, key) else None), spelt.end()
    name = pointer((step,))[1:]
    for spelling in (f'["{name}"]', f"[{name}]"):
        if text.startswith(spelling, at) and _has(value, step):
            return step, at + len(spelling)
    return None, at


def _has(value: Any, key: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, dict) and key in value
