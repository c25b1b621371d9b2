"""A generated Python client sends every kind of call through each transport, and the gateway agrees."""

import asyncio
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from protocols import compile_plan, load_plan
from protocols.journal import open_reader
from tests.e2e.conftest import CASES
from tests.e2e.equations import wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.senders import DRIVERS, PATIENCE
from tests.e2e.workspaces import KEY, delivered
from tests.unit.typewriter.making import files_of, forget
from typewriter.write.folder import write_folder

Start = Callable[[str], Gateway]

BLOCKING: Final = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: {KEY}
    plan: kinds.yaml
    controls:
      track: {{unplanned_events: block, unplanned_properties: omit, violations: block}}
      page: {{unplanned_events: block, unplanned_properties: omit, violations: block}}
      screen: {{unplanned_events: block, unplanned_properties: omit, violations: block}}
      identify: {{unplanned_traits: omit, violations: omit}}
      group: {{unplanned_traits: omit, violations: omit}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web]}}
"""
RUDDERS: Final = """\
    transformations:
      - {name: traits, if: "type = 'identify'", rename: {context.traits.email: traits.email}}
destinations:
"""
"""RudderStack's own client puts the traits of an identify call into its context."""
STAMP: Final = {"plan": "kinds", "version": "3.1.0", "generator": "protocols-typewriter/0"}
ODD: Final = '</script>\u2028*/ "quoted" \\ 🎯'
EXPECTED: Final[list[dict[str, Any]]] = [
    {"type": "identify", "userId": "u1", "traits": {"email": "noor@example.com"}},
    {"type": "track", "event": "Song Played", "userId": "u1", "messageId": "m_1",
     "properties": {
         "song_id": "s_1", "source": "radio", "rating": None, "$Volume": 0.5, "format": "mp3",
         "songs": [{"song_id": "s_2", "at": "2026-01-02T00:00:00+00:00"}]}},
    {"type": "track", "event": "Subscription Started", "userId": "u1", "anonymousId": "a1",
     "properties": {"price": 9.99}},
    {"type": "track", "event": "Subscription Started", "anonymousId": "a1",
     "properties": {"price_cents": 999}},
    {"type": "track", "event": ODD, "userId": "u1"},
    {"type": "track", "event": "Open Sent", "userId": "u1",
     "properties": {"known": "a", "other": [1, {"deep": None}]}},
    {"type": "track", "event": "Located", "userId": "u1"},
    {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"size": 3}},
    {"type": "page", "name": "Library", "userId": "u1", "properties": {"path": "/library"}},
    {"type": "page", "name": "Home", "category": "main", "userId": "u1",
     "properties": {"signed_in": True}},
    {"type": "screen", "name": "Menu", "userId": "u1", "properties": {"depth": 2}},
    {"type": "alias", "userId": "u1", "previousId": "a1"},
]  # fmt: skip


def _generate(folder: Path) -> None:
    """The plan, and a client for it, in this folder."""
    shutil.copy(CASES / "kinds.yaml", folder)
    write_folder(
        folder / "kinds_tracking", files_of(compile_plan(load_plan(folder / "kinds.yaml")))
    )


def _send_all(over: str, running: Gateway) -> None:
    """Run a program with a generated client, as its users would."""
    run = subprocess.run(
        [sys.executable, str(DRIVERS / "python_client.py")],
        input=json.dumps({"url": running.url, "writeKey": KEY, "over": over}),
        env={**os.environ, "PYTHONPATH": str(running.folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("over", ["own", "own in asyncio", "segment", "rudder"])
def test_every_kind_of_call_arrives_whole_and_nothing_is_held(
    gateway: Start, tmp_path: Path, over: str
) -> None:
    _generate(tmp_path)
    rudders = BLOCKING.replace("destinations:\n", RUDDERS)
    running = gateway(rudders if over == "rudder" else BLOCKING)
    _send_all(over, running)
    wait_until_settled(running.data, received=len(EXPECTED))
    with open_reader(running.data) as journal:
        assert list(journal.quarantined()) == []
    messages = delivered(running.folder)
    for message, expected in zip(messages, EXPECTED, strict=True):
        assert {key: message.get(key) for key in expected} == expected
        assert message["context"]["typewriter"] == STAMP
        assert message["context"]["app"] == {"version": "5.2.0"}
        assert "violations" not in message["context"].get("protocols", {})
    assert len({message["messageId"] for message in messages}) == len(messages)
    assert messages[1]["originalTimestamp"].startswith("2026-01-02T03:04:05.678")
    assert messages[1]["integrations"] == {"Mixpanel": False}
    versions = [messages[at]["context"]["protocols"]["event_version"] for at in (2, 3)]
    assert versions == [2, 1]
    assert messages[3].get("userId") is None
    assert messages[6]["context"]["groupId"] == "g1"


def test_an_asyncio_service_outlives_an_outage_of_the_gateway_and_loses_no_call(
    gateway: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _generate(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    kinds = importlib.import_module("kinds_tracking")
    running = gateway(BLOCKING)

    async def service() -> tuple[int, int]:
        ticks = 0
        async with kinds.HttpTransport(KEY, host=running.url) as transport:
            tracker = kinds.Tracker(transport, who=kinds.User("u1"))
            tracker.song_played(song_id="s_0")
            assert await transport.aflush(PATIENCE)
            await asyncio.to_thread(running.stop)
            for number in range(1, 250):
                tracker.song_played(song_id=f"s_{number}")
            flushing = asyncio.create_task(transport.aflush(PATIENCE))
            starting = asyncio.create_task(asyncio.to_thread(running.start))
            while not (starting.done() and flushing.done()):
                ticks += 1
                await asyncio.sleep(0.001)
            assert flushing.result()
        return ticks, transport.dropped

    ticks, dropped = asyncio.run(service())
    forget(tmp_path)
    assert dropped == 0
    assert ticks > 10
    wait_until_settled(running.data, received=250)
    songs = [message["properties"]["song_id"] for message in delivered(running.folder)]
    assert songs == [f"s_{number}" for number in range(250)]
