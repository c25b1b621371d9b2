"""What every call shares: whom it is about, how it is checked, and where it is sent.

Nothing in here raises because of tracking, except a `SchemaViolation` where `configure` was asked
for one: a fault is logged once, and the program goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import isfinite
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    TypedDict,
    cast,
)

from ._plan import GENERATOR, PLAN_ID, PLAN_VERSION
from ._transport import Transport

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(_message):
        """Editors and type checkers read the mark; at run time it does nothing."""
        return lambda function: function


__all__ = [
    "UNSET",
    "Anonymous",
    "Both",
    "Identity",
    "Meta",
    "SchemaViolation",
    "Settings",
    "Unset",
    "User",
    "Violation",
    "alias",
    "configure",
    "deprecated",
    "exchange",
    "log_once",
    "send",
]

_log: Final = logging.getLogger(__package__)
_logged: Final[set[tuple[str, ...]]] = set()
_MOST_LOGGED: Final = 1000


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET
"""The key is left out. None is not the same: it sends null."""


@dataclass(frozen=True)
class User:
    """Somebody you know, by the id in your own database."""

    user_id: str


@dataclass(frozen=True)
class Anonymous:
    """Somebody you do not know yet, by an id that you made up for them."""

    anonymous_id: str


@dataclass(frozen=True)
class Both:
    """Somebody you know, and the id they had before you knew them."""

    user_id: str
    anonymous_id: str


Identity: TypeAlias = User | Anonymous | Both


class Meta(TypedDict, total=False):
    """What may travel with any call. `context` is added to the one given to `configure`."""

    timestamp: datetime
    context: Mapping[str, object]
    integrations: Mapping[str, object]
    message_id: str


class Violation(NamedTuple):
    """One thing that the plan forbids. `path` is dotted; `message` never holds a value."""

    path: str
    keyword: str
    message: str


class SchemaViolation(Exception):
    """A call breaks the plan. Raised only under `validate="raise"` and in tests."""

    def __init__(self, call: str, violations: Sequence[Violation]) -> None:
        self.call = call
        self.violations = tuple(violations)
        lines = [f"{call} breaks the tracking plan {PLAN_ID} {PLAN_VERSION}:"]
        lines += [f"  {one.path}: {one.message}" for one in violations]
        super().__init__("\n".join(lines))


OnViolation: TypeAlias = Callable[[str, Mapping[str, object], Sequence[Violation]], None]
Validate: TypeAlias = Literal["off", "warn", "raise"]


@dataclass(frozen=True)
class Settings:
    """What `configure` was told."""

    transport: Transport | None = None
    validate: Validate = "warn"
    on_violation: OnViolation | None = None
    context: Mapping[str, object] | None = None
    configured: bool = True
    strict: bool = False


settings = Settings(configured=False)


def configure(
    transport: Transport | None,
    *,
    validate: Validate = "warn",
    on_violation: OnViolation | None = None,
    context: Mapping[str, object] | None = None,
) -> None:
    """Say where calls go and how they are checked. May be called again at any time.

    Args:
        transport: Sends the calls; None drops them all.
        validate: "off" checks nothing; "warn" reports a call that breaks the plan and sends it;
            "raise" raises `SchemaViolation` and does not send it. Checking needs jsonschema-rs.
        on_violation: Given the call's name, the whole message and its violations, instead of a
            line in the log.
        context: Added to the `context` of every call.
    """
    exchange(Settings(transport, validate, on_violation, context))


def exchange(new: Settings) -> Settings:
    """Put other settings into force, and return those that were."""
    global settings
    before, settings = settings, new
    return before


def alias(previous_id_: str, user_id_: str, /, *, meta_: Meta | None = None) -> None:
    """Say that one person has two ids.

    Args:
        previous_id_: The id they were known by until now.
        user_id_: The id they are known by from now on.
    """
    send("alias", User(user_id_), {}, meta_, previous_id=previous_id_)


def send(
    kind: str,
    who: Identity,
    body: Mapping[str, object],
    meta: Meta | None,
    *,
    name: str | None = None,
    version: int | None = None,
    context: Mapping[str, object] | None = None,
    extra: Mapping[str, object] | None = None,
    category: str | None = None,
    group_id: str | None = None,
    previous_id: str | None = None,
) -> None:
    """Check one call and hand it to the transport, under the settings of this moment."""
    now = settings
    meta = meta or {}
    try:
        message = _identified(kind, who)
        _put(message, "event" if kind == "track" else "name", name)
        _put(message, "category", category)
        _put(message, "groupId", group_id)
        _put(message, "previousId", previous_id)
        if kind != "alias":
            key = "traits" if kind in ("identify", "group") else "properties"
            message[key] = _body(extra, body)
        message["context"] = _context((now.context, meta.get("context"), context), version)
        _put(message, "integrations", plain(meta.get("integrations")))
        _put(message, "timestamp", plain(meta.get("timestamp")))
        _put(message, "messageId", meta.get("message_id"))
        _judge(now, name or kind, message, version)
        _deliver(now, message, meta.get("timestamp"))
    except SchemaViolation:
        raise
    except Exception as fault:
        if now.strict:
            raise
        log_once("%s was not sent: %s", name or kind, type(fault).__name__, exc_info=True)


def log_once(text: str, *values: str, exc_info: bool = False) -> None:
    """Log a warning, but the same one only once in the life of the program."""
    if (text, *values) not in _logged and len(_logged) < _MOST_LOGGED:
        _logged.add((text, *values))
        _log.warning(text, *values, exc_info=exc_info)


def plain(value: object) -> Any:
    """A copy of `value` made of JSON's types: times as ISO 8601, any mapping or sequence plain."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} cannot be sent as JSON")
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        return {key: plain(inner) for key, inner in mapping.items() if inner is not UNSET}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        items = cast("Sequence[object]", value)
        return [plain(inner) for inner in items]
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _identified(kind: str, who: Identity) -> dict[str, Any]:
    message: dict[str, Any] = {"type": kind}
    _put(message, "userId", getattr(who, "user_id", None))
    _put(message, "anonymousId", getattr(who, "anonymous_id", None))
    if len(message) == 1:
        raise TypeError("who_ must be a User, an Anonymous or Both")
    return message


def _put(message: dict[str, Any], key: str, value: object) -> None:
    if value is not None:
        message[key] = value


def _body(extra: Mapping[str, object] | None, body: Mapping[str, object]) -> dict[str, Any]:
    repeated = sorted(set(extra or ()) & set(body))
    if repeated:
        log_once("extra_ repeats %s, which the plan names; pass it as an argument", str(repeated))
    given = {key: value for key, value in body.items() if value is not UNSET}
    sent: dict[str, Any] = plain({**(extra or {}), **given})
    return sent


def _context(given: Sequence[Mapping[str, object] | None], version: int | None) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for one in given:
        context.update(plain(one or {}))
    context["typewriter"] = {"plan": PLAN_ID, "version": PLAN_VERSION, "generator": GENERATOR}
    if version is not None:
        context["protocols"] = {"event_version": version}
    return context


def _judge(now: Settings, label: str, message: dict[str, Any], version: int | None) -> None:
    """Report what the plan forbids. That a call cannot be checked is no reason not to send it."""
    if now.validate == "off":
        return
    violations: Sequence[Violation] = ()
    try:
        from ._validation import violations_of

        violations = violations_of(message, version)
        if violations:
            _report(now, label, message, violations)
    except Exception as fault:
        if now.strict:
            raise
        log_once("%s was not checked: %s", label, type(fault).__name__, exc_info=True)
    if violations and now.validate == "raise":
        raise SchemaViolation(label, violations)


def _report(
    now: Settings, label: str, message: dict[str, Any], violations: Sequence[Violation]
) -> None:
    if now.on_violation is not None:
        now.on_violation(label, message, violations)
    elif now.validate == "warn":
        for one in violations:
            log_once("%s breaks the tracking plan: %s: %s", label, one.path, one.message)


_KEYWORDS: Final = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "groupId": "group_id",
    "previousId": "previous_id",
    "messageId": "message_id",
}


def _deliver(now: Settings, message: dict[str, Any], timestamp: datetime | None) -> None:
    if now.transport is None:
        if not now.configured:
            log_once("nothing is sent: call configure() with a transport first")
        return
    keywords = {_KEYWORDS.get(key, key): value for key, value in message.items() if key != "type"}
    if timestamp is not None:
        keywords["timestamp"] = timestamp
    getattr(now.transport, message["type"])(**keywords)
