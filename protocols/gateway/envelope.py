"""What a request's JSON holds before any message of it is looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from protocols.engine.batch import SHARED, shared_in
from protocols.engine.nesting import nests_deeper
from protocols.gateway import limits
from protocols.gateway.refusal import Refusal, bad_request, too_large
from protocols.gateway.tolerant import array_items, object_members

_NO_NUMBER: Final = re.compile(r"[^A-Za-z]?(-?(?:NaN|Infinity))\b")
_KNOWN: Final = frozenset({"batch", "writeKey", *SHARED})


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a request: its parsed `value`, or the `fault` that kept it from being parsed.

    `raw` is its bytes as sent where they were cut out of the body, else None.
    """

    value: Any = None
    raw: bytes | None = None
    fault: str | None = None

    def text(self) -> bytes:
        """The item as JSON bytes, as sent where they are known."""
        return self.raw if self.raw is not None else orjson.dumps(self.value)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request, read: who sends it, its items, and what they share."""

    write_key: str | None
    items: tuple[Item, ...]
    shared: Mapping[str, Any] = field(default_factory=dict)


def read_single(body: bytes) -> Envelope:
    """The envelope of a route that takes one message. The whole body is its one item.

    Numbers are read as JSON parsers do: an integer beyond 64 bits becomes the nearest double.

    Raises:
        Refusal: the body is not a JSON object, or too large for one message.
    """
    item = _careful_item(body)
    if item.fault is not None:
        raise bad_request(f"the message is {item.fault}", body)
    if not isinstance(item.value, dict):
        raise bad_request("the body is not a JSON object", body)
    if len(body) > limits.MESSAGE:
        raise too_large(f"the message is over {limits.MESSAGE} bytes", body)
    return Envelope(_text_of(item.value.get("writeKey")), (item,))


def read_batch(body: bytes) -> Envelope:
    """The envelope of a batch. Items that cannot be parsed do not cost the others.

    Raises:
        Refusal: the body is not a JSON object with a list `batch`, or the list is too long.
    """
    value = _parse(body)
    if value is None:
        return _careful_batch(body)
    batch = value.get("batch")
    if not isinstance(batch, list):
        raise bad_request("the body has no list `batch`", body)
    _check_count(len(batch), body)
    shared = shared_in(value)
    return Envelope(_text_of(value.get("writeKey")), tuple(map(Item, batch)), shared)


def write_key_in(body: bytes) -> str | None:
    """The write key of a body that may be no JSON at all."""
    members = object_members(body, frozenset({"writeKey"})) or {}
    return _text_of(members.get("writeKey"))


def _parse(body: bytes) -> dict[str, Any] | None:
    """The object, or None when only careful reading can tell what is wrong with it."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        raise bad_request("the body is not a JSON object", body)
    return None if nests_deeper(value, body, limits.DEPTH) else value


def _careful_batch(body: bytes) -> Envelope:
    members = _members(body, wanted=_KNOWN)
    if "batch" not in members:
        raise bad_request("the body has no list `batch`", body)
    cut = array_items(members["batch"])
    if cut is None:
        raise bad_request("`batch` is not a list, or the body is too tangled to be read", body)
    _check_count(len(cut), body)
    shared = {key: _shared_value(key, members[key], body) for key in SHARED if key in members}
    return Envelope(_text_of(members.get("writeKey")), tuple(map(_careful_item, cut)), shared)


def _members(body: bytes, *, wanted: frozenset[str]) -> dict[str, bytes]:
    members = object_members(body, wanted)
    if members is None:
        raise bad_request("the body is not a JSON object", body)
    return members


def _careful_item(raw: bytes) -> Item:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        return Item(raw=raw, fault=_why_not_json(raw, fault))
    if nests_deeper(value, raw, limits.DEPTH):
        return Item(raw=raw, fault=f"nested deeper than {limits.DEPTH} levels")
    return Item(value, raw)


def _why_not_json(raw: bytes, fault: orjson.JSONDecodeError) -> str:
    """The parser's words; better ones for what Python's own `json` writes for a float that is none."""
    text = raw.decode("utf-8", "replace")
    word = _NO_NUMBER.match(text, max(fault.pos - 1, 0))
    if word is None:
        return f"not JSON: {fault.msg}"
    return f"not JSON: {word[1]} is no JSON value; send null, or leave the key out"


def _shared_value(key: str, raw: bytes, body: bytes) -> Any:
    item = _careful_item(raw)
    if item.fault is not None:
        raise bad_request(f"the batch's `{key}` is {item.fault}", body)
    return item.value


def _text_of(value: object) -> str | None:
    if isinstance(value, bytes):
        value = _careful_item(value).value
    return value if isinstance(value, str) else None


def _check_count(count: int, body: bytes) -> None:
    if count > limits.BATCH_ITEMS:
        raise too_large(f"the batch has over {limits.BATCH_ITEMS} messages", body)
    if count == 0:
        raise Refusal(400, "empty_batch", "the batch has no messages", body)
