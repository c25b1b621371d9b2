"""How a call is spelled: its values in JSON, its keys in messages and as a transport's keywords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from math import isfinite
from typing import Any, Final, cast

from ._model import UNSET, log_here

WIRE_KEYS: Final = {
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "group_id": "groupId",
    "previous_id": "previousId",
    "message_id": "messageId",
}
"""A transport's keywords that messages spell otherwise."""

KEYWORDS: Final = {wire: keyword for keyword, wire in WIRE_KEYS.items()}

_LARGEST_EXACT: Final = 2**53
"""Many readers of JSON hold numbers as doubles, which lose the last digits beyond this."""


def plain(value: object, call: str) -> Any:
    """A copy of `value` made of JSON's types: times as ISO 8601, any mapping or sequence plain.

    Raises:
        ValueError: a number is infinite or none at all.
        TypeError: JSON has no such type.
    """
    if isinstance(value, Enum):
        return plain(value.value, call)
    if value is None or isinstance(value, (str, bool, int, float)):
        return _checked(value, call)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        return {key: plain(inner, call) for key, inner in mapping.items() if inner is not UNSET}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        items = cast("Sequence[object]", value)
        return [plain(inner, call) for inner in items]
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _checked(value: str | float | None, call: str) -> str | float | None:
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} cannot be sent as JSON")
    if isinstance(value, int) and abs(value) > _LARGEST_EXACT:
        log_here("%s sends an integer beyond 2**53: readers of JSON may lose its last digits", call)
    return value
