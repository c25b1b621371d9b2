import asyncio
from pathlib import Path
from typing import Any

import pytest

from protocols.errors import JournalFailed
from protocols.journal import SqliteJournal
from protocols.journal.interface import Appended, Settled
from tests.unit.journal.journals import entry, in_loop, opened


def commits_of(journal: SqliteJournal) -> list[str]:
    """The COMMITs the store is asked for from now on."""
    seen: list[str] = []
    journal._writer._store.set_trace_callback(
        lambda statement: seen.append(statement) if statement == "COMMIT" else None
    )
    return seen


@in_loop
async def test_requests_at_the_same_time_share_commits(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        commits = commits_of(journal)
        answers = await asyncio.gather(*(journal.append([entry(f"m{n}")]) for n in range(500)))
        assert set(answers) == {(Appended.STORED,)}
        assert 1 <= len(commits) < 50
        assert journal.last_seq == 500


@in_loop
async def test_requests_one_after_the_other_are_each_on_disk_when_answered(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        commits = commits_of(journal)
        for number in range(5):
            await journal.append([entry(f"m{number}")])
            assert len(commits) == number + 1


@in_loop
async def test_appends_and_settlements_share_commits_in_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await asyncio.gather(
            journal.append([entry("a")]),
            journal.settle("lake", Settled(1, delivered=1)),
            journal.append([entry("b")]),
        )
        (lake,) = journal.destinations()
    assert (lake.admitted, lake.delivered, lake.pending) == (2, 1, 1)


class Poison:
    """Something no store takes."""


@in_loop
async def test_a_poisonous_batch_fails_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([entry("first")])
        answers: list[Any] = await asyncio.gather(
            journal.append([entry("a")]),
            journal.append([entry("b"), entry("c", kind=Poison())]),
            journal.settle("nobody", Settled(1)),
            journal.append([entry("d")]),
            return_exceptions=True,
        )
        rows = await journal.read(0, 10, ["web"])
        assert journal.failure is None
        (counts,) = journal.sources()
    assert answers[0] == answers[3] == (Appended.STORED,)
    assert isinstance(answers[1], JournalFailed)
    assert isinstance(answers[2], ValueError)
    assert [row.message_id for row in rows] == ["first", "a", "d"]
    assert [row.seq for row in rows] == [1, 2, 3]
    assert counts.admitted == 3


@in_loop
async def test_a_message_that_is_no_json_fails_before_it_joins_others(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        with pytest.raises(TypeError):
            await journal.append([entry("a", body={"x": Poison()})])
        assert journal.last_seq == 0


@in_loop
async def test_a_caller_that_leaves_does_not_stop_the_others(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        leaving = asyncio.create_task(journal.append([entry("a")]))
        staying = asyncio.create_task(journal.append([entry("b")]))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying == (Appended.STORED,)
        assert leaving.cancelled() or leaving.done()


@in_loop
async def test_waiting_for_rows_ends_with_the_next_commit(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        waiting = asyncio.create_task(journal.wait_for_rows(1))
        await journal.append([entry("a")])
        await asyncio.sleep(0)
        assert not waiting.done()
        await journal.append([entry("b")])
        await waiting
        await journal.wait_for_rows(0)
        stopped = asyncio.create_task(journal.wait_for_rows(2))
        await asyncio.sleep(0)
        stopped.cancel()
        await asyncio.gather(stopped, return_exceptions=True)
        assert journal._awaiting == set()


@in_loop
async def test_closing_finishes_what_was_appended(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        appended = asyncio.create_task(journal.append([entry("a")]))
        await asyncio.sleep(0)
    assert await appended == (Appended.STORED,)
    async with opened(tmp_path) as journal:
        assert journal.last_seq == 1
    assert not (tmp_path / "journal.sqlite3-wal").exists()


@in_loop
async def test_a_closed_journal_takes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        pass
    with pytest.raises(JournalFailed, match="it is closed"):
        await journal.append([entry("a")])


@in_loop
async def test_the_write_ahead_log_is_folded_into_the_store_as_it_grows(tmp_path: Path) -> None:
    big = {"properties": {"x": "y" * 2_000}}
    async with opened(tmp_path) as journal:
        for batch in range(40):
            await journal.append([entry(f"{batch}-{n}", body=big) for n in range(500)])
        log = (tmp_path / "journal.sqlite3-wal").stat().st_size
        store = (tmp_path / "journal.sqlite3").stat().st_size
    assert store > 30_000_000
    assert log < 30_000_000
