"""Unmodified SDKs, pointed at the gateway by stock options, get their events through whole."""

from collections.abc import Callable

import pytest

from protocols.journal import open_reader
from protocols.journal.interface import Held
from tests.e2e.equations import wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.senders import Message, browser_sdk, node_sdk, python_sdk
from tests.e2e.workspaces import KEY, OPEN, STRICT, delivered

Start = Callable[[str], Gateway]

GOOD: list[Message] = [
    {"type": "identify", "userId": "u1", "traits": {"plan": "premium"}},
    {"type": "track", "userId": "u1", "event": "Song Played",
     "properties": {"song_id": "s_1", "seconds": 3, "source": "radio"}},
    {"type": "track", "userId": "u1", "event": "Song Saved", "properties": {"song_id": "s_1"}},
    {"type": "page", "userId": "u1", "name": "Home", "properties": {"shelf": 3}},
    {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"size": 4}},
    {"type": "alias", "userId": "u1", "previousId": "u0"},
]  # fmt: skip


def _essence(message: Message) -> dict[str, object]:
    names = ("type", "event", "name", "userId", "groupId", "previousId")
    kept = {name: message[name] for name in names if message.get(name) is not None}
    body = message.get("properties") or message.get("traits") or {}
    return {**kept, "body": dict(body)}


def _assert_all_of_it_arrived(gateway: Gateway) -> None:
    wait_until_settled(gateway.data, received=len(GOOD))
    arrived = delivered(gateway.folder)
    assert [_essence(message) for message in arrived] == [_essence(message) for message in GOOD]
    for message in arrived:
        assert message["messageId"]
        assert message["receivedAt"]
        assert message["context"]["library"]["name"]


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_the_python_sdk_delivers_every_kind_of_call(gateway: Start, gzip: bool) -> None:
    running = gateway(OPEN)
    python_sdk(running.url, KEY, GOOD, gzip=gzip)
    _assert_all_of_it_arrived(running)


@pytest.mark.needs("node", "npm-packages")
def test_the_node_sdk_delivers_every_kind_of_call(gateway: Start) -> None:
    running = gateway(OPEN)
    node_sdk(running.url, KEY, GOOD)
    _assert_all_of_it_arrived(running)


@pytest.mark.needs("chromium", "npm-packages")
@pytest.mark.parametrize(
    "strategy",
    [None, {"strategy": "batching", "config": {"size": 3, "timeout": 200}}],
    ids=["one by one", "batching"],
)
def test_the_browser_sdk_delivers_every_kind_of_call(
    gateway: Start, strategy: dict[str, object] | None
) -> None:
    running = gateway(OPEN)
    outcome = browser_sdk(running.url, KEY, GOOD, strategy)
    assert outcome.failures == []
    wait_until_settled(running.data, received=len(GOOD))
    arrived = {message["messageId"]: message for message in delivered(running.folder)}
    assert sorted(arrived) == sorted(call["messageId"] for call in outcome.sent)
    for call, sent in zip(outcome.sent, GOOD, strict=True):
        message = arrived[call["messageId"]]
        assert message["type"] == sent["type"]
        body = message.get("properties") or message.get("traits") or {}
        assert dict(sent.get("properties") or sent.get("traits") or {}).items() <= body.items()
        assert message["context"]["userAgent"]


@pytest.mark.needs("chromium", "npm-packages")
def test_the_browser_holds_a_blocked_event_back_from_devices_and_the_server_still_sees_it(
    gateway: Start,
) -> None:
    running = gateway(STRICT)
    planned: Message = {"type": "track", "event": "Song Saved", "properties": {"song_id": "s_1"}}
    unplanned: Message = {"type": "track", "event": "Song Hummed", "properties": {}}
    outcome = browser_sdk(running.url, KEY, [planned, unplanned])
    assert outcome.failures == []
    assert outcome.on_device == ["Song Saved"]
    wait_until_settled(running.data, received=2)
    assert [message["event"] for message in delivered(running.folder)] == ["Song Saved"]
    with open_reader(running.data) as journal:
        (held,) = journal.quarantined(held=Held.BLOCKED)
    assert (held.name, held.code) == ("Song Hummed", "unplanned")


def test_one_nan_costs_the_python_sdk_one_event_not_ten(gateway: Start) -> None:
    running = gateway(OPEN)
    messages: list[Message] = [
        {"type": "track", "userId": "u1", "messageId": f"m{number}", "event": "Song Played",
         "properties": {"song_id": "s_1", "volume": float("nan") if number == 4 else number}}
        for number in range(10)
    ]  # fmt: skip
    python_sdk(running.url, KEY, messages)
    wait_until_settled(running.data, received=10)
    arrived = [message["messageId"] for message in delivered(running.folder)]
    assert arrived == [f"m{number}" for number in range(10) if number != 4]
    with open_reader(running.data) as journal:
        (rejected,) = journal.quarantined(held=Held.REJECTED)
    assert b"NaN" in rejected.body
    assert b'"m4"' in rejected.body
