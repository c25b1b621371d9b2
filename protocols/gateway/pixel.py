"""Messages in the address of an image, for e-mails and pages without scripts."""

import binascii
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from protocols.gateway import limits
from protocols.gateway.answers import GIF, Answer
from protocols.gateway.refusal import bad_request, too_large

_IMAGE: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_UNAVAILABLE: Final = 500
_FRESH: Final = (b"cache-control", b"no-store")


def answer_pixel(answer: Answer) -> Answer:
    """The image, whatever the answer was: a page must not show a broken one.

    Only where nothing could be stored does the status say so.
    """
    status = answer.status if answer.status >= _UNAVAILABLE else 200
    return Answer(status, _IMAGE, (GIF, _FRESH))


async def read_query(query: bytes, _headers: Mapping[bytes, bytes]) -> bytes:
    """The JSON text of the message in a query, as `Ingest` reads it."""
    return pixel_message(query)


def pixel_message(query: bytes) -> bytes:
    """The JSON text of the message in a query: `data` in URL-safe base64, or flat dotted keys.

    Values of flat keys are strings. Where a key is both a value and an object, the first one stays.

    Raises:
        Refusal: the query is too long, or its `data` is not base64.
    """
    if len(query) > limits.MESSAGE:
        raise too_large(f"the query is over {limits.MESSAGE} bytes", query)
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="replace")
    data = dict(pairs).get("data")
    if data is not None:
        return _from_base64(data, query)
    message: dict[str, Any] = {}
    for key, value in pairs:
        _put(message, key.split("."), value)
    return orjson.dumps(message)


def _from_base64(data: str, query: bytes) -> bytes:
    padded = data.replace(" ", "+").rstrip("=")
    try:
        return urlsafe_b64decode(padded + "=" * (-len(padded) % 4))
    except (binascii.Error, ValueError):
        raise bad_request("`data` is not URL-safe base64", query) from None


def _put(message: dict[str, Any], steps: list[str], value: str) -> None:
    *way, last = steps[: limits.DEPTH]
    here = message
    for step in way:
        below = here.setdefault(step, {})
        if not isinstance(below, dict):
            return
        here = below
    here.setdefault(last, value)
