"""What the journal promises: the writer the gateway and delivery use, the reader reports use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from protocols.pipeline.entry import Entry, Rejection


class Appended(StrEnum):
    """What became of an appended item. Every answer means: safe on disk.

    `HELD` is a replay that was blocked again: its quarantine entry stays where it was.
    """

    STORED = "stored"
    DUPLICATE = "duplicate"
    HELD = "held"


class Held(StrEnum):
    """Why something is in quarantine."""

    REJECTED = "rejected"
    BLOCKED = "blocked"
    DEAD = "dead"
    OMITTED = "omitted"


class State(StrEnum):
    """The life of a quarantine entry."""

    HELD = "held"
    REPLAYED = "replayed"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Row:
    """An admitted message as destinations read it: `body` is JSON bytes, `seq` its place in the log.

    `replay_of` is the id of the quarantine entry it came out of.
    """

    seq: int
    source: str
    message_id: str
    received_at: str
    body: bytes
    replay_of: int | None = None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """One source's traffic, in messages.

    `received = accepted + duplicate + suppressed + rejected`;
    `accepted = admitted + blocked + dropped`. `discards` splits blocked by code, `rejections`
    splits rejected by code, `omitted` counts values and `violations` all violations. `unforwarded`
    says of how many of those the source that is to get them heard nothing, by reason. `replayed`
    says how many of the accepted came out of quarantine; each was received a second time. `clients`
    counts accepted messages of generated clients, by what they were generated from.
    """

    source: str
    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    suppressed: int = 0
    rejected: int = 0
    admitted: int = 0
    blocked: int = 0
    dropped: int = 0
    rewritten: int = 0
    omitted: int = 0
    violations: int = 0
    engine_errors: int = 0
    dedupe_conflicts: int = 0
    replayed: int = 0
    discards: Mapping[str, int] = field(default_factory=dict)
    rejections: Mapping[str, int] = field(default_factory=dict)
    unforwarded: Mapping[str, int] = field(default_factory=dict)
    clients: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DestinationCounts:
    """`admitted = delivered + filtered (by code) + dead + pending`, over the destination's sources.

    `admitted` and `pending` are counted apart from the other terms: the first from what the
    sources admitted since the destination was connected to them, the second from the rows behind
    its cursor. Where the two sides differ, something was lost or delivered twice.
    """

    destination: str
    admitted: int = 0
    delivered: int = 0
    filtered: Mapping[str, int] = field(default_factory=dict)
    dead: int = 0
    pending: int = 0
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """One way in which a source's messages break or leave the plan, counted.

    `category` is `violation` or `unplanned`; `type` is the violation type (`Required`) or what was
    unplanned (`event`, `property`, `trait`, `version`). In `field`, array indexes are folded to
    `[]`. `sample` is the shape of one such message: keys and type names, never a value.
    """

    source: str
    category: str
    kind: str
    name: str | None
    version: int | None
    type: str
    field: str
    description: str
    remedy: str
    owner: str
    place: str
    count: int
    first_seen: str
    last_seen: str
    sample: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something kept whole: a rejected item, a blocked or dead message, or one omitted value.

    `body` is the item's bytes or the message as JSON; for an omitted value the value as JSON, with
    `field` saying where it stood and `seq` the message it came from.
    """

    id: int
    held: Held
    state: State
    source: str
    received_at: str
    code: str
    reason: str
    body: bytes
    message_id: str | None = None
    kind: str | None = None
    name: str | None = None
    destination: str | None = None
    field: str | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a destination did with a stretch of the log up to and including `seq`.

    `bookmark` is the destination's own note of how far it has written, kept in the same transaction
    as the cursor; None leaves the old one.
    """

    seq: int
    delivered: int = 0
    filtered: Mapping[str, int] = field(default_factory=dict)
    dead: Sequence[tuple[Row, str]] = ()
    bookmark: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, in seconds; None keeps them.

    What a connected destination has not settled is kept however old it is.
    """

    received: float | None = None
    quarantine: float | None = None
    counters: float | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    """How many rows a sweep deleted. Days of counters are folded into one sum, never lost."""

    received: int = 0
    quarantine: int = 0
    dedupe: int = 0
    counters: int = 0


class JournalReader(Protocol):
    """Reading beside a running writer, or in it."""

    def sources(self) -> tuple[SourceCounts, ...]:
        """Counts per source, sorted by name."""

    def destinations(self) -> tuple[DestinationCounts, ...]:
        """Counts per destination, sorted by name."""

    def findings(self, source: str | None = None) -> tuple[SeenFinding, ...]:
        """Most frequent first."""

    def quarantined(
        self,
        *,
        held: Held | None = None,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> Iterator[Quarantined]:
        """Entries by id."""

    def quarantine_entry(self, entry_id: int) -> Quarantined | None:
        """One entry, whole."""

    def quarantine_counts(self) -> Mapping[Held, int]:
        """How many entries of each sort are held."""


class Journal(JournalReader, Protocol):
    """The one writer. `append` returns only when everything in it is on disk."""

    async def append(self, items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        """Store all of it in one transaction, fsync'd, or raise `JournalFailed`."""

    async def connect(self, destinations: Mapping[str, Sequence[str]]) -> None:
        """Say which destinations there are, and which sources each reads.

        A new destination, and one connected to a further source, gets what its cursor has not
        passed and retention has not deleted: for a new one everything still kept. One left out
        keeps its cursor and its counts, and no longer holds back retention.
        """

    async def read(
        self, after: int, limit: int, sources: Sequence[str], destination: str | None = None
    ) -> Sequence[Row]:
        """Admitted messages behind `after`, in order; with `destination`, also its own replays."""

    async def cursor(self, destination: str) -> int:
        """The last seq this destination has settled; 0 at the beginning."""

    async def bookmark(self, destination: str) -> str | None:
        """What the destination last noted about how far it has written."""

    async def settle(self, destination: str, settled: Settled) -> None:
        """Move the destination's cursor, with its counts and dead letters, in one transaction."""

    async def trouble(self, destination: str, reason: str) -> None:
        """Keep `reason` as the destination's `last_error`, until it settles something."""

    async def purge(self, entries: Sequence[int]) -> int:
        """Erase the bytes of these quarantine entries for good; how many of them were held."""

    async def expire(self, retention: Retention) -> Expired:
        """Delete what is older than `retention`, and dedupe keys older than their window."""

    async def wait_for_rows(self, after: int) -> None:
        """Return when the log holds something behind `after`."""

    async def close(self) -> None:
        """Finish what was appended, fold the write-ahead log into the store, release the lock."""

    @property
    def last_seq(self) -> int:
        """The place of the newest message in the log; 0 when there has been none."""

    @property
    def failure(self) -> str | None:
        """Why the journal takes no writes, or None when it does."""

    @property
    def failed_for_good(self) -> bool:
        """Whether it takes no writes until the process is started anew."""
