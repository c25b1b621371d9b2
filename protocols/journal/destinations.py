"""What the store knows of each destination: its cursor, its sources, its counts."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from protocols.journal.counters import Scope, Sums, Term, sums
from protocols.journal.encode import text
from protocols.journal.interface import DestinationCounts, Held, Row, Settled
from protocols.journal.rows import QuarantineRow
from protocols.journal.transaction import Transaction

UNDELIVERABLE: Final = "undeliverable"
"""The code of a dead letter in quarantine."""

_NEW: Final = "INSERT INTO destinations (name) VALUES (?) ON CONFLICT (name) DO NOTHING"
_SUBSCRIPTIONS: Final = "SELECT destination, source FROM subscriptions"
_SUBSCRIBE: Final = "INSERT INTO subscriptions (destination, source, before) VALUES (?, ?, ?)"
_UNSUBSCRIBE: Final = "DELETE FROM subscriptions WHERE destination = ? AND source = ?"
_BEFORE: Final = "SELECT before FROM subscriptions WHERE destination = ? AND source = ?"
_CLOSE: Final = "UPDATE destinations SET closed = closed + ? WHERE name = ?"
_ADMITTED: Final = (
    "SELECT coalesce(sum(CASE term WHEN 'admitted' THEN n ELSE -n END), 0) FROM counters"
    " WHERE scope = 'source' AND name = :source"
    " AND (term = 'admitted' OR (term = 'targeted' AND code <> :destination))"
)
_PENDING: Final = (
    "SELECT count(*) FROM messages WHERE outcome = 'admitted' AND source = :source"
    " AND seq > (SELECT cursor FROM destinations WHERE name = :destination)"
    " AND (target IS NULL OR target = :destination)"
)
_SETTLE: Final = (
    "UPDATE destinations SET cursor = ?, bookmark = coalesce(?, bookmark), last_error = ?"
    " WHERE name = ? AND cursor <= ?"
)
_TROUBLE: Final = "UPDATE destinations SET last_error = ? WHERE name = ?"
_KIND: Final = "SELECT kind, name FROM messages WHERE seq = ?"


def connect(work: Transaction, destinations: Mapping[str, Sequence[str]]) -> None:
    """Make the subscriptions be these; see `Journal.connect`."""
    wanted = {(name, source) for name, sources in destinations.items() for source in sources}
    present = set(work.store.execute(_SUBSCRIPTIONS))
    work.store.executemany(_NEW, [(name,) for name in destinations])
    for name, source in sorted(present - wanted):
        settled = _admitted(work.store, name, source) - _pending(work.store, name, source)
        work.store.execute(_CLOSE, (settled, name))
        work.store.execute(_UNSUBSCRIBE, (name, source))
    for name, source in sorted(wanted - present):
        before = _visible(work.store, name, source) - _pending(work.store, name, source)
        work.store.execute(_SUBSCRIBE, (name, source, before))


def settle(work: Transaction, name: str, settled: Settled) -> None:
    """Move the cursor; see `Journal.settle`.

    Raises:
        ValueError: the destination is not connected, or its cursor is already further.
    """
    error = text(settled.dead[-1][1]) if settled.dead else ""
    moved = work.store.execute(_SETTLE, (settled.seq, settled.bookmark, error, name, settled.seq))
    if moved.rowcount != 1:
        msg = f"{name!r} cannot settle {settled.seq}: not connected, or settled further already"
        raise ValueError(msg)
    for row, reason in settled.dead:
        work.quarantine.append(_dead(work, name, row, reason))
    work.count_delivery(name, Term.DELIVERED, settled.delivered)
    work.count_delivery(name, Term.DEAD, len(settled.dead))
    for code, n in settled.filtered.items():
        work.count_delivery(name, Term.FILTERED, n, text(code))


def trouble(work: Transaction, name: str, reason: str) -> None:
    """Keep what went wrong last."""
    work.store.execute(_TROUBLE, (text(reason), name))


def counts(store: sqlite3.Connection) -> tuple[DestinationCounts, ...]:
    """The counts of every destination, within the caller's transaction."""
    delivered = sums(store, Scope.DESTINATION)
    subscriptions: dict[str, list[str]] = {}
    for name, source in store.execute(_SUBSCRIPTIONS):
        subscriptions.setdefault(name, []).append(source)
    rows = store.execute("SELECT name, closed, last_error FROM destinations ORDER BY name")
    return tuple(
        DestinationCounts(
            destination=name,
            admitted=closed
            + sum(_admitted(store, name, it) for it in subscriptions.get(name, ())),
            delivered=delivered.get(name, Sums(())).total(Term.DELIVERED),
            filtered=delivered.get(name, Sums(())).codes(Term.FILTERED),
            dead=delivered.get(name, Sums(())).total(Term.DEAD),
            pending=sum(_pending(store, name, it) for it in subscriptions.get(name, ())),
            last_error=last_error,
        )
        for name, closed, last_error in rows.fetchall()
    )


def _dead(work: Transaction, destination: str, row: Row, reason: str) -> QuarantineRow:
    kind, name = work.store.execute(_KIND, (row.seq,)).fetchone() or (None, None)
    return QuarantineRow(
        at=work.now,
        held=Held.DEAD,
        source=row.source,
        received_at=row.received_at,
        code=UNDELIVERABLE,
        reason=text(reason),
        body=row.body,
        message_id=row.message_id,
        kind=kind,
        name=name,
        destination=destination,
        seq=row.seq,
    )


def _admitted(store: sqlite3.Connection, name: str, source: str) -> int:
    """What a connected source admitted for the destination since it was connected."""
    (before,) = store.execute(_BEFORE, (name, source)).fetchone()
    return _visible(store, name, source) - int(before)


def _visible(store: sqlite3.Connection, name: str, source: str) -> int:
    """What the source ever admitted, less what it admitted for another destination alone."""
    return _one(store, _ADMITTED, name, source)


def _pending(store: sqlite3.Connection, name: str, source: str) -> int:
    return _one(store, _PENDING, name, source)


def _one(store: sqlite3.Connection, query: str, name: str, source: str) -> int:
    (value,) = store.execute(query, {"destination": name, "source": source}).fetchone()
    return int(value)
