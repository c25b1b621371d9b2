"""Files that change while the gateway runs, under load and one at a time."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from protocols.journal import open_reader
from protocols.journal.interface import DestinationCounts
from tests.e2e import reload
from tests.e2e.equations import wait_until, wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.receiver import receiver
from tests.e2e.workspaces import KEY, OPEN, STRICT, delivered

Start = Callable[[str], Gateway]
PRIVATE = "sources: [web], allow_private: true"


def test_each_event_is_judged_by_one_good_version(tmp_path: Path) -> None:
    outcome = reload.run(tmp_path, times=20, rate=500)
    assert (outcome.reloads_good, outcome.reloads_bad) == (18, 2)
    assert outcome.versions_that_judged > 2, outcome
    assert outcome.acknowledged == outcome.sent, outcome
    assert outcome.clean, outcome


def _ready(gateway: Gateway) -> dict[str, Any]:
    answer = httpx.get(f"{gateway.url}/readyz", trust_env=False)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def _hang_up(gateway: Gateway) -> dict[str, Any]:
    """Send SIGHUP; what `/readyz` says when it has been answered."""
    before = _ready(gateway)["reload"]
    gateway.signal(signal.SIGHUP)
    through = before["taken"] + before["refused"]
    wait_until(lambda: _ready(gateway)["reload"] | {"state": ""} != before | {"state": ""})
    after = _ready(gateway)
    assert after["reload"]["taken"] + after["reload"]["refused"] > through
    return after


def _send(gateway: Gateway, message_id: str, event: str = "Song Played", key: str = KEY) -> int:
    message = {"messageId": message_id, "userId": "u1", "event": event}
    body = {**message, "properties": {"song_id": "s_1"}}
    answer = httpx.post(f"{gateway.url}/v1/track", json=body, auth=(key, ""), trust_env=False)
    return answer.status_code


def _replace(gateway: Gateway, file: str, *changes: tuple[str, str]) -> str:
    path = gateway.folder / file
    text = before = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    new_file = path.with_suffix(".new")
    new_file.write_text(text, encoding="utf-8")
    new_file.replace(path)
    return before


def test_a_bad_plan_is_told_everywhere_and_changes_nothing(
    gateway: Callable[[str], Gateway],
) -> None:
    running = gateway(STRICT)
    good = _replace(running, "plan.yaml", ("type: integer", "type: intger"), ("1.0.0", "2.0.0"))
    told = _hang_up(running)
    assert told["status"] == "ready"
    assert told["reload"]["state"] == "failed"
    (problem,) = told["reload"]["problems"]
    assert problem.startswith("plan.yaml:12:")
    assert told["in_use"]["plans"]["web"]["version"] == "1.0.0"
    assert _send(running, "a") == 200
    metrics = httpx.get(f"{running.url}/metrics", trust_env=False).text
    assert "protocols_reload_refused 1.0" in metrics
    logged = [json.loads(line) for line in running.said().splitlines() if line.startswith("{")]
    assert [problem] in [line["problems"] for line in logged if line["level"] == "error"]
    (running.folder / "plan.yaml").write_text(good.replace("1.0.0", "2.0.0"), encoding="utf-8")
    told = _hang_up(running)
    assert told["reload"]["state"] == "ok"
    assert told["in_use"]["plans"]["web"]["version"] == "2.0.0"
    metrics = httpx.get(f"{running.url}/metrics", trust_env=False).text
    assert "protocols_reload_refused 0.0" in metrics


def test_what_the_workspace_says_changes_while_events_come(gateway: Start) -> None:
    running = gateway(STRICT)
    assert _send(running, "a", "Song Hummed") == 200
    assert _send(running, "b") == 200
    _replace(
        running,
        "workspace.yaml",
        ("unplanned_events: block", "unplanned_events: allow"),
        (f"write_key: {KEY}", "write_key: another_key"),
        (
            "sources: [web]}",
            """sources: [web], filters: [{if: "event = 'Song Played'", drop: true}]}""",
        ),
    )
    assert _hang_up(running)["reload"]["state"] == "ok"
    assert _send(running, "c") == 401
    assert _send(running, "d", "Song Hummed", "another_key") == 200
    assert _send(running, "e", key="another_key") == 200
    wait_until_settled(running.data, received=4)
    assert {message["messageId"] for message in delivered(running.folder)} <= {"b", "d"}
    assert "d" in {message["messageId"] for message in delivered(running.folder)}


def test_a_destination_that_could_not_be_reached_is_mended_while_it_waits(gateway: Start) -> None:
    """Its batch is in hand, tried again and again; the mended one goes on with it, once."""
    with receiver() as (url, received):
        wrong = "http://127.0.0.1:9/nobody"
        running = gateway(f"{OPEN}  crm: {{type: webhook, url: '{wrong}', {PRIVATE}}}\n")
        ids = [f"m{number}" for number in range(25)]
        assert [_send(running, each) for each in ids] == [200] * 25
        wait_until(lambda: bool(_destination(running, "crm").last_error))
        wait_until(lambda: _destination(running, "lake").delivered == 25)
        _replace(running, "workspace.yaml", (wrong, url))
        assert _hang_up(running)["reload"]["state"] == "ok"
        wait_until_settled(running.data, received=25)
    assert [message["messageId"] for message in received.messages] == ids
    assert [message["messageId"] for message in delivered(running.folder)] == ids


def test_a_destination_that_is_taken_away_and_comes_back_gets_what_it_missed(
    gateway: Start,
) -> None:
    running = gateway(OPEN)
    assert _send(running, "a") == 200
    wait_until_settled(running.data, received=1)
    whole = _replace(running, "workspace.yaml", (OPEN[OPEN.index("destinations:") :], ""))
    assert _hang_up(running)["reload"]["state"] == "ok"
    wait_until(lambda: _destination(running, "lake").admitted == 1)
    assert _send(running, "b") == 200
    (running.folder / "workspace.yaml").write_text(whole, encoding="utf-8")
    assert _hang_up(running)["reload"]["state"] == "ok"
    wait_until(lambda: len(delivered(running.folder)) == 2)
    assert [message["messageId"] for message in delivered(running.folder)] == ["a", "b"]


def _destination(gateway: Gateway, name: str) -> DestinationCounts:
    with open_reader(gateway.data) as journal:
        return {counts.destination: counts for counts in journal.destinations()}[name]


def test_what_needs_a_restart_is_refused_until_then(gateway: Start) -> None:
    running = gateway(STRICT)
    _replace(running, "workspace.yaml", ("workspace: radio", "workspace: television"))
    told = _hang_up(running)
    assert told["reload"]["problems"] == ["workspace.yaml:1:1: WS010"]
    assert _send(running, "a") == 200
    wait_until_settled(running.data)
    running.stop()
    running.start()
    assert _ready(running)["reload"]["state"] == "ok"


def test_a_change_is_found_without_a_signal(gateway: Start) -> None:
    running = gateway(STRICT)
    _replace(running, "plan.yaml", ("version: 1.0.0", "version: 1.0.1"))
    wait_until(lambda: _ready(running)["in_use"]["plans"]["web"]["version"] == "1.0.1")
    assert _send(running, "a") == 200


def test_many_hangups_at_once_and_a_stop_among_them_are_orderly(gateway: Start) -> None:
    running = gateway(STRICT)
    for number in range(30):
        running.signal(signal.SIGHUP)
        assert _send(running, f"m{number}") == 200
    running.signal(signal.SIGHUP)
    running.stop()
    running.start()
    wait_until_settled(running.data, received=30)
    assert len(delivered(running.folder)) == 30
