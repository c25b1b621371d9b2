"""JSON pointers, RFC 6901, also as the fragments of references."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

DEFINITIONS: Final = "#/definitions/"

_PLAIN: Final = "!$&'()*+,;=:@?"
"""What may stand in a fragment as it is, besides letters, digits and `-._~`."""


def pointer(steps: Iterable[str | int]) -> str:
    """`("properties", "a/b", 0)` → `/properties/a~1b/0`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def steps_of(written: str) -> tuple[str, ...]:
    """`/properties/a~1b/0` → `("properties", "a/b", "0")`: what it leads into says what is an index."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in written.split("/")[1:])


@lru_cache(maxsize=8192)
def reference_to(name: str) -> str:
    """`Line Item` → `#/definitions/Line%20Item`: a `$ref` is a URI, whatever the definition's name."""
    return DEFINITIONS + quote(pointer((name,))[1:], safe=_PLAIN, errors="surrogatepass")


@lru_cache(maxsize=8192)
def referred(reference: str) -> str:
    """The definition's name that a `$ref` made by `reference_to` leads to."""
    fragment = unquote(reference.removeprefix(DEFINITIONS), errors="surrogatepass")
    return fragment.replace("~1", "/").replace("~0", "~")
