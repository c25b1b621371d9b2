"""`capture()` records, checks and restores: what tests of a program use."""

import contextlib
import sys
import threading
from types import ModuleType

import pytest

from tests.unit.typewriter.making import submodule
from tests.unit.typewriter.radio import Recorder


def test_capture_records_and_restores(radio: ModuleType, sent: Recorder) -> None:
    capture = submodule(radio, "testing").capture
    with capture() as captured:
        radio.song_played(radio.Both("u1", "a1"), song_id="s_1")
        radio.identify(radio.User("u1"), email="noor@example.com")
        radio.page_home(radio.User("u1"), shelves=3)
    first, second, third = captured.events
    assert (first.type, first.name, first.user_id, first.anonymous_id) == (
        "track",
        "Song Played",
        "u1",
        "a1",
    )
    assert first.properties == {"song_id": "s_1", "format": "mp3"}
    assert second.properties == {"email": "noor@example.com"}
    assert captured.named("Home") == [third]
    assert sent.calls == []
    radio.empty_sent(radio.User("u1"))
    assert len(sent.calls) == 1


def test_capture_keeps_the_context_that_was_configured(radio: ModuleType) -> None:
    radio.configure(None, context={"groupId": "g1"})
    with submodule(radio, "testing").capture() as captured:
        radio.empty_sent(radio.User("u1"))
    assert captured.events[0].context["groupId"] == "g1"


def test_capture_raises_at_the_call(radio: ModuleType) -> None:
    capture = submodule(radio, "testing").capture
    with pytest.raises(radio.SchemaViolation, match=r"properties\.song_id"), capture():
        radio.song_played(radio.User("u1"), song_id="x")


def test_capture_raises_at_its_end_what_the_code_under_test_swallowed(radio: ModuleType) -> None:
    capture = submodule(radio, "testing").capture

    def in_a_thread() -> None:
        with contextlib.suppress(radio.SchemaViolation):
            radio.song_played(radio.User("u1"), song_id="x")

    def test() -> None:
        with capture():
            thread = threading.Thread(target=in_a_thread)
            thread.start()
            thread.join()

    with pytest.raises(radio.SchemaViolation, match=r"properties\.song_id"):
        test()


def test_capture_lets_an_error_of_the_test_through(radio: ModuleType) -> None:
    capture = submodule(radio, "testing").capture
    with pytest.raises(KeyError), capture():
        raise KeyError


def test_in_capture_faults_are_not_swallowed(radio: ModuleType) -> None:
    capture = submodule(radio, "testing").capture
    with capture(), pytest.raises(TypeError, match="who_ must be"):
        radio.empty_sent(None)


def test_capture_without_jsonschema_rs_says_what_to_do(
    radio: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    testing = submodule(radio, "testing")
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    with pytest.raises(RuntimeError, match="validate=False"), testing.capture():
        pass
    with testing.capture(validate=False) as captured:
        radio.song_played(radio.User("u1"), song_id="x")
    assert len(captured.events) == 1
