"""Sampling: the same value is always kept or never, and what 10 % keeps, 20 % keeps too."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols.engine.access import reader
from protocols.engine.fql.functions import FUNCTIONS, kind_of
from protocols.engine.fql.tree import Kind
from protocols.engine.paths import parse_path
from protocols.engine.transform.model import Sample

Sampler = Callable[[Mapping[str, Any]], bool]
"""Whether a message is kept."""

_WHOLE: Final = 2**64
_CHOOSING: Final = frozenset({Kind.STRING, Kind.NUMBER, Kind.BOOL})


def sampler(sample: Sample) -> Sampler:
    """Choose messages by the value at the sample's path.

    Where that is no string, number or boolean, and where there is no path, by their `messageId`.
    """
    read = reader(parse_path(sample.path or "messageId"), None)
    limit = sample.percent * _WHOLE

    def kept(message: Mapping[str, Any]) -> bool:
        value = read(message)
        return _place(value if kind_of(value) in _CHOOSING else message.get("messageId")) < limit

    return kept


def _place(value: object) -> int:
    """Where on a line of length 2^64 a value stands; `1` and `"1"` stand at one place."""
    text = FUNCTIONS["string"].answer(value)
    return int.from_bytes(hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:8], "big")
