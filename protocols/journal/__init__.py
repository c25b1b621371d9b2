"""The durable log: messages, dedupe keys, quarantine and counters in one transaction."""

from protocols.journal.embedded import SqliteJournal, open_journal
from protocols.journal.reader import SqliteReader, open_reader

__all__ = ["SqliteJournal", "SqliteReader", "open_journal", "open_reader"]
