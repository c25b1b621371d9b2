"""`context.protocols`: what Segment writes on a message that had something wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from protocols.engine.decision import Omitted, OmittedFor, Violation

OURS: Final = ("violations", "omitted", "omitted_on_violation", "sourceId")
"""Keys only the engine writes; from a client they are dropped. `event_version` is the client's."""


def ours_on(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that only the engine writes and that stand on a message: forged, if a client sent it."""
    context = message.get("context")
    mine = context.get("protocols") if isinstance(context, dict) else None
    return tuple([key for key in OURS if key in mine]) if isinstance(mine, dict) else ()


def unforged(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message without them, and without an emptied `context.protocols`."""
    context = dict(message["context"])
    rest = {key: value for key, value in context["protocols"].items() if key not in OURS}
    if rest:
        context["protocols"] = rest
    else:
        del context["protocols"]
    return {**message, "context": context}


def annotated(
    message: Mapping[str, Any],
    violations: Sequence[Violation],
    omitted: Sequence[Omitted],
    source_id: str | None,
) -> Mapping[str, Any]:
    """The message with what was found written on it; untouched when there is nothing to say."""
    context = message.get("context")
    if not (violations or omitted) or not (context is None or isinstance(context, dict)):
        return message
    theirs = (context or {}).get("protocols")
    notes = dict(theirs) if isinstance(theirs, dict) else {}
    notes |= _notes(violations, omitted)
    if source_id:
        notes["sourceId"] = source_id
    return {**message, "context": {**(context or {}), "protocols": notes}}


def _notes(violations: Sequence[Violation], omitted: Sequence[Omitted]) -> dict[str, Any]:
    notes: dict[str, Any] = {}
    if violations:
        notes["violations"] = [
            {"type": found.type, "field": found.field, "description": found.description}
            for found in violations
        ]
    for item in omitted:
        unplanned = item.reason is OmittedFor.UNPLANNED
        held = notes.setdefault("omitted" if unplanned else "omitted_on_violation", [])
        held.append(_bare(item.field))
    return notes


def _bare(field: str) -> str:
    """Segment names omitted keys without `properties.` or `traits.` before them."""
    root, _, rest = field.partition(".")
    return rest if root in {"properties", "traits"} else field
