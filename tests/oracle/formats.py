"""The asserted formats, read anew from their RFCs for the peer; nothing is taken from the product."""

import datetime
import ipaddress
import re
from collections.abc import Callable
from typing import Final

_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME: Final = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_ATEXT: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_DOT_ATOM: Final = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_QUOTED: Final = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"')
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

_PERCENT: Final = "%[0-9A-Fa-f]{2}"
_CHARS: Final = rf"[A-Za-z0-9._~!$&'()*+,;=-]|{_PERCENT}"
_PCHAR: Final = rf"(?:{_CHARS}|[:@])"
_SEGMENTS: Final = rf"(?:/{_PCHAR}*)*"
_AUTHORITY: Final = rf"(?:(?:{_CHARS}|:)*@)?(?:\[(?P<ip>[^\]]*)\]|(?:{_CHARS})*)(?::[0-9]*)?"
_TAIL: Final = rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
_URI: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_AUTHORITY}{_SEGMENTS}|/(?:{_PCHAR}+{_SEGMENTS})?"
    rf"|{_PCHAR}+{_SEGMENTS}|){_TAIL}",
    re.ASCII,
)
_RELATIVE: Final = re.compile(
    rf"(?://{_AUTHORITY}{_SEGMENTS}|/(?:{_PCHAR}+{_SEGMENTS})?"
    rf"|(?:{_CHARS}|@)+{_SEGMENTS}|){_TAIL}",
    re.ASCII,
)


def is_date(text: str) -> bool:
    """RFC 3339 full-date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def is_time(text: str) -> bool:
    """RFC 3339 full-time; second 60 only where it is 23:59:60 in UTC."""
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hour, minute, second = (int(part) for part in found.group(1, 2, 3))
    sign = -1 if found[4] == "-" else 1
    east, rest = int(found[5] or 0), int(found[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or east > 23 or rest > 59:
        return False
    utc = (hour * 60 + minute - sign * (east * 60 + rest)) % 1440
    return second < 60 or utc == 1439


def is_date_time(text: str) -> bool:
    """RFC 3339 date-time."""
    return is_date(text[:10]) and text[10:11] in {"T", "t"} and is_time(text[11:])


def is_lenient_date_time(text: str) -> bool:
    """`date_time: lenient`: the zone may be missing or without a colon, a space may stand for T."""
    if (
        re.fullmatch(r".{10}[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?", text, re.ASCII)
        is None
    ):
        return False
    try:
        datetime.time.fromisoformat(text[11:19])
    except ValueError:
        return False
    return is_date(text[:10]) and text[:4] != "0000"


def is_hostname(text: str) -> bool:
    """RFC 1123: labels of letters, digits and inner hyphens, 253 characters in all."""
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.split("."))


def is_email(text: str) -> bool:
    """RFC 5321 Mailbox."""
    local, at, domain = text.rpartition("@")
    named = _DOT_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)
    if not at or named is None:
        return False
    if domain.startswith("[") and domain.endswith("]"):
        inner = domain[1:-1]
        return is_ipv6(inner[5:]) if inner[:5].lower() == "ipv6:" else is_ipv4(inner)
    return is_hostname(domain)


def is_ipv4(text: str) -> bool:
    """Four decimal numbers."""
    parts = text.split(".")
    return len(parts) == 4 and all(
        re.fullmatch(r"0|[1-9]\d{0,2}", part, re.ASCII) and int(part) < 256 for part in parts
    )


def is_ipv6(text: str) -> bool:
    """RFC 4291 text form; a zone is not part of it."""
    if "%" in text or not text.isascii():
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def is_uri(text: str) -> bool:
    """RFC 3986 URI: with a scheme."""
    found = _URI.fullmatch(text)
    return found is not None and (found["ip"] is None or _is_literal(found["ip"]))


def is_uri_reference(text: str) -> bool:
    """RFC 3986 URI-reference."""
    found = _RELATIVE.fullmatch(text)
    relative = found is not None and (found["ip"] is None or _is_literal(found["ip"]))
    return relative or is_uri(text)


def _is_literal(text: str) -> bool:
    future = re.fullmatch(r"[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+", text)
    return is_ipv6(text) or future is not None


def is_uuid(text: str) -> bool:
    """RFC 4122 text form."""
    return _UUID.fullmatch(text) is not None


FORMATS: Final[dict[str, Callable[[str], bool]]] = {
    "date": is_date,
    "date-time": is_date_time,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "time": is_time,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uuid": is_uuid,
}
