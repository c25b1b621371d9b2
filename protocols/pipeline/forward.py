"""Entries that follow from another: a track per violation, and blocked messages sent on. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from protocols.engine.decision import Violation
from protocols.pipeline.entry import Entry, Outcome

VIOLATION_EVENT: Final = "Violation Generated"
_UNSET_TIME: Final = "0001-01-01T00:00:00Z"


def violation_events(entry: Entry, *, target: str, plan_title: str) -> tuple[Entry, ...]:
    """One Segment "Violation Generated" track per recorded violation, for the source `target`.

    Ids follow from the message and the violation's place in it: a message that a client sends again
    makes the same ids, so that its violations are counted once.
    """
    if entry.decision is None:
        return ()
    return tuple(
        _violation_entry(entry, index, violation, target=target, plan_title=plan_title)
        for index, violation in enumerate(entry.decision.violations)
    )


def forwarded_block(entry: Entry, *, target: str) -> Entry:
    """The blocked message as it was received, for the source `target`."""
    message = {**entry.message, "forwardedFromProject": entry.source}
    return replace(
        entry,
        source=target,
        outcome=Outcome.ADMITTED,
        message=message,
        decision=None,
        discard=None,
    )


def _violation_entry(
    entry: Entry, index: int, violation: Violation, *, target: str, plan_title: str
) -> Entry:
    message_id = _derived_id(entry, index)
    context = _object(entry.message.get("context"))
    message = {
        "type": "track",
        "event": VIOLATION_EVENT,
        "userId": "schema-violations",
        "messageId": message_id,
        "forwardedFromProject": entry.source,
        "integrations": {},
        "context": {"app": context.get("app"), "library": context.get("library")},
        "timestamp": entry.received_at,
        "receivedAt": entry.received_at,
        "properties": _properties(entry, violation, plan_title),
    }
    return Entry(
        source=target,
        message_id=message_id,
        received_at=entry.received_at,
        kind="track",
        name=VIOLATION_EVENT,
        outcome=Outcome.ADMITTED,
        message=message,
    )


def _properties(entry: Entry, violation: Violation, plan_title: str) -> dict[str, Any]:
    message = entry.message
    app = _object(_object(message.get("context")).get("app"))
    plan = entry.decision.plan if entry.decision else None
    return {
        "appVersion": app.get("version", ""),
        "eventMessageID": entry.message_id,
        "eventName": entry.name or entry.kind,
        "eventSentAt": message.get("sentAt", _UNSET_TIME),
        "eventTimestamp": message.get("timestamp", _UNSET_TIME),
        "eventType": entry.kind,
        "sourceID": entry.source,
        "sourceName": entry.source,
        "sourceSlug": entry.source,
        "trackingPlanID": plan.id if plan else "",
        "trackingPlanName": plan_title,
        "violationDescription": violation.description,
        "violationField": violation.field,
        "violationType": violation.type,
    }


def _derived_id(entry: Entry, index: int) -> str:
    seed = "\n".join((entry.source, entry.message_id, str(index)))
    return f"sch-{sha256(seed.encode(errors='replace')).hexdigest()[:32]}"


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
