"""What to do about a violation: a guess where the mistake shows, else the plain instruction.

A remedy is one line and holds no value of the message: only types, lengths, what the plan wants,
and names of keys, shortened and escaped. Guessing is bounded: it looks at the first characters of a
value and the first keys of an object.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols.engine.causes import Cause
from protocols.engine.remedies.strangers import unplanned_event, unplanned_key, unplanned_version
from protocols.engine.remedies.wrong_format import wrong_format
from protocols.engine.remedies.wrong_name import Sent, missing_key, unexpected_key, unexpected_name
from protocols.engine.remedies.wrong_type import wrong_type
from protocols.engine.remedies.wrong_value import (
    not_an_option,
    out_of_bounds,
    too_little,
    unlike_pattern,
)
from protocols.engine.told import Told
from protocols.engine.wording import advice_of

__all__ = [
    "Sent",
    "guess_for",
    "plain_remedy",
    "unplanned_event",
    "unplanned_key",
    "unplanned_version",
]


def guess_for(cause: Cause, known: Told, field: str, sent: Sent) -> str:
    """What was probably meant at `field`, the path a reader is shown; nothing when it cannot be told."""
    if cause.missing is not None:
        return missing_key(cause, cause.missing, sent)
    of_value = _OF_VALUES.get(cause.keyword)
    if of_value is not None:
        return of_value(cause.instance, known, field)
    of_name = _OF_NAMES.get(cause.keyword)
    return of_name(str(cause.at[-1]), known) if of_name is not None and cause.at else ""


def plain_remedy(known: Told, field: str) -> str:
    """The instruction that is right whatever was sent."""
    if field == known.spot.field:
        return known.advice
    return advice_of(known.words, field, known.wanted, known.accepts)


_OF_NAMES: Final[Mapping[str, Callable[[str, Told], str]]] = {
    "additionalProperties": unexpected_key,
    "propertyNames": unexpected_name,
}

_OF_VALUES: Final[Mapping[str, Callable[[Any, Told, str], str]]] = {
    "const": not_an_option,
    "enum": not_an_option,
    "format": wrong_format,
    "maximum": out_of_bounds,
    "minItems": too_little,
    "minLength": too_little,
    "minProperties": too_little,
    "pattern": unlike_pattern,
    "type": wrong_type,
}
