"""Answers for developers: what became of each item and why. Never a value of the message."""

from collections.abc import Sequence
from typing import Any

from protocols.engine.decision import Decision
from protocols.gateway.answers import Answer, answer_json
from protocols.gateway.sort import Sorted
from protocols.journal.interface import Appended
from protocols.pipeline.entry import Entry, Rejection


def answer_verbose(results: Sequence[Sorted], appended: Sequence[Appended]) -> Answer:
    """The answer of a source with `verbose: true`: one element of `messages` per item, in order.

    `appended` is what the journal said of all items and of what follows from them, flat.
    """
    told: list[dict[str, Any]] = []
    place = 0
    for result in results:
        told.append(_tell(result, appended[place]))
        place += 1 if isinstance(result, Rejection) else len(result)
    return answer_json({"success": True, "messages": told})


def _tell(result: Sorted, appended: Appended) -> dict[str, Any]:
    if isinstance(result, Rejection):
        return {
            "messageId": result.message_id,
            "outcome": "rejected",
            "code": result.code,
            "reason": result.reason,
        }
    entry = result[0]
    outcome = "duplicate" if appended is Appended.DUPLICATE else entry.outcome.value
    return {"messageId": entry.message_id, "outcome": outcome, **_tell_entry(entry)}


def _tell_entry(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"code": entry.discard} if entry.discard else {}
    return told if entry.decision is None else {**told, **_tell_decision(entry.decision)}


def _tell_decision(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict.value,
        "violationCount": decision.violation_count,
        "violations": [
            {
                "type": violation.type,
                "field": violation.field,
                "description": violation.description,
                "remedy": violation.remedy,
                "place": violation.place,
                "owner": violation.owner,
            }
            for violation in decision.violations
        ],
        "unplanned": [
            {"kind": each.kind.value, "field": each.field, "remedy": each.remedy}
            for each in decision.unplanned
        ],
        "omitted": [
            {"field": each.field, "reason": each.reason.value} for each in decision.omitted
        ],
    }
