"""Where an error of jsonschema-rs stands in the message.

Version 0.60 writes a key of digits (`"7"`, `"+7"`, `"07"`) as the number 7 and leaves an empty key
out, so its paths are read against the message they speak of.
"""

from typing import Any

import jsonschema_rs

Place = tuple[str | int, ...]


def place_of(error: jsonschema_rs.ValidationError, message: Any) -> Place:
    """The place of the failing value; the nearest one around it when the path leads nowhere."""
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
    """The same for a message whose keys the path may not name as they are."""
    steps: list[str | int] = []
    for step in path:
        if _key(message, step) is None and _holds_nameless(message):
            steps.append("")
            message = message[""]
        key = _key(message, step)
        if key is None:
            return tuple(steps)
        steps.append(key)
        message = message[key]
    if _holds_nameless(message) and message != error.instance == message[""]:
        steps.append("")
    return tuple(steps)


def _holds_nameless(value: Any) -> bool:
    return isinstance(value, dict) and "" in value


def _key(value: Any, step: str | int) -> str | int | None:
    """The key or index of `value` that `step` means."""
    if isinstance(value, list):
        return step if isinstance(step, int) and step < len(value) else None
    if not isinstance(value, dict):
        return None
    if isinstance(step, str) or str(step) in value:
        return str(step) if str(step) in value else None
    return next((key for key in value if _number(key) == step), None)


def _number(key: str) -> int | None:
    digits = key.removeprefix("+")
    return int(digits) if digits.isascii() and digits.isdigit() else None
