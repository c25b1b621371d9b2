"""A generated client sends what it was told, checks it, and never breaks the program it is in."""

import logging
import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from types import ModuleType, SimpleNamespace
from typing import Any

import jsonschema_rs
import pytest

from tests.unit.typewriter.making import submodule
from tests.unit.typewriter.radio import STAMP, Recorder


class Broken:
    """A transport that can do nothing."""

    def track(self, **_: Any) -> None:
        raise ConnectionError("no network today")


def test_a_call_is_handed_over_in_the_words_of_segments_own_client(
    radio: ModuleType, sent: Recorder
) -> None:
    radio.song_played(radio.User("u1"), song_id="s_1", seconds=3)
    assert sent.calls == [
        (
            "track",
            {
                "user_id": "u1",
                "event": "Song Played",
                "properties": {"song_id": "s_1", "seconds": 3, "format": "mp3"},
                "context": {"typewriter": STAMP},
            },
        )
    ]


def test_segments_own_client_takes_every_call_as_it_is(radio: ModuleType) -> None:
    from segment.analytics import Client

    queued: list[dict[str, Any]] = []

    class Listening(Client):
        def _enqueue(self, msg: dict[str, Any]) -> Any:
            queued.append(super()._enqueue(msg)[1])

    radio.configure(Listening("key", send=False), validate="raise")
    radio.song_played(
        radio.Both("u1", "a1"),
        song_id="s_1",
        meta_={"timestamp": datetime(2026, 1, 2, tzinfo=UTC), "message_id": "m1"},
    )
    radio.identify(radio.User("u1"), email="noor@example.com")
    radio.group(radio.User("u1"), "g1", name="Northwind")
    radio.page_home(radio.User("u1"), shelves=3)
    radio.screen_menu(radio.User("u1"), category_="main")
    radio.alias("a1", "u1")
    kinds = ["track", "identify", "group", "page", "screen", "alias"]
    assert [message["type"] for message in queued] == kinds
    first = queued[0]
    assert (first["userId"], first["anonymousId"], first["messageId"]) == ("u1", "a1", "m1")
    assert first["timestamp"] == "2026-01-02T00:00:00.000+00:00"
    assert queued[2]["groupId"] == "g1"
    assert queued[4]["category"] == "main"
    assert queued[5]["previousId"] == "a1"


def test_left_out_and_null_are_two_things(radio: ModuleType, sent: Recorder) -> None:
    radio.song_played(radio.User("u1"), song_id="s_1", rating=None)
    radio.song_played(radio.User("u1"), song_id="s_1")
    radio.song_played(radio.User("u1"), song_id="s_1", rating=radio.UNSET)
    bodies = [call["properties"] for _, call in sent.calls]
    assert bodies[0]["rating"] is None
    assert "rating" not in bodies[1]
    assert bodies[1] == bodies[2]


def test_each_version_is_stamped_and_the_newest_has_the_plain_name(
    radio: ModuleType, sent: Recorder
) -> None:
    radio.order_completed(radio.User("u1"), total=9.5)
    radio.order_completed_v1(radio.User("u1"), cents=950)
    assert [call["context"]["protocols"] for _, call in sent.calls] == [
        {"event_version": 2},
        {"event_version": 1},
    ]
    assert [call["event"] for _, call in sent.calls] == ["Order Completed"] * 2


def test_values_are_sent_as_json_and_wire_names_to_the_byte(
    radio: ModuleType, sent: Recorder
) -> None:
    class Source(StrEnum):
        SEARCH = "s_9"

    at = datetime(2026, 3, 1, 18, 22, tzinfo=timezone(timedelta(hours=1)))
    songs = ({"song_id": "s_2", "at": at},)
    radio.song_played(
        radio.Anonymous("a1"), song_id=Source.SEARCH, played_at=at, songs=songs, total=1
    )
    ((_, call),) = sent.calls
    assert call["properties"] == {
        "song_id": "s_9",
        "played_at": "2026-03-01T18:22:00+01:00",
        "songs": [{"song_id": "s_2", "at": "2026-03-01T18:22:00+01:00"}],
        "Total $": 1,
        "format": "mp3",
    }
    assert type(call["properties"]["song_id"]) is str
    assert "user_id" not in call


def test_what_is_sent_does_not_change_with_what_was_passed(
    radio: ModuleType, sent: Recorder
) -> None:
    songs = [{"song_id": "s_2"}]
    radio.song_played(radio.User("u1"), song_id="s_1", songs=songs)
    songs.clear()
    assert sent.calls[0][1]["properties"]["songs"] == [{"song_id": "s_2"}]


def test_context_comes_from_everywhere_and_the_stamps_are_ours(radio: ModuleType) -> None:
    recorder = Recorder()
    radio.configure(recorder, validate="raise", context={"ip": "10.0.0.1", "app": "global"})
    radio.located(
        radio.User("u1"),
        context_={"groupId": "g1"},
        meta_={"context": {"app": "call", "typewriter": "forged"}, "integrations": {"All": False}},
    )
    ((_, call),) = recorder.calls
    assert call["context"] == {
        "ip": "10.0.0.1",
        "app": "call",
        "groupId": "g1",
        "typewriter": STAMP,
    }
    assert call["integrations"] == {"All": False}


def test_further_keys_travel_where_the_plan_is_open(radio: ModuleType, sent: Recorder) -> None:
    radio.open_sent(radio.User("u1"), known="a", extra_={"other": 1})
    assert sent.calls[0][1]["properties"] == {"other": 1, "known": "a"}


def test_a_planned_key_among_the_further_ones_breaks_the_plan(
    radio: ModuleType, sent: Recorder
) -> None:
    with pytest.raises(radio.SchemaViolation) as caught:
        radio.open_sent(radio.User("u1"), extra_={"other": 1, "known": "b"})
    (found,) = caught.value.violations
    assert (found.path, found.keyword) == ("properties.known", "extra_")
    assert sent.calls == []


def test_under_warn_a_further_key_never_hides_an_argument(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    radio.configure(recorder)
    for known in ("a", radio.UNSET):
        radio.open_sent(radio.User("u1"), known=known, extra_={"known": "b"})
    assert [call["properties"] for _, call in recorder.calls] == [{"known": "a"}, {"known": "b"}]
    (record,) = caplog.records
    assert "properties.known: extra_ holds it, but the plan names it" in record.getMessage()


def test_any_page_may_be_sent_by_name(radio: ModuleType, sent: Recorder) -> None:
    radio.page(radio.User("u1"), "Library", path="/library", category_="music")
    radio.page(radio.User("u1"))
    assert [(call.get("name"), call["properties"]) for _, call in sent.calls] == [
        ("Library", {"path": "/library"}),
        (None, {}),
    ]
    with pytest.raises(radio.SchemaViolation, match="shelves"):
        radio.page(radio.User("u1"), "Home", path="/")


def test_a_call_that_breaks_the_plan_is_raised_where_that_is_asked_for(
    radio: ModuleType, sent: Recorder
) -> None:
    with pytest.raises(radio.SchemaViolation) as caught:
        radio.song_played(radio.User("U 1"), song_id="secret", seconds=True)
    assert {(one.path, one.keyword) for one in caught.value.violations} == {
        ("properties.song_id", "pattern"),
        ("properties.seconds", "type"),
        ("userId", "pattern"),
    }
    assert "radio 2.0.0" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert sent.calls == []


def test_a_warning_is_logged_once_and_the_call_is_sent(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    radio.configure(recorder)
    for _ in range(3):
        radio.song_played(radio.User("u1"), song_id="x")
    assert len(recorder.calls) == 3
    (record,) = caplog.records
    assert record.name == radio.__name__
    assert record.getMessage() == (
        'Song Played breaks the tracking plan: properties.song_id: the value does not match "^s_" '
        f"({__file__}:{record.lineno})"
    )


def test_violations_go_to_a_callback_instead(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Any] = []
    recorder = Recorder()
    radio.configure(recorder, on_violation=lambda *found: seen.append(found))
    radio.song_played(radio.User("u1"), song_id="x")
    ((call, message, violations),) = seen
    assert call == "Song Played"
    assert message["properties"]["song_id"] == "x"
    assert [one.path for one in violations] == ["properties.song_id"]
    assert len(recorder.calls) == 1
    assert caplog.records == []


def test_a_broken_callback_does_not_keep_a_call_from_being_sent(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    recorder = Recorder()
    radio.configure(recorder, on_violation=broken)
    radio.song_played(radio.User("u1"), song_id="x")
    assert len(recorder.calls) == 1
    assert "was not checked" in caplog.text


def test_off_checks_nothing(radio: ModuleType) -> None:
    recorder = Recorder()
    radio.configure(recorder, validate="off")
    radio.song_played(radio.User("u1"), song_id="x")
    assert len(recorder.calls) == 1
    assert f"{radio.__name__}._validation" not in sys.modules


UNUSABLE = {
    "absent": (None, "jsonschema-rs is not installed"),
    "too old": (
        SimpleNamespace(Draft7Validator=lambda _: None, RegexOptions=object),
        "this jsonschema-rs cannot be used",
    ),
}


@pytest.mark.parametrize("state", UNUSABLE)
def test_without_jsonschema_rs_calls_are_sent_unchecked_and_that_is_said_once(
    radio: ModuleType,
    state: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    module, why = UNUSABLE[state]
    monkeypatch.setitem(sys.modules, "jsonschema_rs", module)
    recorder = Recorder()
    radio.configure(recorder)
    for _ in range(2):
        radio.song_played(radio.User("u1"), song_id="x")
        radio.order_completed(radio.User("u1"), total="x")
    assert len(recorder.calls) == 4
    (record,) = caplog.records
    assert record.getMessage().startswith(f"calls are not checked: {why}")


def test_each_rule_is_compiled_once_and_only_when_it_is_needed(
    radio: ModuleType, sent: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Any] = []

    class Counting(jsonschema_rs.Draft7Validator):
        def __new__(cls, schema: Any, **options: Any) -> Any:
            compiled.append(schema)
            return jsonschema_rs.Draft7Validator(schema, **options)

    counting = SimpleNamespace(Draft7Validator=Counting, RegexOptions=jsonschema_rs.RegexOptions)
    monkeypatch.setitem(sys.modules, "jsonschema_rs", counting)
    for _ in range(20):
        radio.song_played(radio.User("u1"), song_id="s_1")
        radio.order_completed(radio.User("u1"), total=1)
        radio.order_completed_v1(radio.User("u1"), cents=1)
        radio.page(radio.User("u1"), "Library", path="/")
        radio.page(radio.User("u1"), "Settings", path="/")
    rules = {"Song Played", "Order Completed", "Order Completed v1", "page *"}
    assert len(compiled) == len({"whether it works"} | {"common"} | rules)
    assert len(sent.calls) == 100


FAULTS = {
    "not JSON": lambda radio: radio.song_played(radio.User("u1"), song_id=object()),
    "bytes": lambda radio: radio.song_played(radio.User("u1"), song_id=b"s_1"),
    "not a number": lambda radio: radio.song_played(radio.User("u1"), song_id="s", total=float("nan")),
    "infinite": lambda radio: radio.song_played(radio.User("u1"), song_id="s", total=float("inf")),
    "not a mapping": lambda radio: radio.open_sent(radio.User("u1"), extra_=3),
    "the transport": lambda radio: radio.empty_sent(radio.User("u1")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_tracking_never_reaches_the_program_and_is_logged_once(
    radio: ModuleType, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    radio.configure(Broken(), validate="raise")
    FAULTS[fault](radio)
    FAULTS[fault](radio)
    (record,) = caplog.records
    assert "was not sent" in record.getMessage()


def test_before_it_is_configured_a_client_says_once_that_nothing_is_sent(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    radio.empty_sent(radio.User("u1"))
    radio.empty_sent(radio.User("u1"))
    assert [record.getMessage() for record in caplog.records] == [
        "nothing is sent: call configure() with a transport first"
    ]


def test_a_client_told_to_send_nowhere_is_silent(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    radio.configure(None)
    radio.empty_sent(radio.User("u1"))
    assert caplog.records == []


def test_the_transport_of_the_moment_is_used_also_by_functions_imported_before(
    radio: ModuleType,
) -> None:
    function = radio.empty_sent
    first, second = Recorder(), Recorder()
    for recorder in (first, second):
        radio.configure(recorder)
        function(radio.User("u1"))
    assert len(first.calls) == len(second.calls) == 1


def test_the_log_is_not_flooded_by_ever_new_faults(
    radio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    log_once = submodule(radio, "_runtime").log_once
    with caplog.at_level(logging.WARNING):
        for number in range(1100):
            log_once("fault %s", str(number))
    assert len(caplog.records) == 1000


def test_deprecated_calls_still_work(radio: ModuleType, sent: Recorder) -> None:
    radio.old_sent(radio.User("u1"))
    assert sent.calls[0][1]["event"] == "Old Sent"


# ---- the package itself


def test_names_load_when_they_are_used(radio: ModuleType) -> None:
    loaded = {name for name in sys.modules if name.startswith(f"{radio.__name__}.")}
    assert loaded == {f"{radio.__name__}._lazy"}
    assert "song_played" not in vars(radio)
    assert callable(radio.song_played)
    assert f"{radio.__name__}._order" not in sys.modules


def test_a_star_import_gives_everything_listed(radio: ModuleType) -> None:
    namespace: dict[str, Any] = {}
    exec(f"from {radio.__name__} import *", namespace)
    assert set(radio.__all__) <= set(namespace)
    assert dir(radio) == sorted(radio.__all__)


def test_an_unknown_name_is_an_attribute_error(radio: ModuleType) -> None:
    with pytest.raises(AttributeError, match="song_playd"):
        _ = radio.song_playd
