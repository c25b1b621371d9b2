"""A file of JSON lines, in which every settled message stands exactly once."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from protocols.delivery.destinations.interface import Clock, Outgoing, Taken
from protocols.delivery.destinations.lines import Bookmark, LineFile
from protocols.errors import RetryLater
from protocols.journal.encode import to_json
from protocols.pipeline.workspace.destinations import FileDestination


class JsonLinesFile:
    """Appends lines and syncs them; `open` cuts off what a crash left behind the bookmark.

    With `rotate_bytes` a file that has grown so long is first renamed to `NAME.000001.EXT`, and so
    on. The file is locked: two destinations cannot share one.
    """

    batch = 1_000

    def __init__(self, path: Path, *, rotate_bytes: int | None = None) -> None:
        self._path = path
        self._rotate_bytes = rotate_bytes
        self._file: LineFile | None = None

    async def open(self, bookmark: str | None, /) -> None:
        """Open the file, made when missing, readable by its owner alone.

        Raises:
            RetryLater: it cannot be opened, or another destination writes to it.
        """
        settled = None if bookmark is None else Bookmark.parse(bookmark)
        try:
            self._file = await asyncio.to_thread(LineFile, self._path, settled)
        except OSError as error:
            raise RetryLater(self._told(error)) from error

    async def deliver(self, batch: Sequence[Outgoing]) -> Taken:
        """Append one line a message, and sync.

        Raises:
            RetryLater: the disk refused; nothing of the batch is left in the file.
        """
        if self._file is None:
            raise RetryLater("the file is not open")
        block = b"".join(to_json(outgoing.message) + b"\n" for outgoing in batch)
        try:
            written = await asyncio.to_thread(
                self._file.append, block, rotate_bytes=self._rotate_bytes
            )
        except OSError as error:
            raise RetryLater(self._told(error)) from error
        return Taken(bookmark=str(written))

    async def close(self) -> None:
        """Close the file, which gives up its lock."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _told(self, error: OSError) -> str:
        if isinstance(error, BlockingIOError):
            return f"{self._path}: another destination, or another process, writes to it"
        return f"{self._path}: {error.strerror}"


def make(options: FileDestination, _clock: Clock) -> JsonLinesFile:
    """The destination that a workspace file describes."""
    return JsonLinesFile(options.path, rotate_bytes=options.rotate_bytes)
