"""What every call goes through: it is put together, checked, and handed to a transport.

Nothing in here raises because of tracking, except where `configure` was asked to: for what breaks
the plan, and for an id that is none. Any other fault is logged once, and the program goes on.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from ._model import (
    UNSET,
    Anonymous,
    Both,
    Identity,
    Meta,
    SchemaViolation,
    User,
    Violation,
    log_here,
    log_once,
)
from ._plan import GENERATOR, PLAN_ID, PLAN_VERSION
from ._settings import Settings, in_force
from ._wire import KEYWORDS, plain

if TYPE_CHECKING:
    from datetime import datetime

    from typing_extensions import deprecated
else:

    def deprecated(_message):
        """Editors and type checkers read the mark; at run time it does nothing."""
        return lambda function: function


__all__ = ["UNSET", "alias", "deprecated", "send_"]

_MOST_NESTED: Final = 4
"""A transport or an `on_violation` that tracks may go on so deep, and no further."""


class IdentityError(TypeError):
    """Whom a call is about is not said, so no gateway would take it."""


_nested: Final[ContextVar[int]] = ContextVar("nested", default=0)


def alias(previous_id_: str, user_id_: str, /, *, meta_: Meta | None = None) -> None:
    """Say that one person has two ids.

    Args:
        previous_id_: The id they were known by until now.
        user_id_: The id they are known by from now on.
    """
    send_("alias", User(user_id_), {}, meta_, previous_id=previous_id_)


def send_(
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
    now, call, meta = in_force(), name or kind, meta or {}
    depth = _nested.set(_nested.get() + 1)
    try:
        if _nested.get() > _MOST_NESTED:
            raise RecursionError("a transport or an on_violation tracks what it is given")
        message = _identified(kind, who)
        _put(message, "event" if kind == "track" else "name", name)
        _put(message, "category", category)
        if kind == "group":
            message["groupId"] = _identifier("group_id_", group_id)
        if kind == "alias":
            message["previousId"] = _identifier("previous_id_", previous_id)
        if kind != "alias":
            message[_body_key(kind)] = _body(extra, body, call)
        given = (now.context, meta.get("context"), context)
        message["context"] = _context(given, version, call)
        _put(message, "integrations", plain(meta.get("integrations"), call))
        _put(message, "timestamp", plain(meta.get("timestamp"), call))
        _put(message, "messageId", meta.get("message_id"))
        _judge(now, call, message, version, _repeated(kind, extra, body))
        _deliver(now, message, meta.get("timestamp"))
    except SchemaViolation:
        raise
    except Exception as fault:
        if now.capturing or (now.validate == "raise" and isinstance(fault, IdentityError)):
            raise
        log_here("%s was not sent: %s", call, fault=fault)
    finally:
        _nested.reset(depth)


def _identified(kind: str, who: object) -> dict[str, Any]:
    message: dict[str, Any] = {"type": kind}
    if not isinstance(who, (User, Anonymous, Both)):
        raise IdentityError("who_ must be a User, an Anonymous or Both")
    if not isinstance(who, Anonymous):
        message["userId"] = _identifier("user_id", who.user_id)
    if not isinstance(who, User):
        message["anonymousId"] = _identifier("anonymous_id", who.anonymous_id)
    return message


def _identifier(name: str, value: object) -> str:
    """What a gateway would refuse is a fault here, where it can still be told from where it comes."""
    if not isinstance(value, str) or not value:
        raise IdentityError(f"{name} must be a text that is not empty")
    return value


def _put(message: dict[str, Any], key: str, value: object) -> None:
    if value is not None:
        message[key] = value


def _body_key(kind: str) -> str:
    return "traits" if kind in ("identify", "group") else "properties"


def _body(
    extra: Mapping[str, object] | None, body: Mapping[str, object], call: str
) -> dict[str, Any]:
    given = {key: value for key, value in body.items() if value is not UNSET}
    sent: dict[str, Any] = plain({**(extra or {}), **given}, call)
    return sent


def _repeated(
    kind: str, extra: Mapping[str, object] | None, body: Mapping[str, object]
) -> list[Violation]:
    """What `extra_` must not hold: the plan names it, so there is an argument for it."""
    text = "extra_ holds it, but the plan names it: pass it as an argument"
    found = sorted(set(extra or ()) & set(body))
    return [Violation(f"{_body_key(kind)}.{key}", "extra_", text) for key in found]


def _context(
    given: Sequence[Mapping[str, object] | None], version: int | None, call: str
) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for one in given:
        context.update(plain(one or {}, call))
    context["typewriter"] = {"plan": PLAN_ID, "version": PLAN_VERSION, "generator": GENERATOR}
    if version is not None:
        context["protocols"] = {"event_version": version}
    return context


def _judge(
    now: Settings,
    call: str,
    message: dict[str, Any],
    version: int | None,
    found: list[Violation],
) -> None:
    """Report what the plan forbids. That a call cannot be checked is no reason not to send it."""
    if now.validate == "off":
        return
    try:
        from ._validation import violations_of

        found += violations_of(message, version)
        if found:
            _report(now, call, message, found)
    except Exception as fault:
        if now.capturing:
            raise
        log_here("%s was not checked: %s", call, fault=fault)
    if found and now.validate == "raise":
        raise SchemaViolation(call, found)


def _report(
    now: Settings, call: str, message: dict[str, Any], violations: Sequence[Violation]
) -> None:
    if now.on_violation is not None:
        now.on_violation(call, message, violations)
    elif now.validate == "warn":
        for one in violations:
            log_here("%s breaks the tracking plan: %s: %s", call, one.path, one.message)


def _deliver(now: Settings, message: dict[str, Any], timestamp: datetime | None) -> None:
    if now.transport is None:
        if not now.configured:
            log_once("nothing is sent: call configure() with a transport first")
        return
    keywords = {KEYWORDS.get(key, key): value for key, value in message.items() if key != "type"}
    if timestamp is not None:
        keywords["timestamp"] = timestamp
    answer = getattr(now.transport, message["type"])(**keywords)
    if isinstance(answer, Coroutine):
        answer.close()
        raise TypeError("a transport's methods must not be `async`: nobody would await them")
