"""The messages in a file or stream, as the gateway would take them."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

from protocols.engine.nesting import nests_deeper
from protocols.engine.recorded import unwrapped
from protocols.errors import UnreadableInput
from protocols.gateway import limits
from protocols.gateway.envelope import Item, read_batch
from protocols.gateway.items import Fault, kind_of
from protocols.gateway.refusal import Refusal
from protocols.gateway.sort import Arrival, accepted

MAX_BYTES: Final = 5 * 1024 * 1024

_WRAPPED: Final = 2
"""Levels that a batch or one of our own exports puts around a message."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One item: as it was `sent`, and its stamped `message`, or the `fault` it is rejected for.

    A message that was `recorded` keeps the id and times it was given then, as in a replay.
    """

    place: str
    sent: Mapping[str, Any]
    message: Mapping[str, Any] | None
    received_at: str
    fault: Fault | None = None
    recorded: bool = False


class Arrivals(NamedTuple):
    """What was read, and why each value that is no message and no body of messages was not."""

    found: list[Arrived]
    unreadable: list[UnreadableInput]


def arrivals(content: bytes, file: str, arrival: Arrival) -> Arrivals:
    """Every message of `content`: one JSON value, or one a line.

    Raises:
        UnreadableInput: there is nothing in it, or too much.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableInput(file, "it is over 5 MiB; to judge many events: protocols validate")
    read = Arrivals([], [])
    for line, text in _values(content.removeprefix(BOM_UTF8)):
        try:
            read.found.extend(_arrived(text, f"{file}:{line}", arrival))
        except UnreadableInput as unreadable:
            read.unreadable.append(unreadable)
    if not any(read):
        raise UnreadableInput(file, "it is empty; write a message as JSON into it")
    return read


def _values(content: bytes) -> Sequence[tuple[int, bytes]]:
    """Each JSON text, and the line that it begins on.

    One that spans lines has none that is an object from its first column on, unless it is at fault.
    """
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if len(lines) > 1 and (_is_json(lines[0][1]) or _has_objects(lines, content)):
        return lines
    return [(lines[0][0], content.strip())] if lines else []


def _has_objects(lines: Sequence[tuple[int, bytes]], content: bytes) -> bool:
    """Whether the first line alone may be at fault: the whole is no JSON, and a later line is."""
    later = any(line.startswith(b"{") and _is_json(line) for _, line in lines[1:])
    return later and not _is_json(content)


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _arrived(text: bytes, place: str, arrival: Arrival) -> Iterator[Arrived]:
    value = _parsed(text, place)
    if "batch" in value and "type" not in value:
        yield from _batch(text, place, arrival)
        return
    sent = unwrapped(value)
    kind = kind_of(sent)
    if isinstance(kind, Fault):
        hint = ', for example "type": "track"' if "type" not in sent else ""
        raise UnreadableInput(place, f"{kind.reason}{hint}")
    yield _one(Item(sent), {}, place, arrival, large=len(text) > limits.MESSAGE)


def _parsed(text: bytes, place: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        file, _, first = place.rpartition(":")
        at = f"{file}:{int(first) + fault.lineno - 1}:{fault.colno}"
        raise UnreadableInput(at, f"not JSON: {fault.msg}") from None
    if not isinstance(value, dict):
        raise UnreadableInput(
            place, "a message is a JSON object, and this is none; of a list, write one item a line"
        )
    if nests_deeper(value, text, limits.DEPTH + _WRAPPED):
        raise UnreadableInput(place, f"it is nested deeper than {limits.DEPTH} levels")
    return value


def _batch(text: bytes, place: str, arrival: Arrival) -> Iterator[Arrived]:
    try:
        envelope = read_batch(text)
    except Refusal as refusal:
        raise UnreadableInput(place, f"the gateway refuses all of it: {refusal}") from None
    large = len(text) > limits.MESSAGE
    for number, item in enumerate(envelope.items):
        at = f"{place} batch[{number}]"
        yield _one(item, envelope.shared, at, arrival, large=large)


def _one(
    item: Item, shared: Mapping[str, Any], place: str, arrival: Arrival, *, large: bool
) -> Arrived:
    sent = item.value if isinstance(item.value, dict) else {}
    message = accepted(item, shared, None, arrival, large=large)
    if isinstance(message, Fault):
        return Arrived(place, sent, None, arrival.received_at, message)
    before = sent.get("receivedAt")
    if isinstance(before, str) and sent.get("messageId"):
        return Arrived(place, sent, sent, before, recorded=True)
    return Arrived(place, sent, message, arrival.received_at)
