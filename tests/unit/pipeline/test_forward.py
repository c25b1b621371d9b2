"""What follows from a message in other sources has Segment's names and envelope, to the letter."""

from pathlib import Path
from typing import Any, Final

import pytest

from protocols.engine.decide import Engine
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.entry import Entry, Outcome
from tests.unit.pipeline.forwarding import AT, admitted, engine_in, forwarding, played

SENT_AT: Final = "2026-03-01T11:59:59.000Z"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return engine_in(tmp_path)


def test_a_violation_is_segments_message_field_by_field(engine: Engine) -> None:
    app, library = {"name": "Radio", "version": "3.1", "build": 7}, {"name": "x", "version": "1"}
    message = played(
        timestamp=AT,
        sentAt=SENT_AT,
        context={"app": app, "library": library, "ip": "1.1.1.1", "page": {"url": "u"}},
        integrations={"All": False},
    )
    _, forwarded = admitted(message, forwarding(engine))
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
    _, forwarded = admitted(played(**extra, sentAt=None), forwarding(engine))
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
    _, forwarded = admitted({**message, "messageId": "m1", "userId": "u1"}, forwarding(engine))
    properties = forwarded.message["properties"]
    said = (properties["eventName"], properties["eventType"], properties["violationField"])
    assert said == (name, message["type"], field)


def test_a_blocked_message_is_forwarded_whole_and_says_from_where(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, track={"violations": "block"})
    source = AdmittingSource("web", engine, forward_blocked_to="bin")
    message = played(
        context={"protocols": {"event_version": 1}},
        integrations={"All": False},
        timestamp=AT,
        receivedAt=AT,
        originalTimestamp=SENT_AT,
    )
    own, forwarded = admitted(message, source)
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
