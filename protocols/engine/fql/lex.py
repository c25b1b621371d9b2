import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from protocols.errors import FqlError


class Mark(StrEnum):
    """The kinds of words an expression is made of."""

    NUMBER = "number"
    STRING = "string"
    KEYWORD = "keyword"
    PATH = "path"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word as written, and where it starts (characters from 0)."""

    mark: Mark
    text: str
    offset: int


_SPACE: Final = re.compile(r"[ \t\r\n]*")
_WORD: Final = re.compile(
    r"""
      (?P<number>  [+-]?[0-9]+(?:\.[0-9]+)?(?![\w.\\-]) )
    | (?P<string>  '[^']*' | "[^"]*" )
    | (?P<keyword> (?:and|or|in|true|false|null|all)(?![\w.\\-]) )
    | (?P<path>    (?:[A-Za-z_]|\\.)(?:[A-Za-z0-9_-]|\\.|\.(?=[A-Za-z0-9_\\-])|\[[0-9]{0,6}\])* )
    | (?P<sign>    (?!<>|!==)[!<>]=? | =(?![=~]) | [(),\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_REMEDIES: Final = (
    (re.compile(r"['\"]"), "a string is not closed", "end it with the quote it began with"),
    (re.compile(r"=="), "`==` is not an operator", "write `=`"),
    (re.compile(r"!=="), "`!==` is not an operator", "write `!=`"),
    (re.compile(r"<>"), "`<>` is not an operator", "write `!=`"),
    (re.compile(r"=?~"), "`~` is not an operator", "use `match(text, 'pattern')`"),
    (re.compile(r"&&"), "`&&` is not an operator", "write `and`"),
    (re.compile(r"\|\|"), "`||` is not an operator", "write `or`"),
    (re.compile(r"[+-]?[0-9]"), "not a number", "write digits, perhaps with a decimal point"),
    (
        re.compile(r"\."),
        "a path needs a name on both sides of each dot",
        r"write `\.` for a dot in a name",
    ),
    (re.compile(r"\\"), "a backslash ends the expression", "name the character it escapes"),
)


def tokens(text: str) -> Iterator[Token]:
    """The words of an expression, closed by one `Mark.END`. Takes time linear in the text.

    Raises:
        FqlError: a character starts no word.
    """
    place = _skip_space(text, 0)
    while place < len(text):
        found = _WORD.match(text, place)
        if found is None:
            raise _not_a_word(text, place)
        yield Token(Mark(found.lastgroup or ""), found.group(), place)
        place = _skip_space(text, found.end())
    yield Token(Mark.END, "", len(text))


def _skip_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _not_a_word(text: str, place: int) -> FqlError:
    for pattern, message, remedy in _REMEDIES:
        if pattern.match(text, place):
            return FqlError(message, place, remedy)
    return FqlError(
        f"{text[place]!a} has no meaning here",
        place,
        "in a path, write a backslash before such a character",
    )
