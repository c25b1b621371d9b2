import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.errors import JournalFailed
from protocols.journal import SqliteJournal
from protocols.journal.interface import Appended
from protocols.journal.writer import failure_of
from tests.unit.journal.journals import entry, in_loop, opened

BIG = {"properties": {"x": "y" * 20_000}}


async def fill(journal: SqliteJournal) -> int:
    """Append until the disk refuses; how many were acknowledged."""
    for number in range(1_000):
        try:
            await journal.append([entry(f"m{number}", body=BIG)])
        except JournalFailed as failed:
            assert "disk is full" in str(failed)  # noqa: PT017
            return number
    raise AssertionError("the disk never filled up")


async def recovered(journal: SqliteJournal) -> None:
    async with asyncio.timeout(30):
        while journal.failure is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@in_loop
async def test_a_full_store_refuses_everyone_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, probe_every=0.01) as journal:
        store = journal._writer._store
        (pages,) = store.execute("PRAGMA page_count").fetchone()
        store.execute(f"PRAGMA max_page_count = {pages + 60}")
        stored = await fill(journal)
        assert stored > 3
        assert journal.failure is not None
        assert "disk is full" in journal.failure
        waiting = [journal.append([entry(f"w{n}", body=BIG)]) for n in range(3)]
        refused = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in refused] == [JournalFailed] * 3

        store.execute("PRAGMA max_page_count = 1000000")
        await recovered(journal)
        assert await journal.append([entry("after")]) == (Appended.STORED,)
        rows = await journal.read(0, 10_000, ["web"])
        (counts,) = journal.sources()
    assert [row.message_id for row in rows] == [*(f"m{n}" for n in range(stored)), "after"]
    assert counts.admitted == stored + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system takes root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@in_loop
async def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    data = small_disk / "data"
    async with opened(data, probe_every=0.01) as journal:
        await journal.append([entry("first")])
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * 300_000)
        stored = await fill(journal)
        ballast.unlink()
        await recovered(journal)
        assert await journal.append([entry("after")]) == (Appended.STORED,)
    async with opened(data) as journal:
        rows = await journal.read(0, 10_000, ["web"])
    assert [row.message_id for row in rows] == [
        "first",
        *(f"m{n}" for n in range(stored)),
        "after",
    ]


WRITE_SOME = """
import asyncio, sys
from protocols.errors import JournalFailed
from protocols.journal import open_journal
from tests.unit.journal.journals import entry

async def said(journal, message_id):
    try:
        await journal.append([entry(message_id)])
        print("ack", message_id, flush=True)
        return True
    except JournalFailed as failed:
        print("failed", failed, flush=True)
        await asyncio.sleep(0.05)
        return False

async def main():
    journal = open_journal(sys.argv[1], clock=lambda: 0.0, probe_every=0.01)
    for number in range(40):
        await said(journal, f"m{number}")
    for _ in range(20):
        if await said(journal, "last"):
            break

asyncio.run(main())
"""


def write_under_strace(folder: Path, calls: str, fault: str) -> list[str]:
    """What the writing process said while some of its system calls failed, counted per thread."""
    traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    program = [sys.executable, "-c", WRITE_SOME, str(folder)]
    found = subprocess.run(
        [*traced, "-e", f"inject={calls}:{fault}", *program],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.splitlines()


def can_trace() -> bool:
    try:
        return not subprocess.run(
            ["strace", "-qq", "true"], capture_output=True, check=False
        ).returncode
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it")
@pytest.mark.parametrize("when", [12, 30])
@in_loop
async def test_after_a_failed_sync_nothing_more_is_acknowledged(tmp_path: Path, when: int) -> None:
    async with opened(tmp_path):
        pass
    lines = write_under_strace(tmp_path, "fsync,fdatasync", f"error=EIO:when={when}")
    failed = [number for number, line in enumerate(lines) if line.startswith("failed")]
    assert failed, lines
    assert "start again" in lines[failed[0]]
    assert all(line.startswith("failed") for line in lines[failed[0] :])
    acknowledged = [line.split()[1] for line in lines if line.startswith("ack")]
    async with opened(tmp_path) as journal:
        stored = [row.message_id for row in await journal.read(0, 100, ["web"])]
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it")
@pytest.mark.parametrize("when", ["20..25", "60+200"])
@in_loop
async def test_after_the_disk_was_full_for_a_while_writing_goes_on(
    tmp_path: Path, when: str
) -> None:
    async with opened(tmp_path):
        pass
    lines = write_under_strace(tmp_path, "pwrite64", f"error=ENOSPC:when={when}")
    assert any("disk is full" in line for line in lines), lines
    assert lines[-1].startswith("ack")
    acknowledged = [line.split()[1] for line in lines if line.startswith("ack")]
    async with opened(tmp_path) as journal:
        stored = [row.message_id for row in await journal.read(0, 100, ["web"])]
    assert set(acknowledged) == set(stored)


def test_errors_are_told_apart_by_what_they_say_of_the_disk() -> None:
    def told(code: int) -> bool | None:
        error = sqlite3.OperationalError()
        error.sqlite_errorcode = code
        failure = failure_of(error)
        return None if failure is None else failure.final

    assert told(sqlite3.SQLITE_FULL) is False
    assert told(sqlite3.SQLITE_IOERR_SHMSIZE) is False
    assert told(sqlite3.SQLITE_IOERR_FSYNC) is True
    assert told(sqlite3.SQLITE_IOERR_WRITE) is True
    assert told(sqlite3.SQLITE_CORRUPT) is True
    assert told(sqlite3.SQLITE_CONSTRAINT) is None
    assert failure_of(ValueError()) is None
