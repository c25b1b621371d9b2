"""Signatures of requests, by the Standard Webhooks specification (symmetric, version 1)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

_PREFIX: Final = "whsec_"


def signing_key(secret: str) -> bytes:
    """The key in a secret: base64 behind `whsec_`, else the text itself."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def sign(key: bytes, *, message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The headers that let a receiver check who sent `body`, and when (seconds since the epoch)."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{digest}",
    }
