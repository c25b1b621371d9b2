"""An engine that fails a thousand times: what `on_engine_error` says happens, and nothing is lost."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from protocols.app import App
from protocols.engine.controls import OnEngineError
from protocols.engine.decision import Decision
from protocols.gateway.source import Source
from protocols.journal import open_reader
from protocols.journal.interface import Held, Quarantined, SourceCounts
from protocols.pipeline.admit import AdmittingSource, Judge, admit
from protocols.reload import Loaded, Origin
from tests.unit.gateway.lifespan import in_lifespan

PLAN: Final = Path(__file__).parents[1] / "cases" / "e2e" / "plan.yaml"
WORKSPACE: Final = """\
workspace: radio
data: ./data
sources:
  web:
    write_key: web-key
    plan: {plan}
    controls:
      track: {{unplanned_events: block, unplanned_properties: omit, violations: omit}}
      on_engine_error: {choice}
    forward_blocked_to: bin
    forward_violations_to: ops
  bin: {{write_key: bin-key}}
  ops: {{write_key: ops-key}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web, bin, ops]}}
"""
MESSAGES: Final = 2_000
FAILURES: Final = MESSAGES // 2
BATCH: Final = 250


class Panic(BaseException):
    """As a library in Rust raises it: no `Exception`."""


class Failing:
    """A real engine that raises, in turn with what it is asked, something else each time."""

    def __init__(self, engine: Judge) -> None:
        self._engine = engine
        self._faults = cycle([ZeroDivisionError, RecursionError, Panic, KeyError, MemoryError])
        self.asked = 0

    def decide(self, message: Mapping[str, Any], /) -> Decision:
        self.asked += 1
        if self.asked % 2:
            return self._engine.decide(message)
        raise next(self._faults)


def _loaded(folder: Path, choice: str) -> Loaded:
    text = WORKSPACE.format(plan=PLAN, choice=choice)
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    loaded = Origin(folder / "workspace.yaml", {}).load()
    sources = {key: _failing(each) for key, each in loaded.prepared.sources.items()}
    return loaded._replace(prepared=replace(loaded.prepared, sources=sources))


def _failing(source: Source) -> Source:
    engine = source.admitting.engine
    if engine is None:
        return source
    return replace(source, admitting=replace(source.admitting, engine=Failing(engine)))


def _message(number: int) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": f"m{number}",
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1", "seconds": number, "mood": "blue"},
    }


def _serve(folder: Path, choice: str) -> None:
    app = App(_loaded(folder, choice))

    async def work() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://radio.test") as client:
            for start in range(0, MESSAGES, BATCH):
                body = {"batch": [_message(start + n) for n in range(BATCH)]}
                answer = await client.post("/v1/batch", json=body, auth=("web-key", ""))
                assert (answer.status_code, answer.json()) == (200, {"success": True})
            while True:
                with open_reader(folder / "data") as journal:
                    if not any(each.pending for each in journal.destinations()):
                        return
                await asyncio.sleep(0.01)

    asyncio.run(in_lifespan(app, work))


def _held(folder: Path) -> list[Quarantined]:
    with open_reader(folder / "data") as journal:
        return list(journal.quarantined(held=Held.BLOCKED, limit=2 * MESSAGES))


def _counts(folder: Path) -> dict[str, SourceCounts]:
    with open_reader(folder / "data") as journal:
        return {each.source: each for each in journal.sources()}


def _delivered(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "lake.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("choice", "admitted", "forwarded"),
    [("quarantine", FAILURES, 0), ("block", FAILURES, FAILURES), ("allow", MESSAGES, 0)],
)
def test_every_message_is_counted_and_kept(
    tmp_path: Path, choice: str, admitted: int, forwarded: int
) -> None:
    assert choice in set(OnEngineError)
    _serve(tmp_path, choice)
    counts = _counts(tmp_path)
    web = counts["web"]
    assert (web.received, web.accepted, web.engine_errors) == (MESSAGES, MESSAGES, FAILURES)
    assert (web.admitted, web.blocked) == (admitted, MESSAGES - admitted)
    assert web.discards == ({"engine_error": FAILURES} if web.blocked else {})
    assert counts["bin"].admitted == forwarded if forwarded else "bin" not in counts
    kept = {entry.message_id: json.loads(entry.body) for entry in _held(tmp_path)}
    assert len(kept) == web.blocked
    for message_id, message in kept.items():
        assert message["properties"] == _message(int(message_id[1:]))["properties"]
    _assert_all_arrived(tmp_path, admitted + forwarded)


def _assert_all_arrived(folder: Path, number: int) -> None:
    """What the engine judged lacks the key it left out; what it failed on is as it was sent."""
    delivered = _delivered(folder)
    assert len(delivered) == number
    whole = Counter("mood" in message["properties"] for message in delivered)
    assert (whole[False], whole[True]) == (FAILURES, number - FAILURES)


def test_being_stopped_is_no_engine_error() -> None:
    class Stopped:
        def decide(self, _message: Mapping[str, Any], /) -> Decision:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        admit(_message(1), AdmittingSource("web", Stopped()), received_at="2026-03-01T12:00:00Z")
