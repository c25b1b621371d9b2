"""The client in asyncio: nothing that it does keeps the event loop from going on."""

import asyncio
import contextlib
import threading
from types import ModuleType
from typing import Any

import pytest

from tests.unit.typewriter.posting import PATIENCE, Server, play, transport


@pytest.fixture
def radio(posting_client: ModuleType) -> ModuleType:
    return posting_client


async def _asked(server: Server) -> None:
    """Return when the server has a request in hand."""
    assert await asyncio.to_thread(server.asked.wait, PATIENCE)


def test_the_loop_goes_on_while_a_flush_waits_for_the_server(
    radio: ModuleType, server: Server
) -> None:
    async def program() -> None:
        server.answering.clear()
        sending = transport(radio, server)
        play(radio, "s_1")
        flushing = asyncio.create_task(sending.aflush(PATIENCE))
        await _asked(server)
        for _ in range(100):  # were the loop held up, nobody could let the server answer
            await asyncio.sleep(0)
        assert not flushing.done()
        server.answering.set()
        assert await flushing
        await sending.aclose(PATIENCE)

    asyncio.run(program())
    assert server.songs == ["s_1"]


def test_calls_do_not_wait_for_a_server_that_does_not_answer(
    radio: ModuleType, server: Server
) -> None:
    async def program() -> None:
        server.answering.clear()
        async with transport(radio, server) as sending:
            play(radio, "first")
            await _asked(server)
            play(radio, *map(str, range(500)))
            assert len(server.requests) == 1
            server.answering.set()
        assert sending.dropped == 0

    asyncio.run(program())
    assert server.songs == ["first", *map(str, range(500))]


def test_many_tasks_may_track_and_flush_at_once(radio: ModuleType, server: Server) -> None:
    async def task(sending: Any, number: int) -> bool:
        play(radio, f"a{number}")
        await asyncio.sleep(0)
        play(radio, f"b{number}")
        return bool(await sending.aflush(PATIENCE))

    async def program() -> list[bool]:
        async with transport(radio, server) as sending:
            return await asyncio.gather(*(task(sending, number) for number in range(50)))

    assert asyncio.run(program()) == [True] * 50
    assert sorted(server.songs) == sorted(f"{ab}{number}" for ab in "ab" for number in range(50))


def test_what_may_pass_is_tried_again_and_retry_after_obeyed(
    radio: ModuleType, server: Server
) -> None:
    server.answers = [(503, {}), (429, {"Retry-After": "0.01"}), (0, {})]

    async def program() -> int:
        sending = transport(radio, server)
        play(radio, "s_1")
        assert await sending.aflush(PATIENCE)
        await sending.aclose(PATIENCE)
        return int(sending.dropped)

    assert asyncio.run(program()) == 0
    assert server.songs == ["s_1"] * 4


def test_closing_sends_what_waits_and_later_calls_are_dropped(
    radio: ModuleType, server: Server
) -> None:
    async def program() -> int:
        sending = transport(radio, server)
        play(radio, *map(str, range(250)))
        await sending.aclose(PATIENCE)
        await sending.aclose(PATIENCE)
        play(radio, "late")
        return int(sending.dropped)

    assert asyncio.run(program()) == 1
    assert server.songs == [*map(str, range(250))]


def test_closing_ends_in_time_and_counts_what_it_gives_up(
    radio: ModuleType, server: Server
) -> None:
    async def program() -> int:
        server.answering.clear()
        sending = transport(radio, server)
        play(radio, "s_1")
        await _asked(server)
        play(radio, "s_2", "s_3")
        await sending.aclose(0.01)
        return int(sending.dropped)

    assert asyncio.run(program()) == 3


def test_where_no_thread_can_be_started_closing_sends_all_the_same(
    radio: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if thread.name == "typewriter":
            raise RuntimeError("can't start new thread")
        start(thread)

    async def program() -> int:
        sending = transport(radio, server)
        play(radio, "s_1")
        await sending.aclose(PATIENCE)
        return int(sending.dropped)

    monkeypatch.setattr(threading.Thread, "start", refused)
    assert asyncio.run(program()) == 0
    assert server.songs == ["s_1"]


def test_a_flush_that_ends_too_early_or_is_cancelled_leaves_nothing_behind(
    radio: ModuleType, server: Server
) -> None:
    async def program() -> None:
        server.answering.clear()
        sending = transport(radio, server)
        play(radio, "s_1")
        assert not await sending.aflush(0.01)
        flushing = asyncio.create_task(sending.aflush())
        await asyncio.sleep(0)
        flushing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flushing
        assert sending._outbox._watchers == []
        server.answering.set()
        await sending.aclose(PATIENCE)

    asyncio.run(program())
    assert server.songs == ["s_1"]


def test_a_loop_that_is_gone_does_not_disturb_the_sender(
    radio: ModuleType, server: Server
) -> None:
    sending = transport(radio, server)
    server.answering.clear()
    flushes: list[asyncio.Task[bool]] = []

    async def first() -> None:
        play(radio, "s_1")
        await _asked(server)
        flushes.append(asyncio.create_task(sending.aflush()))

    async def second() -> None:
        play(radio, "s_2")
        assert await sending.aflush(PATIENCE)

    asyncio.run(first())
    server.answering.set()
    asyncio.run(second())
    sending.shutdown(PATIENCE)
    assert flushes[0].cancelled()
    assert server.songs == ["s_1", "s_2"]


def test_threads_and_tasks_share_one_transport(radio: ModuleType, server: Server) -> None:
    async def program() -> None:
        async with transport(radio, server) as sending:
            thread = threading.Thread(target=play, args=(radio, *map(str, range(100))))
            thread.start()
            play(radio, *map(str, range(100, 200)))
            await asyncio.to_thread(thread.join)
            assert await sending.aflush(PATIENCE)

    asyncio.run(program())
    assert sorted(server.songs, key=int) == [*map(str, range(200))]


def test_a_transport_whose_methods_are_coroutines_is_told_so(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    class Awaited:
        async def track(self, **_: Any) -> None:
            pass

    radio.configure(Awaited(), validate="off")
    play(radio, "s_1")
    assert "must not be `async`" in caplog.text
