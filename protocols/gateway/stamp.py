"""What the gateway adds to a message: its type, id and times."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

_LONGEST_TIME: Final = 40


def stamp(
    message: Mapping[str, Any], *, kind: str, message_id: str, received: datetime, received_at: str
) -> dict[str, Any]:
    """The message as the pipeline takes it.

    A client's `timestamp` is kept as `originalTimestamp`, and `timestamp` is corrected for a wrong
    client clock: receivedAt - (sentAt - originalTimestamp), as in Segment's HTTP Tracking API. Times
    that cannot be read are kept and not used. The write key is left out.
    """
    stamped = {
        **message,
        "type": kind,
        "messageId": message_id,
        "receivedAt": received_at,
        "timestamp": received_at,
    }
    stamped.pop("writeKey", None)
    sent = message.get("sentAt")
    original = message.get("timestamp") or message.get("originalTimestamp")
    if original is not None:
        stamped["originalTimestamp"] = original
    if original != sent:  # a message sent as it happened was received as it happened
        stamped["timestamp"] = _corrected(original, sent, received) or received_at
    return stamped


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as Segment writes times."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def _corrected(original: object, sent: object, received: datetime) -> str | None:
    happened, left = _moment(original), _moment(sent)
    if happened is None:
        return None
    try:
        return utc_text(happened if left is None else received - (left - happened))
    except OverflowError:
        return None


def _moment(text: object) -> datetime | None:
    """The time that a client wrote; one without a zone is UTC."""
    return _parsed(text) if isinstance(text, str) and len(text) <= _LONGEST_TIME else None


@lru_cache(maxsize=256)
def _parsed(text: str) -> datetime | None:
    """All items of a batch share one `sentAt`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
