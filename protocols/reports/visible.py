"""Text from outside, made safe to look at: what a terminal or a reader could be fooled by is spelled out."""

import unicodedata
from typing import Final

MAX_LENGTH: Final = 400

_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str, *, limit: int = MAX_LENGTH) -> str:
    r"""One line of printable text: control, bidirectional and other unseen characters as `\x1b`, `\u202e`.

    Longer than `limit` characters, the rest is cut off and an ellipsis stands for it.
    """
    kept = text if len(text) <= limit else text[: limit - 1] + "…"
    if kept.isascii() and kept.isprintable():
        return kept
    return "".join(map(_seen, kept))


def visible_block(text: str) -> str:
    """The same, uncut, with its line breaks and tabs left in: for a kept message shown whole."""
    return "".join(c if c in "\n\t" else _seen(c) for c in text)


def _seen(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")
