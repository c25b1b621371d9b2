"""The few kinds of token that generated TypeScript consists of. Anything else is refused."""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class NotTypeScript(ValueError):
    """Text that holds a character no generated client holds: a fault of the generator."""


class Token(NamedTuple):
    """A token, and its text exactly."""

    kind: str
    text: str


_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \n]+)
    | (?P<comment>/\*(?:[^*]|\*(?!/))*\*/ | //[^\n]*)
    | (?P<string>"(?:[^"\\\n]|\\["\\/nrt]|\\u[0-9a-f]{4})*")
    | (?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)
    | (?P<word>[A-Za-z_$\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)
    | (?P<sign>[-|&<>\[\]{}():;,.?=])
    """,
    re.VERBOSE,
)
TYPE_TOKENS: Final = frozenset({"space", "string", "number", "word", "sign"})


def tokens(source: str) -> Iterator[Token]:
    """Every token of generated source.

    Raises:
        NotTypeScript: there is something else.
    """
    at = 0
    for found in _TOKEN.finditer(source):
        kind, text = str(found.lastgroup), found[0]
        if found.start() != at or (kind == "word" and not _is_word(text)):
            break
        at = found.end()
        yield Token(kind, text)
    if at != len(source):
        raise NotTypeScript(f"not in generated TypeScript: {source[at : at + 40]!r}")


def _is_word(text: str) -> bool:
    return text.isascii() or text.replace("$", "_").isidentifier()


def string_value(text: str) -> str:
    """What a string literal stands for, as JavaScript reads it; JSON reads our escapes alike."""
    value: str = json.loads(text)
    return value
