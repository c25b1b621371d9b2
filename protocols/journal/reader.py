"""Reading the store: counts, findings, quarantine, and the rows destinations take."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import orjson

from protocols.errors import UnreadableInput
from protocols.journal import destinations
from protocols.journal.counters import Scope, Sums, Term, sums
from protocols.journal.interface import (
    DestinationCounts,
    Held,
    Quarantined,
    Row,
    SeenFinding,
    SourceCounts,
    State,
)
from protocols.journal.store import open_read_only

_FINDINGS: Final = (
    "SELECT source, category, kind, name, version, type, field, description, remedy, owner,"
    " place, count, first_seen, last_seen, sample FROM findings"
    " WHERE :source IS NULL OR source = :source ORDER BY count DESC, id"
)
_ENTRY: Final = (
    "SELECT id, held, state, source, received_at, code, reason, body, message_id, kind, name,"
    " destination, field, seq FROM quarantine"
)
_PAGE: Final = (
    f"{_ENTRY} WHERE id > :after AND (:held IS NULL OR held = :held)"
    " AND (:source IS NULL OR source = :source) ORDER BY id LIMIT :limit"
)
_HELD: Final = "SELECT held, count(*) FROM quarantine WHERE state = 'held' GROUP BY held"
_CURSOR: Final = "SELECT cursor FROM destinations WHERE name = ?"
_BOOKMARK: Final = "SELECT bookmark FROM destinations WHERE name = ?"
_PLACES: Final = (
    "SELECT seq FROM messages WHERE outcome = 'admitted' AND source = ? AND seq > ?"
    " AND (target IS NULL OR target = ?) ORDER BY seq LIMIT ?"
)
_ROWS: Final = (
    "SELECT seq, source, message_id, received_at, coalesce(forwarded, message), replay_of"
    " FROM messages WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq"
)


def open_reader(path: str | PathLike[str]) -> "SqliteReader":
    """Read the journal in the folder `path`, beside its writer or when there is none.

    Raises:
        UnreadableInput: there is no journal yet, or it cannot be read; the reason says what to do.
    """
    return SqliteReader(open_read_only(Path(path)), str(path))


class SqliteReader:
    """A `JournalReader` over one connection; each answer is taken from one state of the store."""

    def __init__(self, store: sqlite3.Connection, path: str) -> None:
        self._store = store
        self._path = path
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._store.close()

    def sources(self) -> tuple[SourceCounts, ...]:
        """Counts per source, sorted by name."""
        with self._snapshot() as store:
            counted = sums(store, Scope.SOURCE)
        return tuple(_source(name, its) for name, its in counted.items())

    def destinations(self) -> tuple[DestinationCounts, ...]:
        """Counts per destination, sorted by name."""
        with self._snapshot() as store:
            return destinations.counts(store)

    def findings(self, source: str | None = None) -> tuple[SeenFinding, ...]:
        """Most frequent first."""
        with self._snapshot() as store:
            rows = store.execute(_FINDINGS, {"source": source}).fetchall()
        return tuple(SeenFinding(*row) for row in rows)

    def quarantined(
        self,
        *,
        held: Held | None = None,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> Iterator[Quarantined]:
        """Entries by id."""
        page = {"held": held, "source": source, "after": after, "limit": limit}
        with self._snapshot() as store:
            rows = store.execute(_PAGE, page).fetchall()
        return map(_quarantined, rows)

    def quarantine_entry(self, entry_id: int) -> Quarantined | None:
        """One entry, whole."""
        with self._snapshot() as store:
            row = store.execute(f"{_ENTRY} WHERE id = ?", (entry_id,)).fetchone()
        return None if row is None else _quarantined(row)

    def quarantine_counts(self) -> Mapping[Held, int]:
        """How many entries of each sort are held."""
        with self._snapshot() as store:
            found = dict(store.execute(_HELD).fetchall())
        return {held: found.get(held, 0) for held in Held}

    def rows(
        self, after: int, limit: int, sources: Sequence[str], destination: str | None
    ) -> tuple[Row, ...]:
        """Admitted messages behind `after`, in order; with `destination`, also its own replays."""
        with self._snapshot() as store:
            places = sorted(
                seq
                for source in sources
                for (seq,) in store.execute(_PLACES, (source, after, destination, limit))
            )
            found = store.execute(_ROWS, (orjson.dumps(places[:limit]).decode(),)).fetchall()
        return tuple(Row(*row) for row in found)

    def cursor(self, destination: str) -> int:
        """The last seq the destination has settled; 0 at the beginning."""
        return int(self._noted(_CURSOR, destination) or 0)

    def bookmark(self, destination: str) -> str | None:
        """What the destination last noted about how far it has written."""
        noted = self._noted(_BOOKMARK, destination)
        return None if noted is None else str(noted)

    def _noted(self, query: str, destination: str) -> int | str | None:
        with self._snapshot() as store:
            row = store.execute(query, (destination,)).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """One state of the store, whatever the writer does meanwhile."""
        with self._lock:
            try:
                self._store.execute("BEGIN")
                try:
                    yield self._store
                finally:
                    self._store.execute("COMMIT")
            except sqlite3.Error as error:
                raise UnreadableInput(self._path, str(error)) from error


def _source(name: str, its: Sums) -> SourceCounts:
    accepted = sum(map(its.total, (Term.ADMITTED, Term.BLOCKED, Term.DROPPED)))
    refused = sum(map(its.total, (Term.DUPLICATE, Term.SUPPRESSED, Term.REJECTED)))
    return SourceCounts(
        source=name,
        received=accepted + refused,
        accepted=accepted,
        duplicate=its.total(Term.DUPLICATE),
        suppressed=its.total(Term.SUPPRESSED),
        rejected=its.total(Term.REJECTED),
        admitted=its.total(Term.ADMITTED),
        blocked=its.total(Term.BLOCKED),
        dropped=its.total(Term.DROPPED),
        rewritten=its.total(Term.REWRITTEN),
        omitted=its.total(Term.OMITTED),
        violations=its.total(Term.VIOLATIONS),
        engine_errors=its.total(Term.ENGINE_ERRORS),
        dedupe_conflicts=its.total(Term.DEDUPE_CONFLICTS),
        replayed=its.total(Term.REPLAYED),
        discards=its.codes(Term.BLOCKED),
        rejections=its.codes(Term.REJECTED),
        unforwarded=its.codes(Term.UNFORWARDED),
        clients=its.codes(Term.CLIENTS),
    )


def _quarantined(row: tuple[Any, ...]) -> Quarantined:
    entry_id, held, state, *rest = row
    return Quarantined(entry_id, Held(held), State(state), *rest)
