"""The writing side of the store: transactions, failures, recovery. Runs in one thread."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from protocols.errors import JournalFailed
from protocols.journal.findings import MOST_PER_SOURCE
from protocols.journal.transaction import Memory, Transaction

Clock = Callable[[], float]
"""Seconds since the epoch that never jump: wall time at start, then a monotonic clock."""

Work = Callable[[Transaction], Any]
"""Something to do inside a transaction. Work that raises leaves no trace and harms no other."""

_CHECKPOINT_EVERY: Final = 10_000
"""Changed rows: about 3,000 messages, or 5 MB."""

_FOLD: Final = "PRAGMA wal_checkpoint(PASSIVE)"
_FILL: Final = "INSERT INTO probe (room) VALUES (zeroblob(65536))"
_EMPTY: Final = "DELETE FROM probe"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing is written. A `final` one lasts until the process is started anew."""

    reason: str
    final: bool


@dataclass(frozen=True, slots=True)
class Raised:
    """What a piece of work raised."""

    error: BaseException


_NO_ROOM: Final = "the disk is full; writing goes on by itself when there is room"
_REFUSED: Final = (
    "the disk refused a write, so what it holds is uncertain; check the disk and start again"
)
_DAMAGED: Final = "the store is damaged; put it aside and start again"
_SQLITE_IOERR_SHMSIZE: Final = 4874
_SQLITE_IOERR_SHMMAP: Final = 5386

_FAILURES: Final = {
    _SQLITE_IOERR_SHMSIZE: Failure(_NO_ROOM, final=False),
    _SQLITE_IOERR_SHMMAP: Failure(_NO_ROOM, final=False),
    sqlite3.SQLITE_FULL: Failure(_NO_ROOM, final=False),
    sqlite3.SQLITE_IOERR: Failure(_REFUSED, final=True),
    sqlite3.SQLITE_CORRUPT: Failure(_DAMAGED, final=True),
    sqlite3.SQLITE_NOTADB: Failure(_DAMAGED, final=True),
    sqlite3.SQLITE_BUSY: Failure("another program holds the store's lock", final=False),
    sqlite3.SQLITE_READONLY: Failure("the disk is read-only", final=False),
    sqlite3.SQLITE_CANTOPEN: Failure("the store's files cannot be opened", final=False),
}
"""By extended result code, else by its low byte (SQLite's "Result and Error Codes").

A failed fsync is final: the kernel may have dropped the pages and report success next time.
"""


class Writer:
    """Owns the writing connection. `failure` is set while the disk takes nothing."""

    def __init__(
        self,
        store: sqlite3.Connection,
        *,
        clock: Clock,
        dedupe_window: float,
        most_findings: int = MOST_PER_SOURCE,
    ) -> None:
        self.failure: Failure | None = None
        self._store = store
        self._clock = clock
        self._dedupe_window = dedupe_window
        self._most_findings = most_findings
        self._memory = Memory.load(store, most_findings=most_findings)
        self._folded = 0

    @property
    def last_seq(self) -> int:
        """The place of the newest committed message."""
        return self._memory.last_seq

    def commit(self, works: Sequence[Work]) -> Sequence[Any]:
        """Do all of it in one transaction, on disk when this returns; a `Raised` for each that failed."""
        if self.failure is not None:
            return [Raised(JournalFailed(self.failure.reason)) for _ in works]
        try:
            return self._transact(works)
        except Exception as error:  # noqa: BLE001 - whatever happens, nothing was acknowledged
            failure = failure_of(error)
            self._undo(failure)
            if failure is None and len(works) > 1:
                return [result for work in works for result in self.commit([work])]
            return [Raised(_told(error, failure)) for _ in works]

    @property
    def wants_checkpoint(self) -> bool:
        """Whether the write-ahead log has gathered much."""
        gathered = self._store.total_changes - self._folded
        return gathered >= _CHECKPOINT_EVERY and self.failure is None

    def checkpoint(self) -> None:
        """Move what the write-ahead log has gathered into the store."""
        self._folded = self._store.total_changes
        self._guarded(_FOLD)

    def probe(self) -> None:
        """Find out whether the disk has room again."""
        if self.failure is None or self.failure.final:
            return
        self._guarded(_FOLD, _FILL, _EMPTY)

    def close(self) -> None:
        """Fold the write-ahead log into the store and close it."""
        with suppress(sqlite3.Error):
            self._store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._store.close()

    def _transact(self, works: Sequence[Work]) -> Sequence[Any]:
        transaction = Transaction.begin(
            self._store, self._memory, now=self._clock(), dedupe_window=self._dedupe_window
        )
        results = [work(transaction) for work in works]
        transaction.flush()
        self._store.execute("COMMIT")
        return results

    def _undo(self, failure: Failure | None) -> None:
        self.failure = failure
        try:
            if self._store.in_transaction:
                self._store.execute("ROLLBACK")
            self._memory = Memory.load(self._store, most_findings=self._most_findings)
        except sqlite3.Error:
            self.failure = failure or Failure(_DAMAGED, final=True)

    def _guarded(self, *statements: str) -> None:
        """Run what serves the store alone; the failure is what the last attempt says."""
        try:
            for statement in statements:
                self._store.execute(statement).fetchall()
        except sqlite3.Error as error:
            self.failure = failure_of(error) or Failure(str(error), final=True)
        else:
            self.failure = None


def failure_of(error: BaseException) -> Failure | None:
    """What the error says about the disk; None when it is the work's own."""
    code = getattr(error, "sqlite_errorcode", 0)
    return _FAILURES.get(code) or _FAILURES.get(code & 0xFF)


def _told(error: Exception, failure: Failure | None) -> Exception:
    if failure is not None:
        return JournalFailed(failure.reason)
    return JournalFailed(str(error)) if isinstance(error, sqlite3.Error) else error
