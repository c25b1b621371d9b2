"""The whole server in one process: real journal, engine and delivery, without a socket."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from protocols.app import create_app, running
from protocols.errors import JournalLocked, PlanError, UnreadableInput, WorkspaceError
from protocols.journal import SqliteJournal, open_reader
from protocols.journal.interface import Held
from protocols.pipeline.workspace import load_workspace
from protocols.reload import Origin
from tests.unit.delivery.delivering import until
from tests.unit.gateway.lifespan import in_lifespan

PLAN = Path(__file__).parents[1] / "cases" / "e2e" / "plan.yaml"
WORKSPACE = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: web-key
    plan: {PLAN}
    controls:
      track: {{unplanned_events: block, unplanned_properties: omit}}
    forward_violations_to: ops
    forward_blocked_to: bin
    transformations:
      - {{name: fix, if: "event = 'song played'", rename_event: Song Played}}
      - {{name: bots, if: "userId = 'bot'", drop: true}}
  ops: {{write_key: ops-key}}
  bin: {{write_key: bin-key}}
destinations:
  lake:
    type: file
    path: ./lake.jsonl
    sources: [web, ops, bin]
    filters: [{{if: "properties.seconds < 5", drop: true}}]
    consent: [marketing]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    return tmp_path


def _track(message_id: str, event: str = "Song Played", **extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": event,
        "properties": {"song_id": "s_1"},
        **extra,
    }


@asynccontextmanager
async def _client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://radio.test") as client:
        yield client


def _send(folder: Path, *batches: Sequence[Any]) -> None:
    """Serve `folder` while the batches are sent and delivered."""
    app = create_app(folder / "workspace.yaml", env={})

    async def send() -> None:
        async with _client(app) as client:
            for batch in batches:
                body = {"batch": batch}
                answer = await client.post("/v1/batch", json=body, auth=("web-key", ""))
                assert answer.status_code == 200
            await _until_delivered(folder)

    asyncio.run(in_lifespan(app, send))


async def _until_delivered(folder: Path) -> None:
    while True:
        with open_reader(folder / "data") as journal:
            if not any(each.pending for each in journal.destinations()):
                return
        await asyncio.sleep(0.01)


def _delivered(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "lake.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_count_adds_up_from_request_to_destination(folder: Path) -> None:
    refused = {"context": {"consent": {"categoryPreferences": {"marketing": False}}}}
    batch = [
        _track("good"),
        _track("good"),
        _track("renamed", "song played"),
        _track("blocked", "Song Hummed"),
        _track("short", properties={"song_id": "s_1", "seconds": 1}),
        _track("broken", properties={"song_id": "s_1", "seconds": -1}),
        _track("bot", userId="bot"),
        _track("unconsented", **refused),
        _track("off", integrations={"All": False}),
        _track("named", integrations={"All": False, "lake": True}),
        {"type": "track", "messageId": "nobody", "event": "Song Played"},
    ]
    _send(folder, batch)
    assert [message["messageId"] for message in _delivered(folder)][:2] == ["good", "renamed"]
    with open_reader(folder / "data") as journal:
        counts = {source.source: source for source in journal.sources()}
        (lake,) = journal.destinations()
        held = journal.quarantine_counts()
    web = counts["web"]
    assert web.received == len(batch) == web.accepted + web.duplicate + web.rejected
    assert (web.duplicate, web.rejected) == (1, 1)
    assert web.accepted == web.admitted + web.blocked + web.dropped
    assert (web.blocked, web.dropped) == (1, 1)
    assert counts["ops"].admitted == web.violations == 1
    assert counts["bin"].admitted == web.blocked
    assert (held[Held.BLOCKED], held[Held.REJECTED]) == (1, 1)
    assert dict(lake.filtered) == {
        "FILTERED_BY_RULES": 2,
        "FILTERED_BY_END_USER_CONSENT": 1,
        "FILTERED_BY_INTEGRATIONS_OBJECT": 1,
    }
    assert lake.delivered == len(_delivered(folder))
    admitted = sum(source.admitted for source in counts.values())
    assert lake.admitted == admitted == lake.delivered + 4


def test_a_request_sent_again_is_stored_once_with_all_that_follows_from_it(folder: Path) -> None:
    batch = [_track("a", properties={}), _track("b", "Song Hummed")]
    _send(folder, batch, batch)
    with open_reader(folder / "data") as journal:
        counts = {source.source: source for source in journal.sources()}
    assert {name: count.accepted for name, count in counts.items()} == {
        "web": 2,
        "ops": 1,
        "bin": 1,
    }
    events = [message["event"] for message in _delivered(folder)]
    assert events.count("Violation Generated") == 1


def test_what_the_cap_held_back_stays_back_when_its_message_is_sent_again(folder: Path) -> None:
    text = WORKSPACE.replace("violations_to: ops", "violations_to: {source: ops, per_minute: 1}")
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    broken = {"song_id": "s_1", "seconds": -1, "source": "moon"}
    batch = [_track(f"m{n}", properties=broken) for n in range(4)]
    _send(folder, batch)
    _send(folder, batch)  # a new server, whose bucket is full again
    with open_reader(folder / "data") as journal:
        counts = {source.source: source for source in journal.sources()}
    assert (counts["web"].violations, counts["web"].unforwarded) == (8, {"over_the_cap": 7})
    assert counts["ops"].admitted == 1


def test_metrics_tell_what_the_journal_counted(folder: Path) -> None:
    app = create_app(folder / "workspace.yaml", env={})

    async def ask() -> str:
        async with _client(app) as client:
            await client.post("/v1/track", json=_track("a"), auth=("web-key", ""))
            return (await client.get("/metrics")).text

    async def work() -> None:
        assert 'protocols_admitted_total{source="web"} 1.0' in await ask()

    asyncio.run(in_lifespan(app, work))


def test_a_second_server_on_the_same_data_is_refused(folder: Path) -> None:
    loaded = Origin(folder / "workspace.yaml", {}).load()

    async def twice() -> None:
        async with running(loaded):
            with pytest.raises(JournalLocked):
                async with running(loaded):
                    pass

    asyncio.run(twice())


def test_a_server_without_the_lifespan_protocol_is_told_so(folder: Path) -> None:
    app = create_app(folder / "workspace.yaml", env={})

    async def ask() -> None:
        async with _client(app) as client:
            await client.get("/livez")

    with pytest.raises(RuntimeError, match="lifespan"):
        asyncio.run(ask())


def test_the_problems_of_all_plans_come_together_once_each(folder: Path) -> None:
    (folder / "a.yaml").write_text("plan: a\nevnts: {}\n", encoding="utf-8")
    (folder / "b.yaml").write_text("plan: B!\n", encoding="utf-8")
    sources = "".join(
        f"  {name}: {{write_key: {name}, plan: {file}.yaml}}\n"
        for name, file in (("one", "a"), ("two", "b"), ("three", "a"))
    )
    text = f"workspace: w\nsources:\n{sources}"
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        create_app(folder / "workspace.yaml", env={})
    assert len(caught.value.problems) == 2


def test_a_workspace_that_cannot_be_used_is_told_at_once(folder: Path) -> None:
    with pytest.raises(UnreadableInput):
        create_app(folder / "none.yaml", env={})
    (folder / "workspace.yaml").write_text("workspace: w\nsources: {}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError):
        create_app(folder / "workspace.yaml", env={})


def test_no_value_of_a_message_is_logged(
    folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canary@example.test"
    _send(folder, [_track("a", userId=canary), _track("b", canary), {"type": canary}])
    assert canary not in caplog.text + "".join(capfd.readouterr())


def test_files_that_change_are_taken_without_a_signal(folder: Path) -> None:
    app = create_app(folder / "workspace.yaml", env={})
    changed = WORKSPACE.replace("web-key", "new-key").replace("consent: [marketing]", "")
    changed += "  pond: {type: file, path: ./pond.jsonl, sources: [web]}\n"

    async def work() -> None:
        async with _client(app) as client:
            assert await _answers(client, "web-key", _track("a"), 200)
            (folder / "workspace.yaml").write_text(changed, encoding="utf-8")
            await _until(lambda: _answers(client, "new-key", _track("b"), 200))
            assert await _answers(client, "web-key", _track("c"), 401)
            assert (await client.get("/readyz")).json()["reload"]["state"] == "ok"
        await until((folder / "pond.jsonl").exists)
        await _until_delivered(folder)

    asyncio.run(in_lifespan(app, work))
    with open_reader(folder / "data") as journal:
        (lake, pond) = journal.destinations()
        (web,) = [it for it in journal.sources() if it.source == "web"]
    assert web.admitted == 2
    assert pond.admitted == pond.delivered == 2
    assert lake.admitted == lake.delivered + sum(lake.filtered.values())


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _answers(client: httpx.AsyncClient, key: str, message: Any, status: int) -> bool:
    return (await client.post("/v1/track", json=message, auth=(key, ""))).status_code == status


def test_a_workspace_made_in_python_has_its_plans_watched(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    text = f"workspace: w\ndata: ./data\nsources: {{web: {{write_key: k, plan: {plan}}}}}\n"
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    app = create_app(load_workspace(folder / "workspace.yaml", {}))
    (folder / "workspace.yaml").unlink()

    async def work() -> None:
        async with _client(app) as client:
            plan.write_text(plan.read_text("utf-8").replace("1.0.0", "1.1.0"), encoding="utf-8")
            await _until(lambda: _tells(client, '"version":"1.1.0"'))

    asyncio.run(in_lifespan(app, work))


async def _tells(client: httpx.AsyncClient, words: str) -> bool:
    return words in (await client.get("/readyz")).text


def test_a_request_is_judged_by_what_was_in_use_when_it_came(folder: Path) -> None:
    """Its body arrives while the files change: the plan that it began under judges it."""
    before = Origin(folder / "workspace.yaml", {}).load()
    text = WORKSPACE.replace("web-key", "new-key").replace("unplanned_events: block, ", "")
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    after = Origin(folder / "workspace.yaml", {}).load()
    body = json.dumps({**_track("a", "Song Hummed"), "writeKey": "web-key"}).encode()

    async def work() -> None:
        async with running(before) as service:
            gateway, sent = service.gateway, []

            async def receive() -> dict[str, Any]:
                gateway.ingest = replace(gateway.ingest, sources=after.prepared.sources)
                return {"type": "http.request", "body": body}

            async def send(event: Any) -> None:
                sent.append(event)

            scope = {"type": "http", "method": "POST", "path": "/v1/track", "headers": []}
            await gateway(scope, receive, send)
            await gateway(scope, receive, send)
        assert [event["status"] for event in sent if "status" in event] == [200, 401]

    asyncio.run(work())
    with open_reader(folder / "data") as journal:
        (web,) = [it for it in journal.sources() if it.source == "web"]
    assert web.blocked == 1


def test_a_fault_in_delivery_is_told_and_events_are_still_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError("canary")

    monkeypatch.setattr(SqliteJournal, "connect", fail)
    app = create_app(folder / "workspace.yaml", env={})

    async def work() -> None:
        async with _client(app) as client:
            assert await _answers(client, "web-key", _track("a"), 200)

    asyncio.run(in_lifespan(app, work))
    said = "".join(capfd.readouterr())
    assert "ValueError" in said
    assert "canary" not in said
    with open_reader(folder / "data") as journal:
        assert [source.admitted for source in journal.sources() if source.source == "web"] == [1]
