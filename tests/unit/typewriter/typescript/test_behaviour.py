"""What a TypeScript client does when it runs in Node, over an SDK that only remembers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.radio import PLAN, STAMP
from tests.unit.typewriter.typescript.making import files_of, node, project, tsc, write

pytestmark = pytest.mark.needs("node", "npm-packages")

Told = dict[str, Any]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = project(tmp_path_factory.mktemp("behaviour"), outDir="out", rootDir=".")
    compiled = compiled_from(PLAN, folder)
    write(files_of(compiled), folder / "client")
    write(files_of(compiled, sdk="node"), folder / "server")
    shutil.copy(Path(__file__).with_name("behave.ts"), folder)
    assert tsc(folder) == []
    seen: Told = node(folder / "out" / "behave.js")
    return seen


def test_nothing_is_sent_before_configure_and_that_is_said_once(told: Told) -> None:
    seen = told["nothing is sent before configure"]
    assert seen["calls"] == []
    assert seen["threw"] == ["no"]
    assert seen["warnings"] == [["tracking: nothing is sent: call configure() first"]]


def test_without_analytics_calls_are_dropped_quietly(told: Told) -> None:
    seen = told["null drops calls quietly"]
    assert (seen["calls"], seen["warnings"]) == ([], [])


def test_every_kind_of_call_reaches_the_sdk_as_it_wants_it(told: Told) -> None:
    context = {"context": {"typewriter": STAMP}}
    assert told["each kind"]["calls"] == [
        ["identify", "u1", {"email": "a@example.com"}, context],
        ["group", "g1", {"name": "N"}, context],
        ["page", "main", "Library", {"path": "/"}, context],
        ["page", None, None, {}, context],
        ["page", None, "Home", {"shelves": 1}, {"anonymousId": "a1", **context}],
        ["screen", None, "Menu", {}, context],
        ["alias", "u1", "u0", {"messageId": "m", **context}],
    ]


def test_values_become_json_and_undefined_is_left_out(told: Told) -> None:
    ((_, event, properties, _),) = told["values become json"]["calls"]
    assert event == "Open Sent"
    assert properties == {
        "null": None,
        "at": "2026-01-02T00:00:00.000Z",
        "deep": {"list": [1, [True], {"at": "1970-01-01T00:00:00.000Z"}]},
        "hidden": {"shown": 1},
        "__proto__": {"polluted": 1},
    }


def test_what_was_passed_is_not_changed(told: Told) -> None:
    seen = told["what was passed is not changed"]
    assert json.loads(seen["threw"][0]) == {"song_id": "s_1", "songs": [{"song_id": "s_2"}]}
    ((_, _, properties, options),) = seen["calls"]
    assert properties == {"song_id": "s_1", "songs": [{"song_id": "s_2"}], "format": "mp3"}
    assert options["context"] == {"app": 1, "ip": "1", "typewriter": STAMP}


def test_a_fixed_value_is_sent_whatever_was_passed(told: Told) -> None:
    ((_, _, properties, _),) = told["fixed values win"]["calls"]
    assert properties == {"song_id": "s_1", "format": "mp3"}


def test_each_call_says_what_made_it_and_which_version_it_is(told: Told) -> None:
    contexts = [call[3]["context"] for call in told["versions and stamps"]["calls"]]
    assert contexts == [
        {"app": 2, "typewriter": STAMP, "protocols": {"event_version": 2}},
        {"app": 1, "typewriter": STAMP, "protocols": {"event_version": 1}},
    ]


def test_each_call_uses_what_was_configured_last(told: Told) -> None:
    seen = told["the last configure wins"]
    assert (len(seen["calls"]), seen["threw"]) == (1, [])


def test_what_cannot_be_sent_is_a_fault_and_throws_nothing(told: Told) -> None:
    seen = told["what cannot be sent is a fault"]
    assert seen["calls"] == []
    assert len(seen["faults"]) == 10
    assert seen["faults"][0] == "Open Sent: TypeError: NaN cannot be sent as JSON"
    assert seen["faults"][-1] == "page: TypeError: a category needs a name beside it"


def test_an_sdk_that_throws_or_rejects_is_a_fault_and_throws_nothing(told: Told) -> None:
    seen = told["an sdk that throws or rejects is a fault"]
    assert seen["faults"] == ["Empty Sent: Error: sync", "Empty Sent: Error: async"]
    assert told["unhandled"] == []


def test_not_even_a_failing_reporter_throws(told: Told) -> None:
    seen = told["nothing a reporter does throws"]
    assert [call[1] for call in seen["calls"]] == ["Empty Sent", "Empty Sent"]
    assert seen["threw"] == []


def test_a_call_that_breaks_the_plan_is_told_of_once_and_sent(told: Told) -> None:
    seen = told["a call that breaks the plan is told of once and sent"]
    assert len(seen["calls"]) == 2
    assert seen["warnings"] == [["tracking: Order Completed breaks the tracking plan: p: track 2"]]


def test_a_validator_that_fails_holds_no_call_back(told: Told) -> None:
    seen = told["a validator that fails does not hold a call back"]
    assert len(seen["calls"]) == 2
    assert seen["warnings"] == [["tracking: Empty Sent was not sent or checked: validator"]]


def test_capture_records_sends_nothing_and_puts_back_what_was(told: Told) -> None:
    seen = told["capture records and restores"]
    assert seen["threw"] == ["Empty Sent", "Open Sent", "1", "en", "en"]
    assert len(seen["calls"]) == 1


def test_capture_throws_where_the_plan_is_broken_and_again_at_the_end(told: Told) -> None:
    seen = told["capture throws where the plan is broken, and again at the end"]
    line = "true: SchemaViolation: Empty Sent breaks the tracking plan radio 2.0.0:\n"
    assert seen["threw"] == [f"{line}  properties.p: is wrong"] * 2
    assert len(seen["calls"]) == 1


def test_capture_throws_what_cannot_be_sent(told: Told) -> None:
    seen = told["capture throws what cannot be sent"]
    assert seen["threw"] == ["TypeError: NaN cannot be sent as JSON"]


def test_a_server_says_whom_each_call_is_about(told: Told) -> None:
    seen = told["a server says whom a call is about"]
    context = {"context": {"typewriter": STAMP}}
    when = {"timestamp": "2026-01-02T00:00:00Z", "integrations": {"All": False}}
    place = {"name": "N"}
    assert seen["calls"] == [
        ["track", {"userId": "u1", "event": "Empty Sent", "properties": {}, **when, **context}],
        ["group", {"anonymousId": "a1", "groupId": "g1", "traits": place, **context}],
        ["page", {"userId": "u1", "category": "main", "properties": {"path": "/"}, **context}],
        ["alias", {"userId": "u1", "previousId": "u0", **context}],
    ]
    assert seen["faults"] == [
        "Empty Sent: TypeError: neither a userId nor an anonymousId was given"
    ]
