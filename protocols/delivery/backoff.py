"""How long to wait before the next attempt."""

from collections.abc import Callable
from typing import Final

FIRST: Final = 1.0
LONGEST: Final = 300.0
LONGEST_ASKED: Final = 3_600.0
"""Seconds. A destination may ask for more patience than we have by ourselves, within reason."""


def delay(failures: int, *, asked: float | None, random: Callable[[], float]) -> float:
    """Seconds to wait after so many failures in a row: full jitter under a doubling ceiling.

    Never less than the destination `asked` for. `random` gives a number from 0 to 1. See "Exponential
    Backoff And Jitter", AWS Architecture Blog.
    """
    ceiling = min(LONGEST, FIRST * 2.0 ** min(failures - 1, 32))
    return max(ceiling * random(), min(asked or 0.0, LONGEST_ASKED))
