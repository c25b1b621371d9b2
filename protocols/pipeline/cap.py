"""A rate cap: so many a minute of each name. The clock comes in, so that a test can hold it still."""

from collections.abc import Callable
from typing import Final

_MINUTE: Final = 60.0


class RateCap:
    """A bucket for each name: it holds `per_minute` at most, starts full and refills evenly.

    Over a longer time that is `per_minute` a minute; after a quiet minute as many may go at once.
    `clock` counts seconds. It remembers every name it is asked about: give it names of a plan,
    never of a sender's choosing.
    """

    __slots__ = ("_clock", "_left", "_per_minute")

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str, wanted: int) -> int:
        """How many of `wanted` may go now; they are taken."""
        now = self._clock()
        left, at = self._left.get(name, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - at) * self._per_minute / _MINUTE)
        taken = min(wanted, int(left))
        self._left[name] = (left - taken, now)
        return taken
