"""Destinations that change while they deliver: nothing lost, nothing twice, and the others go on."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from protocols.delivery.destinations.interface import Outgoing, Taken
from protocols.errors import JournalFailed, RetryLater
from protocols.journal import SqliteJournal
from tests.unit.delivery.delivering import Recorder, Slept, delivering, lane, settled, until
from tests.unit.journal.journals import entry, in_loop, opened


def entries(*names: str) -> list:
    return [entry(name) for name in names]


class Slow(Recorder):
    """Takes a batch when it is released, and says that it has one."""

    def __init__(self) -> None:
        super().__init__(batch=2)
        self.started, self.release = asyncio.Event(), asyncio.Event()

    async def deliver(self, batch: Sequence[Outgoing], /) -> Taken:
        self.started.set()
        await self.release.wait()
        return await super().deliver(batch)


@in_loop
async def test_a_changed_lane_goes_on_behind_the_cursor_of_the_old_one(tmp_path: Path) -> None:
    slow, after = Slow(), Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(slow)) as delivery:
            await slow.started.wait()
            delivery.use([lane(after)])
            await asyncio.sleep(0.01)
            assert after.opened == []
            slow.release.set()
            await settled(journal)
        (lake,) = journal.destinations()
    assert (slow.taken, after.taken) == (["a", "b"], ["c"])
    assert (slow.closed, after.closed) == (1, 1)
    assert (lake.admitted, lake.delivered, lake.pending) == (3, 3, 0)


@in_loop
async def test_a_lane_that_stays_is_not_touched(tmp_path: Path) -> None:
    stays, old, new = Recorder(), Recorder(), Recorder()
    kept = lane(stays, "stays")
    async with (
        opened(tmp_path) as journal,
        delivering(journal, kept, lane(old, "other")) as delivery,
    ):
        await until(lambda: bool(old.opened))
        delivery.use([kept, lane(new, "other")])
        await until(lambda: bool(new.opened))
        await journal.append(entries("a"))
        await settled(journal)
    assert (len(stays.opened), len(old.opened), len(new.opened)) == (1, 1, 1)
    assert (stays.taken, old.taken, new.taken) == (["a"], [], ["a"])


@in_loop
async def test_a_lane_that_waits_to_try_again_gives_way_at_once(tmp_path: Path) -> None:
    down, mended = Recorder(answers=[RetryLater("down")] * 100_000), Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a"))
        async with delivering(journal, lane(down, max_age=1e9)) as delivery:
            await until(lambda: len(down.attempts) > 2)
            delivery.use([lane(mended)])
            await settled(journal)
    assert (down.taken, mended.taken) == ([], ["a"])


@in_loop
async def test_a_lane_that_is_taken_away_and_comes_back_loses_nothing(tmp_path: Path) -> None:
    first, second = Recorder(), Recorder()
    async with opened(tmp_path) as journal:
        async with delivering(journal, lane(first)) as delivery:
            await journal.append(entries("a"))
            await settled(journal)
            delivery.use([])
            await until(lambda: first.closed == 1)
            await journal.append(entries("b"))
            (gone,) = journal.destinations()
            delivery.use([lane(second)])
            await until(lambda: bool(second.taken))
            await settled(journal)
        (lake,) = journal.destinations()
    assert (gone.delivered, gone.pending) == (1, 0)
    assert (first.taken, second.taken) == (["a"], ["b"])
    assert (lake.admitted, lake.delivered, lake.pending) == (2, 2, 0)


@in_loop
async def test_only_the_last_of_many_changes_counts(tmp_path: Path) -> None:
    slow, skipped, last = Slow(), Recorder(), Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(slow)) as delivery:
            await slow.started.wait()
            delivery.use([lane(skipped)])
            await asyncio.sleep(0)
            delivery.use([lane(last)])
            slow.release.set()
            await settled(journal)
    assert skipped.taken == []
    assert (slow.taken, last.taken) == (["a", "b"], ["c"])


@in_loop
async def test_a_journal_that_refuses_at_first_is_asked_again(tmp_path: Path) -> None:
    recorder, slept, refusals = Recorder(), Slept(), [1, 2, 3]

    async with opened(tmp_path) as journal:
        connect = journal.connect

        async def refuse(sources: Mapping[str, Sequence[str]]) -> None:
            if refusals:
                refusals.pop()
                raise JournalFailed("the disk is full")
            await connect(sources)

        journal.connect = refuse  # type: ignore[method-assign]
        await journal.append(entries("a"))
        async with delivering(journal, lane(recorder), effects=slept.effects()):
            await until(lambda: recorder.taken == ["a"])
    assert len(slept.pauses) == 3


@in_loop
async def test_stopping_ends_also_what_is_just_being_changed(tmp_path: Path) -> None:
    slow, never = Slow(), Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(slow)) as delivery:
            await slow.started.wait()
            delivery.use([lane(never)])
            await asyncio.sleep(0)
            delivery.stop()
            slow.release.set()
        assert await _pending(journal) == 1
    assert (slow.taken, never.taken) == (["a", "b"], [])


async def _pending(journal: SqliteJournal) -> int:
    (lake,) = journal.destinations()
    return lake.pending
