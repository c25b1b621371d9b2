"""Destinations of every kind get what was admitted; what one refuses for good is kept."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

import duckdb
import httpx
import pytest

from protocols.journal import open_reader
from protocols.journal.interface import Held
from tests.e2e.equations import wait_until, wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.receiver import POISON, receiver
from tests.e2e.workspaces import KEY, OPEN, delivered

Start = Callable[[str], Gateway]


def _with_webhook(url: str, options: str) -> str:
    return f"{OPEN}  crm: {{type: webhook, url: '{url}', sources: [web], {options}}}\n"


def _last_error(gateway: Gateway, destination: str) -> str:
    with open_reader(gateway.data) as journal:
        return {counts.destination: counts.last_error for counts in journal.destinations()}[
            destination
        ]


def _send(gateway: Gateway, *ids: str) -> None:
    batch = [
        {
            "type": "track",
            "messageId": message_id,
            "userId": "u1",
            "event": "Song Played",
            "properties": {"song_id": "s_1", "seconds": number},
        }
        for number, message_id in enumerate(ids)
    ]
    answer = httpx.post(
        f"{gateway.url}/v1/batch", json={"batch": batch}, auth=(KEY, ""), trust_env=False
    )
    assert answer.status_code == 200, answer.text


def test_a_webhook_that_is_down_for_a_while_gets_everything_in_order(gateway: Start) -> None:
    with receiver(failures=[503, 500, 503]) as (url, received):
        running = gateway(_with_webhook(url, "allow_private: true"))
        ids = [f"m{number}" for number in range(25)]
        _send(running, *ids)
        wait_until_settled(running.data, received=25)
    assert [message["messageId"] for message in received.messages] == ids
    assert [message["messageId"] for message in delivered(running.folder)] == ids


def test_one_message_a_webhook_refuses_costs_no_other(gateway: Start) -> None:
    with receiver() as (url, received):
        running = gateway(_with_webhook(url, "allow_private: true"))
        _send(running, "a", "b", POISON, "c")
        wait_until_settled(running.data, received=4)
    assert sorted(message["messageId"] for message in received.messages) == ["a", "b", "c"]
    assert len(delivered(running.folder)) == 4
    with open_reader(running.data) as journal:
        (dead,) = journal.quarantined(held=Held.DEAD)
    assert (dead.message_id, dead.destination) == (POISON, "crm")
    assert json.loads(dead.body)["properties"] == {"song_id": "s_1", "seconds": 2}


def test_a_webhook_with_a_secret_is_signed(
    gateway: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SECRET", "not so secret")
    with receiver() as (url, received):
        running = gateway(_with_webhook(url, "allow_private: true, secret: '${CRM_SECRET}'"))
        _send(running, "a")
        wait_until_settled(running.data, received=1)
    (headers,), (body,) = received.headers, received.bodies
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(b"not so secret", signed, hashlib.sha256)
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_a_webhook_on_a_private_address_waits_until_it_is_allowed(gateway: Start) -> None:
    with receiver() as (url, received):
        running = gateway(_with_webhook(url, "allow_private: false"))
        _send(running, "a")
        wait_until(lambda: "allow_private" in _last_error(running, "crm"))
        assert received.bodies == []
        running.stop()
        workspace = running.folder / "workspace.yaml"
        text = workspace.read_text(encoding="utf-8")
        workspace.write_text(text.replace("allow_private: false", "allow_private: true"))
        running.start()
        wait_until_settled(running.data, received=1)
    assert [message["messageId"] for message in received.messages] == ["a"]


def test_duckdb_holds_a_row_for_each_message(gateway: Start) -> None:
    running = gateway(f"{OPEN}  house: {{type: duckdb, path: ./house.duckdb, sources: [web]}}\n")
    _send(running, "a", "b")
    _send(running, "b", "c")
    wait_until_settled(running.data, received=4)
    with duckdb.connect(running.folder / "house.duckdb", read_only=True) as house:
        rows = house.execute(
            "SELECT id, event, user_id, json_extract(properties, '$.song_id') FROM messages"
            " ORDER BY id"
        ).fetchall()
    assert rows == [(name, "Song Played", "u1", '"s_1"') for name in ("a", "b", "c")]


def test_what_was_not_delivered_before_a_stop_is_delivered_after_the_next_start(
    gateway: Start,
) -> None:
    with receiver(failures=[503] * 1000) as (url, _):
        running = gateway(_with_webhook(url, "allow_private: true"))
        _send(running, "a", "b")
        running.stop()
    workspace = running.folder / "workspace.yaml"
    with receiver() as (again, received):
        text = workspace.read_text(encoding="utf-8")
        workspace.write_text(text.replace(url, again), encoding="utf-8")
        running.start()
        wait_until_settled(running.data, received=2)
    assert [message["messageId"] for message in received.messages] == ["a", "b"]
