"""How long transformations may make a message."""

from collections.abc import Mapping
from typing import Any, Final

from protocols.engine.weight import weight
from protocols.errors import FqlError

FREELY: Final = 4096
"""By how much a message may grow before it is weighed: characters, keys and elements."""

MAX_SIZE: Final = 2**16
"""The most that a message may weigh after it grew; twice the longest that a gateway takes."""


def expect_size(message: Mapping[str, Any]) -> None:
    """Refuse a message that grew too long.

    Raises:
        FqlError: it did.
    """
    if weight(message, MAX_SIZE) > MAX_SIZE:
        raise FqlError(f"the message would grow beyond {MAX_SIZE} characters", 0)
