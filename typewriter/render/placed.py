"""Where a user's template prints what: text of a plan stays inside the string or comment meant for it.

A filter's output cannot end the place it was made for, but a template may put it elsewhere: text
for a docstring into a comment, say, where its second line would be code. So what filters print is
marked, and the file is read once more, as an editor colours it: each marked piece has to stand where
its filter's output is harmless. What is marked never decides where the rest of the file stands.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from typewriter.render.fault import TemplateFault

MISPLACED: Final = "TW407"

_MARKED: Final = re.compile("\ufdd0([^ ]*) ([^ ]*) (\\d+)\ufdd1([^\ufdd2]*)\ufdd2")
MARKS: Final = frozenset("\ufdd0\ufdd1\ufdd2")
"""Characters that Unicode keeps for a program's own use, and that no text holds."""


class Syntax(NamedTuple):
    """What a language's strings and comments begin and end with.

    `quotes` has what begins with another beginning first. A filter in `inside` prints what stands in
    that string only, one in `anywhere` prints mere names; all others print whole tokens, for code.
    """

    quotes: Mapping[str, str]
    inside: Mapping[str, str]
    anywhere: frozenset[str]


class _Piece(NamedTuple):
    """A stretch of a file: what a filter printed, or else the template's own text."""

    text: str
    filter: str = ""
    template: str = ""
    line: int = 0


def marked(text: str, used: str, template: str, line: int) -> str:
    """A filter's output, with where it comes from."""
    return f"\ufdd0{used} {template} {line}\ufdd1{text}\ufdd2"


def placed(text: str, syntax: Syntax) -> str:
    """A file without its marks.

    Raises:
        TemplateFault: something stands where the plan's text could become code.
    """
    inside, pieces = "", list(_pieces(text))
    for piece in pieces:
        if not piece.filter:
            inside = _after(piece.text, inside, syntax)
        elif not _may_stand(piece, inside, syntax):
            raise _misplaced(piece, inside, syntax)
    return "".join(piece.text for piece in pieces)


def _pieces(text: str) -> Iterator[_Piece]:
    end = 0
    for found in _MARKED.finditer(text):
        yield _Piece(text[end : found.start()])
        yield _Piece(found[4], found[1], found[2], int(found[3]))
        end = found.end()
    yield _Piece(text[end:])


def _may_stand(piece: _Piece, inside: str, syntax: Syntax) -> bool:
    if piece.filter in syntax.anywhere:
        return True
    if piece.filter in syntax.inside:
        return inside == syntax.inside[piece.filter]
    return not inside or (syntax.quotes[inside] == "\n" and "\n" not in piece.text)


def _after(text: str, inside: str, syntax: Syntax) -> str:
    """Which string or comment, by its beginning, is open behind `text`."""
    at = 0
    while found := _next(inside, syntax).search(text, at):
        at = found.end()
        if not inside:
            inside = found[0]
        elif found[0] == syntax.quotes[inside]:
            inside = ""
    return inside


def _next(inside: str, syntax: Syntax) -> re.Pattern[str]:
    """What opens a string or comment; or ends the one that is open, or is escaped in it."""
    if not inside:
        return _pattern(*syntax.quotes)
    ends = syntax.quotes[inside]
    return _pattern(ends, escapes=ends == inside)


@cache
def _pattern(*words: str, escapes: bool = False) -> re.Pattern[str]:
    escaped = [r"\\."] if escapes else []
    return re.compile("|".join([*escaped, *map(re.escape, words)]), re.DOTALL)


def _misplaced(piece: _Piece, inside: str, syntax: Syntax) -> TemplateFault:
    where = f"behind {inside}" if inside else "in code"
    wanted = syntax.inside.get(piece.filter)
    message = f"`{piece.filter}` cannot stand {where}: text of the plan could become code there"
    advice = f"put it between {wanted}" if wanted else "let it stand in code, without quotes"
    return TemplateFault(MISPLACED, piece.template, piece.line, message, advice)
