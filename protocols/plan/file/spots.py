"""Where each part of a YAML document is written: a tree beside the data."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

Step = str | int


class Mark(Protocol):
    """The YAML parser's place in a text. All three count characters, from 0."""

    index: int
    line: int
    column: int


NO_PARTS: Final[Mapping[Step, "Spot"]] = MappingProxyType({})


class Spot:
    """One node: where its value begins and ends, where its key does, and its parts by key or index.

    It keeps the parser's own marks: most are never asked for.
    """

    __slots__ = ("end", "key_end", "key_start", "parts", "start")

    def __init__(self, start: Mark, end: Mark, parts: Mapping[Step, "Spot"] = NO_PARTS) -> None:
        self.start = start
        self.end = end
        self.parts = parts
        self.key_start: Mark | None = None
        self.key_end: Mark | None = None


def nearest(root: Spot, path: Sequence[Step]) -> Spot:
    """The spot at `path`, or that of its nearest ancestor in the document."""
    spot = root
    for step in path:
        below = spot.parts.get(step)
        if below is None:
            break
        spot = below
    return spot


LineColumn = tuple[int, int]
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_OTHER_BREAKS: Final = ("\r", "\x85", "\u2028", "\u2029")


def line_columns(text: str) -> Callable[[Mark], LineColumn]:
    """How a mark in `text` translates to a line and a column, both from 1."""
    # The parser also ends lines at NEL, LS and PS; editors and YAML 1.2 do not.
    if not any(mark in text for mark in _OTHER_BREAKS):
        return lambda mark: (mark.line + 1, mark.column + 1)
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def place(mark: Mark) -> LineColumn:
        line = bisect_right(starts, mark.index)
        return line, mark.index - starts[line - 1] + 1

    return place
