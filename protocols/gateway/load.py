from collections.abc import Iterator
from contextlib import contextmanager

from protocols.gateway import limits
from protocols.gateway.refusal import Refusal


class Load:
    """What is being handled at this moment, in bytes of bodies, and whether more is welcome."""

    def __init__(self, limit: int = limits.IN_FLIGHT) -> None:
        self._limit = limit
        self.in_flight = 0
        self.draining = False

    def drain(self) -> None:
        """Take nothing new from now on."""
        self.draining = True

    @contextmanager
    def room(self, size: int) -> Iterator[None]:
        """Hold room for a body of `size` bytes.

        Raises:
            Refusal: the server is stopping (503), or has as much to do as it can hold (429).
        """
        if self.draining:
            raise Refusal(503, "draining", "the server is stopping", None, limits.RETRY_AFTER)
        if self.in_flight + size > self._limit:
            raise Refusal(429, "overloaded", "too much at once", None, limits.RETRY_AFTER)
        self.in_flight += size
        try:
            yield
        finally:
            self.in_flight -= size
