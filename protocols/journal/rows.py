"""The rows a transaction writes, in the order of their columns."""

from typing import Final, NamedTuple


class MessageRow(NamedTuple):
    """A row of `messages`."""

    seq: int
    at: int
    source: str
    message_id: str
    received_at: str
    kind: str
    name: str | None
    outcome: str
    message: bytes
    forwarded: bytes | None
    decision: bytes | None
    plan: int | None
    replay_of: int | None
    target: str | None


class QuarantineRow(NamedTuple):
    """A row of `quarantine`."""

    at: int
    held: str
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


INSERT_MESSAGE: Final = (
    "INSERT INTO messages (seq, at, source, message_id, received_at, kind, name, outcome,"
    " message, forwarded, decision, plan, replay_of, target)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_QUARANTINE: Final = (
    "INSERT INTO quarantine (at, held, source, received_at, code, reason, body,"
    " message_id, kind, name, destination, field, seq)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
