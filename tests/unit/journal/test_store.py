import fcntl
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from protocols.errors import JournalFailed, JournalLocked, UnreadableInput
from protocols.journal import open_journal, open_reader
from protocols.journal.store import LOCK, STORE
from tests.unit.journal.journals import FakeClock, entry, in_loop, opened


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@in_loop
async def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        async with opened(tmp_path / "deep" / "data") as journal:
            await journal.append([entry("a")])
            files = sorted((tmp_path / "deep" / "data").iterdir())
            assert len(files) == 4
            assert {mode(file) for file in files} == {0o600}
            assert mode(tmp_path / "deep" / "data") == 0o700
    finally:
        os.umask(old)


@in_loop
async def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)  # noqa: PTH101
    async with opened(tmp_path):
        assert mode(tmp_path) == 0o755


@in_loop
async def test_a_second_writer_in_this_process_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        with pytest.raises(JournalLocked, match="another process is writing"):
            open_journal(tmp_path, clock=FakeClock())
        await journal.append([entry("a")])
    async with opened(tmp_path) as journal:
        assert journal.last_seq == 1


def test_a_second_process_is_refused_while_the_first_lives(tmp_path: Path) -> None:
    hold = (
        "import sys, asyncio\n"
        "from protocols.journal import open_journal\n"
        "journal = open_journal(sys.argv[1], clock=lambda: 0.0)\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", hold, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        second = subprocess.run(command, capture_output=True, text=True, check=False, input="")
        first.kill()
    assert second.returncode == 1
    assert "JournalLocked: another process is writing to the journal in" in second.stderr
    third = subprocess.run(command, capture_output=True, text=True, check=False, input="")
    assert (third.returncode, third.stdout) == (0, "open\n")


def test_a_refused_writer_leaves_the_lock_as_it_was(tmp_path: Path) -> None:
    holder = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with pytest.raises(JournalLocked):
        open_journal(tmp_path, clock=FakeClock())
    assert not (tmp_path / STORE).exists()
    os.close(holder)


@in_loop
async def test_a_reader_sees_what_was_committed_beside_the_writer(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        with open_reader(tmp_path) as reader:
            assert reader.sources() == ()
            await journal.append([entry("a")])
            (counts,) = reader.sources()
            await journal.append([entry("b")])
            assert (counts.received, reader.sources()[0].received) == (1, 2)


@in_loop
async def test_a_reader_needs_no_writer(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([entry("a")])
    with open_reader(tmp_path) as reader:
        assert reader.sources()[0].received == 1
        async with opened(tmp_path) as journal:
            await journal.append([entry("b")])
        assert reader.sources()[0].received == 2


@in_loop
async def test_a_reader_cannot_write(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([entry("a")])
        with open_reader(tmp_path) as reader, pytest.raises(sqlite3.OperationalError):
            reader._store.execute("DELETE FROM messages")


def test_a_journal_that_is_not_there_is_unreadable_and_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="protocols serve"):
        open_reader(tmp_path / "nowhere")
    (tmp_path / STORE).touch()
    with pytest.raises(UnreadableInput, match="there is no journal yet"):
        open_reader(tmp_path)


def change_store(folder: Path, statement: str) -> None:
    store = sqlite3.connect(folder / STORE)
    store.execute(statement)
    store.commit()
    store.close()


@in_loop
async def test_a_newer_journal_is_refused_by_name(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    change_store(tmp_path, "PRAGMA user_version = 99")
    with pytest.raises(JournalFailed, match="newer version"):
        open_journal(tmp_path, clock=FakeClock())
    with pytest.raises(UnreadableInput, match="newer version"):
        open_reader(tmp_path)


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    change_store(tmp_path, "CREATE TABLE recipes (name TEXT)")
    before = (tmp_path / STORE).read_bytes()
    with pytest.raises(JournalFailed, match="another program"):
        open_journal(tmp_path, clock=FakeClock())
    with pytest.raises(UnreadableInput, match="another program"):
        open_reader(tmp_path)
    assert (tmp_path / STORE).read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / STORE).write_bytes(b"not a database, " * 1000)
    with pytest.raises(JournalFailed, match="not a database"):
        open_journal(tmp_path, clock=FakeClock())
    with pytest.raises(UnreadableInput, match="not a database"):
        open_reader(tmp_path)


def test_a_folder_that_cannot_be_made_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalFailed, match=r"Not a directory|File exists"):
        open_journal(tmp_path / "file" / "data", clock=FakeClock())


@in_loop
async def test_commits_are_synced_and_the_log_is_written_ahead(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        store = journal._writer._store
        assert store.execute("PRAGMA synchronous").fetchone() == (2,)
        assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
