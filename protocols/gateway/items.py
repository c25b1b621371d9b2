"""What an item must be to become a message. The codes are Segment's, verbatim.

The checks are those of Segment's ingestion: identifiers, names, and the types of the objects that
everything behind relies on. What a plan says of a message is the engine's business, not theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocols.gateway import limits

CONSENT_EVENT: Final = "Segment Consent Preference Updated"

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an item is rejected: Segment's code, and a sentence with the remedy."""

    code: str
    reason: str


Check = Callable[[Message], Fault | None]


def _text(key: str, code: str) -> Check:
    """`key` is a string where it is there at all."""

    def check(message: Message) -> Fault | None:
        value = message.get(key)
        if value is None or isinstance(value, str):
            return None
        return Fault(code, f"`{key}` must be a string")

    return check


def _object(key: str, code: str) -> Check:
    """`key` is an object where it is there at all."""

    def check(message: Message) -> Fault | None:
        value = message.get(key)
        if value is None or isinstance(value, dict):
            return None
        return Fault(code, f"`{key}` must be an object")

    return check


def _needed(key: str, code: str) -> Check:
    """`key` is there and not empty."""

    def check(message: Message) -> Fault | None:
        return None if message.get(key) else Fault(code, f"`{key}` is missing or empty")

    return check


def _someone(message: Message) -> Fault | None:
    if message.get("userId") or message.get("anonymousId"):
        return None
    return Fault("no_user_anon_id", "send a `userId` or an `anonymousId`")


def _message_id(message: Message) -> Fault | None:
    value = message.get("messageId")
    if value is None:
        return None
    if not isinstance(value, str):
        return Fault("bad_request", "`messageId` must be a string")
    if len(value) > limits.MESSAGE_ID:
        return Fault("bad_request", f"`messageId` is over {limits.MESSAGE_ID} characters")
    return None


def _consent(message: Message) -> Fault | None:
    """Segment asks more of the one event that records consent."""
    if message.get("event") != CONSENT_EVENT:
        return None
    context = message.get("context") or {}
    consent = context.get("consent")
    preferences = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if preferences is None:
        return Fault(
            "consent_categorypreferences_should_exist",
            "send `context.consent.categoryPreferences` with this event",
        )
    return _consent_preferences(preferences) or _advertising_id(context)


def _consent_preferences(preferences: object) -> Fault | None:
    if not isinstance(preferences, dict):
        return Fault(
            "consent_categorypreferences_should_be_object",
            "`context.consent.categoryPreferences` must be an object",
        )
    if not all(isinstance(value, bool) for value in preferences.values()):
        return Fault(
            "consent_categorypreferences_fields_should_be_bool",
            "each of `context.consent.categoryPreferences` must be true or false",
        )
    return None


def _advertising_id(context: Message) -> Fault | None:
    device = context.get("device")
    value = device.get("advertisingId") if isinstance(device, dict) else None
    if value is None or isinstance(value, str):
        return None
    return Fault(
        "device_advertisingid_should_be_string", "`context.device.advertisingId` must be a string"
    )


_ALWAYS: Final = (
    _message_id,
    _text("userId", "id_not_string"),
    _text("anonymousId", "id_not_string"),
    _object("context", "bad_request"),
    _object("integrations", "bad_request"),
)
_NAMED: Final = (
    _someone,
    _text("name", "name_not_string"),
    _text("category", "category_not_string"),
    _object("properties", "properties_not_object"),
)

CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "track": (
        *_ALWAYS,
        _someone,
        _text("event", "event_not_string"),
        _needed("event", "event_not_defined"),
        _object("properties", "properties_not_object"),
        _consent,
    ),
    "identify": (*_ALWAYS, _someone, _object("traits", "traits_not_object")),
    "page": (*_ALWAYS, *_NAMED),
    "screen": (*_ALWAYS, *_NAMED),
    "group": (
        *_ALWAYS,
        _someone,
        _text("groupId", "id_not_string"),
        _needed("groupId", "id_required"),
        _object("traits", "traits_not_object"),
    ),
    "alias": (
        *_ALWAYS,
        _text("previousId", "id_not_string"),
        _needed("userId", "id_required"),
        _needed("previousId", "id_required"),
    ),
}
"""Kind of call → its checks, in order; the first fault is the answer."""


def check(message: Message, kind: str) -> Fault | None:
    """The first thing that keeps `message` from being a `kind` call."""
    for one in CHECKS[kind]:
        fault = one(message)
        if fault is not None:
            return fault
    return None


def kind_of(message: Message) -> str | Fault:
    """The call a batch item says it is."""
    kind = message.get("type")
    if isinstance(kind, str) and kind in CHECKS:
        return kind
    return Fault("bad_request", f"`type` must be one of {', '.join(sorted(CHECKS))}")
