"""Group commit: what many callers want written at the same time shares one fsync."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from protocols.errors import JournalFailed
from protocols.journal.transaction import Transaction
from protocols.journal.writer import Raised, Work, Writer

_LINGERS: Final = 5
_LINGER: Final = 0.001
_FULL: Final = 200
"""A group waits at most 5 ms for company, and not at all when it has so many items."""

_LARGEST: Final = 5_000

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Job:
    work: Work
    weight: int
    done: asyncio.Future[Any]


class GroupCommit:
    """Hands groups of work to the writer's thread, one at a time, in the order they came.

    While a group is on its way to the disk the next one gathers. Only callers that were not alone
    in the last group are made to wait for company.
    """

    def __init__(
        self, writer: Writer, *, probe_every: float, on_commit: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._probe_every = probe_every
        self._on_commit = on_commit
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")
        self._waiting: deque[_Job] = deque()
        self._company = 1
        self._draining: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self._closed = False

    async def submit(self, work: Callable[[Transaction], T], weight: int = 1) -> T:
        """What `work` returns, once it is on disk.

        Raises:
            JournalFailed: the disk refused; nothing of it was written.
        """
        if self._closed:
            raise JournalFailed("it is closed")
        if self._writer.failure is not None:
            raise JournalFailed(self._writer.failure.reason)
        loop = asyncio.get_running_loop()
        job = _Job(work, weight, loop.create_future())
        self._waiting.append(job)
        if self._draining is None:
            self._draining = loop.create_task(self._drain())
        result: T = await job.done
        return result

    async def close(self) -> None:
        """Write what waits, then close the store; nothing is taken any more."""
        self._closed = True
        if self._draining is not None:
            await self._draining
        if self._probing is not None:
            self._probing.cancel()
        await self._in_thread(self._writer.close)
        self._thread.shutdown()

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._linger()
                await self._commit(self._take())
                if self._writer.wants_checkpoint:
                    await self._in_thread(self._writer.checkpoint)
                self._watch()
        finally:
            self._draining = None

    async def _linger(self) -> None:
        for _ in range(_LINGERS):
            weight = sum(job.weight for job in self._waiting)
            if len(self._waiting) >= self._company or weight >= _FULL:
                return
            await asyncio.sleep(_LINGER)

    def _take(self) -> list[_Job]:
        group, weight = [], 0
        while self._waiting and weight < _LARGEST:
            group.append(self._waiting.popleft())
            weight += group[-1].weight
        self._company = len(group)
        return group

    async def _commit(self, group: Sequence[_Job]) -> None:
        works = [job.work for job in group]
        results = await self._in_thread(lambda: self._writer.commit(works))
        for job, result in zip(group, results, strict=True):
            if job.done.done():
                continue
            if isinstance(result, Raised):
                job.done.set_exception(result.error)
            else:
                job.done.set_result(result)
        self._on_commit()

    def _watch(self) -> None:
        failure = self._writer.failure
        if failure is not None and not failure.final and self._probing is None:
            self._probing = asyncio.get_running_loop().create_task(self._probe())

    async def _probe(self) -> None:
        try:
            while self._writer.failure is not None:
                await asyncio.sleep(self._probe_every)
                await self._in_thread(self._writer.probe)
        finally:
            self._probing = None

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
