import base64
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from protocols.delivery.destinations import webhook
from protocols.delivery.destinations.guard import PublicOnly
from protocols.delivery.destinations.interface import Outgoing, Taken
from protocols.delivery.destinations.webhook import Endpoint, Webhook, retry_after
from protocols.errors import RetryLater, Undeliverable
from protocols.journal.interface import Held, Row
from tests.unit.delivery.delivering import Slept, delivering, lane, settled
from tests.unit.delivery.receiver import Receiver, receiving
from tests.unit.journal.journals import START, FakeClock, entry, in_loop, message, opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def outgoing(number: int) -> Outgoing:
    message_id = f"m{number}"
    row = Row(number, "web", message_id, "2026-03-01T12:00:00Z", b"{}")
    return Outgoing(row, message(message_id))


@asynccontextmanager
async def posting(endpoint: Endpoint) -> AsyncIterator[Webhook]:
    hook = Webhook(endpoint, clock=FakeClock())
    await hook.open(None)
    try:
        yield hook
    finally:
        await hook.close()


def at(receiver: Receiver, key: bytes | None = None) -> Endpoint:
    return Endpoint(receiver.url, key, allow_private=True)


@in_loop
async def test_a_batch_is_posted_as_an_array_in_order(receiver: Receiver) -> None:
    async with posting(at(receiver)) as hook:
        assert await hook.deliver([outgoing(1), outgoing(2)]) == Taken()
        await hook.deliver([outgoing(3)])
    assert [it.ids for it in receiver.received] == [["m1", "m2"], ["m3"]]
    assert receiver.received[0].headers["content-type"] == "application/json"
    assert "webhook-signature" not in receiver.received[0].headers
    assert receiver.connections == 1


@in_loop
async def test_a_secret_signs_what_is_sent_the_same_way_each_time(receiver: Receiver) -> None:
    async with posting(at(receiver, b"key")) as hook:
        for batch in ([outgoing(1), outgoing(2)], [outgoing(1), outgoing(2)], [outgoing(1)]):
            await hook.deliver(batch)
    first, again, other = receiver.received
    signed = f"{first.headers['webhook-id']}.{int(START)}.".encode() + first.body
    digest = base64.b64encode(hmac.digest(b"key", signed, hashlib.sha256)).decode()
    assert first.headers["webhook-timestamp"] == str(int(START))
    assert first.headers["webhook-signature"] == f"v1,{digest}"
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.headers["webhook-id"] != other.headers["webhook-id"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
@in_loop
async def test_answers_that_ask_to_come_again(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"retry-after": "17"})]
    async with posting(at(receiver)) as hook:
        with pytest.raises(RetryLater, match=f"answered {status}") as later:
            await hook.deliver([outgoing(1)])
    assert later.value.after == 17


@pytest.mark.parametrize("status", [400, 413, 422])
@in_loop
async def test_answers_about_what_was_sent(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {})]
    async with posting(at(receiver)) as hook:
        with pytest.raises(Undeliverable, match=f"answered {status}"):
            await hook.deliver([outgoing(1), outgoing(2)])


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 410])
@in_loop
async def test_answers_about_the_address_refuse_all_and_are_not_followed(
    receiver: Receiver, status: int
) -> None:
    receiver.answers = [(status, {"location": f"http://127.0.0.1:{receiver.port}/elsewhere"})]
    async with posting(at(receiver)) as hook:
        taken = await hook.deliver([outgoing(1), outgoing(2)])
    assert taken.refused == {1: f"answered {status}", 2: f"answered {status}"}
    assert [it.path for it in receiver.received] == ["/hook"]


@in_loop
async def test_no_answer_comes_again(receiver: Receiver) -> None:
    receiver.answers = [(0, {})]
    async with posting(at(receiver)) as hook:
        with pytest.raises(RetryLater, match="no answer: RemoteProtocolError"):
            await hook.deliver([outgoing(1)])
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    async with posting(Endpoint(f"http://127.0.0.1:{port}/", allow_private=True)) as hook:
        with pytest.raises(RetryLater, match="no answer: ConnectError"):
            await hook.deliver([outgoing(1)])


@in_loop
async def test_an_answer_that_never_ends_is_not_waited_for(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_WHOLE_REQUEST", 0.05)
    receiver.answers = [(200, {"content-length": "1000000"})]
    async with posting(at(receiver)) as hook:
        with pytest.raises(RetryLater, match="no answer: TimeoutError"):
            await hook.deliver([outgoing(1)])


@in_loop
async def test_proxies_of_the_environment_are_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with posting(at(receiver)) as hook:
        await hook.deliver([outgoing(1)])
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 5 ", 5),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("", None),
        ("9" * 400, float("inf")),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, START) == seconds


SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "127.0.0.1.",
    "localhost.",
    "①②⑦.⓪.⓪.①",
)


@pytest.mark.parametrize("host", SPELLINGS)
@in_loop
async def test_loopback_is_not_reached_however_it_is_spelled(
    receiver: Receiver, host: str
) -> None:
    async with posting(Endpoint(f"http://{host}:{receiver.port}/hook")) as hook:
        with pytest.raises(RetryLater):
            await hook.deliver([outgoing(1)])
    assert receiver.connections == 0


class Resolver:
    """Answers each question with the next of its answers."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        return self.answers.pop(0)


@in_loop
async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    reached: list[httpx.Request] = []
    inner = httpx.MockTransport(lambda request: reached.append(request) or httpx.Response(200))
    guard = PublicOnly(inner, resolve=Resolver(["93.184.216.34", "10.0.0.1"]))
    async with httpx.AsyncClient(transport=guard) as client:
        with pytest.raises(RetryLater, match="allow_private"):
            await client.post("http://example.com/")
    assert reached == []


@in_loop
async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    reached: list[httpx.Request] = []
    inner = httpx.MockTransport(lambda request: reached.append(request) or httpx.Response(200))
    resolver = Resolver(["93.184.216.34"], ["127.0.0.1"])
    guard = PublicOnly(inner, resolve=resolver)
    async with httpx.AsyncClient(transport=guard) as client:
        await client.post("https://example.com:8443/hook?a=b", content=b"body")
        with pytest.raises(RetryLater, match="private address"):
            await client.post("https://example.com:8443/hook")
    (request,) = reached
    assert str(request.url) == "https://93.184.216.34:8443/hook?a=b"
    assert request.headers["host"] == "example.com:8443"
    assert request.extensions["sni_hostname"] == "example.com"


@in_loop
async def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    tried: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        if len(tried) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(204)

    resolver = Resolver(["2606:4700::1111", "93.184.216.34"])
    guard = PublicOnly(httpx.MockTransport(answer), resolve=resolver)
    async with httpx.AsyncClient(transport=guard) as client:
        assert (await client.post("http://example.com/")).status_code == 204
    assert tried == ["2606:4700::1111", "93.184.216.34"]


@in_loop
async def test_a_name_nobody_knows_comes_again() -> None:
    async with posting(Endpoint("http://nobody.invalid/")) as hook:
        with pytest.raises(RetryLater, match=r"nobody\.invalid cannot be resolved"):
            await hook.deliver([outgoing(1)])


@in_loop
async def test_a_journal_is_delivered_through_faults_and_poison(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.answers = [(503, {}), (429, {"retry-after": "40"}), (0, {}), (400, {}), (200, {})]
    slept = Slept()
    hook = Webhook(at(receiver), clock=slept.clock)
    async with opened(tmp_path) as journal:
        await journal.append([entry(f"m{n}") for n in range(4)])
        async with delivering(journal, lane(hook), effects=slept.effects()):
            await settled(journal)
        (counts,) = journal.destinations()
        assert journal.quarantine_counts()[Held.DEAD] == 0
    assert slept.pauses == [1, 40, 4]
    assert counts.delivered == 4
    assert [it.ids for it in receiver.received[4:]] == [["m0", "m1"], ["m2", "m3"]]
