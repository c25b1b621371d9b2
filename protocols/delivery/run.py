"""All destinations of a workspace at once."""

import asyncio
from collections.abc import Sequence

from protocols.delivery.lane import Effects, Lane
from protocols.delivery.worker import Worker
from protocols.journal.interface import Journal


async def deliver(
    lanes: Sequence[Lane], journal: Journal, effects: Effects, stopping: asyncio.Event
) -> None:
    """Deliver to every destination until `stopping` is set; none waits for another.

    Then each finishes and settles the batch it has in hand. Cancelling instead loses nothing
    either: what is not settled is delivered after the next start.

    Raises:
        JournalFailed: the destinations could not be made known to the journal.
    """
    await journal.connect({lane.name: lane.sources for lane in lanes})
    workers = [Worker(lane, journal, effects, stopping) for lane in lanes]
    await asyncio.gather(*(worker.run() for worker in workers))
