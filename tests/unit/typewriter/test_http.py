"""The client's own transport, against a real server on the loopback."""

import base64
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.typewriter.making import submodule
from tests.unit.typewriter.posting import PATIENCE, Server
from tests.unit.typewriter.posting import play as _play
from tests.unit.typewriter.posting import transport as _transport


@pytest.fixture
def radio(posting_client: ModuleType) -> ModuleType:
    return posting_client


def test_calls_are_posted_together_in_segments_shape(radio: ModuleType, server: Server) -> None:
    transport = _transport(radio, server)
    _play(radio, "s_1", "s_2")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    ((path, headers, body),) = server.requests
    assert path == "/v1/batch"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"write_key:").decode()
    assert headers["Content-Type"] == "application/json"
    document = json.loads(body)
    assert document["sentAt"].endswith("+00:00")
    assert [one["properties"]["song_id"] for one in document["batch"]] == ["s_1", "s_2"]
    first, second = document["batch"]
    assert (first["type"], first["event"], first["userId"]) == ("track", "Song Played", "u1")
    assert first["timestamp"].endswith("+00:00")
    assert first["messageId"] != second["messageId"]


def test_every_kind_of_call_is_carried(radio: ModuleType, server: Server) -> None:
    transport = radio.HttpTransport("key", host=server.url + "/")
    transport.track(event="E", properties={}, user_id="u")
    transport.identify(traits={}, user_id="u")
    transport.group(group_id="g", traits={}, user_id="u")
    transport.page(name="Home", properties={}, anonymous_id="a")
    transport.screen(category="c", properties={}, user_id="u")
    transport.alias(previous_id="a", user_id="u")
    transport.shutdown(PATIENCE)
    (batch,) = server.batches
    kinds = ["track", "identify", "group", "page", "screen", "alias"]
    assert [one["type"] for one in batch] == kinds
    assert (batch[2]["groupId"], batch[3]["anonymousId"], batch[5]["previousId"]) == (
        "g",
        "a",
        "a",
    )


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503, 0])
def test_what_may_pass_is_tried_again(radio: ModuleType, server: Server, status: int) -> None:
    server.answers = [(status, {}), (status, {})]
    transport = _transport(radio, server)
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert len(server.requests) == 3
    first, *others = server.batches
    assert all(batch == first for batch in others)
    assert transport.dropped == 0


@pytest.mark.parametrize("status", [200, 503])
def test_an_answer_that_breaks_off_is_tried_again(
    radio: ModuleType, server: Server, status: int
) -> None:
    server.answers = [(status, {"Content-Length": "10"})]
    transport = _transport(radio, server)
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert len(server.requests) == 2
    assert transport.dropped == 0


@pytest.mark.parametrize("status", [400, 401, 413, 302])
def test_what_will_not_pass_is_dropped_at_once_and_logged(
    radio: ModuleType, server: Server, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = [(status, {"Location": "/elsewhere"})]
    transport = _transport(radio, server)
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert len(server.requests) == 1
    assert transport.dropped == 1
    assert f"the server answered {status}" in caplog.text


def test_retrying_ends(radio: ModuleType, server: Server) -> None:
    server.answers = [(503, {})] * 20
    transport = _transport(radio, server)
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert len(server.requests) == submodule(radio, "_http")._MOST_ATTEMPTS
    assert transport.dropped == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0.0),
        ("", 0.0),
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("99999", 300.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Fri, 31 Dec 2999 23:59:59 GMT", 300.0),
        ("soon", 0.0),
        ("nan", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 -2300", 300.0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_bounded(
    radio: ModuleType, header: str | None, seconds: float
) -> None:
    assert submodule(radio, "_post").seconds(header) == seconds


def test_the_server_says_when_to_come_back(
    radio: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    server.answers = [(429, {"Retry-After": "17"})]
    transport = _transport(radio, server)
    monkeypatch.setattr(transport, "_given_up", _NoWaiting(waits))
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert waits == [17.0]
    assert len(server.requests) == 2


def test_a_batch_holds_a_hundred_calls_and_no_more_bytes_than_segment_takes(
    radio: ModuleType, server: Server
) -> None:
    transport = _transport(radio, server)
    _play(radio, *(f"s_{number}" for number in range(250)))
    _play(radio, *("x" * 30_000 for _ in range(20)))
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert sum(map(len, server.batches)) == 270
    assert max(map(len, server.batches)) <= 100
    assert max(len(body) for _, _, body in server.requests) < 500_000


def test_a_call_too_large_for_segment_is_dropped_and_the_others_are_not(
    radio: ModuleType, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    transport = _transport(radio, server)
    _play(radio, "x" * 40_000, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert [len(batch) for batch in server.batches] == [1]
    assert transport.dropped == 1
    assert "larger than" in caplog.text


def test_a_full_queue_drops_what_comes_and_counts_it(
    radio: ModuleType, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    transport = _transport(radio, server, queue_size=5)
    with transport._outbox._changed:  # the sender cannot take anything meanwhile
        _play(radio, *map(str, range(25)))
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert sum(map(len, server.batches)) == 5
    assert transport.dropped == 20
    assert len(caplog.records) == 2


def test_after_shutdown_calls_are_dropped(radio: ModuleType, server: Server) -> None:
    transport = _transport(radio, server)
    transport.shutdown(PATIENCE)
    _play(radio, "s_1")
    assert transport.dropped == 1
    assert server.requests == []


def test_shutdown_does_not_wait_longer_than_it_is_told(radio: ModuleType, server: Server) -> None:
    server.answers = [(429, {"Retry-After": "300"})] * 5
    transport = _transport(radio, server)
    _play(radio, "s_1")
    transport.shutdown(0.3)
    transport._thread.join(PATIENCE)
    assert not transport._thread.is_alive()
    assert transport.dropped == 1


def test_a_server_that_is_not_there_breaks_nothing(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    transport = radio.HttpTransport("key", host="http://127.0.0.1:1")
    radio.configure(transport, validate="off")
    _play(radio, "s_1")
    assert transport.flush(PATIENCE)
    transport.shutdown(PATIENCE)
    assert transport.dropped == 1
    assert all(record.levelno == logging.WARNING for record in caplog.records)


@pytest.mark.parametrize("host", ["file:///etc/passwd", "localhost:80", "ftp://x", "", "http://"])
def test_a_host_is_http(radio: ModuleType, host: str) -> None:
    with pytest.raises(ValueError, match="http"):
        radio.HttpTransport("key", host=host)


AT_EXIT = """
import sys
import {client} as radio
transport = radio.HttpTransport("key", host=sys.argv[1])
radio.configure(transport, validate="off")
for number in range(150):
    radio.song_played(radio.User("u1"), song_id=str(number))
"""

FORKING = """
import os, sys
import {client} as radio
radio.configure(radio.HttpTransport("key", host=sys.argv[1]), validate="off")
radio.song_played(radio.User("parent"), song_id="1")
child = os.fork()
who = "child" if child == 0 else "parent"
radio.song_played(radio.User(who), song_id="2")
if child:
    os.waitpid(child, 0)
"""


def _run(program: str, radio: ModuleType, server: Server) -> None:
    folder = Path(str(radio.__file__)).parents[1]
    subprocess.run(
        [sys.executable, "-c", program.format(client=radio.__name__), server.url],
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
        timeout=PATIENCE,
    )


def test_what_is_waiting_is_sent_when_the_program_ends(radio: ModuleType, server: Server) -> None:
    _run(AT_EXIT, radio, server)
    assert sum(map(len, server.batches)) == 150


def test_a_forked_child_sends_its_own_calls_and_not_its_parents(
    radio: ModuleType, server: Server
) -> None:
    _run(FORKING, radio, server)
    users = [one["userId"] for batch in server.batches for one in batch]
    assert sorted(users) == ["child", "parent", "parent"]


class _NoWaiting:
    """An event whose `wait` notes how long it should have taken."""

    def __init__(self, waits: list[float]) -> None:
        self._waits = waits

    def wait(self, seconds: float) -> bool:
        self._waits.append(seconds)
        return False

    def set(self) -> None:
        pass
