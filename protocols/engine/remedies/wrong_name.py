"""A key that is missing, misspelt or in the wrong place."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from protocols.engine.causes import Cause
from protocols.engine.nearest import nearest, related, spellings
from protocols.engine.paths import Place, format_path
from protocols.engine.remedies.text import asked, either, or_move, quoted
from protocols.engine.told import Told
from protocols.engine.wording import shown

_FEW: Final = 100
"""Keys of an object that a guess looks at."""

_FEWER: Final = 10
"""Further objects it looks into."""

_BODIES: Final = ("properties", "traits")
ENVELOPE: Final = frozenset(
    {
        "_metadata",
        "anonymousId",
        "category",
        "channel",
        "context",
        "event",
        "groupId",
        "integrations",
        "messageId",
        "name",
        "originalTimestamp",
        "previousId",
        "properties",
        "receivedAt",
        "sentAt",
        "timestamp",
        "traits",
        "type",
        "userId",
        "version",
        "writeKey",
    }
)
"""Keys every message may have at its top: being there says nothing of a key missing elsewhere."""

_OF_CONTEXT: Final = frozenset(
    {
        "active",
        "app",
        "campaign",
        "channel",
        "device",
        "ip",
        "library",
        "locale",
        "network",
        "os",
        "page",
        "protocols",
        "referrer",
        "screen",
        "timezone",
        "traits",
        "userAgent",
        "userAgentData",
    }
)
"""Keys that libraries put into every context."""


class Sent(NamedTuple):
    """What was sent beside the value at fault.

    `strangers` lists, for an object under `properties` or `traits`, the unplanned keys it holds:
    what a missing key may hide as.
    """

    message: Mapping[str, Any]
    strangers: Mapping[Place, Sequence[str]]


def missing_key(cause: Cause, name: str, sent: Sent) -> str:
    """Where a missing key may have gone; nothing when it is nowhere to be seen."""
    candidates = _beside(cause, sent)
    found = (nearest(name, candidates) or related(name, candidates)) if candidates else None
    if found:
        rename = or_move(format_path((*cause.at, found)), format_path((*cause.at, name)))
        return f"{quoted(found)} was sent: {asked(name, rename)}"
    if not cause.at and name in _BODIES:
        return _missing_body(name, sent.message)
    return _elsewhere(cause.at, name, sent)


def _beside(cause: Cause, sent: Sent) -> Sequence[str]:
    """Keys of the same object that the plan does not plan."""
    if cause.at[:1] and cause.at[0] in _BODIES:
        return sent.strangers.get(cause.at, ())[:_FEW]
    holder = cause.instance if isinstance(cause.instance, dict) else {}
    usual = ENVELOPE if not cause.at else _OF_CONTEXT
    return [key for key in islice(holder, _FEW) if key not in usual]


def _missing_body(name: str, message: Mapping[str, Any]) -> str:
    other = "traits" if name == "properties" else "properties"
    if isinstance(message.get(other), dict) and message[other]:
        return f"this call carries its keys in {quoted(name)}: {quoted(other)} was sent"
    loose = next((key for key in islice(message, _FEW) if key not in ENVELOPE), None)
    if loose is None:
        return f"send an object {quoted(name)} with the keys that the plan requires"
    return f"{quoted(loose)} stands at the top of the message: put such keys into {quoted(name)}"


def _elsewhere(at: Place, name: str, sent: Sent) -> str:
    """Another object of the message that holds the key."""
    likely = spellings(name)
    for place, keys, usual in _holders(at, sent):
        for spelt in likely:
            if spelt in keys and spelt not in usual:
                move = or_move(format_path((*place, spelt)), format_path((*at, name)), "move")
                return either(f"{quoted(spelt)} was sent {_in(place)}: put it {_in(at)}", move)
    return ""


def _in(place: Place) -> str:
    return f"in {shown(format_path(place))}" if place else "at the top of the message"


def _holders(at: Place, sent: Sent) -> Iterator[tuple[Place, Container[str], Container[str]]]:
    """Other objects of the message, each with its keys and with those that are usual there."""
    message = sent.message
    context = message.get("context")
    if at:
        yield (), message, ENVELOPE
        yield ("context",), _held(message, "context"), _OF_CONTEXT
    yield ("context", "traits"), _held(context, "traits"), ()
    for body in _BODIES:
        if at[:1] != (body,):
            yield (body,), _held(message, body), ()
    for place, names in islice(sent.strangers.items(), _FEWER):
        if place != at:
            yield place, names[:_FEW], ()


def _held(holder: Any, key: str) -> Container[str]:
    held = holder.get(key) if isinstance(holder, Mapping) else None
    return held if isinstance(held, dict) else ()


def unexpected_key(name: str, known: Told) -> str:
    """For `additionalProperties: false`: the key of the same object that was meant."""
    planned = known.beside.get("properties")
    meant = nearest(name, planned) if isinstance(planned, Mapping) else None
    return asked(meant) if meant else ""


def unexpected_name(name: str, known: Told) -> str:
    """For `propertyNames`: how a key is to be spelt."""
    rules = known.beside
    meant = nearest(name, [each for each in rules.get("enum", ()) if isinstance(each, str)])
    if meant:
        return asked(meant)
    if isinstance(pattern := rules.get("pattern"), str):
        return f"rename the key: the plan spells keys here as {shown(pattern)}"
    if "maxLength" in rules:
        return f"rename the key: keys here have at most {rules['maxLength']} characters"
    return ""
