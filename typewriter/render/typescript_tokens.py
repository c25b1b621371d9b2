"""The few kinds of token that generated TypeScript consists of. Anything else is refused."""

import json
import re
from collections.abc import Iterator, Sequence
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
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_IN_PAIRS: Final = frozenset(":,")
"""Signs of a type that would end it outside of brackets."""
_IN_TYPES: Final = frozenset({*_PAIRS, *_PAIRS.values(), *_IN_PAIRS, *"-|&"})


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


def is_type(source: str) -> bool:
    """Whether it can be a type, and cannot end where it stands before it is over.

    Raises:
        NotTypeScript: there is something else.
    """
    closing: list[str] = []
    for kind, text in tokens(source):
        if kind == "comment" or (kind == "sign" and not _may_follow(text, closing)):
            return False
        if kind == "sign" and text in _PAIRS:
            closing.append(_PAIRS[text])
        elif kind == "sign" and text in _PAIRS.values():
            closing.pop()
    return not closing


def _may_follow(sign: str, closing: Sequence[str]) -> bool:
    """Whether a sign may stand in a type, inside of what `closing` closes, innermost last."""
    if sign in _PAIRS.values():
        return sign in closing[-1:]
    return sign in _IN_TYPES and (bool(closing) or sign not in _IN_PAIRS)


def _is_word(text: str) -> bool:
    return text.isascii() or text.replace("$", "_").isidentifier()


def string_value(text: str) -> str:
    """What a string literal stands for, as JavaScript reads it; JSON reads our escapes alike."""
    value: str = json.loads(text)
    return value
