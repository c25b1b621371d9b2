"""Where a fault of tracking is told, and what is one: an id that is none, a mode that there is not."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.unit.typewriter.making import submodule
from tests.unit.typewriter.radio import Recorder

Call = Callable[[ModuleType], Any]

NOBODY: dict[str, tuple[Call, str]] = {
    "no text": (lambda radio: radio.empty_sent(radio.User("")), "user_id"),
    "null": (lambda radio: radio.empty_sent(radio.User(None)), "user_id"),
    "a number": (lambda radio: radio.empty_sent(radio.User(5)), "user_id"),
    "anonymous": (lambda radio: radio.empty_sent(radio.Anonymous("")), "anonymous_id"),
    "neither": (lambda radio: radio.empty_sent(radio.Both("", "")), "user_id"),
    "one of both": (lambda radio: radio.empty_sent(radio.Both("u1", "")), "anonymous_id"),
    "no group": (lambda radio: radio.group(radio.User("u1"), ""), "group_id_"),
    "an alias of nobody": (lambda radio: radio.alias("", "u1"), "previous_id_"),
    "an alias for nobody": (lambda radio: radio.alias("a1", ""), "user_id"),
}


@pytest.mark.parametrize("case", NOBODY)
def test_a_call_about_nobody_is_not_sent_and_told_once(
    radio: ModuleType, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    call, name = NOBODY[case]
    recorder = Recorder()
    radio.configure(recorder)
    for _ in range(2):
        call(radio)
    assert recorder.calls == []
    (record,) = caplog.records
    assert (
        f"was not sent: IdentityError: {name} must be a text that is not empty"
        in record.getMessage()
    )


@pytest.mark.parametrize("case", NOBODY)
def test_a_call_about_nobody_is_raised_where_that_is_asked_for(
    radio: ModuleType, sent: Recorder, case: str
) -> None:
    call, name = NOBODY[case]
    with pytest.raises(TypeError, match=f"{name} must be a text that is not empty"):
        call(radio)
    with submodule(radio, "testing").capture(), pytest.raises(TypeError, match=name):
        call(radio)
    with pytest.raises(TypeError, match="who_ must be a User"):
        radio.empty_sent(None)
    assert sent.calls == []


@pytest.mark.parametrize("mode", ["rase", "", None, True, ["raise"]])
def test_a_mode_that_there_is_not_is_refused_at_once(radio: ModuleType, mode: Any) -> None:
    for started in (radio.configure, radio.Tracker):
        with pytest.raises(ValueError, match='validate must be "off", "warn" or "raise"'):
            started(None, validate=mode)


def _line() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


TOLD: dict[str, Call] = {
    "breaks the plan": lambda radio: radio.song_played(radio.User("u1"), song_id="x"),
    "about nobody": lambda radio: radio.song_played(radio.User(""), song_id="s_1"),
    "an alias": lambda radio: radio.alias("", "u1"),
    "not JSON": lambda radio: radio.empty_sent(radio.User("u1"), meta_={"context": {"x": b""}}),
    "a large integer": lambda radio: radio.order_completed(radio.User("u1"), total=2**60),
    "of a tracker": lambda radio: radio.Tracker(Recorder()).song_played(
        radio.User("u1"), song_id="x"
    ),
    "of a bound tracker": lambda radio: radio.Tracker(
        Recorder(), who=radio.User("u1")
    ).song_played(song_id="x"),
    "with nowhere to send": lambda radio: (radio.configure(None), radio.empty_sent(None)),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_line_in_the_log_says_where_the_call_is_made(
    radio: ModuleType, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    radio.configure(Recorder())
    TOLD[case](radio)
    (record,) = caplog.records
    lines, first = inspect.getsourcelines(TOLD[case])
    assert record.pathname == __file__
    assert first <= record.lineno < first + len(lines)
    assert f"({__file__}:{record.lineno})" in record.getMessage()


def test_each_place_is_told_of_once(radio: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    radio.configure(Recorder())
    for _ in range(3):
        here = _line() + 1
        radio.song_played(radio.User("u1"), song_id="x")
        radio.song_played(radio.User("u1"), song_id="x")
    assert [record.lineno for record in caplog.records] == [here, here + 1]


def test_a_fault_whose_text_is_another_each_time_is_told_once(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing:
        def __init__(self) -> None:
            self.calls = 0

        def track(self, **_: Any) -> None:
            self.calls += 1
            raise ConnectionError(f"attempt {self.calls}")

    radio.configure(Failing())
    for _ in range(3):
        radio.empty_sent(radio.User("u1"))
    (record,) = caplog.records
    assert "Empty Sent was not sent: ConnectionError: attempt 1" in record.getMessage()
    assert "in track" in caplog.text, "where a transport failed is in its traceback"


def test_of_a_fault_that_a_client_finds_itself_no_inside_is_shown(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    radio.configure(Recorder())
    radio.empty_sent(radio.User(""))
    radio.open_sent(radio.User("u1"), known=object())
    assert [record.exc_info for record in caplog.records] == [None, None]
    assert "Traceback" not in caplog.text
