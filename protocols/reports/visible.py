"""Text from outside, bounded and made safe to look at."""

import re
import unicodedata
from typing import Final

from protocols.findings import Position
from protocols.findings.clean import HIDDEN, cut, printable, shown_place

MAX_LENGTH: Final = 400

_PLACE: Final = re.compile(r"(.+):(\d+):(\d+)", re.DOTALL)


def visible(text: str, *, limit: int = MAX_LENGTH) -> str:
    """One printable line; longer than `limit` characters, an ellipsis stands for the rest."""
    return printable(cut(text, limit))


def visible_block(text: str) -> str:
    r"""All of it, line breaks and tabs kept; any other unseen character as `\u001b`, as JSON spells it."""
    return "".join(c if c in "\n\t" else _spelled(c) for c in text)


def _spelled(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def place_of(place: str) -> tuple[str, int, int] | None:
    """File, line and column of a written `file:line:col`."""
    match = _PLACE.fullmatch(place)
    return (match[1], int(match[2]), int(match[3])) if match else None


def visible_place(place: str) -> str:
    """The place as people write it: relative to the working directory when it lies below."""
    known = place_of(place)
    return visible(place) if known is None else shown_place(Position(*known))
