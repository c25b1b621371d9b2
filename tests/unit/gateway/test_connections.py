"""Raw bytes over a real socket: what parsers disagree on, and clients that take their time."""

import asyncio
import json
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from protocols.gateway import limits
from protocols.gateway.server import GracefulServer
from tests.unit.gateway.serving import Served, serve, track

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]]
BODY = json.dumps(track(writeKey="web-key")).encode()
AUTH = b"authorization: Basic d2ViLWtleTo=\r\n"


@asynccontextmanager
async def _listening(app: Any, on_stop: Callable[[], None]) -> AsyncIterator[tuple[Any, int]]:
    started = asyncio.Event()
    sock = socket.create_server(("127.0.0.1", 0))
    server = GracefulServer(app, on_start=started.set, on_stop=on_stop)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    await started.wait()
    try:
        yield server, sock.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await running


def _talk(served: Served, talk: Talk) -> Any:
    async def connect() -> Any:
        async with _listening(served.gateway, served.load.drain) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await talk(reader, writer)
            finally:
                writer.close()

    return asyncio.run(connect())


def _send(served: Served, *parts: bytes) -> bytes:
    """All that comes back until the server closes the connection."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        answer = b""
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
            while part := await reader.read(65536):
                answer += part
        return answer

    answer: bytes = _talk(served, talk)
    return answer


@pytest.fixture(autouse=True)
def _patience_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client never finishes ends soon."""
    monkeypatch.setattr(limits, "HEADER_SECONDS", 1.0)
    monkeypatch.setattr(limits, "BODY_SECONDS", 1.0)


def _statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def _post(headers: bytes, body: bytes = BODY) -> bytes:
    return b"POST /v1/track HTTP/1.1\r\n" + headers + b"connection: close\r\n\r\n" + body


LENGTH = b"content-length: %d\r\n" % len(BODY)
CHUNKED = b"transfer-encoding: chunked\r\n"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


def test_a_request_over_a_socket_is_taken() -> None:
    served = serve()
    assert _statuses(_send(served, _post(b"host: h\r\n" + LENGTH))) == [200]
    assert _statuses(_send(served, _post(b"host: h\r\n" + CHUNKED, CHUNKS))) == [200]
    assert len(served.messages) == 1  # the second is the first one's duplicate


@pytest.mark.parametrize(
    "request_",
    [
        _post(b"host: h\r\n" + LENGTH + CHUNKED, CHUNKS),
        _post(b"host: h\r\ncontent-length: 0\r\n" + CHUNKED, CHUNKS),
        _post(b"host: h\r\n" + LENGTH + b"content-length: 1\r\n"),
        _post(b"host: h\r\ncontent-length: +5\r\n"),
        _post(b"host: h\r\ntransfer-encoding: gzip, chunked\r\n", CHUNKS),
        _post(b"host: h\r\ntransfer-encoding: chunked\r\n" + CHUNKED, CHUNKS),
        _post(b"host: h\r\n" + CHUNKED, b"zz\r\n" + BODY + b"\r\n0\r\n\r\n"),
        _post(b"host: h\r\n" + CHUNKED, b"5\r\n" + BODY + b"\r\n0\r\n\r\n"),
        _post(LENGTH),
        _post(b"host: a\r\nhost: b\r\n" + LENGTH),
        _post(b"host: h\r\nx: 1\n" + LENGTH),
        _post(b"host: h\r\n folded\r\n" + LENGTH),
        _post(b"host: h\r\nx : 1\r\n" + LENGTH),
        b"POST /v1/track HTTP/1.1\n\n",
        b"POST /v1/track\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_intermediaries_read_differently_is_refused(request_: bytes) -> None:
    served = serve()
    answer = _send(served, request_, b"GET /v1/smuggled HTTP/1.1\r\nhost: h\r\n\r\n")
    assert _statuses(answer)[:1] in ([400], [])
    assert 200 not in _statuses(answer)
    assert served.journal.items == []


def test_headers_that_do_not_end_are_cut_off() -> None:
    served = serve()
    chunk = b"x-%d: " + b"y" * 1000 + b"\r\n"
    head = b"POST /v1/track HTTP/1.1\r\nhost: h\r\n"
    answer = _send(served, head, *[chunk % number for number in range(64)])
    assert _statuses(answer) in ([431], [])  # a reset may overtake the answer
    assert served.load.in_flight == 0


def test_one_endless_header_is_cut_off() -> None:
    answer = _send(serve(), b"GET / HTTP/1.1\r\nx: ", *[b"y" * 4096] * 20)
    assert _statuses(answer) in ([431], [])


@pytest.mark.parametrize(
    "said",
    [b"", b"POST /v1/track HT", b"POST /v1/track HTTP/1.1\r\nhost: h\r\nx: "],
    ids=["nothing", "half a line", "half a header"],
)
def test_a_client_that_takes_its_time_over_headers_is_cut_off(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEADER_SECONDS", 0.05)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(said)
        return await reader.read()

    assert _talk(serve(), talk) == b""


def test_a_client_that_takes_its_time_over_its_body_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(_post(b"host: h\r\n" + LENGTH, BODY[:10]))
        return await reader.readline()

    assert b" 408 " in _talk(serve(), talk)


def test_an_unknown_key_is_refused_before_its_body_is_sent() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        headers = b"host: h\r\ncontent-length: 400000\r\nauthorization: Basic eDo=\r\n"
        writer.write(_post(headers, b""))
        return await reader.readline()

    assert b" 401 " in _talk(serve(), talk)


def test_requests_on_one_connection_are_answered_in_order() -> None:
    served = serve()
    one = b"POST /v1/track HTTP/1.1\r\nhost: h\r\n" + LENGTH + b"\r\n" + BODY
    last = _post(b"host: h\r\n" + LENGTH)
    answer = _send(served, one + one.replace(b"m1", b"m2") + last.replace(b"m1", b"m3"))
    assert _statuses(answer) == [200, 200, 200]
    assert [message["messageId"] for message in served.messages] == ["m1", "m2", "m3"]


def test_asked_to_stop_it_finishes_what_it_has_and_takes_nothing_new() -> None:
    served = serve()
    storing, stored = asyncio.Event(), asyncio.Event()
    append = served.journal.append

    async def slow(items: Any) -> Any:
        storing.set()
        await stored.wait()
        return await append(items)

    object.__setattr__(served.gateway.ingest, "append", slow)

    async def stop() -> tuple[bytes, bool]:
        async with _listening(served.gateway, served.load.drain) as (server, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_post(b"host: h\r\n" + LENGTH))
            await storing.wait()
            server.handle_exit(signal.SIGTERM, None)
            assert served.load.draining
            await server.main_loop()
            for listener in server.servers:
                listener.close()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
            stored.set()
            answer = await reader.read()
            writer.close()
            return answer, server.force_exit

    answer, forced = asyncio.run(stop())
    assert _statuses(answer) == [200]
    assert not forced
    assert len(served.messages) == 1
