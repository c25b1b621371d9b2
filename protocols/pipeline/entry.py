"""What the pipeline hands to the journal: one entry per message, one rejection per unreadable item."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from protocols.engine.decision import Decision


class Outcome(StrEnum):
    """Where an accepted message went: `accepted = admitted + blocked + dropped_by_transformation`."""

    ADMITTED = "admitted"
    BLOCKED = "blocked"
    DROPPED = "dropped_by_transformation"


class Unforwarded(NamedTuple):
    """How many violations of a message were not sent to the source that gets them, and why.

    A sample left them out, or the cap did, or they were not listed: of a message at most 50 are.
    """

    sampled_out: int = 0
    over_the_cap: int = 0
    unlisted: int = 0


NOT_FORWARDED: Final = Unforwarded()
"""Nothing was held back, or nothing is forwarded at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An accepted message, ready for the journal.

    `message` is as received (after privacy), `forwarded` what destinations get, None when it is the
    same. `received_at` is RFC 3339 UTC. `name` is the event, page or screen name. `replay_of` is the
    quarantine entry it came out of. `dedupe` is off for replays. What `follows` comes from the
    last entry before it that does not, and is stored only if that one was.
    """

    source: str
    message_id: str
    received_at: str
    kind: str
    name: str | None
    outcome: Outcome
    message: Mapping[str, Any]
    forwarded: Mapping[str, Any] | None = None
    decision: Decision | None = None
    discard: str | None = None
    replay_of: int | None = None
    dedupe: bool = True
    follows: bool = False
    unforwarded: Unforwarded = NOT_FORWARDED


@dataclass(frozen=True, slots=True)
class Rejection:
    """One item (or whole request) that never became a message; kept in quarantine with its bytes.

    `code` is Segment's ingest code such as `no_user_anon_id`, `reason` a sentence with the remedy.
    """

    source: str
    received_at: str
    code: str
    reason: str
    body: bytes
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """What one destination gets of one message: the message, or None and the discard code."""

    message: Mapping[str, Any] | None
    discard: str | None = None
