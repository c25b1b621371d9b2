"""A load on a server, over raw sockets: `python -m bench.sender …` prints JSON as load.lua does.

Without a rate each connection sends its next request when the last is answered. With one, requests
are due at even times whatever the server does, and latency counts from when a request was due.
"""

import argparse
import asyncio
import gc
import itertools
import json
from collections import deque
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

from bench.corpus import MESSAGE_ID

_TICK = 0.001


class Load:
    """What is sent, what waits for a connection, and what came back."""

    def __init__(self, requests: Iterator[bytes], *, paced: bool) -> None:
        self.requests = requests
        self.paced = paced
        self.idle: deque[Connection] = deque()
        self.due: deque[float] = deque()
        self.latencies: list[float] = []
        self.errors = 0
        self.over = False

    def next_for(self, connection: "Connection") -> None:
        """Give a free connection its next request, if there is one to send."""
        if self.over:
            return
        if not self.paced:
            connection.send(next(self.requests), perf_counter())
        elif self.due:
            connection.send(next(self.requests), self.due.popleft())
        else:
            self.idle.append(connection)

    def answered(self, status: bytes, since: float) -> None:
        """Note an answer, unless it came after the end."""
        if self.over:
            return
        self.latencies.append(perf_counter() - since)
        self.errors += status != b"200"

    async def pace(self, rate: float, seconds: float) -> None:
        """Make requests due at even times, and hand them to whoever is free."""
        start, made = perf_counter(), 0
        while (now := perf_counter() - start) < seconds:
            while made < now * rate:
                self.due.append(start + made / rate)
                made += 1
            while self.due and self.idle:
                self.next_for(self.idle.popleft())
            await asyncio.sleep(_TICK)


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._since = 0.0
        self._seen = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._load.next_for(self)

    def send(self, request: bytes, since: float) -> None:
        """Send; the answer is timed from `since`."""
        assert self._transport is not None
        self._since = since
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, found, body = self._seen.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._seen = b""
        self._load.answered(head[9:12], self._since)
        self._load.next_for(self)

    def connection_lost(self, _reason: Exception | None) -> None:
        self._load.errors += not self._load.over


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _requests(bodies: Path, prefix: str, target: str, authorization: str) -> Iterator[bytes]:
    parts = [line.split(MESSAGE_ID.encode()) for line in bodies.read_bytes().splitlines()]
    head = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: {authorization}\r\nContent-Length: "
    )
    for sent, pieces in enumerate(itertools.cycle(parts)):
        ids = (f"{prefix}-{sent}-{at}".encode() for at in range(len(pieces) - 1))
        body = b"".join(itertools.chain(*zip(pieces, ids, strict=False), pieces[-1:]))
        yield f"{head}{len(body)}\r\n\r\n".encode() + body


async def _run(asked: argparse.Namespace) -> dict[str, float]:
    url = urlsplit(asked.url)
    requests = _requests(asked.bodies, asked.prefix, asked.path, asked.authorization)
    load = Load(requests, paced=asked.rate is not None)
    loop = asyncio.get_running_loop()
    start = perf_counter()
    transports = [
        (await loop.create_connection(lambda: Connection(load), url.hostname, url.port))[0]
        for _ in range(asked.connections)
    ]
    await (load.pace(asked.rate, asked.seconds) if load.paced else asyncio.sleep(asked.seconds))
    seconds, load.over = perf_counter() - start, True
    for transport in transports:
        transport.close()
    await asyncio.sleep(0)
    return _summary(load, seconds)


def _summary(load: Load, seconds: float) -> dict[str, float]:
    waits = sorted(load.latencies) or [0.0]
    return {
        "requests": len(load.latencies),
        "seconds": seconds,
        "p50": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "errors": load.errors + len(load.due),
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("bodies", type=Path)
    parser.add_argument("prefix")
    parser.add_argument("path")
    parser.add_argument("authorization")
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float)
    return parser.parse_args()


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The quicker loop, where it is installed."""
    if find_spec("uvloop") is None:
        return None
    import uvloop

    return uvloop.new_event_loop


if __name__ == "__main__":
    gc.disable()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        print(json.dumps(runner.run(_run(_asked()))))
