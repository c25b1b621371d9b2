"""A tracker: the plan's calls as an object, with a transport and settings of its own."""

import ast
import copy
import threading
from types import ModuleType
from typing import Any

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES, files_of, submodule
from tests.unit.typewriter.radio import STAMP, Recorder
from typewriter.render.python import RUNTIME


def test_a_trackers_calls_are_the_functions_with_its_own_settings(
    radio: ModuleType, sent: Recorder
) -> None:
    acme, globex = Recorder(), Recorder()
    one = radio.Tracker(acme, context={"tenant": "acme"})
    other = radio.Tracker(globex, context={"tenant": "globex"})
    one.song_played(radio.User("u1"), song_id="s_1")
    other.group(radio.User("u2"), "g1", name="Northwind")
    one.page(radio.User("u1"), "Library", path="/")
    one.alias("a1", "u1")
    assert acme.calls[0] == (
        "track",
        {
            "user_id": "u1",
            "event": "Song Played",
            "properties": {"song_id": "s_1", "format": "mp3"},
            "context": {"tenant": "acme", "typewriter": STAMP},
        },
    )
    assert [kind for kind, _ in acme.calls] == ["track", "page", "alias"]
    ((_, grouped),) = globex.calls
    assert (grouped["group_id"], grouped["context"]["tenant"]) == ("g1", "globex")
    assert sent.calls == []


def test_a_tracker_that_knows_whom_it_is_about_is_not_told_again(radio: ModuleType) -> None:
    recorder = Recorder()
    tracker = radio.Tracker(recorder, who=radio.Both("u1", "a1"))
    tracker.song_played(song_id="s_1")
    tracker.group("g1", name="Northwind")
    tracker.page("Library")
    tracker.alias("a1", "u1")
    tracker.song_played(radio.Anonymous("a2"), song_id="s_2")
    whom = [(call.get("user_id"), call.get("anonymous_id")) for _, call in recorder.calls]
    assert whom == [("u1", "a1")] * 3 + [("u1", None), (None, "a2")]
    assert recorder.calls[1][1]["group_id"] == "g1"


def test_what_a_tracker_is(radio: ModuleType) -> None:
    assert type(radio.Tracker(None)) is radio.Tracker
    assert type(radio.Tracker(None, who=radio.User("u1"))) is radio.BoundTracker
    assert issubclass(radio.BoundTracker, radio.Tracker)


def test_a_call_can_be_passed_on_and_a_tracker_copied(radio: ModuleType) -> None:
    recorder = Recorder()
    emit = copy.copy(radio.Tracker(recorder, who=radio.User("u1"))).song_played
    emit(song_id="s_1")
    assert len(recorder.calls) == 1


@pytest.mark.parametrize(
    "name", ["song_playd", "configure", "User", "_settings_", "__len__", "HttpTransport"]
)
def test_a_tracker_has_the_plans_calls_and_nothing_else(radio: ModuleType, name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(radio.Tracker(None), name)


def test_trackers_are_checked_as_they_were_told(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Any] = []
    recorder = Recorder()
    strict = radio.Tracker(recorder, validate="raise", who=radio.User("u1"))
    with pytest.raises(radio.SchemaViolation):
        strict.song_played(song_id="x")
    radio.Tracker(recorder, on_violation=lambda *found: seen.append(found)).song_played(
        radio.User("u1"), song_id="x"
    )
    radio.Tracker(recorder, validate="off").song_played(radio.User("u1"), song_id="x")
    radio.Tracker(None).song_played(radio.User("u1"), song_id="s_1")
    assert len(recorder.calls) == 2
    assert len(seen) == 1
    assert caplog.records == []


def test_a_tracker_without_anybody_sends_nothing_and_says_so(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    radio.Tracker(recorder).song_played(None, song_id="s_1")
    assert recorder.calls == []
    assert "was not sent" in caplog.text


def test_capture_sees_trackers_too_and_keeps_their_context(radio: ModuleType) -> None:
    recorder = Recorder()
    tracker = radio.Tracker(recorder, who=radio.User("u1"), context={"tenant": "acme"})
    with submodule(radio, "testing").capture() as captured:
        tracker.song_played(song_id="s_1")
        with pytest.raises(radio.SchemaViolation):
            tracker.song_played(song_id="x")
        captured.violations.clear()
    assert captured.events[0].context["tenant"] == "acme"
    assert recorder.calls == []


def test_what_a_transport_calls_meanwhile_is_not_the_trackers(radio: ModuleType) -> None:
    everybodys = Recorder()
    radio.configure(everybodys)

    class Echoing(Recorder):
        def track(self, **call: Any) -> None:
            self.calls.append(("track", call))
            radio.empty_sent(radio.User("u1"))

    own = Echoing()
    radio.Tracker(own).song_played(radio.User("u1"), song_id="s_1")
    assert [call["event"] for _, call in own.calls] == ["Song Played"]
    assert [call["event"] for _, call in everybodys.calls] == ["Empty Sent"]


def test_trackers_of_several_threads_do_not_mix(radio: ModuleType) -> None:
    recorders = [Recorder() for _ in range(8)]

    def work(number: int) -> None:
        tracker = radio.Tracker(recorders[number], who=radio.User(f"u{number}"), validate="off")
        for _ in range(200):
            tracker.song_played(song_id="s_1")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, recorder in enumerate(recorders):
        assert [call["user_id"] for _, call in recorder.calls] == [f"u{number}"] * 200


def test_what_type_checkers_see_of_a_tracker_is_what_it_has() -> None:
    files = files_of(compile_plan(load_plan(CASES / "edge-cases.yaml")))
    calls = {
        node.name
        for name, source in files.items()
        if name.endswith(".py") and name not in RUNTIME
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    (listed,) = (
        node
        for node in ast.parse(files["_tracker.pyi"]).body
        if isinstance(node, ast.ClassDef) and node.name == "_Calls"
    )
    seen = {node.targets[0].id for node in listed.body if isinstance(node, ast.Assign)}
    assert len(calls) > 40
    assert seen == calls | {"alias"}
