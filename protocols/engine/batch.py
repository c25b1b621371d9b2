"""What a batch says for all of its messages."""

from collections.abc import Mapping
from typing import Any, Final

SHARED: Final[tuple[str, ...]] = ("context", "integrations", "sentAt")
"""The keys beside `batch` that every message of it has a part in."""


def shared_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the body of a batch says for all of its messages."""
    return {key: body[key] for key in SHARED if key in body}


def merged(message: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message with what its batch says for all; what the message says itself wins."""
    if not shared:
        return message
    whole = {**shared, **message}
    for key, common in shared.items():
        own = message.get(key)
        if isinstance(own, dict) and isinstance(common, dict):
            whole[key] = {**common, **own}
    return whole
