"""From a JSON pointer into a schema to the line it is written on, perhaps in another file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from protocols.findings import Position
from protocols.plan.file.document import Document
from protocols.plan.file.spots import Spot, Step, nearest
from protocols.plan.keywords import Path

_INDEX: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A part of a document."""

    document: Document
    path: Path

    def at(self, *steps: Step) -> Position:
        """Where it, or a part of it, is written."""
        return self.document.at((*self.path, *steps))

    def part(self, *steps: Step) -> "Written":
        """A part of it."""
        return Written(self.document, (*self.path, *steps))

    @property
    def spot(self) -> Spot:
        """Its own spot, or its nearest ancestor's."""
        return nearest(self.document.root, self.path)


class Places(Mapping[str, Position]):
    """RFC 6901 pointers into one schema → positions, looked up when asked for.

    A schema may be put together from several places. `mounts` says which part of it is written
    where; `whole` is where the rest belongs.
    """

    __slots__ = ("_mounts", "_whole")

    def __init__(self, whole: Written, mounts: Mapping[Path, Written]) -> None:
        self._whole = whole
        self._mounts = {tuple(map(str, path)): written for path, written in mounts.items()}

    def at(self, path: Path) -> Position:
        """Where `path` is written, or its nearest ancestor."""
        mount = self._mount(tuple(map(str, path)))
        return self._whole.at() if mount is None else self._mounts[mount].at(*path[len(mount) :])

    def __getitem__(self, pointer: str) -> Position:
        if not pointer:
            return self._whole.at()
        steps = tuple(_unescaped(step) for step in pointer.split("/")[1:])
        mount = self._mount(steps)
        if mount is None:
            raise KeyError(pointer)
        written = self._mounts[mount]
        spot = written.spot
        for step in steps[len(mount) :]:
            below = spot.parts.get(step) or spot.parts.get(_index(step))
            if below is None:
                raise KeyError(pointer)
            spot = below
        return written.document.position(spot)

    def __iter__(self) -> Iterator[str]:
        pointers = {"": None}
        for mount, written in self._mounts.items():
            for steps in _paths(written.spot):
                pointers[_pointer((*mount, *steps))] = None
        return iter(pointers)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _mount(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        lengths = range(len(path), -1, -1)
        return next((path[:length] for length in lengths if path[:length] in self._mounts), None)


def whole_places(written: Written) -> Places:
    """The places of a schema that is written in one piece."""
    return Places(written, {(): written})


def _paths(spot: Spot, path: Path = ()) -> Iterator[Path]:
    yield path
    for step, below in spot.parts.items():
        yield from _paths(below, (*path, step))


def _index(step: Step) -> Step:
    return int(step) if isinstance(step, str) and _INDEX.fullmatch(step) else step


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _pointer(steps: Sequence[Step]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
