"""The comments of a source file, and which line each of them speaks of."""

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from protocols.findings.finding import Position


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, its sign included, and the line it is about.

    One that shares its line with code is about that line; one that stands alone is about the next
    line that is more than a comment.
    """

    at: Position
    text: str
    about: int


_LAYOUT: Final = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


def python_comments(file: str, source: bytes) -> Iterator[Comment]:
    """The comments of a Python file, up to the first thing in it that is not Python.

    What looks like a comment inside a string is none.
    """
    waiting: list[tokenize.TokenInfo] = []
    for token in _tokens(source):
        if token.type == tokenize.COMMENT:
            if token.line[: token.start[1]].strip():
                yield _comment(file, token, token.start[0])
            else:
                waiting.append(token)
        elif token.type not in _LAYOUT:
            yield from (_comment(file, each, token.start[0]) for each in waiting)
            waiting.clear()


def _tokens(source: bytes) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.tokenize(io.BytesIO(source).readline)
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return


def _comment(file: str, token: tokenize.TokenInfo, about: int) -> Comment:
    (line, column), (end_line, end_column) = token.start, token.end
    at = Position(file, line, column + 1, end_line, end_column + 1)
    return Comment(at, token.string, about)
