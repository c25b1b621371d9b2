"""Request bytes: bounded reading and bounded inflation."""

import asyncio
import zlib
from collections.abc import Mapping
from typing import Final

from protocols.gateway import limits
from protocols.gateway.answers import Receive
from protocols.gateway.refusal import Refusal, bad_request, too_large

_GZIP: Final = 31
_PLAIN: Final = frozenset({b"", b"identity"})
_COMPRESSED: Final = frozenset({b"gzip", b"x-gzip"})
_BOM: Final = b"\xef\xbb\xbf"


class Disconnected(Exception):
    """The client left before its body was whole: there is nobody to answer."""


async def read_body(receive: Receive, limit: int = limits.BODY) -> bytes:
    """The whole body as sent.

    Raises:
        Refusal: more than `limit` bytes, or the client is too slow.
        Disconnected: the client left.
    """
    try:
        async with asyncio.timeout(limits.BODY_SECONDS):
            return await _collect(receive, limit)
    except TimeoutError:
        raise Refusal(408, "timeout", "the body did not arrive in time") from None


async def read_text(receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
    """The JSON text of a request's body.

    Raises:
        Refusal: the body is too large, too slow, or encoded in a way we do not read.
        Disconnected: the client left.
    """
    return decode(await read_body(receive), headers.get(b"content-encoding"))


async def _collect(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Disconnected
        part = event.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(f"the body is over {limit} bytes")
        parts.append(part)
        if not event.get("more_body", False):
            return b"".join(parts)


def decode(raw: bytes, encoding: bytes | None, limit: int = limits.BODY) -> bytes:
    """The JSON text of a body: inflated, without a byte order mark.

    A `charset` is not looked at: JSON on the wire is UTF-8 (RFC 8259), and bytes that are not fail
    where they stand, in one item.

    Raises:
        Refusal: an encoding other than gzip, a broken stream, or more than `limit` bytes inflated.
    """
    name = (encoding or b"").strip().lower()
    if name in _PLAIN:
        body = raw
    elif name in _COMPRESSED:
        body = inflate(raw, limit)
    else:
        raise Refusal(415, "bad_request", "send the body plain or gzip-compressed", raw)
    return body.removeprefix(_BOM)


def inflate(raw: bytes, limit: int) -> bytes:
    """All members of a gzip stream, stopping one byte behind `limit`.

    Raises:
        Refusal: the stream is broken, cut short, over the limit, or of too many members.
    """
    parts: list[bytes] = []
    size, rest = 0, raw
    for _ in range(limits.GZIP_MEMBERS):
        part, rest = _inflate_member(rest, limit - size + 1, raw)
        size += len(part)
        if size > limit:
            raise too_large(f"the body is over {limit} bytes when inflated", raw)
        parts.append(part)
        if not rest:
            return b"".join(parts)
    raise bad_request(f"the gzip stream has over {limits.GZIP_MEMBERS} members", raw)


def _inflate_member(data: bytes, room: int, raw: bytes) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(_GZIP)
    try:
        part = stream.decompress(data, room)
    except zlib.error:
        raise bad_request("the body is not the gzip stream its header says", raw) from None
    if not stream.eof and len(part) < room:
        raise bad_request("the gzip stream is cut short", raw)
    return part, stream.unused_data
