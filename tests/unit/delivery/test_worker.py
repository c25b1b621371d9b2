import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from protocols.delivery.destinations.interface import Outgoing, Taken
from protocols.errors import JournalFailed, RetryLater, Undeliverable
from protocols.journal.interface import Held, Row, Settled
from protocols.pipeline.entry import Routed
from tests.unit.delivery.delivering import (
    Recorder,
    Slept,
    delivering,
    everything,
    lane,
    settled,
    until,
)
from tests.unit.journal.journals import entry, in_loop, opened


def entries(*names: str) -> list:
    return [entry(name) for name in names]


@in_loop
async def test_messages_arrive_in_order_and_are_settled(tmp_path: Path) -> None:
    recorder = Recorder(batch=3)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c", "d"))
        async with delivering(journal, lane(recorder)):
            await settled(journal)
            await journal.append(entries("e"))
            await settled(journal)
        (lake,) = journal.destinations()
    assert recorder.taken == ["a", "b", "c", "d", "e"]
    assert max(map(len, recorder.attempts)) == 3
    assert (lake.admitted, lake.delivered, lake.pending) == (5, 5, 0)
    assert (len(recorder.opened), recorder.closed) == (1, 1)


@in_loop
async def test_a_restart_goes_on_behind_what_was_settled(tmp_path: Path) -> None:
    first, second = Recorder(answers=[lambda _: Taken(bookmark="mark")]), Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a"))
        async with delivering(journal, lane(first)):
            await settled(journal)
    async with opened(tmp_path) as journal:
        await journal.append(entries("b"))
        async with delivering(journal, lane(second)):
            await settled(journal)
    assert (first.taken, second.taken) == (["a"], ["b"])
    assert (first.opened, second.opened) == ([None], ["mark"])


@in_loop
async def test_filtered_messages_are_counted_by_code_and_not_sent(tmp_path: Path) -> None:
    def route(row: Row) -> Routed:
        codes = {"a": "FILTERED_BY_RULES", "c": "FILTERED_BY_END_USER_CONSENT"}
        code = codes.get(row.message_id)
        return Routed(None, code) if code else Routed({"rewritten": row.message_id})

    recorder = Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(recorder, route=route)):
            await settled(journal)
        (lake,) = journal.destinations()
    assert recorder.taken == ["b"]
    assert lake.filtered == {"FILTERED_BY_RULES": 1, "FILTERED_BY_END_USER_CONSENT": 1}
    assert lake.admitted == lake.delivered + 2


@in_loop
async def test_a_row_that_cannot_be_routed_is_dead_and_stops_nothing(tmp_path: Path) -> None:
    def route(row: Row) -> Routed:
        if row.message_id == "b":
            raise ZeroDivisionError("the value 4111")
        return everything(row)

    recorder = Recorder()
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(recorder, route=route)):
            await settled(journal)
        (dead,) = journal.quarantined(held=Held.DEAD)
    assert recorder.taken == ["a", "c"]
    assert (dead.message_id, dead.destination) == ("b", "lake")
    assert dead.reason == "it could not be routed: ZeroDivisionError"


@in_loop
async def test_a_batch_comes_again_after_growing_pauses(tmp_path: Path) -> None:
    slept = Slept()
    recorder = Recorder(answers=[RetryLater("answered 503")] * 4 + [RetryLater("x", after=77.0)])
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b"))
        async with delivering(journal, lane(recorder), effects=slept.effects()):
            await settled(journal)
        (lake,) = journal.destinations()
    assert slept.pauses == [1, 2, 4, 8, 77]
    assert recorder.attempts == [["a", "b"]] * 6
    assert (lake.delivered, lake.dead, lake.last_error) == (2, 0, "")


@in_loop
async def test_what_goes_wrong_is_told_while_it_lasts(tmp_path: Path) -> None:
    broken = Recorder(answers=[RetryLater("answered 503")] * 100_000)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a"))
        async with delivering(journal, lane(broken)):
            await until(
                lambda: [it.last_error for it in journal.destinations()] == ["answered 503"]
            )
            (lake,) = journal.destinations()
    assert (lake.delivered, lake.dead) == (0, 0)


@in_loop
async def test_an_adapters_own_fault_is_tried_again_and_its_words_are_not_shown(
    tmp_path: Path,
) -> None:
    slept = Slept()
    recorder = Recorder(answers=[KeyError("the value 4111")] * 2)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a"))
        recorder_lane = lane(recorder, max_age=2.0)
        async with delivering(journal, recorder_lane, effects=slept.effects()):
            await settled(journal)
    assert recorder.taken == ["a"]


@in_loop
async def test_after_its_time_a_batch_is_given_up_and_the_next_is_tried(tmp_path: Path) -> None:
    recorder = Recorder(answers=[RetryLater("answered 503")] * 5, batch=2)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(recorder, max_age=10.0)):
            await settled(journal)
        dead = list(journal.quarantined(held=Held.DEAD))
        (lake,) = journal.destinations()
    assert [letter.message_id for letter in dead] == ["a", "b"]
    assert dead[0].reason == "given up after 10 s: answered 503"
    assert recorder.taken == ["c"]
    assert (lake.admitted, lake.delivered, lake.dead) == (3, 1, 2)


@in_loop
async def test_only_the_message_at_fault_is_given_up(tmp_path: Path) -> None:
    class Picky(Recorder):
        async def deliver(self, batch: Sequence[Outgoing], /) -> Taken:
            if any(outgoing.row.message_id == "m5" for outgoing in batch):
                self.attempts.append([outgoing.row.message_id for outgoing in batch])
                raise Undeliverable("answered 400")
            return await super().deliver(batch)

    picky = Picky()
    async with opened(tmp_path) as journal:
        await journal.append(entries(*(f"m{n}" for n in range(16))))
        async with delivering(journal, lane(picky)):
            await settled(journal)
        (dead,) = journal.quarantined(held=Held.DEAD)
    assert picky.taken == [f"m{n}" for n in range(16) if n != 5]
    assert (dead.message_id, dead.reason) == ("m5", "answered 400")
    assert len(picky.attempts) == 9


@in_loop
async def test_messages_refused_in_a_taken_batch_are_dead(tmp_path: Path) -> None:
    recorder = Recorder(answers=[lambda batch: Taken(refused={batch[1].row.seq: "too old"})])
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(recorder)):
            await settled(journal)
        (dead,) = journal.quarantined(held=Held.DEAD)
        (lake,) = journal.destinations()
    assert (dead.message_id, dead.reason) == ("b", "too old")
    assert (lake.delivered, lake.dead) == (2, 1)


@in_loop
async def test_a_destination_that_refuses_whole_batches_is_given_pauses(tmp_path: Path) -> None:
    def refuse(batch: Sequence[Outgoing]) -> Taken:
        return Taken(refused={outgoing.row.seq: "answered 401" for outgoing in batch})

    slept = Slept()
    recorder = Recorder(answers=[refuse] * 3, batch=1)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c", "d", "e"))
        async with delivering(journal, lane(recorder), effects=slept.effects()):
            await settled(journal)
    assert slept.pauses == [1, 2, 4]
    assert recorder.taken == ["d", "e"]


@in_loop
async def test_a_broken_destination_delays_no_other(tmp_path: Path) -> None:
    class Stuck(Recorder):
        async def deliver(self, _batch: Sequence[Outgoing], /) -> Taken:
            await released.wait()
            return Taken()

    class Shut(Recorder):
        async def open(self, _bookmark: str | None, /) -> None:
            raise RetryLater("no such folder")

    well, released = Recorder(batch=10), asyncio.Event()
    lanes = (lane(well, "well"), lane(Stuck(), "stuck"), lane(Shut(), "shut"))
    async with opened(tmp_path) as journal, delivering(journal, *lanes):
        for n in range(50):
            await journal.append(entries(f"m{n}"))
        await settled(journal, "well")
        counts = {it.destination: it for it in journal.destinations()}
        released.set()
    assert well.taken == [f"m{n}" for n in range(50)]
    assert counts["stuck"].pending == counts["shut"].pending == 50
    assert counts["shut"].last_error == "no such folder"


@in_loop
async def test_stopping_finishes_the_batch_in_hand_and_leaves_the_rest(tmp_path: Path) -> None:
    class Slow(Recorder):
        async def deliver(self, batch: Sequence[Outgoing], /) -> Taken:
            started.set()
            await release.wait()
            return await super().deliver(batch)

    started, release = asyncio.Event(), asyncio.Event()
    slow = Slow(batch=2)
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c"))
        async with delivering(journal, lane(slow)) as delivery:
            await started.wait()
            delivery.stop()
            release.set()
        (lake,) = journal.destinations()
    assert slow.taken == ["a", "b"]
    assert (lake.delivered, lake.pending) == (2, 1)


@in_loop
async def test_stopping_between_attempts_keeps_what_has_arrived(tmp_path: Path) -> None:
    recorder = Recorder(
        answers=[
            Undeliverable("halve it"),
            lambda _: Taken(bookmark="half"),
            *[RetryLater("answered 503")] * 100_000,
        ]
    )
    async with opened(tmp_path) as journal:
        await journal.append(entries("a", "b", "c", "d"))
        async with delivering(journal, lane(recorder, max_age=1e9)):
            await until(lambda: len(recorder.attempts) >= 5)
        (lake,) = journal.destinations()
        assert await journal.cursor("lake") == 2
        assert await journal.bookmark("lake") == "half"
    assert recorder.taken == ["a", "b"]
    assert (lake.delivered, lake.pending) == (2, 2)


@in_loop
async def test_a_batch_that_arrived_is_settled_again_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, refusals = Recorder(), 3
    async with opened(tmp_path) as journal:
        settle = journal.settle

        async def refusing(destination: str, done: Settled) -> None:
            nonlocal refusals
            refusals -= 1
            if refusals >= 0:
                raise JournalFailed("the disk is full")
            await settle(destination, done)

        monkeypatch.setattr(journal, "settle", refusing)
        await journal.append(entries("a"))
        async with delivering(journal, lane(recorder)):
            await settled(journal)
    assert recorder.attempts == [["a"]]


@in_loop
async def test_a_destination_gets_its_own_sources_and_sleeps_through_the_others(
    tmp_path: Path,
) -> None:
    recorder = Recorder()
    ios = lane(recorder, sources=["ios"])
    async with opened(tmp_path) as journal, delivering(journal, ios):
        for n in range(5):
            await journal.append([entry(f"w{n}", source="web")])
        await journal.append([entry("i", source="ios")])
        await settled(journal)
    assert recorder.taken == ["i"]
