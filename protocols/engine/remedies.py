"""What to do about a violation: guesses where the mistake shows, else the plain instruction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from protocols.engine.causes import Cause
from protocols.engine.nearest import MAX_LOOK, nearest
from protocols.engine.shape import type_name
from protocols.engine.told import Told

Accepts = tuple[str, ...]
"""Types, strings or formats that the plan would take."""


def remedy_for(cause: Cause, known: Told, field: str, strangers: Sequence[str]) -> str:
    """One instruction, without any value of the message.

    `strangers` are the unplanned keys of the same object: what a missing key may be hiding as.
    """
    if cause.missing is not None:
        sent = nearest(cause.missing, strangers)
        if sent:
            return f"{sent!r} was sent: did you mean {cause.missing!r}?"
    guess = _GUESSES.get(cause.keyword)
    return (guess and guess(cause.instance, known.accepts)) or _plain(cause, known, field)


def _plain(cause: Cause, known: Told, field: str) -> str:
    text = _PLAIN.get(cause.keyword, "send a value that satisfies the plan, or widen the plan")
    return text.format(field=field, wanted=known.wanted)


_PLAIN: Final[Mapping[str, str]] = {
    "required": "send {field}, or make it optional in the plan",
    "type": "send {wanted}, or widen the type in the plan",
    "enum": "send one of {wanted}, or add the value to the plan",
    "const": "send {wanted}",
    "pattern": "send a value of the form {wanted}",
    "format": "send a value in {wanted} form",
    "minimum": "send {wanted} or more",
    "maximum": "send {wanted} or less",
    "exclusiveMinimum": "send more than {wanted}",
    "exclusiveMaximum": "send less than {wanted}",
    "multipleOf": "send a multiple of {wanted}",
    "minLength": "send at least {wanted} characters",
    "maxLength": "send at most {wanted} characters",
    "minItems": "send at least {wanted} elements",
    "maxItems": "send at most {wanted} elements",
    "additionalItems": "send no more than {wanted} elements",
    "uniqueItems": "send each element once",
    "minProperties": "send at least {wanted} keys",
    "maxProperties": "send at most {wanted} keys",
    "additionalProperties": "leave {field} out, or add it to the plan",
    "falseSchema": "leave {field} out: the plan forbids it",
}


def _convertible(value: Any, accepts: Accepts) -> str:
    wanted = set(accepts)
    if isinstance(value, str):
        return _string_holding(value[:MAX_LOOK], wanted)
    if value is None:
        return "leave it out instead of sending null, or allow null in the plan"
    if "string" in wanted and isinstance(value, int | float):
        return f"send it as a string: {type_name(value)} values need quotes, or cast it"
    if "integer" in wanted and isinstance(value, float):
        return "send a whole number, or make it a number in the plan"
    return ""


def _string_holding(text: str, wanted: set[str]) -> str:
    if wanted & {"integer", "number"} and _is_number(text):
        return "a string holding a number: send the number itself, or cast it"
    if "boolean" in wanted and text.strip().casefold() in {"true", "false"}:
        return "a string holding true or false: send the boolean itself, or cast it"
    if wanted & {"object", "array"} and text.lstrip()[:1] in {"{", "["}:
        return "a string holding JSON: send the value itself"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _cased(value: Any, accepts: Accepts) -> str:
    if not isinstance(value, str):
        return ""
    meant = nearest(value, accepts)
    return f"did you mean {meant!r}?" if meant else ""


def _zoned(value: Any, accepts: Accepts) -> str:
    if accepts != ("date-time",) or not isinstance(value, str):
        return ""
    try:
        moment = datetime.fromisoformat(value[:MAX_LOOK])
    except ValueError:
        return "send RFC 3339, such as 2026-01-31T09:30:00Z"
    if moment.tzinfo is None and len(value) > len("2026-01-31"):
        return "add Z or an offset such as +02:00"
    return "send RFC 3339, such as 2026-01-31T09:30:00Z"


_GUESSES: Final[Mapping[str, Callable[[Any, Accepts], str]]] = {
    "type": _convertible,
    "enum": _cased,
    "format": _zoned,
}
