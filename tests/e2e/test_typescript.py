"""Generated TypeScript, compiled by the real compiler, sends through the stock SDKs to the gateway."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from protocols import compile_plan, load_plan
from protocols.journal import open_reader
from protocols.journal.interface import Held
from tests import tools
from tests.e2e.conftest import CASES
from tests.e2e.equations import wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.senders import DRIVERS, PATIENCE, browser_program
from tests.e2e.workspaces import KEY, delivered
from tests.unit.typewriter.typescript.making import files_of, project, tsc, write
from typewriter.view.typescript.options import Sdk

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
STAMP: Final = {"plan": "kinds", "version": "3.1.0", "generator": "protocols-typewriter/0"}
ADDRESS: Final = ("name", "path", "referrer", "search", "title", "url")
ODD: Final = '</script>\u2028*/ "quoted" \\ 🎯'


def _compiled(folder: Path, sdk: Sdk, program: str, **options: Any) -> Path:
    """A program and its generated client, compiled strictly; the folder of what came out."""
    shutil.copy(CASES / "kinds.yaml", folder.parent)
    compiled = compile_plan(load_plan(folder.parent / "kinds.yaml"))
    project(folder, outDir="out", rootDir=".", skipLibCheck=True, **options)
    write(files_of(compiled, sdk=sdk), folder / "client")
    shutil.copy(DRIVERS / "typescript" / program, folder)
    assert tsc(folder) == []
    return folder / "out"


def _node_program(folder: Path) -> Path:
    return _compiled(folder / "program", "node", "node.ts", types=["node"]) / "node.js"


def _run(program: Path, order: dict[str, Any]) -> Any:
    run = subprocess.run(
        [tools.path("node"), str(program)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


@pytest.mark.needs("node", "npm-packages")
def test_a_server_sends_every_kind_of_call_and_nothing_is_held(
    gateway: Start, tmp_path: Path
) -> None:
    program = _node_program(tmp_path)
    running = gateway(BLOCKING)
    told = _run(program, {"url": running.url, "writeKey": KEY, "broken": False})
    assert told == {"failures": [], "violations": []}
    wait_until_settled(running.data, received=12)
    with open_reader(running.data) as journal:
        assert list(journal.quarantined()) == []
    messages = delivered(running.folder)
    assert [(one["type"], one.get("event") or one.get("name")) for one in messages] == [
        ("identify", None), ("track", "Song Played"), ("track", "Subscription Started"),
        ("track", "Subscription Started"), ("track", ODD), ("track", "Open Sent"),
        ("track", "Located"), ("group", None), ("page", "Library"), ("page", "Home"),
        ("screen", "Menu"), ("alias", None),
    ]  # fmt: skip
    assert all(one["context"]["typewriter"] == STAMP for one in messages)
    assert all(one["context"]["app"] == {"version": "5.2.0"} for one in messages)
    played, new, old, located = (messages[at] for at in (1, 2, 3, 6))
    assert played["properties"] == {
        "song_id": "s_1", "source": "radio", "rating": None, "$Volume": 0.5, "format": "mp3",
        "songs": [{"song_id": "s_2", "at": "2026-01-02T00:00:00.000Z"}],
    }  # fmt: skip
    assert (played["messageId"], played["integrations"]["Mixpanel"]) == ("m_1", False)
    assert "anonymousId" not in played
    assert [one["context"]["protocols"]["event_version"] for one in (new, old)] == [2, 1]
    assert "userId" not in old
    assert located["context"]["groupId"] == "g1"
    assert messages[-1]["previousId"] == "a1"


@pytest.mark.needs("node", "npm-packages")
def test_what_types_cannot_see_is_reported_and_the_gateway_agrees(
    gateway: Start, tmp_path: Path
) -> None:
    program = _node_program(tmp_path)
    running = gateway(BLOCKING)
    told = _run(program, {"url": running.url, "writeKey": KEY, "broken": True})
    assert told["failures"] == []
    assert told["violations"] == [
        "Song Played: properties.rating: type",
        "Song Played: properties.song_id: pattern",
        "Song Played: properties.source: enum",
        "Subscription Started: properties.price: type",
        "Home: properties: required",
    ]
    wait_until_settled(running.data, received=4)
    with open_reader(running.data) as journal:
        held = list(journal.quarantined())
    assert sorted(one.name for one in held) == [
        "Home", "Song Played", "Song Played", "Subscription Started",
    ]  # fmt: skip
    assert {one.code for one in held} == {"schema_violation"}


@pytest.mark.needs("node", "chromium", "npm-packages")
def test_a_page_sends_every_kind_of_call_and_nothing_of_ours_is_held(
    gateway: Start, tmp_path: Path
) -> None:
    program = _compiled(tmp_path / "program", "browser", "browser.ts", lib=["es2022", "dom"])
    running = gateway(BLOCKING)
    assert browser_program(running.url, KEY, program) == {"failures": [], "taken": 7}
    wait_until_settled(running.data, received=9)
    with open_reader(running.data) as journal:
        held = list(journal.quarantined())
    # The SDK puts the page's address into a page call's properties, whoever makes the call.
    assert {(one.held, one.kind) for one in held} == {(Held.OMITTED, "page")}
    assert {one.field for one in held} <= {f"properties.{name}" for name in ADDRESS}
    messages = {
        one.get("event") or one.get("name") or one["type"]: one
        for one in delivered(running.folder)
    }
    assert set(messages) == {
        ODD, "Home", "Located", "Menu", "Song Played", "Subscription Started", "alias", "group",
        "identify",
    }  # fmt: skip
    assert all(one["context"]["typewriter"] == STAMP for one in messages.values())
    assert messages["identify"]["userId"] == "u1"
    assert messages["Song Played"]["userId"] == "u1"
    assert messages["Song Played"]["properties"] == {
        "song_id": "s_1", "rating": None, "$Volume": 0.5, "format": "mp3"
    }  # fmt: skip
    assert messages["Subscription Started"]["context"]["protocols"]["event_version"] == 1
    assert messages["Located"]["context"]["groupId"] == "g1"
    assert messages["group"]["groupId"] == "g1"
    assert messages["alias"]["previousId"] == "u1"
