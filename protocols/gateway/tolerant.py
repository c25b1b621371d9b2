"""Finding the parts of a body that a JSON parser refuses, so that one bad item costs only itself.

Only strings and brackets are understood, in one pass whose work is bounded; the parts are then given
to the real parser one by one. A part that is cut short by the end of the body is a part all the same.
"""

import re
from collections.abc import Iterator
from typing import Final

import orjson

from protocols.gateway import limits

_STRING: Final = rb'"(?:[^"\\]++|\\.)*+"'
_OUTSIDE: Final = re.compile(
    rb'[^"\[\]{},:]*+(?:' + _STRING + rb"|(?P<open>[\[{]++)|(?P<close>[\]}])|(?P<mark>[,:]))",
    re.DOTALL,
)
_INSIDE: Final = re.compile(
    rb'[^"\[\]{}]*+(?:' + _STRING + rb"|(?P<open>[\[{]++)|(?P<close>[\]}]++)|(?P<mark>(?!)))",
    re.DOTALL,
)
_SPACE: Final = b" \t\r\n"


def object_members(body: bytes, wanted: frozenset[str]) -> dict[str, bytes] | None:
    """The text of each wanted member of the object `body`, the last of equal names. None: no object."""
    parts = _parts(body, b"{", b",:")
    if parts is None:
        return None
    members: dict[str, bytes] = {}
    key: str | None = None
    for part, mark in parts:
        if mark == b":" and key is None:
            key = _key(part)
        elif mark != b":":
            if key in wanted:
                members[key] = part
            key = None
    return members


def array_items(text: bytes) -> list[bytes] | None:
    """The text of each item of the array `text`. None: it is not one."""
    parts = _parts(text, b"[", b",")
    if parts is None:
        return None
    items = [part for part, _ in parts]
    return [] if items == [b""] else items


def _key(part: bytes) -> str:
    try:
        return str(orjson.loads(part))
    except orjson.JSONDecodeError:
        return ""


class _TangledError(Exception):
    """More strings and brackets than a body of messages has."""


def _parts(text: bytes, opening: bytes, marks: bytes) -> list[tuple[bytes, bytes]] | None:
    """What stands between the marks of the container `text`, each with the mark that ends it."""
    start = len(text) - len(text.lstrip(_SPACE))
    if text[start : start + 1] != opening:
        return None
    parts: list[tuple[bytes, bytes]] = []
    begin = end = start + 1
    try:
        for end in _cuts(text, begin):
            mark = text[end : end + 1]
            if mark == b":" and mark not in marks:
                continue
            parts.append((text[begin:end].strip(_SPACE), mark))
            begin = end + 1
    except _TangledError:
        return None
    return None if text[end + 1 :].strip(_SPACE) else parts


def _cuts(text: bytes, place: int) -> Iterator[int]:
    """Where the marks of the container that is open at `place` stand, and last where it ends."""
    depth = 1
    for _ in range(limits.SCAN_TOKENS):
        token = (_OUTSIDE if depth == 1 else _INSIDE).match(text, place)
        if token is None:
            yield len(text)
            return
        place = token.end()
        if token["mark"]:
            yield place - 1
        elif token["open"]:
            depth += len(token["open"])
        elif token["close"]:
            if len(token["close"]) >= depth:
                yield token.start("close") + depth - 1
                return
            depth -= len(token["close"])
    raise _TangledError
