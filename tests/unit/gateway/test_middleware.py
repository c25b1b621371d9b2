"""The middleware in front of an application that writes down what it is given."""

import asyncio
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.decision import Decision, Verdict
from protocols.errors import JournalFailed
from protocols.gateway import limits
from protocols.gateway.middleware import ProtocolsMiddleware
from protocols.journal import open_reader
from protocols.journal.interface import Held
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from tests.unit.gateway.lifespan import in_lifespan

PLAN = Path(__file__).parents[2] / "cases" / "e2e" / "plan.yaml"


def _engine(**track: Any) -> Engine:
    controls = Controls.model_validate({"track": track})
    return Engine(compile_plan(load_plan(PLAN)), controls=controls)


STRICT = _engine(unplanned_events="block", unplanned_properties="omit")


class Inner:
    """Someone else's ingest server."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[bytes, bytes]] = []
        self.decisions: list[Sequence[Decision | None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event["body"], event["more_body"]
        self.bodies.append(body)
        self.headers.append(dict(scope["headers"]))
        self.decisions.append(scope.get("protocols", ()))
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})


class Told:
    """An `on_blocked` that remembers."""

    def __init__(self, inner: Inner) -> None:
        self.inner = inner
        self.decisions: list[Decision] = []
        self.app_had_seen: list[int] = []

    async def __call__(self, decisions: Sequence[Decision]) -> None:
        self.decisions += decisions
        self.app_had_seen.append(len(self.inner.bodies))


def _post(app: Any, body: bytes, path: str = "/v1/batch", **options: Any) -> httpx.Response:
    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inner.test") as client:
            return await client.post(path, content=body, **options)

    return asyncio.run(post())


def _track(event: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": f"id of {event}",
        "userId": "u",
        "event": event,
        "properties": properties,
    }


GOOD = _track("Song Played", song_id="s_1")
BLOCKED = _track("Song Hummed")
OMITTING = _track("Song Played", song_id="s_1", mood="blue")


def _batch(*items: Any, **more: Any) -> bytes:
    return json.dumps({"batch": items, "sentAt": "2026-01-01T00:00:00Z", **more}).encode()


def _watched(engine: Engine = STRICT, **options: Any) -> tuple[ProtocolsMiddleware, Inner, Told]:
    inner = Inner()
    told = Told(inner)
    return ProtocolsMiddleware(inner, engine=engine, on_blocked=told, **options), inner, told


def test_a_request_with_nothing_wrong_passes_byte_for_byte() -> None:
    app, inner, told = _watched()
    body = _batch(GOOD, GOOD).replace(b", ", b" ,  ")
    assert _post(app, body).content == b"inner"
    assert inner.bodies == [body]
    assert inner.headers[0][b"content-length"] == str(len(body)).encode()
    assert told.decisions == []


def test_blocked_items_never_reach_the_app_and_are_told_before_it_is_called() -> None:
    app, inner, told = _watched()
    assert _post(app, _batch(GOOD, BLOCKED, writeKey="k")).status_code == 202
    assert json.loads(inner.bodies[0]) == json.loads(_batch(GOOD, writeKey="k"))
    assert inner.headers[0][b"content-length"] == str(len(inner.bodies[0])).encode()
    assert [decision.message["event"] for decision in told.decisions] == ["Song Hummed"]
    assert told.app_had_seen == [0]


def test_the_app_finds_a_decision_per_item() -> None:
    app, inner, _ = _watched()
    _post(app, _batch(GOOD, BLOCKED, "no message", OMITTING))
    verdicts = [decision and decision.verdict for decision in inner.decisions[0]]
    assert verdicts == [Verdict.ALLOWED, Verdict.BLOCKED, None, Verdict.REWRITTEN]
    assert json.loads(inner.bodies[0])["batch"][1] == "no message"


def test_values_that_controls_omit_do_not_reach_the_app() -> None:
    app, inner, told = _watched()
    _post(app, json.dumps(OMITTING).encode(), "/v1/track")
    message = json.loads(inner.bodies[0])
    assert message["properties"] == {"song_id": "s_1"}
    assert message["context"]["protocols"]["omitted"] == ["mood"]
    assert told.decisions == []


def test_a_request_of_which_nothing_is_left_is_answered_here() -> None:
    app, inner, told = _watched()
    for path, body in (("/v1/batch", _batch(BLOCKED, BLOCKED)), ("/v1/t", json.dumps(BLOCKED))):
        answer = _post(app, body if isinstance(body, bytes) else body.encode(), path)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert inner.bodies == []
    assert len(told.decisions) == 3


def test_a_compressed_body_that_changes_goes_on_plain() -> None:
    app, inner, _ = _watched()
    gzipped = {"content-encoding": "gzip"}
    _post(app, gzip.compress(_batch(GOOD, BLOCKED)), headers=gzipped)
    assert json.loads(inner.bodies[0])["batch"] == [GOOD]
    assert b"content-encoding" not in inner.headers[0]
    same = gzip.compress(_batch(GOOD))
    _post(app, same, headers=gzipped)
    assert inner.bodies[1] == same
    assert inner.headers[1][b"content-encoding"] == b"gzip"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/batch", b"garbage"),
        ("/v1/batch", b'{"batch": [NaN]}'),
        ("/v1/batch", b'{"batch": 7}'),
        ("/v1/batch", b"[]"),
        ("/v1/track", b""),
        ("/other", json.dumps(BLOCKED).encode()),
    ],
)
def test_what_cannot_be_parsed_and_what_is_not_ours_passes_untouched(
    path: str, body: bytes
) -> None:
    app, inner, _ = _watched()
    assert _post(app, body, path).status_code == 202
    assert inner.bodies == [body]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" " * (limits.BODY + 1), 413),
        (b'{"batch": [' + b"[" * 100 + b"]" * 100 + b"]}", 400),
    ],
    ids=["too large", "too deep"],
)
def test_what_cannot_be_judged_does_not_reach_the_app(body: bytes, status: int) -> None:
    app, inner, _ = _watched()
    assert _post(app, body).status_code == status
    assert inner.bodies == []


def test_each_source_is_judged_by_its_own_engine_and_strangers_pass() -> None:
    inner = Inner()
    app = ProtocolsMiddleware(
        inner, sources={"strict": STRICT, "open": _engine()}, on_blocked=Told(inner)
    )
    body = _batch(GOOD, BLOCKED)
    for key in ("strict", "open", "stranger"):
        _post(app, body, auth=(key, ""))
    _post(app, _batch(GOOD, BLOCKED, writeKey="strict"))
    kept = [len(json.loads(each)["batch"]) for each in inner.bodies]
    assert kept == [1, 2, 2, 1]


def test_other_paths_may_be_named() -> None:
    app, inner, _ = _watched(paths=["/collect/batch"])
    _post(app, _batch(GOOD, BLOCKED), "/collect/batch")
    _post(app, _batch(GOOD, BLOCKED), "/v1/batch")
    assert [len(json.loads(each)["batch"]) for each in inner.bodies] == [1, 2]


def test_a_path_that_does_not_say_what_it_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="/collect"):
        _watched(paths=["/collect"])


def test_without_any_engine_it_is_refused() -> None:
    with pytest.raises(ValueError, match="engine"):
        ProtocolsMiddleware(Inner())


def test_when_blocked_messages_cannot_be_kept_the_request_is_not_accepted() -> None:
    async def failing(_decisions: Sequence[Decision]) -> None:
        raise JournalFailed("disk full")

    inner = Inner()
    app = ProtocolsMiddleware(inner, engine=STRICT, on_blocked=failing)
    answer = _post(app, _batch(GOOD, BLOCKED))
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert inner.bodies == []


def test_by_default_what_is_taken_is_kept_in_a_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = ProtocolsMiddleware(Inner(), engine=STRICT)

    async def serve() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inner.test") as client:
            answer = await client.post("/v1/batch", content=_batch(GOOD, BLOCKED, OMITTING))
            assert answer.status_code == 202

    asyncio.run(in_lifespan(app, serve))
    with open_reader(tmp_path / ".protocols") as journal:
        (blocked,) = journal.quarantined(held=Held.BLOCKED)
        (omitted,) = journal.quarantined(held=Held.OMITTED)
    assert json.loads(blocked.body)["event"] == "Song Hummed"
    assert (omitted.field, json.loads(omitted.body)) == ("properties.mood", "blue")
