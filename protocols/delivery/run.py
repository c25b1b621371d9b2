"""All destinations of a workspace at once, which may change meanwhile."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from protocols.delivery.lane import Effects, Lane
from protocols.delivery.worker import Worker
from protocols.errors import JournalError
from protocols.journal.interface import Journal

_CONNECT_AGAIN: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Running:
    lane: Lane
    stopping: asyncio.Event
    task: asyncio.Task[None]


class Delivery:
    """A worker for each lane; none waits for another.

    A lane that is replaced or taken away finishes and settles the batch it has in hand; the one that
    comes after it under the same name goes on behind the cursor.
    """

    def __init__(self, journal: Journal, effects: Effects, lanes: Sequence[Lane]) -> None:
        self._journal = journal
        self._effects = effects
        self._wanted = tuple(lanes)
        self._connected: Mapping[str, tuple[str, ...]] | None = None
        self._running: dict[str, _Running] = {}
        self._turn = asyncio.Event()
        self._stopped = False

    def use(self, lanes: Sequence[Lane]) -> None:
        """Deliver by these lanes from now on. The very lanes that run already run on."""
        self._wanted = tuple(lanes)
        self._turn.set()

    def stop(self) -> None:
        """Let each lane finish and settle the batch it has in hand; then `run` returns."""
        self._stopped = True
        self._turn.set()

    async def run(self) -> None:
        """Deliver until stopped.

        Cancelling instead loses nothing either: what is not settled is delivered after the next
        start.
        """
        async with asyncio.TaskGroup() as workers:
            while not self._stopped:
                self._turn.clear()
                await self._change({lane.name: lane for lane in self._wanted}, workers)
                await self._turn.wait()
            _ask_to_stop(self._running.values())

    async def _change(self, wanted: Mapping[str, Lane], workers: asyncio.TaskGroup) -> None:
        """Make the running lanes be the wanted ones; those that go are gone before others come."""
        going = [each for name, each in self._running.items() if wanted.get(name) is not each.lane]
        _ask_to_stop(going)
        for each in going:
            await asyncio.wait([each.task])
            del self._running[each.lane.name]
        if await self._connect({name: lane.sources for name, lane in wanted.items()}):
            for name in wanted.keys() - self._running.keys():
                self._running[name] = self._start(wanted[name], workers)

    async def _connect(self, sources: Mapping[str, tuple[str, ...]]) -> bool:
        """Make the destinations known to the journal; whether it was possible before the stop."""
        while sources != self._connected:
            try:
                await self._journal.connect(sources)
            except JournalError:
                await self._effects.sleep(_CONNECT_AGAIN)
            else:
                self._connected = sources
            if self._stopped:
                return False
        return not self._stopped

    def _start(self, lane: Lane, workers: asyncio.TaskGroup) -> _Running:
        stopping = asyncio.Event()
        worker = Worker(lane, self._journal, self._effects, stopping)
        return _Running(lane, stopping, workers.create_task(worker.run()))


def _ask_to_stop(running: Iterable[_Running]) -> None:
    for each in running:
        each.stopping.set()
