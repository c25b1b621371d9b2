"""What to do about a violation: guesses where the mistake shows, else the plain instruction.

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

__all__ = ["Sent", "remedy_for", "unplanned_event", "unplanned_key", "unplanned_version"]


def remedy_for(cause: Cause, known: Told, field: str, sent: Sent) -> str:
    """One instruction for a violation at `field`, the path a reader is shown."""
    if cause.missing is not None:
        guess = missing_key(cause, cause.missing, sent)
    elif cause.keyword in _OF_NAMES:
        guess = _OF_NAMES[cause.keyword](str(cause.at[-1]), known) if cause.at else ""
    else:
        guesser = _OF_VALUES.get(cause.keyword)
        guess = guesser(cause.instance, known, field) if guesser else ""
    return guess or _plain(known, field)


def _plain(known: Told, field: str) -> str:
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
