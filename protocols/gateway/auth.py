import binascii
from base64 import b64decode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")

_MAX_KEY = 1024


def digest(write_key: str) -> bytes:
    """What a write key is looked up by, so that the time of a look-up says nothing about the key."""
    return sha256(write_key.encode(errors="replace")).digest()


def directory(entries: Iterable[tuple[str, T]]) -> Mapping[bytes, T]:
    """Write keys and what they open, ready for `find`."""
    return {digest(write_key): entry for write_key, entry in entries}


def find(sources: Mapping[bytes, T], write_key: str | None) -> T | None:
    """What `write_key` opens."""
    if not write_key or len(write_key) > _MAX_KEY:
        return None
    return sources.get(digest(write_key))


def basic_key(authorization: bytes | None) -> str | None:
    """The user name of a Basic header; a missing colon is forgiven. None when it is no such header."""
    if authorization is None:
        return None
    scheme, _, credentials = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        decoded = b64decode(credentials.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded.partition(b":")[0].decode("utf-8", "replace") or None
