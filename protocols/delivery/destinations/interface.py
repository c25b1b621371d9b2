"""What a destination is: something that takes batches of messages, in order, at least once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from protocols.journal.interface import Row

Clock = Callable[[], float]
"""Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as this destination gets it, and the row it comes from."""

    row: Row
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. `refused` gives a reason for each seq that will never be taken.

    `bookmark` is the destination's own note of how far it has written. It is kept in the same
    transaction as the batch is settled in, and handed to `open` the next time.
    """

    refused: Mapping[int, str] = field(default_factory=dict)
    bookmark: str | None = None


class Destination(Protocol):
    """One place messages go to. Used by one worker, never concurrently."""

    @property
    def batch(self) -> int:
        """The most messages it takes at once."""

    async def open(self, bookmark: str | None, /) -> None:
        """Get ready; `bookmark` is what the last settled batch noted.

        Raises:
            RetryLater: it cannot be reached now.
        """

    async def deliver(self, batch: Sequence[Outgoing], /) -> Taken:
        """Take a batch. When this returns, the messages are as safe there as they get.

        Raises:
            RetryLater: it did not take the batch now; the same batch comes again.
            Undeliverable: something in it will never be taken; it comes again in halves, so that
                only the messages at fault are given up.
        """

    async def close(self) -> None:
        """Let go; `open` may follow."""
