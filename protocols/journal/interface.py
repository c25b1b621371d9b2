"""What the journal promises: the writer the gateway and delivery use, the reader reports use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from protocols.pipeline.entry import Entry, Rejection


class Appended(StrEnum):
    """What became of an appended item. Both answers mean: safe on disk."""

    STORED = "stored"
    DUPLICATE = "duplicate"


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
    """An admitted message as destinations read it: `body` is JSON bytes, `seq` its place in the log."""

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
    splits rejected by code, `omitted` counts values and `violations` all violations.
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
    discards: Mapping[str, int] = field(default_factory=dict)
    rejections: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DestinationCounts:
    """`admitted = delivered + filtered (by code) + dead + pending`, over the destination's sources."""

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
    """What a destination did with a stretch of the log up to and including `seq`."""

    seq: int
    delivered: int = 0
    filtered: Mapping[str, int] = field(default_factory=dict)
    dead: Sequence[tuple[Row, str]] = ()


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

    async def read(self, after: int, limit: int, sources: Sequence[str]) -> Sequence[Row]:
        """Admitted messages behind `after`, in order."""

    async def cursor(self, destination: str) -> int:
        """The last seq this destination has settled; 0 at the beginning."""

    async def settle(self, destination: str, settled: Settled) -> None:
        """Move the destination's cursor, with its counts and dead letters, in one transaction."""

    async def wait_for_rows(self, after: int) -> None:
        """Return when the log holds something behind `after`."""

    @property
    def failure(self) -> str | None:
        """Why the journal takes no writes, or None when it does."""
