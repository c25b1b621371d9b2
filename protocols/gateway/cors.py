"""Browsers of any origin may send events: a write key in the body, never cookies."""

import re
from collections.abc import Mapping
from typing import Final

from protocols.gateway.answers import Answer, Headers

OPEN: Final[Headers] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Retry-After, X-RateLimit-Reset"),
)
_REQUESTABLE: Final = re.compile(rb"[A-Za-z0-9\-, ]{1,500}")


def answer_preflight(headers: Mapping[bytes, bytes]) -> Answer:
    """Yes to any method and header: nothing here trusts what a browser adds on its own."""
    asked = headers.get(b"access-control-request-headers", b"")
    allowed = asked if _REQUESTABLE.fullmatch(asked) else b"Authorization, Content-Type"
    return Answer(
        204,
        headers=(
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (b"access-control-allow-headers", allowed),
            (b"access-control-max-age", b"86400"),
        ),
    )
