from dataclasses import dataclass
from typing import Final

from protocols.errors import ProtocolsError

TOO_LARGE: Final = "too_large"
"""Our code for what is over a limit: Segment answers it and has none."""


@dataclass(eq=False)
class Refusal(ProtocolsError):
    """A whole request that is refused. `body` is what was read of it, for quarantine."""

    status: int
    code: str
    reason: str
    body: bytes | None = None
    retry_after: int | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.reason}"


def bad_request(reason: str, body: bytes | None = None) -> Refusal:
    """Nothing in the request can be read."""
    return Refusal(400, "bad_request", reason, body)


def too_large(reason: str, body: bytes | None = None) -> Refusal:
    """The request is over a limit of Segment's HTTP Tracking API."""
    return Refusal(413, TOO_LARGE, reason, body)


def unauthorized() -> Refusal:
    """One answer for a missing, malformed, unknown or disabled write key."""
    return Refusal(
        401,
        "unknown_source",
        "no source has this write key; send it as the Basic user name or as `writeKey` in the body",
    )
