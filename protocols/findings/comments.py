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

    One that stands alone is about what comes next; one behind a statement, or behind its first line,
    is about all lines of the statement, for formatters move it; one in its middle is about its own line.
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
    behind: list[tokenize.TokenInfo] = []
    first = 0
    for token in _tokens(source):
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            alone = not token.line[: token.start[1]].strip()
            heads = line == first or (alone and not first)
            (before if heads else inside if alone else behind).append(token)
            continue
        if token.type == tokenize.NEWLINE:
            yield from (_comment(file, each, first or line, line) for each in before + behind)
            before, behind, first = [], [], 0
        elif token.type not in _LAYOUT:
            yield from (_comment(file, each, line, line) for each in inside)
            inside, first = [], first or line
        yield from (_comment(file, each, each.start[0], each.start[0]) for each in behind)
        behind = []
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
