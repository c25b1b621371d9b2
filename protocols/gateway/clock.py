"""Where time and ids come from when nobody hands them in."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)  # noqa: TID251 - the clock that others take


def steady_clock() -> Callable[[], float]:
    """Seconds since the epoch, as the wall clock had it at the start, running on evenly from there."""
    start = time.time() - time.monotonic()  # noqa: TID251 - the clock that others take
    return lambda: start + time.monotonic()


def new_id() -> str:
    """An id for a message that has none, marked as ours as Segment marks its own."""
    return f"api-{uuid4().hex}"
