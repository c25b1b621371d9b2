"""Hostile requests against the gateway, in process: no 5xx, no exception, no hang, nothing lost.

    python -m bench.hostile --count 10000 --seed 1

Requests are made by damaging good ones: bytes flipped and cut, tokens that parsers disagree on, wrong
types in every field, deep nesting, bombs, odd headers. The journal is a list in memory; engine,
controls and transformations are the real ones.
"""

import argparse
import asyncio
import base64
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.transform import Transformation, compile_transformations
from protocols.gateway.auth import directory
from protocols.gateway.gateway import Gateway
from protocols.gateway.health import Health
from protocols.gateway.ingest import Ingest
from protocols.gateway.load import Load
from protocols.gateway.metrics import Metrics
from protocols.gateway.rest import rest_app
from protocols.gateway.source import Source
from protocols.journal.interface import Appended
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.entry import Entry, Rejection
from protocols.pipeline.forward import ViolationForwarding
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

PLAN: Final = Path(__file__).parents[1] / "plans" / "music-streaming.yaml"
KEY: Final = "key"
ALLOWED: Final = frozenset({200, 204, 400, 401, 404, 405, 408, 413, 415, 429, 431})
SLOW_SECONDS: Final = 0.1

FIELDS: Final = (
    "type", "event", "name", "category", "userId", "anonymousId", "groupId", "previousId",
    "messageId", "timestamp", "originalTimestamp", "sentAt", "receivedAt", "version", "channel",
    "context", "integrations", "properties", "traits", "writeKey", "batch", "__proto__", "",
)  # fmt: skip
ODD: Final = (
    b"NaN", b"-Infinity", b"1e999", b"-0", b"123456789012345678901234567890", b"1e-999", b"0x1",
    b'"\\ud800"', b'"\\u0000"', b'"\xff\xfe"', b'"\xed\xa0\x80"', b"'single'", b'"\\x"', b"nul",
    b"[" * 70 + b"]" * 70, b"[" * 1500 + b"]" * 1500, b'{"a":' * 300 + b"1" + b"}" * 300, b"[[[{{{",
    b"", b"{}", b"[]", b"null", b"true", b'""', b"0", b'"x"', b'{"$ref":"#"}', b'{"a":1,"a":2}',
    b'"' + b"y" * 40_000 + b'"', b'{"protocols":{"event_version":{}}}', b'{"protocols":[]}',
    b'{"consent":{"categoryPreferences":7}}', b'{"library":[],"app":7}', b'"9999-12-31T23:59:59Z"',
    b'"0001-01-01T00:00:00+14:00"', b'{"All":false}', b'[1,[2,[3]]]', b'\t\r\n1', b"/*c*/1",
)  # fmt: skip
EVENTS: Final = ("Song Played", "Playlist Created", "song played", "Nope", "Violation Generated")
PATHS: Final = (
    "/v1/track", "/v1/t", "/v1/identify", "/v1/page", "/v1/screen", "/v1/group", "/v1/alias",
    "/v1/import", "/v1/m", "/v1/nothing", "/v1/", "/v1/projects/key/settings", "/v1/pixel/track",
)  # fmt: skip
ENCODINGS: Final = (b"gzip", b"br", b"identity", b"", b"deflate", b"\xff")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `items` says how many items its batch has where that is certain."""

    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    query: bytes = b""
    items: int | None = None


@dataclass
class Memory:
    """A journal that counts."""

    stored: int = 0
    failure: str | None = None

    async def append(self, items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        self.stored += sum(isinstance(item, Rejection) or item.source == "web" for item in items)
        return (Appended.STORED,) * len(items)


def gateway(journal: Memory, on_fault: Callable[[Exception], None]) -> Gateway:
    """A gateway with one strict source, its real plan, and a transformation."""
    controls = Controls.model_validate(
        {
            "track": {"unplanned_events": "block", "unplanned_properties": "omit"}
            | {"violations": "omit", "common": "omit"},
            "identify": {"unplanned_traits": "omit", "violations": "omit"},
            "page": {"violations": "block"},
        }
    )
    fix = {"name": "fix", "if": "event = 'song played'", "rename_event": "Song Played"}
    define = {"name": "low", "define": {"properties.low": "lowercase(properties.source)"}}
    admitting = AdmittingSource(
        "web",
        Engine(compile_plan(load_plan(PLAN)), controls=controls, source_id="web"),
        compile_transformations([Transformation.model_validate(item) for item in (fix, define)]),
        forward_violations_to=ViolationForwarding("ops"),
        forward_blocked_to="ops",
    )
    load, numbers = Load(), count(1)
    ingest = Ingest(
        sources=directory([(KEY, Source("web", admitting, verbose=True))]),
        append=journal.append,
        clock=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        new_id=lambda: f"api-{next(numbers)}",
        load=load,
    )
    metrics = Metrics(journal, load)  # type: ignore[arg-type]
    rest = rest_app(Health(journal, load), metrics)  # type: ignore[arg-type]
    return Gateway(ingest, metrics, rest, time.perf_counter, on_fault)


def hostile_request(chance: random.Random) -> Request:
    """One damaged request."""
    kind = chance.choice((_batch_of_odd_items, _batch_of_odd_items, _damaged, _damaged, _pixel))
    return kind(chance)


def _headers(chance: random.Random, body: bytes) -> tuple[tuple[bytes, bytes], ...]:
    keys = (KEY.encode() + b":", KEY.encode(), b"nobody:", b"", b"\xff\xff:x")
    key = KEY.encode() + b":" if chance.random() < 0.8 else chance.choice(keys)
    length = str(len(body)).encode() if chance.random() < 0.95 else b"0"
    return (
        (b"host", b"gateway.test"),
        (b"authorization", b"Basic " + base64.b64encode(key)),
        (b"content-length", length),
        (b"content-type", chance.choice((b"application/json", b"text/plain", b"\xff"))),
    )


def _batch_of_odd_items(chance: random.Random) -> Request:
    """Items that are odd, between brackets that are not."""
    items = [_odd_item(chance) for _ in range(chance.randint(1, 12))]
    space = chance.choice((b"", b" ", b"\n\t"))
    batch = b"[" + (space + b"," + space).join(items) + b"]"
    first = b'"sentAt": "2026-03-01T00:00:00Z", ' if chance.random() < 0.5 else b""
    body = b"{" + first + b'"batch":' + batch + b"}"
    return Request("POST", "/v1/batch", _sure_headers(body), body, items=len(items))


def _sure_headers(body: bytes) -> tuple[tuple[bytes, bytes], ...]:
    token = base64.b64encode(KEY.encode() + b":")
    length = str(len(body)).encode()
    return (b"host", b"h"), (b"authorization", b"Basic " + token), (b"content-length", length)


_BALANCED: Final = tuple(
    odd for odd in ODD if odd not in {b"[[[{{{", b""} and odd.count(b'"') % 2 == 0
)


def _odd_item(chance: random.Random) -> bytes:
    members = [b'"%s":%s' % (key.encode(), value) for key, value in _good(chance)]
    for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
        key = chance.choice(FIELDS).encode()
        members.append(b'"%s":%s' % (key, chance.choice(_BALANCED)))
    chance.shuffle(members)
    return chance.choice(_BALANCED) if chance.random() < 0.05 else b"{" + b",".join(members) + b"}"


def _good(chance: random.Random) -> list[tuple[str, bytes]]:
    kind = chance.choice(("track", "track", "identify", "page", "screen", "group", "alias"))
    message = {
        "type": kind,
        "userId": "u1",
        "messageId": f"m{chance.randrange(10**9)}",
        "event": chance.choice(EVENTS),
        "groupId": "g",
        "previousId": "p",
        "properties": {"song_id": "s_1", "seconds": chance.randint(-2, 2), "x": [{"y": None}]},
        "traits": {"plan": "free"},
        "context": {"app": {"version": "1"}, "library": {"name": "fuzz"}},
    }
    return [(key, json.dumps(value).encode()) for key, value in message.items()]


def _damaged(chance: random.Random) -> Request:
    """A good body, with bytes of it flipped, cut, doubled or replaced."""
    item = b"{" + b",".join(b'"%s":%s' % (k.encode(), v) for k, v in _good(chance)) + b"}"
    batch = chance.random() < 0.5
    body = b'{"writeKey":"key","batch":[' + b",".join([item] * 3) + b"]}" if batch else item
    path = "/v1/batch" if batch else chance.choice(PATHS)
    for _ in range(chance.randint(0, 4)):
        body = _damage(chance, body)
    headers = _headers(chance, body)
    if chance.random() < 0.2:
        encoding = chance.choice(ENCODINGS)
        body = gzip.compress(body * chance.choice((1, 1, 500))) if encoding == b"gzip" else body
        body = _damage(chance, body) if chance.random() < 0.3 else body
        headers = (*headers, (b"content-encoding", encoding))
    method = "POST" if chance.random() < 0.95 else chance.choice(("GET", "OPTIONS", "PUT", "HEAD"))
    return Request(method, path, headers, body)


def _damage(chance: random.Random, body: bytes) -> bytes:
    if not body:
        return body
    at, until = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    until = min(until, at + 40)
    ways = (
        lambda: body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
        lambda: body[:at],
        lambda: body[:at] + body[until:],
        lambda: body[:at] + chance.choice(ODD) + body[at:],
        lambda: body[:at] + chance.choice(ODD) + body[until:],
        lambda: body[:at] + body[at:until] * 50 + body[until:],
        lambda: chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b" " * 1000)) + body,
    )
    return chance.choice(ways)()


def _pixel(chance: random.Random) -> Request:
    text = b"{" + b",".join(b'"%s":%s' % (k.encode(), v) for k, v in _good(chance)) + b"}"
    text = _damage(chance, text.replace(b'"type"', b'"writeKey":"key","type"'))
    flat = b"writeKey=key&" + text.replace(b'"', b"").replace(b":", b"=").replace(b",", b"&")
    query = b"data=" + base64.urlsafe_b64encode(text) if chance.random() < 0.5 else flat
    return Request("GET", "/v1/pixel/track", ((b"host", b"h"),), b"", query)


async def send(app: Gateway, request: Request) -> int:
    """The status of the answer; 0 when the gateway hung up."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": request.method,
        "path": request.path,
        "query_string": request.query,
        "headers": list(request.headers),
        "http_version": "1.1",
        "scheme": "http",
        "root_path": "",
    }
    events = [{"type": "http.request", "body": request.body, "more_body": False}]
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return events.pop() if events else {"type": "http.disconnect"}

    async def answer(event: Any) -> None:
        if event["type"] == "http.response.start":
            statuses.append(event["status"])

    await app(scope, receive, answer)
    return statuses[0] if statuses else 0


@dataclass
class Outcome:
    """What a run showed."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lost: list[Request] = field(default_factory=list)
    slowest: float = 0.0
    slow: list[Request] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.faults and not self.lost and set(self.statuses) <= ALLOWED


async def run(count_: int, seed: int) -> Outcome:
    """Send that many requests, one after the other."""
    outcome, journal, chance = Outcome(), Memory(), random.Random(seed)
    app = gateway(journal, lambda fault: outcome.faults.append(repr(fault)))
    for _ in range(count_):
        request = hostile_request(chance)
        before, started = journal.stored, time.perf_counter()
        status = await send(app, request)
        took = time.perf_counter() - started
        outcome.statuses[status] += 1
        outcome.slowest = max(outcome.slowest, took)
        if took > SLOW_SECONDS:
            outcome.slow.append(request)
        if request.items is not None and journal.stored - before != request.items:
            outcome.lost.append(request)
    return outcome


def main() -> None:
    """Run it, print what it showed, and fail on any fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcome = asyncio.run(run(options.count, options.seed))
    print(
        f"{options.count} requests, seed {options.seed}: {dict(sorted(outcome.statuses.items()))}"
    )
    print(f"slowest {outcome.slowest * 1000:.0f} ms; {len(outcome.slow)} over 100 ms")
    for fault in outcome.faults[:10]:
        print(f"fault: {fault}")
    for request in outcome.lost[:3]:
        print(f"lost: {request}")
    if not outcome.clean:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
