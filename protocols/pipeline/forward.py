"""Entries that follow from another: a track per violation, and blocked messages sent on. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from protocols.engine.decision import Decision, Violation
from protocols.pipeline.entry import NOT_FORWARDED, Entry, Outcome, Unforwarded

VIOLATION_EVENT: Final = "Violation Generated"

_UNSET_TIME: Final = "0001-01-01T00:00:00Z"
_WHOLE: Final = 2**64


def _all(_event: str, wanted: int) -> int:
    return wanted


@dataclass(frozen=True, slots=True)
class ViolationForwarding:
    """Which violations go to the source `target`.

    `sample` is the share of messages, 0 to 1, whose violations go: all of a message's or none, and
    what a smaller share keeps a larger one keeps too. `room` is asked with an event of the plan how
    many of so many violations may go now.
    """

    target: str
    sample: float = 1.0
    room: Callable[[str, int], int] = _all


def violation_events(
    entry: Entry, forwarding: ViolationForwarding, *, plan_title: str
) -> tuple[tuple[Entry, ...], Unforwarded]:
    """One Segment "Violation Generated" track per recorded violation, and the count of the rest.

    Ids follow from the message and the violation's place in it: a message that a client sends again
    makes the same ids, so that its violations are counted once.
    """
    decision = entry.decision
    if decision is None or not decision.violations:
        return (), NOT_FORWARDED
    listed = len(decision.violations)
    unlisted = max(decision.violation_count - listed, 0)
    if _place(entry) >= forwarding.sample * _WHOLE:
        return (), Unforwarded(sampled_out=listed + unlisted)
    room = forwarding.room(_planned_event(entry, decision), listed)
    events = tuple(
        _violation_entry(entry, index, violation, target=forwarding.target, plan_title=plan_title)
        for index, violation in enumerate(decision.violations[:room])
    )
    return events, Unforwarded(over_the_cap=listed - room, unlisted=unlisted)


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
        unforwarded=NOT_FORWARDED,
        follows=True,
    )


def _place(entry: Entry) -> int:
    """Where on a line of length 2^64 a message stands; its event and id alone decide."""
    seed = "\n".join((entry.name or entry.kind, entry.message_id))
    return int.from_bytes(sha256(seed.encode(errors="replace")).digest()[:8], "big")


def _planned_event(entry: Entry, decision: Decision) -> str:
    """The event as the plan names it. Names that it does not know are the sender's: they are one."""
    return entry.kind if decision.rule is None else decision.rule.label


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
        follows=True,
    )


def _properties(entry: Entry, violation: Violation, plan_title: str) -> dict[str, Any]:
    message = entry.message
    app = _object(_object(message.get("context")).get("app"))
    plan = entry.decision.plan if entry.decision else None
    return {
        "appVersion": app.get("version") or "",
        "eventMessageID": entry.message_id,
        "eventName": entry.name or entry.kind,
        "eventSentAt": message.get("sentAt") or _UNSET_TIME,
        "eventTimestamp": message.get("timestamp") or _UNSET_TIME,
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
