"""Dedupe: a source's message id is taken once per window; the first message wins."""

from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from protocols.journal.encode import Encoded
from protocols.journal.transaction import Transaction

_CLAIM: Final = (
    "INSERT INTO dedupe (key, seq, at) VALUES (?, ?, ?) ON CONFLICT (key)"
    " DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE at <= ?"
)
_TAKEN_BY: Final = "SELECT seq FROM dedupe WHERE key = ?"
_FIRST: Final = "SELECT source, message_id, message FROM messages WHERE seq = ?"
_TAKE_OVER: Final = "UPDATE dedupe SET seq = ?, at = ? WHERE key = ?"

_RESTAMPED: Final = ("receivedAt", "sentAt", "timestamp")
"""What differs when an SDK sends the same message again; `timestamp` is corrected by the others."""


class Claim(NamedTuple):
    """Whether the id was free; if not, whether the message that has it says something else."""

    first: bool
    conflict: bool = False


def claim(work: Transaction, message_id: str, seq: int, item: Encoded) -> Claim:
    """Take the id for the message at `seq`.

    Keys are 64-bit hashes: they keep the index a third the size of the ids themselves. The log
    tells two ids with one hash apart, for as long as it keeps the first.
    """
    source = item.entry.source
    key = _key(source, message_id)
    expired = work.now - work.dedupe_window
    if work.store.execute(_CLAIM, (key, seq, work.now, expired)).rowcount:
        return Claim(first=True)
    first = _first(work, key)
    if first is not None and first[:2] != (source, message_id):
        work.store.execute(_TAKE_OVER, (seq, work.now, key))
        return Claim(first=True)
    return Claim(first=False, conflict=first is not None and _differ(first[2], item.message))


def _key(source: str, message_id: str) -> int:
    digest = blake2b(f"{source}\0{message_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _first(work: Transaction, key: int) -> tuple[str, str, bytes] | None:
    (seq,) = work.store.execute(_TAKEN_BY, (key,)).fetchone()
    row = work.messages.get(seq)
    if row is not None:
        return row.source, row.message_id, row.message
    kept: tuple[str, str, bytes] | None = work.store.execute(_FIRST, (seq,)).fetchone()
    return kept


def _differ(first: bytes, again: bytes) -> bool:
    return first != again and _said(first) != _said(again)


def _said(body: bytes) -> Any:
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    said = {key: value for key, value in message.items() if key not in _RESTAMPED}
    if isinstance(said.get("context"), dict):
        said["context"] = {key: value for key, value in said["context"].items() if key != "ip"}
    return said
