from collections.abc import Sequence
from typing import Final

from protocols.gateway.clock import steady_clock
from protocols.journal import SqliteJournal, open_journal
from protocols.pipeline.entry import Entry

FOLDER: Final = ".protocols"


class EmbeddedJournal:
    """A journal in the working directory, opened when it is needed, for servers without a workspace."""

    def __init__(self) -> None:
        self._journal: SqliteJournal | None = None

    def open(self) -> SqliteJournal:
        """Open it, unless it is open.

        Raises:
            JournalLocked: another process writes to it.
            JournalFailed: the disk refused.
        """
        if self._journal is None:
            self._journal = open_journal(FOLDER, clock=steady_clock())
        return self._journal

    async def append(self, entries: Sequence[Entry]) -> None:
        """Store `entries`; they are on disk when this returns.

        Raises:
            JournalError: they could not be stored.
        """
        await self.open().append(entries)

    async def close(self) -> None:
        """Put it away; the next `append` opens it again."""
        journal, self._journal = self._journal, None
        if journal is not None:
            await journal.close()
