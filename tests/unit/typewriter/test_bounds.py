"""Tracking stays within bounds whatever happens: memory, the log, recursion, locks."""

import gc
import logging
import threading
import tracemalloc
import weakref
from types import ModuleType
from typing import Any

import pytest

from tests.unit.typewriter.making import submodule
from tests.unit.typewriter.posting import PATIENCE, Server, play, transport
from tests.unit.typewriter.radio import Recorder

MEBIBYTE = 1024 * 1024


def _dead(client: ModuleType, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Any:
    """A transport to a host where nothing listens, which is tried again and again."""
    monkeypatch.setattr(submodule(client, "_http"), "_FIRST_WAIT", 60.0)
    made = client.HttpTransport("key", host="http://127.0.0.1:1", **options)
    client.configure(made, validate="off")
    return made


def test_a_dead_host_costs_no_more_memory_than_the_queue_may_hold(
    posting_client: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sending = _dead(posting_client, monkeypatch, queue_bytes=MEBIBYTE)
    play(posting_client, "x" * 1000)
    gc.collect()
    tracemalloc.start()
    for _ in range(12_000):
        play(posting_client, "x" * 1000)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    waiting = len(sending._outbox._waiting)
    assert held < 2 * MEBIBYTE
    assert MEBIBYTE / 2 < sum(map(len, sending._outbox._waiting)) <= MEBIBYTE
    sending.shutdown(0)
    assert waiting < 1000
    assert sending.dropped == 12_001
    lines = [record.getMessage().split(";")[0] for record in caplog.records]
    assert lines == [f"{count} calls dropped so far" for count in (1, 10, 100, 1000, 10_000)]


def test_the_queue_is_bounded_in_calls_too(
    posting_client: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = _dead(posting_client, monkeypatch, queue_size=10)
    with sending._outbox._changed:  # the sender takes nothing meanwhile
        play(posting_client, *map(str, range(100)))
        assert len(sending._outbox._waiting) == 10
    sending.shutdown(0)
    assert sending.dropped == 100


def test_a_transport_that_was_shut_down_is_forgotten(
    posting_client: ModuleType, server: Server
) -> None:
    import multiprocessing.util  # which the transport then registers with  # noqa: F401

    sending = transport(posting_client, server)
    play(posting_client, "s_1")
    sending.shutdown(PATIENCE)
    posting_client.configure(None)
    alive = weakref.ref(sending)
    del sending
    gc.collect()
    assert alive() is None
    assert server.songs == ["s_1"]


def test_a_log_handler_that_tracks_neither_blocks_nor_goes_on_for_ever(
    posting_client: ModuleType, server: Server
) -> None:
    sending = transport(posting_client, server, queue_size=1)

    class Tracking(logging.Handler):
        def emit(self, _: logging.LogRecord) -> None:
            play(posting_client, "from the log")

    logger = logging.getLogger(posting_client.__name__)
    handler = Tracking()
    logger.addHandler(handler)
    try:
        threads = [
            threading.Thread(target=play, args=(posting_client, *map(str, range(200))))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
    finally:
        logger.removeHandler(handler)
    sending.shutdown(PATIENCE)
    assert len(server.songs) + sending.dropped >= 800


def test_many_threads_lose_nothing(posting_client: ModuleType, server: Server) -> None:
    sending = transport(posting_client, server)
    threads = [
        threading.Thread(
            target=play, args=(posting_client, *(f"{thread}-{number}" for number in range(300)))
        )
        for thread in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sending.shutdown(PATIENCE)
    assert sorted(server.songs) == sorted(f"{t}-{n}" for t in range(8) for n in range(300))
    assert sending.dropped == 0


def test_a_transport_that_tracks_what_it_is_given_comes_to_an_end(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    class Endless(Recorder):
        def track(self, **call: Any) -> None:
            self.calls.append(("track", call))
            radio.empty_sent(radio.User("u1"))

    endless = Endless()
    radio.configure(endless)
    radio.empty_sent(radio.User("u1"))
    radio.empty_sent(radio.User("u1"))
    assert len(endless.calls) == 8
    (record,) = caplog.records
    assert record.getMessage().startswith("Empty Sent was not sent: RecursionError: ")


def test_a_report_of_violations_may_be_tracked(radio: ModuleType) -> None:
    recorder = Recorder()
    radio.configure(recorder, on_violation=lambda *_: radio.empty_sent(radio.User("u1")))
    radio.song_played(radio.User("u1"), song_id="x")
    assert [call["event"] for _, call in recorder.calls] == ["Empty Sent", "Song Played"]


def test_an_integer_that_json_readers_may_round_is_told_once_for_each_call(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    radio.configure(recorder, validate="off")
    exact = 2**53
    radio.song_played(radio.User("u1"), song_id="s_1", seconds=exact)
    assert caplog.records == []
    for _ in range(2):
        radio.song_played(radio.User("u1"), song_id="s_1", seconds=exact + 1)
        radio.open_sent(radio.User("u1"), extra_={"deep": [{"one": -exact - 1}]})
    assert recorder.calls[1][1]["properties"]["seconds"] == exact + 1
    assert [record.getMessage().split(" sends ")[0] for record in caplog.records] == [
        "Song Played",
        "Open Sent",
    ]
