"""A date or a time that is not written as RFC 3339 has it."""

import re
from datetime import datetime
from typing import Final

from protocols.engine.cast import CASTS, CastType
from protocols.engine.remedies.text import either, or_cast

_RFC3339: Final = "send RFC 3339, such as 2026-01-31T09:30:00Z"
_ZONE: Final = "add Z or an offset such as +02:00"
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:([Tt]|\s+)([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s*([Zz]|UTC|[+-][0-9]{2}:?(?:[0-9]{2})?)?)?"
)
_CLOCK: Final = re.compile(r"([0-9]{1,2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?\s*([Zz]|[+-].*)?")
_OFFSET: Final = re.compile(r"[Zz]|[+-][0-9]{2}:[0-9]{2}")
_ZONED: Final = re.compile(r".{10,}(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})")
_ORDERED: Final = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}\b.*", re.DOTALL)
_DIGITS: Final = re.compile(r"[0-9]{8,19}(?:\.[0-9]+)?")


def date_time(text: str, field: str) -> str:
    """What a date and time lacks of RFC 3339, and the cast that would add it."""
    cast = or_cast(field, "date-time", means=_taken_for(text)) if _castable(text) else ""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return either(_unlike_a_date(text), cast)
    if not _on_calendar(parts[1], parts[3] or "00:00"):
        return "there is no such date or time: send one that the calendar has"
    if parts[2] is None:
        return either("a date without a time: send both, such as 2026-01-31T09:30:00Z", cast)
    return either(_mended(parts), cast)


def _mended(parts: re.Match[str]) -> str:
    """What a date and time lacks, in the order in which it is read."""
    _, between, _, seconds, zone = parts.groups()
    steps = (
        (between not in {"T", "t"}, "put a T between date and time"),
        (seconds is None, "add the seconds"),
        (seconds is not None and "," in seconds, "put a point before the fraction"),
        (zone is None, _ZONE),
        (zone is not None and not _OFFSET.fullmatch(zone), "write the offset as Z or +02:00"),
    )
    return " and ".join(step for wrong, step in steps if wrong) or _RFC3339


def _castable(text: str) -> bool:
    return bool(CASTS[CastType.DATE_TIME](text) != text)


def _taken_for(text: str) -> str:
    return "" if _ZONED.fullmatch(text) else " as UTC"


def _on_calendar(day: str, minutes: str) -> bool:
    try:
        datetime.fromisoformat(f"{day}T{minutes}")
    except ValueError:
        return False
    return True


def _unlike_a_date(text: str) -> str:
    if _DIGITS.fullmatch(text):
        return f"a count since 1970 in a string: {_RFC3339}"
    if _ORDERED.fullmatch(text):
        return "write the date as year-month-day: 2026-01-31T09:30:00Z"
    if text[:3].isalpha():
        return f"a date in words: {_RFC3339} (toISOString() in JavaScript, isoformat() in Python)"
    return _RFC3339


def date(text: str, _field: str) -> str:
    """What a date is, or is not, beside year-month-day."""
    parts = _MOMENT.match(text)
    if parts and parts[2]:
        return "a date with a time: send the date alone, such as 2026-01-31"
    if parts and not _on_calendar(parts[1], "00:00"):
        return "there is no such date: send one that the calendar has"
    return "write the date as year-month-day, such as 2026-01-31"


def time(text: str, _field: str) -> str:
    """What a time of day lacks of RFC 3339."""
    parts = _CLOCK.fullmatch(text)
    if parts is None:
        return "send a time with its zone, such as 09:30:00Z"
    steps = ((parts[2] is None, "add the seconds"), (parts[3] is None, _ZONE))
    return " and ".join(step for wrong, step in steps if wrong) or (
        "send a time with its zone, such as 09:30:00Z"
    )
