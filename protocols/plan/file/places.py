"""From a JSON pointer into a schema to the line it is written on, perhaps in another file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from protocols.findings import Position
from protocols.plan.file.spots import ROOT, Spots, Step
from protocols.plan.keywords import Path
from protocols.plan.pointers import pointer, steps_of

_INDEX: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class Written(NamedTuple):
    """A part of a document: its row there."""

    spots: Spots
    row: int = ROOT

    @property
    def file(self) -> str:
        """The document's file, as it was named."""
        return self.spots.lines.file

    def at(self, *steps: Step) -> Position:
        """Where it, or a part of it, is written."""
        return self.spots.position(self.spots.find(steps, self.row))

    def part(self, *steps: Step) -> "Written":
        """A part of it, or the nearest part around that."""
        return Written(self.spots, self.spots.find(steps, self.row))


class Places(Mapping[str, Position]):
    """RFC 6901 pointers into one schema → positions, looked up when asked for.

    A schema may be put together from several places. `mounts` says which part of it is written
    where; `whole` is where the rest belongs. What stands beside a `$ref` compiles to
    `allOf: [{$ref}, {…}]`; pointers into that lead to what is written, too.
    """

    __slots__ = ("_mounts", "_whole")

    def __init__(self, whole: Written, mounts: Mapping[Path, Written]) -> None:
        self._whole = whole
        self._mounts = {tuple(map(str, path)): written for path, written in mounts.items()}

    def at(self, path: Path) -> Position:
        """Where `path` is written, or its nearest ancestor."""
        mount = self._mount(tuple(map(str, path)))
        return self._whole.at() if mount is None else self._mounts[mount].at(*path[len(mount) :])

    def __getitem__(self, written: str) -> Position:
        if not written:
            return self._whole.at()
        steps = steps_of(written)
        mount = self._mount(steps)
        if mount is None:
            raise KeyError(written)
        spots, row = self._mounts[mount]
        found = _row(spots, row, steps[len(mount) :])
        if found is None:
            raise KeyError(written)
        return spots.position(found)

    def __iter__(self) -> Iterator[str]:
        pointers = {"": None}
        for mount, (spots, row) in self._mounts.items():
            for steps in _paths(spots, row):
                pointers[pointer((*mount, *steps))] = None
        return iter(pointers)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _mount(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        lengths = range(len(path), -1, -1)
        return next((path[:length] for length in lengths if path[:length] in self._mounts), None)


def whole_places(written: Written) -> Places:
    """The places of a schema that is written in one piece."""
    return Places(written, {(): written})


def _paths(spots: Spots, row: int, path: Path = ()) -> Iterator[Path]:
    yield path
    for step, below in spots.parts(row):
        yield from _paths(spots, below, (*path, step))


def _row(spots: Spots, row: int, steps: Sequence[str]) -> int | None:
    waiting = list(reversed(steps))
    while waiting:
        step = waiting.pop()
        below = _part(spots, row, step)
        if below is not None:
            row = below
        elif step == "allOf" and spots.part(row, "$ref") is not None:
            del waiting[-1:]
        else:
            return None
    return row


def _part(spots: Spots, row: int, step: str) -> int | None:
    """A pointer does not tell an index from a key that looks like one."""
    below = spots.part(row, step)
    if below is None and _INDEX.fullmatch(step):
        return spots.part(row, int(step))
    return below
