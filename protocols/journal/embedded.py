"""The embedded journal: one SQLite file, one writing process, any number of readers."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from protocols.journal import destinations, quarantine
from protocols.journal.append import append
from protocols.journal.commit import GroupCommit
from protocols.journal.encode import encode
from protocols.journal.interface import (
    Appended,
    DestinationCounts,
    Expired,
    Held,
    Quarantined,
    Retention,
    Row,
    SeenFinding,
    Settled,
    SourceCounts,
)
from protocols.journal.reader import SqliteReader, open_reader
from protocols.journal.retention import expire
from protocols.journal.store import lock, open_store
from protocols.journal.transaction import Transaction
from protocols.journal.writer import Clock, Writer
from protocols.pipeline.entry import Entry, Rejection

DAY: Final = 86_400.0

T = TypeVar("T")


def open_journal(
    path: str | os.PathLike[str],
    *,
    clock: Clock,
    dedupe_window: float = DAY,
    probe_every: float = 1.0,
) -> "SqliteJournal":
    """Open the journal in the folder `path`, made when missing, for writing.

    `clock` gives seconds since the epoch and must not jump with the wall clock; `dedupe_window` and
    `probe_every` (how often a full disk is tried again) are seconds.

    Raises:
        JournalLocked: another process writes to it.
        JournalFailed: the disk refused, or the store is damaged, foreign or from a newer version.
    """
    folder = Path(path)
    held = lock(folder)
    try:
        store = open_store(folder)
        writer = Writer(store, clock=clock, dedupe_window=dedupe_window)
        return SqliteJournal(
            writer, open_reader(folder), open_reader(folder), lock=held, probe_every=probe_every
        )
    except BaseException:
        os.close(held)
        raise


class SqliteJournal:
    """A `Journal`. Made by `open_journal`; used from one event loop."""

    def __init__(
        self,
        writer: Writer,
        reports: SqliteReader,
        delivery: SqliteReader,
        *,
        lock: int,
        probe_every: float,
    ) -> None:
        self._writer = writer
        self._reports = reports
        self._delivery = delivery
        self._lock = lock
        self._last_seq = writer.last_seq
        self._commits = GroupCommit(writer, probe_every=probe_every, on_commit=self._committed)
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")
        self._awaiting: set[tuple[int, asyncio.Future[None]]] = set()

    async def append(self, items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        """Store all of it in one transaction, fsync'd, or raise `JournalFailed`."""
        encoded = [encode(item) for item in items]
        return await self._commits.submit(lambda work: append(work, encoded), len(encoded))

    async def connect(self, connected: Mapping[str, Sequence[str]]) -> None:
        """Say which destinations there are, and which sources each reads."""
        await self._change(lambda work: destinations.connect(work, connected))

    async def settle(self, destination: str, settled: Settled) -> None:
        """Move the destination's cursor, with its counts and dead letters, in one transaction."""
        await self._change(lambda work: destinations.settle(work, destination, settled))

    async def trouble(self, destination: str, reason: str) -> None:
        """Keep `reason` as the destination's `last_error`, until it settles something."""
        await self._change(lambda work: destinations.trouble(work, destination, reason))

    async def purge(self, entries: Sequence[int]) -> int:
        """Erase the bytes of these quarantine entries for good; how many of them were held."""
        return await self._change(lambda work: quarantine.purge(work, entries))

    async def expire(self, keep: Retention) -> Expired:
        """Delete what is older than `keep` says, and dedupe keys older than their window."""
        return await expire(self._change, keep)

    async def read(
        self, after: int, limit: int, sources: Sequence[str], destination: str | None = None
    ) -> Sequence[Row]:
        """Admitted messages behind `after`, in order; with `destination`, also its own replays."""
        return await self._read(lambda: self._delivery.rows(after, limit, sources, destination))

    async def cursor(self, destination: str) -> int:
        """The last seq this destination has settled; 0 at the beginning."""
        return await self._read(lambda: self._delivery.cursor(destination))

    async def bookmark(self, destination: str) -> str | None:
        """What the destination last noted about how far it has written."""
        return await self._read(lambda: self._delivery.bookmark(destination))

    async def wait_for_rows(self, after: int) -> None:
        """Return when the log holds something behind `after`."""
        if self._last_seq > after:
            return
        waiter = (after, asyncio.get_running_loop().create_future())
        self._awaiting.add(waiter)
        try:
            await waiter[1]
        finally:
            self._awaiting.discard(waiter)

    async def close(self) -> None:
        """Finish what was appended, fold the write-ahead log into the store, release the lock."""
        self._reading.shutdown()
        self._delivery.close()
        self._reports.close()
        await self._commits.close()
        os.close(self._lock)

    @property
    def last_seq(self) -> int:
        """The place of the newest message in the log; 0 when there has been none."""
        return self._last_seq

    @property
    def failure(self) -> str | None:
        """Why the journal takes no writes, or None when it does."""
        failure = self._writer.failure
        return None if failure is None else failure.reason

    @property
    def failed_for_good(self) -> bool:
        """Whether it takes no writes until the process is started anew."""
        failure = self._writer.failure
        return failure is not None and failure.final

    def sources(self) -> tuple[SourceCounts, ...]:
        """Counts per source, sorted by name."""
        return self._reports.sources()

    def destinations(self) -> tuple[DestinationCounts, ...]:
        """Counts per destination, sorted by name."""
        return self._reports.destinations()

    def findings(self, source: str | None = None) -> tuple[SeenFinding, ...]:
        """Most frequent first."""
        return self._reports.findings(source)

    def quarantined(
        self,
        *,
        held: Held | None = None,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> Iterator[Quarantined]:
        """Entries by id."""
        return self._reports.quarantined(held=held, source=source, after=after, limit=limit)

    def quarantine_entry(self, entry_id: int) -> Quarantined | None:
        """One entry, whole."""
        return self._reports.quarantine_entry(entry_id)

    def quarantine_counts(self) -> Mapping[Held, int]:
        """How many entries of each sort are held."""
        return self._reports.quarantine_counts()

    async def _change(self, change: Callable[[Transaction], T]) -> T:
        """Work that reads the store first needs to see what the same transaction has gathered."""

        def work(transaction: Transaction) -> T:
            transaction.flush()
            return change(transaction)

        return await self._commits.submit(work)

    async def _read(self, read: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reading, read)

    def _committed(self) -> None:
        self._last_seq = self._writer.last_seq
        for after, waiter in tuple(self._awaiting):
            if after < self._last_seq and not waiter.done():
                waiter.set_result(None)
