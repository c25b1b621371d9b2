"""From a JSON pointer into a schema to the line it is written on, perhaps in another file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from protocols.findings import Position
from protocols.plan.file.document import Document
from protocols.plan.file.spots import Spot, Step, nearest
from protocols.plan.file.walk import Path

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

    A schema may be put together from several places: `mounts` says which path of it is written
    where; the longest mount that begins a path answers for it.
    """

    __slots__ = ("_mounts",)

    def __init__(self, mounts: Mapping[Path, Written]) -> None:
        self._mounts = mounts

    def at(self, path: Path) -> Position:
        """Where `path` is written, or its nearest ancestor."""
        mount = self._mount(path)
        return self._mounts[mount].at(*path[len(mount) :])

    def __getitem__(self, pointer: str) -> Position:
        steps = tuple(_unescaped(step) for step in pointer.split("/")[1:])
        mount = self._mount(steps)
        written = self._mounts[mount]
        spot = written.spot
        for step in steps[len(mount) :]:
            below = spot.parts.get(step) or spot.parts.get(_index(step))
            if below is None:
                raise KeyError(pointer)
            spot = below
        return Position(written.document.file, *(spot.key or spot.value))

    def __iter__(self) -> Iterator[str]:
        seen = dict.fromkeys(
            _pointer((*mount, *steps))
            for mount, written in self._mounts.items()
            for steps in _paths(written.spot)
        )
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _mount(self, path: Sequence[Step]) -> Path:
        for length in range(len(path), -1, -1):
            if tuple(path[:length]) in self._mounts:
                return tuple(path[:length])
        raise KeyError(_pointer(path))


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
