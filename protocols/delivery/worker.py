"""One destination's worker: reads behind its cursor, delivers in order, settles, keeps trying."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from protocols.delivery.backoff import delay
from protocols.delivery.batch import Batch, route_rows
from protocols.delivery.destinations.interface import Outgoing
from protocols.delivery.lane import Effects, Lane
from protocols.errors import JournalError, ProtocolsError, RetryLater, Undeliverable
from protocols.journal.interface import Journal

T = TypeVar("T")


class _Stopped(Exception):
    """The worker was told to stop while it waited."""


@dataclass(slots=True)
class Worker:
    """Runs until `stopping` is set. What is not settled by then is delivered after the next start.

    A batch that comes back is tried again after growing pauses, and nothing behind it meanwhile, so
    that order is kept; a message at fault is found by halving the batch, and given up alone.
    """

    lane: Lane
    journal: Journal
    effects: Effects
    stopping: asyncio.Event
    _failures: int = field(default=0, init=False)
    _told: str = field(default="", init=False)

    async def run(self) -> None:
        """Deliver until told to stop; the batch in flight is finished and settled."""
        with suppress(_Stopped):
            await self._patiently(self._work)

    async def _work(self) -> None:
        journal, name = self.journal, self.lane.name
        try:
            await self.lane.destination.open(await journal.bookmark(name))
            cursor = await journal.cursor(name)
            while not self.stopping.is_set():
                cursor = await self._next(cursor)
        finally:
            await self.lane.destination.close()

    async def _next(self, cursor: int) -> int:
        """Deliver the next stretch of the log, or wait for there to be one; where it ends."""
        lane, newest = self.lane, self.journal.last_seq
        rows = await self.journal.read(cursor, lane.destination.batch, lane.sources, lane.name)
        if not rows:
            await self._unless_stopped(self.journal.wait_for_rows(newest))
            return cursor
        batch = await route_rows(rows, lane.route)
        settled = batch.settled(await self._deliver(batch))
        if settled.seq > cursor:
            await self._patiently(lambda: self.journal.settle(lane.name, settled))
            self._told = ""
        if settled.dead and not settled.delivered:
            await self._pause(Undeliverable(settled.dead[-1][1]))
        return settled.seq

    async def _deliver(self, batch: Batch) -> Sequence[Outgoing]:
        """Hand over what goes out; what is left of it when the worker is told to stop."""
        todo = deque([tuple(batch.outgoing)] if batch.outgoing else [])
        deadline = self.effects.clock() + self.lane.max_age
        while todo:
            chunk = todo.popleft()
            try:
                taken = await self.lane.destination.deliver(chunk)
                batch.take(chunk, taken)
                self._failures = self._failures if len(taken.refused) == len(chunk) else 0
            except Undeliverable as refused:
                if len(chunk) == 1:
                    batch.give_up(chunk, refused.reason)
                else:
                    todo.extendleft((chunk[len(chunk) // 2 :], chunk[: len(chunk) // 2]))
            except Exception as fault:  # noqa: BLE001 - a fault of one destination stays with it
                if self.effects.clock() >= deadline:
                    batch.give_up(
                        chunk, f"given up after {self.lane.max_age:g} s: {_words(fault)}"
                    )
                    continue
                todo.appendleft(chunk)
                if not await self._pause(fault):
                    return [outgoing for rest in todo for outgoing in rest]
        return ()

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        """What `step` returns, however often it has to be tried."""
        while True:
            try:
                return await step()
            except _Stopped:
                raise
            except Exception as fault:
                if not await self._pause(fault):
                    raise _Stopped from fault

    async def _pause(self, fault: Exception) -> bool:
        """Wait after a fault, longer each time; whether to go on."""
        self._failures += 1
        await self._tell(_words(fault))
        asked = fault.after if isinstance(fault, RetryLater) else None
        seconds = delay(self._failures, asked=asked, random=self.effects.random)
        with suppress(_Stopped):
            await self._unless_stopped(self.effects.sleep(seconds))
        return not self.stopping.is_set()

    async def _tell(self, words: str) -> None:
        """Keep what went wrong where reports find it; once, while it stays the same."""
        if words != self._told:
            with suppress(JournalError):
                await self.journal.trouble(self.lane.name, words)
                self._told = words

    async def _unless_stopped(self, wait: Awaitable[None]) -> None:
        waits = (asyncio.ensure_future(wait), asyncio.ensure_future(self.stopping.wait()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pending in waits:
                pending.cancel()
        if self.stopping.is_set():
            raise _Stopped


def _words(fault: Exception) -> str:
    """What may be shown of a fault: our own words, or the name of somebody else's error."""
    return str(fault) if isinstance(fault, ProtocolsError) else f"failed: {type(fault).__name__}"
