"""Numbers and booleans as text, and numbers in text: for FQL's `string` and `number`, and for casts."""

import re
from typing import Final

EXACT: Final = 2**53
"""Whole numbers below it are the same as floats."""

_NUMBER: Final = re.compile(r"\s*-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?\s*", re.ASCII)


def text_of(value: float) -> str:
    """A number or a boolean as JSON writes it, a whole number without a fraction."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else str(value)


def number_in(text: str) -> int | float | None:
    """The JSON number that is all of the text, spaces around it apart; None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if set(text) & set(".eE") else int(text)
