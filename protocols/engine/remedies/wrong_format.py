"""A string in another form than the plan's `format`: the part of it that is not right."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols.engine.remedies.text import EMPTY_STRING, LOOK, SPACES_AROUND
from protocols.engine.remedies.wrong_moment import date, date_time, time
from protocols.engine.told import Told

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}(?::[0-9]+)?(?:[/?#].*)?")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{32}")
_IPV4: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


def wrong_format(value: Any, known: Told, field: str) -> str:
    """What is not as the format has it; nothing when it cannot be told."""
    guess = _GUESSES.get(known.wanted)
    if guess is None or not isinstance(value, str):
        return ""
    text = value[:LOOK]
    bare = text.strip()
    if not bare:
        return EMPTY_STRING
    return guess(text, field) if bare == text else SPACES_AROUND


def _email(text: str, _field: str) -> str:
    if text.casefold().startswith("mailto:"):
        return "send the address without mailto:"
    if "<" in text and "@" in text:
        return "send the address alone, without the name beside it"
    if text.count("@") > 1 and ("," in text or ";" in text):
        return "more than one address: send one"
    if "@" not in text:
        return "an address has an @: send one, or leave the key out"
    return "send one address, such as ann@example.com"


def _uri(text: str, field: str) -> str:
    if text.startswith("//"):
        return "add the scheme: https: before the slashes"
    if text[0] in "/?#.":
        return "send the whole address with https:// and its host, or make it a uri-reference in the plan"
    if not any(map(str.isspace, text)) and (_HOST.fullmatch(text) or not _SCHEME.match(text)):
        return "add the scheme: https:// before the address"
    return _uri_reference(text, field)


def _uri_reference(text: str, _field: str) -> str:
    if any(character.isspace() for character in text):
        return "write spaces in the address as %20"
    return "write what an address cannot hold as % and two hexadecimal digits"


def _uuid(text: str, _field: str) -> str:
    if _HEX.fullmatch(text):
        return "add the dashes: 8-4-4-4-12 digits"
    if text.casefold().startswith("urn:uuid:"):
        return "send the id without urn:uuid:"
    if text[0] in "{(":
        return "send the id without brackets"
    return "send a UUID: 8-4-4-4-12 hexadecimal digits"


def _ipv4(text: str, _field: str) -> str:
    first, _, rest = text.partition(",")
    if rest and _IPV4.fullmatch(first):
        return "more than one address: send one"
    if _IPV4.match(text) and ":" in text:
        return "send the address without its port"
    if _IPV4.match(text) and "/" in text:
        return "send one address, without the length of a network"
    if text.count(":") > 1:
        return "an IPv6 address: allow the format ipv6 in the plan"
    return "send four numbers up to 255, such as 203.0.113.7"


def _ipv6(text: str, _field: str) -> str:
    if _IPV4.fullmatch(text):
        return "an IPv4 address: allow the format ipv4 in the plan"
    if text[0] == "[":
        return "send the address without brackets and port"
    if "%" in text:
        return "send the address without its zone"
    if "/" in text:
        return "send one address, without the length of a network"
    return "send an IPv6 address, such as 2001:db8::1"


def _hostname(text: str, _field: str) -> str:
    if "://" in text or "/" in text:
        return "send the host alone, without scheme and path"
    if ":" in text:
        return "send the host without its port"
    return "send a host name: letters, digits and dashes between dots"


_GUESSES: Final[Mapping[str, Callable[[str, str], str]]] = {
    "date": date,
    "date-time": date_time,
    "email": _email,
    "hostname": _hostname,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "time": time,
    "uri": _uri,
    "uri-reference": _uri_reference,
    "uuid": _uuid,
}
