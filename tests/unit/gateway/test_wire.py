"""Request bytes: compression and its bombs."""

import asyncio
import gzip
import json
import zlib

import pytest

from protocols.gateway import limits
from protocols.gateway.refusal import Refusal
from protocols.gateway.wire import Disconnected, inflate, read_body
from tests.unit.gateway.serving import serve, track

BODY = json.dumps(track()).encode()


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity", ""])
def test_bodies_may_be_plain_or_gzipped(encoding: str) -> None:
    body = gzip.compress(BODY) if "gzip" in encoding.lower() else BODY
    answer = asyncio.run(serve().post("/v1/track", body, headers={"content-encoding": encoding}))
    assert answer.status_code == 200


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "nonsense"])
def test_other_encodings_are_refused_and_the_body_is_kept(encoding: str) -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/track", BODY, headers={"content-encoding": encoding}))
    assert answer.status_code == 415
    assert [rejection.body for rejection in served.journal.rejections] == [BODY]


def test_a_stream_of_several_members_is_one_body() -> None:
    assert inflate(gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), limits.BODY) == BODY


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not gzip",
        gzip.compress(BODY)[:-9],
        gzip.compress(BODY)[:20],
        gzip.compress(BODY) + b"trailing",
        gzip.compress(BODY)[:-8] + b"\0" * 8,
        zlib.compress(BODY),
        gzip.compress(b"") * (limits.GZIP_MEMBERS + 1),
    ],
    ids=["empty", "plain", "cut", "cut early", "trailing", "bad sum", "zlib", "members"],
)
def test_a_broken_stream_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        inflate(raw, limits.BODY)
    assert refused.value.status == 400


def test_a_body_may_inflate_to_the_limit_and_not_a_byte_more() -> None:
    assert len(inflate(gzip.compress(b" " * limits.BODY), limits.BODY)) == limits.BODY
    with pytest.raises(Refusal) as refused:
        inflate(gzip.compress(b" " * (limits.BODY + 1)), limits.BODY)
    assert refused.value.status == 413


def _bombs() -> list[bytes]:
    zeros = gzip.compress(b"\0" * 50_000_000)
    many = gzip.compress(b" " * 400_000) * 50
    return [zeros, many, gzip.compress(zeros), b"".join([gzip.compress(b" ")] * 99) + zeros]


@pytest.mark.parametrize("bomb", _bombs(), ids=["zeros", "members", "nested", "late"])
def test_a_bomb_is_refused_without_being_inflated(bomb: bytes) -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/batch", bomb, headers={"content-encoding": "gzip"}))
    assert answer.status_code in {400, 413}
    assert served.journal.entries == []


def test_a_client_that_leaves_is_not_waited_for() -> None:
    events = iter(
        [
            {"type": "http.request", "body": b"{", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(events)

    with pytest.raises(Disconnected):
        asyncio.run(read_body(receive))


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.01)

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(Refusal) as refused:
        asyncio.run(read_body(receive))
    assert refused.value.status == 408
