"""What a code means that a message was refused, rejected, blocked, dropped or filtered with."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Code(NamedTuple):
    """What became of the message, and a sentence or two on why."""

    fate: str
    explanation: str


_REFUSED: Final = "request refused"
_REJECTED: Final = "message rejected"
_BLOCKED: Final = "message blocked"
_FILTERED: Final = "not sent to a destination"

_OF_REQUESTS: Final = {
    "unknown_source": "No source of the workspace has the request's write key, or it came without one.",
    "empty_batch": "The body's `batch` has no messages in it.",
    "not_found": "The gateway has no such path; its paths are those of Segment's HTTP Tracking API.",
    "timeout": "The body did not arrive in time.",
    "overloaded": "The gateway has too much in hand. The client should send again after `Retry-After`.",
    "draining": "The gateway is stopping. The client should send again after `Retry-After`.",
    "unavailable": "The gateway cannot take it now. The client should send again after `Retry-After`.",
    "internal": "The gateway itself failed, and its log says where. The client should send again.",
}
_OF_ITEMS: Final = {
    "bad_request": "The request or the message cannot be read: its JSON, `type`, `messageId`, `context` or `integrations`; the reason beside the code says which.",
    "too_large": "The request or the message is over a limit of Segment's HTTP Tracking API; a message may have 32 KB.",
    "no_user_anon_id": "The message has neither a `userId` nor an `anonymousId`.",
    "id_not_string": "`userId`, `anonymousId`, `groupId` or `previousId` is not a string.",
    "id_required": "An id that the call needs is missing or empty: `groupId` of a group, `userId` and `previousId` of an alias.",
    "event_not_string": "The `event` of a track call is not a string.",
    "event_not_defined": "The `event` of a track call is missing or empty.",
    "name_not_string": "The `name` of a page or screen call is not a string.",
    "category_not_string": "The `category` of a page or screen call is not a string.",
    "properties_not_object": "`properties` is not an object.",
    "traits_not_object": "`traits` is not an object.",
    "consent_categorypreferences_should_exist": "The event that records consent came without `context.consent.categoryPreferences`.",
    "consent_categorypreferences_should_be_object": "`context.consent.categoryPreferences` of the event that records consent is not an object.",
    "consent_categorypreferences_fields_should_be_bool": "A category in `context.consent.categoryPreferences` of the event that records consent is neither true nor false.",
    "device_advertisingid_should_be_string": "`context.device.advertisingId` of the event that records consent is not a string.",
}
_OF_BLOCKED: Final = {
    "unplanned": "The plan has no such event, page or screen, and `unplanned_events` of the source says to block it.",
    "schema_violation": "The message breaks the rule that the plan has for it, and a control of the source says to block violations.",
    "unplanned_and_schema_violation": "The message breaks the rule that the plan has for it and has keys that the plan does not name, and a control of the source says to block violations.",
    "common_schema_violation": "The message breaks the plan's common rule, and a control of the source says to block violations of it.",
    "engine_error": "A source transformation had no answer for the message; or the engine itself failed on it, and `on_engine_error` says what becomes of it then.",
}
_OF_ROUTES: Final = {
    "FILTERED_BY_END_USER_CONSENT": "The user has not agreed to every category that the destination needs.",
    "FILTERED_BY_INTEGRATIONS_OBJECT": "The sender's `integrations` turn the destination off for this message.",
    "FILTERED_BY_RULES": "A filter or a transformation of the destination dropped the message, left it out of a sample, or sends only others.",
    "INVALID_SETTINGS": "A filter or a transformation of the destination has no answer for this message, so nothing was sent: it may be there to protect data.",
}

CODES: Final[Mapping[str, Code]] = {
    **{code: Code(_REFUSED, text) for code, text in _OF_REQUESTS.items()},
    **{code: Code(_REJECTED, text) for code, text in _OF_ITEMS.items()},
    **{code: Code(_BLOCKED, text) for code, text in _OF_BLOCKED.items()},
    "dropped_by_transformation": Code(
        "message dropped",
        "A transformation of the source says to drop it; no destination gets it.",
    ),
    "suppressed": Code(
        "message not stored",
        "The user is on the suppression list, so nothing of the message is stored (in a later release).",
    ),
    **{code: Code(_FILTERED, text) for code, text in _OF_ROUTES.items()},
}
"""Code, as it is written in counts and in quarantine → what it means."""

_BY_FOLDED: Final = {code.casefold(): code for code in CODES}


def is_code(text: str) -> bool:
    """Whether the text is a code, in capitals or not."""
    return text.casefold() in _BY_FOLDED


def explain_code(text: str) -> str:
    """One paragraph on a code for which `is_code` holds."""
    code = _BY_FOLDED[text.casefold()]
    return f"{code} ({CODES[code].fate})\n{CODES[code].explanation}\n"
