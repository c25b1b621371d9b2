"""What the asserted formats accept, where the validator's own idea is not ours."""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Final

from protocols.plan.model import DateTimeMode

_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", re.ASCII)
_LENIENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})?", re.ASCII
)


def is_uuid(text: str) -> bool:
    """RFC 4122 text form, any version, either case."""
    return _UUID.fullmatch(text) is not None


def is_lenient_date_time(text: str) -> bool:
    """A calendar date and a time of day; the zone may be missing, a space may stand for the T."""
    match = _LENIENT.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.date.fromisoformat(match[1])
        datetime.time.fromisoformat(match[2])
    except ValueError:
        return False
    return True


def checks(mode: DateTimeMode) -> Mapping[str, Callable[[str], bool]]:
    """What jsonschema-rs does not know of draft-07, or knows differently than the plan wants."""
    uuid = {"uuid": is_uuid}
    return uuid | {"date-time": is_lenient_date_time} if mode is DateTimeMode.LENIENT else uuid
