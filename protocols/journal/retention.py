"""Retention: what is old is deleted in small steps, so that appends never wait long."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol, TypeVar

from protocols.journal.interface import Expired, Retention
from protocols.journal.transaction import Transaction

T = TypeVar("T")

STEP: Final = 1_000
"""Rows looked at in one transaction."""

_PAGES: Final = 500
_SPARE_SHARE: Final = 4
"""Free pages are given back to the disk when they are more than one in so many."""


class Swept(NamedTuple):
    """One step: rows deleted, and where the next step starts; None when there is none."""

    deleted: int
    after: int | None


class _Table(NamedTuple):
    window: str
    delete: str


MESSAGES: Final = _Table(
    "SELECT max(seq), max(at), count(*) FROM"
    " (SELECT seq, at FROM messages WHERE seq > ? ORDER BY seq LIMIT ?)",
    "DELETE FROM messages WHERE seq > ? AND seq <= ? AND at < ?"
    " AND NOT (outcome = 'admitted' AND EXISTS ("
    "SELECT 1 FROM subscriptions AS s JOIN destinations AS d ON d.name = s.destination"
    " WHERE s.source = messages.source AND d.cursor < messages.seq"
    " AND (messages.target IS NULL OR messages.target = d.name)))",
)
QUARANTINE: Final = _Table(
    "SELECT max(id), max(at), count(*) FROM"
    " (SELECT id, at FROM quarantine WHERE id > ? ORDER BY id LIMIT ?)",
    "DELETE FROM quarantine WHERE id > ? AND id <= ? AND at < ?",
)
_DEDUPE: Final = "DELETE FROM dedupe WHERE key IN (SELECT key FROM dedupe WHERE at <= ? LIMIT ?)"
_FOLD: Final = (
    "INSERT INTO counters (scope, name, term, code, day, n)"
    " SELECT scope, name, term, code, '', sum(n) FROM counters"
    " WHERE day <> '' AND day < ? GROUP BY scope, name, term, code"
    " ON CONFLICT (scope, name, term, code, day) DO UPDATE SET n = n + excluded.n"
)
_FOLDED: Final = "DELETE FROM counters WHERE day <> '' AND day < ?"


class Change(Protocol):
    """Runs work in a transaction of its own, or one shared with others."""

    async def __call__(self, work: Callable[[Transaction], T], /) -> T:
        """What the work returns, once it is on disk."""


async def expire(change: Change, keep: Retention) -> Expired:
    """Delete what is old, then give back what room that left; see `Journal.expire`."""
    expired = Expired(
        received=await _all(change, lambda at: _sweep(MESSAGES, keep.received, at)),
        quarantine=await _all(change, lambda at: _sweep(QUARANTINE, keep.quarantine, at)),
        dedupe=await _all(change, lambda _: _sweep_dedupe),
        counters=await change(lambda work: _fold(work, keep.counters)),
    )
    while await change(_shrink):
        pass
    return expired


async def _all(change: Change, step: Callable[[int], Callable[[Transaction], Swept]]) -> int:
    deleted, after = 0, 0
    while True:
        swept = await change(step(after))
        deleted += swept.deleted
        if swept.after is None:
            return deleted
        after = swept.after


def _sweep(table: _Table, older_than: float | None, after: int) -> Callable[[Transaction], Swept]:
    """Delete the old rows among the next `STEP` behind `after`. Rows lie in order of age."""

    def step(work: Transaction) -> Swept:
        if older_than is None:
            return Swept(0, None)
        cutoff = work.now - int(older_than)
        last, newest, rows = work.store.execute(table.window, (after, STEP)).fetchone()
        if not rows:
            return Swept(0, None)
        deleted = work.store.execute(table.delete, (after, last, cutoff)).rowcount
        return Swept(deleted, last if rows == STEP and newest < cutoff else None)

    return step


def _sweep_dedupe(work: Transaction) -> Swept:
    """Delete keys that no longer make anything a duplicate."""
    expired = work.now - work.dedupe_window
    deleted = work.store.execute(_DEDUPE, (expired, STEP)).rowcount
    return Swept(deleted, 0 if deleted == STEP else None)


def _fold(work: Transaction, older_than: float | None) -> int:
    """Sum up the days before; how many rows that saved."""
    if older_than is None:
        return 0
    day = datetime.fromtimestamp(work.now - older_than, UTC).date().isoformat()
    work.store.execute(_FOLD, (day,))
    return work.store.execute(_FOLDED, (day,)).rowcount


def _shrink(work: Transaction) -> bool:
    """Give free pages back to the disk when there are many; whether some were."""
    free = _one(work, "PRAGMA freelist_count")
    if free * _SPARE_SHARE <= _one(work, "PRAGMA page_count"):
        return False
    for _ in range(_PAGES):  # the module steps a statement without columns once: one page
        work.store.execute("PRAGMA incremental_vacuum(1)")
    return _one(work, "PRAGMA freelist_count") < free


def _one(work: Transaction, query: str) -> int:
    (value,) = work.store.execute(query).fetchone()
    return int(value)
