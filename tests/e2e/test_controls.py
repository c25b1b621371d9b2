"""What the controls promise, seen from outside: the file destination and the quarantine."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from protocols.journal import open_reader
from protocols.journal.interface import Held, Quarantined
from tests.e2e.equations import wait_until_settled
from tests.e2e.gateway import PROTOCOLS, Gateway
from tests.e2e.workspaces import KEY, STRICT, delivered

Start = Callable[[str], Gateway]


def _track(message_id: str, event: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": event,
        "properties": properties,
    }


def _send(gateway: Gateway, *messages: dict[str, Any]) -> httpx.Response:
    return httpx.post(
        f"{gateway.url}/v1/batch",
        json={"batch": messages},
        auth=(KEY, ""),
        trust_env=False,
    )


def _held(gateway: Gateway, held: Held) -> list[Quarantined]:
    with open_reader(gateway.data) as journal:
        return list(journal.quarantined(held=held))


def test_the_file_holds_exactly_what_was_allowed_and_what_was_rewritten(gateway: Start) -> None:
    running = gateway(STRICT)
    answer = _send(
        running,
        _track("clean", "Song Played", song_id="s_1", seconds=3),
        _track("extra", "Song Played", song_id="s_1", mood="blue"),
        _track("wrong", "Song Played", song_id="s_1", seconds=-1),
        _track("unplanned", "Song Hummed", song_id="s_1"),
        _track("unsaved", "Song Saved", song_id="nonsense"),
        {
            "type": "identify",
            "messageId": "trait",
            "userId": "u1",
            "traits": {"plan": "gold", "x": 1},
        },
    )
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    wait_until_settled(running.data, received=6)
    bodies = {
        message["messageId"]: message.get("properties", message.get("traits"))
        for message in delivered(running.folder)
    }
    assert bodies == {
        "clean": {"song_id": "s_1", "seconds": 3},
        "extra": {"song_id": "s_1"},
        "wrong": {"song_id": "s_1"},
        "trait": {},
    }


def test_a_message_that_breaks_nothing_is_delivered_without_annotations(gateway: Start) -> None:
    running = gateway(STRICT)
    _send(running, _track("clean", "Song Played", song_id="s_1"))
    wait_until_settled(running.data, received=1)
    (message,) = delivered(running.folder)
    assert "protocols" not in message.get("context", {})


def test_a_rewritten_message_says_what_was_taken(gateway: Start) -> None:
    running = gateway(STRICT)
    _send(running, _track("wrong", "Song Played", song_id="s_1", seconds=-1, mood="blue"))
    wait_until_settled(running.data, received=1)
    (message,) = delivered(running.folder)
    noted = message["context"]["protocols"]
    assert [violation["field"] for violation in noted["violations"]] == ["properties.seconds"]
    assert noted["omitted"] == ["mood"]
    assert noted["omitted_on_violation"] == ["seconds"]


def test_blocked_messages_are_kept_whole_and_omitted_values_too(gateway: Start) -> None:
    running = gateway(STRICT)
    _send(
        running,
        _track("unplanned", "Song Hummed", tune=[1, 2, {"deep": "value"}]),
        _track("unsaved", "Song Saved", song_id="nonsense"),
        _track("extra", "Song Played", song_id="s_1", mood={"colour": "blue"}),
    )
    wait_until_settled(running.data, received=3)
    blocked = {entry.message_id: entry for entry in _held(running, Held.BLOCKED)}
    assert {key: entry.code for key, entry in blocked.items()} == {
        "unplanned": "unplanned",
        "unsaved": "schema_violation",
    }
    whole = json.loads(blocked["unplanned"].body)
    assert whole["properties"] == {"tune": [1, 2, {"deep": "value"}]}
    (omitted,) = _held(running, Held.OMITTED)
    assert (omitted.field, json.loads(omitted.body)) == ("properties.mood", {"colour": "blue"})


def test_the_same_message_id_is_stored_once(gateway: Start) -> None:
    running = gateway(STRICT)
    once = _track("same", "Song Played", song_id="s_1")
    _send(running, once, once)
    _send(running, once)
    wait_until_settled(running.data, received=3)
    assert len(delivered(running.folder)) == 1
    with open_reader(running.data) as journal:
        (source,) = journal.sources()
    assert (source.accepted, source.duplicate) == (1, 2)


def test_an_unknown_write_key_stores_nothing(gateway: Start) -> None:
    running = gateway(STRICT)
    _send(running, _track("known", "Song Played", song_id="s_1"))
    answer = httpx.post(
        f"{running.url}/v1/batch",
        json={"batch": [_track("stranger", "Song Played", song_id="s_1")]},
        auth=("no such key", ""),
        trust_env=False,
    )
    assert answer.status_code == 401
    wait_until_settled(running.data, received=1)
    assert [message["messageId"] for message in delivered(running.folder)] == ["known"]


LABELS = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: {KEY}
    plan: labelled.yaml
    controls:
      track:
        labels: {{"area:playback": {{violations: block}}, "tier:free": {{violations: omit}}}}
        events: {{Song Skipped: {{violations: allow}}}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web]}}
"""
LABELLED = """\
plan: radio
events:
  Song Played: {labels: {area: playback, tier: free}, properties: {seconds: {type: integer}}}
  Song Skipped: {labels: {area: playback}, properties: {seconds: {type: integer}}}
  Song Shared: {labels: {tier: free}, properties: {seconds: {type: integer}}}
  Song Rated: {properties: {seconds: {type: integer}}}
"""


def test_labels_decide_between_the_event_and_its_kind(gateway: Start, tmp_path: Path) -> None:
    (tmp_path / "labelled.yaml").write_text(LABELLED, encoding="utf-8")
    running = gateway(LABELS)
    events = ("Song Played", "Song Skipped", "Song Shared", "Song Rated")
    _send(running, *(_track(event, event, seconds="3") for event in events))
    wait_until_settled(running.data, received=4)
    bodies = {each["event"]: each["properties"] for each in delivered(running.folder)}
    assert bodies == {
        "Song Skipped": {"seconds": "3"},
        "Song Shared": {},
        "Song Rated": {"seconds": "3"},
    }
    assert [entry.name for entry in _held(running, Held.BLOCKED)] == ["Song Played"]


CIRCLE = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: {KEY}
    plan: plan.yaml
    controls: {{track: {{unplanned_events: block, violations: block}}}}
    forward_violations_to: app
    forward_blocked_to: app
  app:
    write_key: radio_app_key
    plan: plan.yaml
    controls: {{track: {{unplanned_events: block, violations: block}}}}
    forward_violations_to: web
    forward_blocked_to: web
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web, app]}}
"""


def test_what_is_forwarded_passes_the_controls_of_its_new_source_and_does_not_come_back(
    gateway: Start,
) -> None:
    running = gateway(CIRCLE)
    _send(running, _track("broken", "Song Played", seconds=-1), _track("unknown", "Song Hummed"))
    wait_until_settled(running.data, received=5)
    with open_reader(running.data) as journal:
        counts = {each.source: each for each in journal.sources()}
    assert (counts["web"].received, counts["web"].blocked) == (2, 2)
    assert (counts["app"].received, counts["app"].admitted) == (4, 4)
    events = sorted(message["event"] for message in delivered(running.folder))
    assert events == ["Song Hummed", "Song Played", "Violation Generated", "Violation Generated"]
    assert {each["forwardedFromProject"] for each in delivered(running.folder)} == {"web"}


SAMPLED = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: {KEY}
    plan: plan.yaml
    forward_violations_to: {{source: ops, sample: 0.5, per_minute: 1}}
  ops: {{write_key: radio_ops_key}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [ops]}}
"""


def test_violations_that_are_not_forwarded_are_counted_in_metrics_and_report(
    gateway: Start,
) -> None:
    running = gateway(SAMPLED)
    messages = [_track(f"m{n}", "Song Played", song_id="s_1", seconds=-1) for n in range(40)]
    _send(running, *messages)
    wait_until_settled(running.data, received=41)
    with open_reader(running.data) as journal:
        counts = {each.source: each for each in journal.sources()}
    web = counts["web"]
    assert set(web.unforwarded) == {"sampled_out", "over_the_cap"}
    assert counts["ops"].admitted == len(delivered(running.folder))
    assert web.violations == 40 == counts["ops"].admitted + sum(web.unforwarded.values())
    metrics = httpx.get(f"{running.url}/metrics", trust_env=False).text
    for reason, number in web.unforwarded.items():
        name = "protocols_violations_not_forwarded_total"
        assert f'{name}{{code="{reason}",source="web"}} {float(number)}' in metrics
    report = subprocess.run(
        [PROTOCOLS, "report"], cwd=running.folder, capture_output=True, text=True, check=True
    )
    told = " ".join(report.stdout.split())
    assert f"{sum(web.unforwarded.values())} violations not forwarded (" in told
