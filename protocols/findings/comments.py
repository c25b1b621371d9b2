"""The comments of a source file, and which line each of them speaks of."""

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from protocols.findings.finding import Position


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, its sign included, and the lines it is about, from `first` to `last`.

    One that stands alone is about what comes next; one behind a statement is about all lines of the
    statement, for formatters move it there; one in the middle of a statement is about its own line.
    """

    at: Position
    text: str
    first: int
    last: int


_LAYOUT: Final = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})


def python_comments(file: str, source: bytes) -> Iterator[Comment]:
    """The comments of a Python file, up to the first thing in it that is not Python.

    What looks like a comment inside a string is none.
    """
    before: list[tokenize.TokenInfo] = []
    inside: list[tokenize.TokenInfo] = []
    behind: tokenize.TokenInfo | None = None
    first = 0
    for token in _tokens(source):
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            if token.line[: token.start[1]].strip():
                behind = token
            else:
                (inside if first else before).append(token)
            continue
        if token.type == tokenize.NEWLINE:
            ended = [*before, *([behind] if behind else [])]
            yield from (_comment(file, each, first or line, line) for each in ended)
            before, behind, first = [], None, 0
        elif token.type not in _LAYOUT:
            yield from (_comment(file, each, line, line) for each in inside)
            inside, first = [], first or line
        if behind is not None:
            yield _comment(file, behind, behind.start[0], behind.start[0])
            behind = None
    for each in before:
        yield _comment(file, each, each.start[0], each.start[0])


def _tokens(source: bytes) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.tokenize(io.BytesIO(source).readline)
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return


def _comment(file: str, token: tokenize.TokenInfo, first: int, last: int) -> Comment:
    (line, column), (end_line, end_column) = token.start, token.end
    at = Position(file, line, column + 1, end_line, end_column + 1)
    return Comment(at, token.string, first, last)
