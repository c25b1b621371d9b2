"""A file that grows by whole blocks of lines: locked, synced, cut back, rotated. Blocking."""

import fcntl
import os
from dataclasses import asdict, dataclass
from glob import escape
from pathlib import Path
from typing import Final

import orjson

_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Which file was written to, and how long it was when its last block was settled."""

    device: int
    inode: int
    size: int

    def __str__(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def parse(cls, text: str) -> "Bookmark":
        """Read what `str` wrote."""
        return cls(**orjson.loads(text))

    def marks(self, status: os.stat_result) -> bool:
        """Whether this is the file it speaks of."""
        return (self.device, self.inode) == (status.st_dev, status.st_ino)


class LineFile:
    """The open file. Every method may raise OSError; after a failed `append` the file is as before."""

    def __init__(self, path: Path, settled: Bookmark | None) -> None:
        self._path = path
        self._descriptor = _open_locked(path)
        self._cut(self._settled_size(settled))

    def append(self, block: bytes, *, rotate_bytes: int | None) -> Bookmark:
        """Write a block and sync it, in a new file if this one has grown to `rotate_bytes`."""
        size = os.fstat(self._descriptor).st_size
        if rotate_bytes is not None and size >= rotate_bytes:
            self._rotate()
            size = 0
        try:
            _write(self._descriptor, block)
            os.fsync(self._descriptor)
        except OSError:
            self._cut(size)
            raise
        status = os.fstat(self._descriptor)
        return Bookmark(status.st_dev, status.st_ino, status.st_size)

    def close(self) -> None:
        """Close it, which gives up the lock."""
        os.close(self._descriptor)

    def _settled_size(self, settled: Bookmark | None) -> int | None:
        """How much of the file is settled; None when that is not known, and nothing may be cut."""
        if settled is None:
            return None
        if settled.marks(os.fstat(self._descriptor)):
            return settled.size
        rotated = _rotated(self._path)
        return 0 if rotated and settled.marks(rotated[-1].stat()) else None

    def _cut(self, size: int | None) -> None:
        if size is not None and size < os.fstat(self._descriptor).st_size:
            os.ftruncate(self._descriptor, size)
            os.fsync(self._descriptor)

    def _rotate(self) -> None:
        kept = _next_name(self._path)
        self._path.rename(kept)
        try:
            fresh = _open_locked(self._path)
        except OSError:
            kept.rename(self._path)
            raise
        os.close(self._descriptor)
        self._descriptor = fresh


def _open_locked(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _sync_folder(path.parent)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _write(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def _rotated(path: Path) -> list[Path]:
    """The files this one was renamed to, oldest first."""
    stem, suffix = escape(path.stem), escape(path.suffix)
    return sorted(path.parent.glob(f"{stem}.{'[0-9]' * _DIGITS}{suffix}"))


def _next_name(path: Path) -> Path:
    rotated = _rotated(path)
    last = int(rotated[-1].stem.rpartition(".")[2]) if rotated else 0
    return path.with_name(f"{path.stem}.{last + 1:0{_DIGITS}d}{path.suffix}")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
