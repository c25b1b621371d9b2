"""Casting: a value of one type becomes the same value in another, or stays as it is.

What cannot be cast is never lost: it stays, and its rule's type makes it a violation.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from protocols.engine.scalars import EXACT, number_in, text_of


class CastType(StrEnum):
    """What a value may be made into."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE_TIME = "date-time"


_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_TRUTH: Final = {"true": True, "false": False}
_DATE_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS: Final = 10**11
"""Numbers from here on count milliseconds since 1970; as seconds they would lie beyond the year 5138."""


def to_string(value: Any) -> Any:
    """Numbers and booleans as JSON writes them, whole numbers without a fraction."""
    return text_of(value) if isinstance(value, bool | int | float) else value


def to_number(value: Any) -> Any:
    """Strings that are a JSON number."""
    number = number_in(value) if isinstance(value, str) else None
    return value if number is None else number


def to_integer(value: Any) -> Any:
    """Whole numbers, and strings of digits."""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


def to_boolean(value: Any) -> Any:
    """`true` and `false` in any capitals, and 1 and 0."""
    if isinstance(value, str):
        return _TRUTH.get(value.lower(), value)
    return bool(value) if _is_number(value) and value in {0, 1} else value


def to_date_time(value: Any) -> Any:
    """Dates and times, in UTC where they name no zone, and numbers.

    Numbers count from 1970 in seconds, or in milliseconds where they are too large for seconds.
    """
    if _is_number(value):
        return _from_epoch(value)
    return _from_text(value) if isinstance(value, str) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _from_epoch(value: float) -> str | float:
    try:
        seconds = value / 1000 if abs(value) >= _MILLISECONDS else value
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return value
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def _from_text(value: str) -> str:
    parts = _DATE_TIME.fullmatch(value)
    if parts is None:
        return value
    day, minutes, seconds, zone = parts.groups()
    offset = _zone(zone)
    written = f"{day}T{minutes or '00:00'}{seconds or ':00'}{offset}"
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return value
    return written


def _zone(written: str | None) -> str:
    if not written or written in "Zz":
        return "Z"
    return written if ":" in written else f"{written[:3]}:{written[3:]}"


CASTS: Final[dict[CastType, Callable[[Any], Any]]] = {
    CastType.STRING: to_string,
    CastType.NUMBER: to_number,
    CastType.INTEGER: to_integer,
    CastType.BOOLEAN: to_boolean,
    CastType.DATE_TIME: to_date_time,
}
