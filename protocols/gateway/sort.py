"""From a request's items to what the journal takes: entries, and rejections with their bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from protocols.engine.batch import merged
from protocols.gateway import limits
from protocols.gateway.envelope import Envelope, Item
from protocols.gateway.items import Fault, check, kind_of
from protocols.gateway.refusal import TOO_LARGE
from protocols.gateway.routes import Route
from protocols.gateway.source import Source
from protocols.gateway.stamp import stamp
from protocols.pipeline.admit import admit
from protocols.pipeline.entry import Entry, Rejection

Sorted = tuple[Entry, ...] | Rejection
"""What became of one item: its entry and those that follow from it, or its rejection."""

_TOO_LARGE: Final = Fault(TOO_LARGE, f"the message is over {limits.MESSAGE} bytes")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request's source and time, and where its messages get ids from if they have none.

    `received_at` is the time as it is written into messages.
    """

    source: Source
    received: datetime
    received_at: str
    new_id: Callable[[], str]


def sort_items(envelope: Envelope, route: Route, arrival: Arrival, *, size: int) -> list[Sorted]:
    """Each item of a request whose body has `size` bytes, on its own."""
    large = size > limits.MESSAGE
    return [
        _sort(item, envelope.shared, route.kind, arrival, large=large) for item in envelope.items
    ]


def _sort(
    item: Item, shared: Mapping[str, Any], kind: str | None, arrival: Arrival, *, large: bool
) -> Sorted:
    message = accepted(item, shared, kind, arrival, large=large)
    if isinstance(message, Fault):
        return _rejection(item, message, arrival)
    return admit(message, arrival.source.admitting, received_at=arrival.received_at)


def accepted(
    item: Item, shared: Mapping[str, Any], kind: str | None, arrival: Arrival, *, large: bool
) -> dict[str, Any] | Fault:
    """The item as a stamped message, or why it is rejected."""
    known = _kind(item, kind, large=large)
    if isinstance(known, Fault):
        return known
    message = merged(item.value, shared)
    fault = check(message, known)
    if fault is not None:
        return fault
    return stamp(
        message,
        kind=known,
        message_id=message.get("messageId") or arrival.new_id(),
        received=arrival.received,
        received_at=arrival.received_at,
    )


def _kind(item: Item, kind: str | None, *, large: bool) -> str | Fault:
    if item.fault is not None:
        return Fault("bad_request", f"the message is {item.fault}")
    if not isinstance(item.value, dict):
        return Fault("bad_request", "a message must be an object")
    if large and len(item.text()) > limits.MESSAGE:
        return _TOO_LARGE
    return kind or kind_of(item.value)


def _rejection(item: Item, fault: Fault, arrival: Arrival) -> Rejection:
    value = item.value if isinstance(item.value, dict) else {}
    message_id = value.get("messageId")
    return Rejection(
        source=arrival.source.name,
        received_at=arrival.received_at,
        code=fault.code,
        reason=fault.reason,
        body=item.text(),
        message_id=message_id if isinstance(message_id, str) else None,
    )
