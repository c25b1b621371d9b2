"""Where each part of a YAML document is written: an index beside the data.

A large plan has hundreds of thousands of parts, and hardly any is ever asked for. So a part is no
object: it is a row, a number, and what is known of it stands in columns of plain integers.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, Protocol

from protocols.findings import Position

Step = str | int

ROOT: Final = 0
_WIDE: Final = 16
"""Of a part with more parts than this, their rows are remembered by name once one is sought."""

_NOT_BREAKS: Final = ("\x85", "\u2028", "\u2029")
"""The YAML parser and Python also end lines here; editors and YAML 1.2 do not."""


class Mark(Protocol):
    """The YAML parser's place in a text: `index` counts characters, from 0."""

    index: int


class Event(Protocol):
    """A stretch of the text, as the YAML parser tells of it."""

    start_mark: Mark
    end_mark: Mark


class Lines:
    """Where the lines of a text begin."""

    __slots__ = ("_starts", "file")

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        for other in _NOT_BREAKS:
            text = text.replace(other, " ")
        lengths = map(len, text.splitlines(keepends=True))
        self._starts = array("I", accumulate(lengths, initial=0))
        if text and not text.endswith(("\n", "\r")):
            self._starts.pop()

    def position(self, start: int, end: int) -> Position:
        """The stretch between two characters, counted from 0."""
        return Position(self.file, *self._place(start), *self._place(end))

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


class Spots:
    """The parts of one document. Row 0 is the whole; a part's own parts follow it."""

    __slots__ = ("_after", "_aliases", "_ends", "_key_ends", "_key_starts", "_starts", "_steps", "_wide", "lines")  # fmt: skip

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._steps: list[Step | None] = []
        self._starts = array("I")
        self._ends = array("I")
        self._key_starts = array("I")
        self._key_ends = array("I")
        self._after = array("I")
        self._aliases: dict[int, int] = {}
        self._wide: dict[int, Mapping[Step | None, int]] = {}

    def __len__(self) -> int:
        return len(self._steps)

    def add(self, step: Step | None, key: Event | None, value: Event) -> int:
        """The row of a new part: the key it has in a map, or its index; None where it has neither."""
        row = len(self._steps)
        self._steps.append(step)
        self._starts.append(value.start_mark.index)
        self._ends.append(value.end_mark.index)
        self._key_starts.append(0 if key is None else key.start_mark.index)
        self._key_ends.append(0 if key is None else key.end_mark.index)
        self._after.append(row + 1)
        return row

    def close(self, row: int, end: Mark) -> None:
        """All parts of a map or a list have been added."""
        self._ends[row] = end.index
        self._after[row] = len(self._steps)

    def repeat(self, row: int, known: int) -> None:
        """The part is an alias: it has the parts of another."""
        self._aliases[row] = known

    def find(self, path: Sequence[Step], row: int = ROOT) -> int:
        """The part at `path` from `row`, or its nearest ancestor in the document."""
        for step in path:
            below = self.part(row, step)
            if below is None:
                break
            row = below
        return row

    def part(self, row: int, step: Step) -> int | None:
        """One part of a part."""
        known = self._wide.get(row)
        if known is None:
            known = self._by_step(row)
            if len(known) > _WIDE:
                self._wide[row] = known
        return known.get(step)

    def parts(self, row: int) -> Iterator[tuple[Step, int]]:
        """All parts of a part, in file order."""
        for below in self._below(row):
            step = self._steps[below]
            if step is not None:
                yield step, below

    def position(self, row: int, *, value: bool = False) -> Position:
        """Where a part's key is written, or its value if it has none; with `value`, always that."""
        if self._key_ends[row] and not value:
            return self.lines.position(self._key_starts[row], self._key_ends[row])
        return self.lines.position(*self.span(row))

    def span(self, row: int) -> tuple[int, int]:
        """Between which characters the value is written."""
        return self._starts[row], self._ends[row]

    def _by_step(self, row: int) -> dict[Step | None, int]:
        """Of a key that stands twice the first is meant; such a document is refused anyway."""
        rows: dict[Step | None, int] = {}
        for below in self._below(row):
            rows.setdefault(self._steps[below], below)
        return rows

    def _below(self, row: int) -> Iterator[int]:
        row = self._aliases.get(row, row)
        end, below = self._after[row], row + 1
        while below < end:
            yield below
            below = self._after[below]
