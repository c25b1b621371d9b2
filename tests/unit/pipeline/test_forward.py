"""What follows from a message in other sources: Segment's envelope to the letter, samples, caps."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.pipeline.admit import AdmittingSource, admit
from protocols.pipeline.cap import RateCap
from protocols.pipeline.entry import Entry, Outcome, Unforwarded
from protocols.pipeline.forward import ViolationForwarding
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

SENT_AT = "2026-03-01T11:59:59.000Z"
AT = "2026-03-01T12:00:00.000Z"
PLAN = """\
plan: radio
title: Radio
version: 1.0.0
events:
  Song Played:
    properties:
      song_id: {type: string, required: true}
      seconds: {type: integer, minimum: 0}
      tags: {type: array, items: {type: string}}
  Song Shared:
    versions:
      1: {properties: {to: {type: string}}}
      2: {properties: {to: {type: integer}}}
identify: {traits: {age: {type: integer}}}
page: {"*": {properties: {path: {type: string}}}}
common: {properties: {anonymousId: false}, maxProperties: 9}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return Engine(compile_plan(load_plan(path)))


def _source(engine: Engine, **options: Any) -> AdmittingSource:
    return AdmittingSource(
        "web",
        engine,
        plan_title="Radio",
        forward_violations_to=ViolationForwarding("ops", **options),
    )


def _message(message_id: str = "m1", **extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1", "seconds": "3"},
        **extra,
    }


def _admit(message: Mapping[str, Any], source: AdmittingSource) -> tuple[Entry, ...]:
    return admit(message, source, received_at=AT)


def test_a_violation_is_segments_message_field_by_field(engine: Engine) -> None:
    app, library = {"name": "Radio", "version": "3.1", "build": 7}, {"name": "x", "version": "1"}
    message = _message(
        timestamp=AT,
        sentAt=SENT_AT,
        context={"app": app, "library": library, "ip": "1.1.1.1", "page": {"url": "u"}},
        integrations={"All": False},
    )
    _, forwarded = _admit(message, _source(engine))
    assert forwarded.message["messageId"] == forwarded.message_id
    assert forwarded.message_id.startswith("sch-")
    assert forwarded.message == {
        "type": "track",
        "event": "Violation Generated",
        "userId": "schema-violations",
        "messageId": forwarded.message_id,
        "forwardedFromProject": "web",
        "integrations": {},
        "context": {"app": app, "library": library},
        "timestamp": AT,
        "receivedAt": AT,
        "properties": {
            "appVersion": "3.1",
            "eventMessageID": "m1",
            "eventName": "Song Played",
            "eventSentAt": SENT_AT,
            "eventTimestamp": AT,
            "eventType": "track",
            "sourceID": "web",
            "sourceName": "web",
            "sourceSlug": "web",
            "trackingPlanID": "radio",
            "trackingPlanName": "Radio",
            "violationDescription": "Invalid type. Expected: integer, given: string",
            "violationField": "properties.seconds",
            "violationType": "Invalid Type",
        },
    }
    assert (forwarded.source, forwarded.outcome) == ("ops", Outcome.ADMITTED)
    assert (forwarded.kind, forwarded.name) == ("track", "Violation Generated")
    assert (forwarded.decision, forwarded.forwarded, forwarded.received_at) == (None, None, AT)


@pytest.mark.parametrize("context", [None, {}, {"app": None}, {"app": {"version": None}}, "x"])
def test_what_a_message_does_not_say_has_segments_stand_in(engine: Engine, context: Any) -> None:
    extra = {} if context is None else {"context": context}
    _, forwarded = _admit(_message(**extra, sentAt=None), _source(engine))
    properties = forwarded.message["properties"]
    assert properties["appVersion"] == ""
    assert properties["eventSentAt"] == properties["eventTimestamp"] == "0001-01-01T00:00:00Z"
    app = context.get("app") if isinstance(context, dict) else None
    assert forwarded.message["context"] == {"app": app, "library": None}


@pytest.mark.parametrize(
    ("message", "name", "field"),
    [
        ({"type": "identify", "traits": {"age": "x"}}, "identify", "traits.age"),
        ({"type": "page", "name": "Home", "properties": {"path": 1}}, "Home", "properties.path"),
        ({"type": "page", "properties": {"path": 1}}, "page", "properties.path"),
        ({"type": "alias", "anonymousId": "a"}, "alias", "anonymousId"),
        (
            {"type": "track", "event": "Song Hummed", "anonymousId": "a"},
            "Song Hummed",
            "anonymousId",
        ),
        ({"type": "alias", **dict.fromkeys("abcdefgh")}, "alias", "(root)"),
    ],
)
def test_every_kind_of_message_says_what_it_was(
    engine: Engine, message: dict[str, Any], name: str, field: str
) -> None:
    _, forwarded = _admit({**message, "messageId": "m1", "userId": "u1"}, _source(engine))
    properties = forwarded.message["properties"]
    said = (properties["eventName"], properties["eventType"], properties["violationField"])
    assert said == (name, message["type"], field)


def test_a_blocked_message_is_forwarded_whole_and_says_from_where(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    engine = Engine(
        compile_plan(load_plan(tmp_path / "plan.yaml")),
        Controls.model_validate({"track": {"violations": "block"}}),
    )
    source = AdmittingSource("web", engine, forward_blocked_to="bin")
    message = _message(
        context={"protocols": {"event_version": 1}},
        integrations={"All": False},
        timestamp=AT,
        receivedAt=AT,
        originalTimestamp=SENT_AT,
    )
    own, forwarded = _admit(message, source)
    assert forwarded == Entry(
        source="bin",
        message_id="m1",
        received_at=AT,
        kind="track",
        name="Song Played",
        outcome=Outcome.ADMITTED,
        message={**message, "forwardedFromProject": "web"},
        follows=True,
    )
    assert (own.outcome, own.message) == (Outcome.BLOCKED, message)


def _broken(number: int) -> list[dict[str, Any]]:
    return [_message(f"m{each}") for each in range(number)]


def _kept(engine: Engine, sample: float) -> set[str]:
    source = _source(engine, sample=sample)
    return {message["messageId"] for message in _broken(2_000) if len(_admit(message, source)) > 1}


def test_a_sample_is_a_share_the_same_each_time_and_within_every_larger_one(
    engine: Engine,
) -> None:
    tenth, fifth, all_of_them = _kept(engine, 0.1), _kept(engine, 0.2), _kept(engine, 1.0)
    assert tenth < fifth < all_of_them
    assert 140 < len(tenth) < 260
    assert 320 < len(fifth) < 480
    assert len(all_of_them) == 2_000
    assert tenth == _kept(engine, 0.1)


def test_events_are_sampled_apart(engine: Engine) -> None:
    def kept(event: str, **extra: Any) -> set[str]:
        source = _source(engine, sample=0.5)
        messages = [_message(f"m{n}", event=event, **extra) for n in range(500)]
        return {message["messageId"] for message in messages if len(_admit(message, source)) > 1}

    assert kept("Song Played") != kept("Song Shared", properties={"to": 1})


def test_a_messages_violations_are_sampled_together(engine: Engine) -> None:
    source = _source(engine, sample=0.5)
    for number in range(200):
        message = _message(f"m{number}", properties={"seconds": "3", "tags": [1, 2]})
        entry, *forwarded = _admit(message, source)
        assert (len(forwarded), entry.unforwarded) in [
            (4, Unforwarded()),
            (0, Unforwarded(sampled_out=4)),
        ]


def test_what_the_cap_holds_back_is_counted_and_comes_again_with_time(engine: Engine) -> None:
    now = [0.0]
    source = _source(engine, room=RateCap(6, lambda: now[0]).take)

    def sent(number: int) -> tuple[int, int]:
        came = [_admit(message, source) for message in _broken(number)]
        held = sum(entry.unforwarded.over_the_cap for entry, *_ in came)
        return sum(len(forwarded) for _, *forwarded in came), held

    assert sent(10) == (6, 4)
    now[0] += 30
    assert sent(10) == (3, 7)
    now[0] += 3600
    assert sent(10) == (6, 4)


def test_the_cap_lets_through_as_many_of_one_message_as_there_is_room_for(engine: Engine) -> None:
    source = _source(engine, room=RateCap(3, lambda: 0.0).take)
    message = _message(properties={"seconds": "3", "tags": [1, 2]})
    entry, *forwarded = _admit(message, source)
    assert (len(forwarded), entry.unforwarded) == (3, Unforwarded(over_the_cap=1))


def test_each_event_of_the_plan_has_a_cap_of_its_own_and_unknown_names_share_one(
    engine: Engine,
) -> None:
    taken: Counter[str] = Counter()

    def room(event: str, wanted: int) -> int:
        taken[event] += wanted
        return wanted

    source = _source(engine, room=room)
    shared = {"event": "Song Shared", "properties": {"to": []}}
    for version in (1, 2):
        _admit(_message(**shared, context={"protocols": {"event_version": version}}), source)
    for number in range(5):
        _admit(_message(event=f"Made up {number}", anonymousId="a"), source)
        _admit({**_message(), "type": "page", "name": f"P{number}", "anonymousId": "a"}, source)
    assert taken == {"Song Shared": 2, "track": 5, "page *": 5}


def test_violations_past_those_that_are_listed_are_counted(engine: Engine) -> None:
    message = _message(properties={"song_id": "s", "tags": list(range(80))})
    entry, *forwarded = _admit(message, _source(engine))
    assert (len(forwarded), entry.unforwarded) == (50, Unforwarded(unlisted=30))


def test_a_clean_message_takes_no_room(engine: Engine) -> None:
    def room(_event: str, _wanted: int) -> int:
        raise AssertionError

    (entry,) = _admit(_message(properties={"song_id": "s"}), _source(engine, room=room))
    assert entry.unforwarded == Unforwarded()
