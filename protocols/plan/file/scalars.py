"""What a plain YAML scalar means: YAML 1.2's core schema, in which `NO` and `12:30` are strings."""

import math
import re
from collections.abc import Mapping
from typing import Final

Scalar = str | int | float | bool | None

_WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SPECIAL: Final = frozenset({"", *"~nNtTfF+-.0123456789"})
"""How everything begins that is not text."""

_DECIMAL: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LEAST_INTEGER: Final = -(2**63)
_GREATEST_INTEGER: Final = 2**64 - 1
_MOST_DIGITS: Final = 40


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        ValueError: it is a number that JSON readers cannot hold; the message says why.
    """
    if text[:1] not in _SPECIAL:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _DECIMAL.fullmatch(text) or _BASED.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _finite(float(text), text)
    if _NOT_FINITE.fullmatch(text):
        return _finite(math.inf, text)
    return text


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError("the number does not fit 64 bits")
    number = int(text) if _DECIMAL.fullmatch(text) else int(text, 0)
    if not _LEAST_INTEGER <= number <= _GREATEST_INTEGER:
        raise ValueError(f"{text} does not fit 64 bits")
    return number


def _finite(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{text[:_MOST_DIGITS]} is not a finite number; JSON has no other")
    return number
