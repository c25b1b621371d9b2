"""What a file was when it was read, to tell later whether it is still the same."""

import hashlib
from pathlib import Path
from typing import Final, NamedTuple

from protocols.plan.file.document import MAX_BYTES

Look = tuple[int, ...] | None
"""What the file system says of a file without opening it; None when there is none."""

_FIELDS: Final = ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")


class Stamp(NamedTuple):
    """A file as it was. `digest` is of its content; None when it could not be read."""

    look: Look
    digest: bytes | None


def look(path: Path) -> Look:
    """One system call; links are followed, so that a link set to another file shows."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return tuple(getattr(status, field) for field in _FIELDS)


def stamp(path: Path) -> Stamp:
    """Look, then read: a file that changes in between differs from its stamp at the next look."""
    return Stamp(look(path), _digest(path))


def _digest(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # to open a pipe is to wait for its other end
            return None
        with path.open("rb") as file:
            return hashlib.sha256(file.read(MAX_BYTES + 1)).digest()
    except (OSError, ValueError):
        return None
