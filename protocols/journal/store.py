"""The SQLite file: where it lies, how it is opened, and which schema it has."""

import fcntl
import os
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Final

from protocols.errors import JournalFailed, JournalLocked, UnreadableInput

STORE: Final = "journal.sqlite3"
LOCK: Final = "journal.lock"
SCHEMA_VERSION: Final = 1
APPLICATION_ID: Final = 0x50545752
"""Marks the file as ours, so that another program's database is never written to."""

_BUSY_MS: Final = 5_000
_WAL_LIMIT: Final = 64 * 1024 * 1024


def lock(folder: Path) -> int:
    """Make the folder if need be and become its only writer; the lock lives as long as the descriptor.

    Raises:
        JournalLocked: another process holds it.
        JournalFailed: the folder cannot be made or written.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            _sync_folder(folder.parent)
        held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise JournalFailed(f"{error.strerror}: {error.filename}") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise JournalLocked(str(folder)) from error
    return held


def open_store(folder: Path) -> sqlite3.Connection:
    """The writing connection, for whoever holds the lock.

    Raises:
        JournalFailed: the disk refused, the file is damaged, foreign, or from a newer version.
    """
    path = folder / STORE
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        _sync_folder(folder)
        store = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except OSError as error:
        raise JournalFailed(f"{error.strerror}: {error.filename}") from error
    try:
        _prepare(store)
    except sqlite3.Error as error:
        store.close()
        raise JournalFailed(f"{path}: {error}") from error
    except JournalFailed:
        store.close()
        raise
    return store


def open_read_only(folder: Path) -> sqlite3.Connection:
    """A reading connection, beside a writer or alone.

    Raises:
        UnreadableInput: there is no journal, or it is damaged, foreign, or from a newer version.
    """
    path = folder / STORE
    if not path.is_file():
        raise UnreadableInput(str(path), _NO_JOURNAL)
    try:
        store = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise UnreadableInput(str(path), str(error)) from error
    try:
        store.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        fault = _foreign(store) or (None if _version(store) else _NO_JOURNAL)
    except sqlite3.Error as error:
        fault = str(error)
    if fault is not None:
        store.close()
        raise UnreadableInput(str(path), fault)
    return store


_NO_JOURNAL: Final = (
    "there is no journal yet; `protocols serve` makes one when the first source sends"
)


def _prepare(store: sqlite3.Connection) -> None:
    store.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    fault = _foreign(store)
    if fault is not None:
        raise JournalFailed(fault)
    if not _version(store):
        store.execute("PRAGMA auto_vacuum = INCREMENTAL")
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("PRAGMA wal_autocheckpoint = 0")
    store.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
    if not _version(store):
        _create(store)


def _create(store: sqlite3.Connection) -> None:
    ddl = (files("protocols.journal") / "schema.sql").read_text("utf-8")
    store.executescript(
        f"BEGIN IMMEDIATE; {ddl}; PRAGMA application_id = {APPLICATION_ID};"
        f" PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    )


def _version(store: sqlite3.Connection) -> int:
    return int(store.execute("PRAGMA user_version").fetchone()[0])


def _foreign(store: sqlite3.Connection) -> str | None:
    version = _version(store)
    (application,) = store.execute("PRAGMA application_id").fetchone()
    (tables,) = store.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION_ID:
        return "the file is a database of another program"
    if version > SCHEMA_VERSION:
        return (
            f"the journal was written by a newer version (schema {version}, this one reads up to "
            f"{SCHEMA_VERSION}); upgrade, or use another data folder"
        )
    return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
