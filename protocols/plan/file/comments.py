"""The comments of a YAML file, which no parser hands out."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import yaml

from protocols.findings import Position
from protocols.findings.comments import Comment

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT: Final = re.compile(r"(?:(?<=[ \t\r\n])|(?<![\s\S]))#[^\r\n]*")
_BREAK: Final = re.compile(r"\r\n|\r|\n")

_Spans = Sequence[tuple[int, int]]


def yaml_comments(file: str, text: str) -> Iterator[Comment]:
    """The comments of a YAML file; none if it is not YAML.

    What looks like a comment inside a text, quoted or in a block, is none.
    """
    try:
        texts = list(_texts(text))
    except yaml.YAMLError:
        return
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    for found in _COMMENT.finditer(text):
        if not _is_within(found.start(), texts):
            line = bisect_right(starts, found.start())
            column = found.start() - starts[line - 1] + 1
            at = Position(file, line, column, line, column + len(found[0]))
            alone = not text[starts[line - 1] : found.start()].strip()
            about = _next_line(text, starts, line) if alone else line
            yield Comment(at, found[0], about, about)


def _texts(text: str) -> Iterator[tuple[int, int]]:
    """Where each scalar begins and ends."""
    for token in yaml.scan(text, Loader=_LOADER):
        if isinstance(token, yaml.ScalarToken):
            yield token.start_mark.index, token.end_mark.index


def _is_within(place: int, texts: _Spans) -> bool:
    before = bisect_right(texts, (place, len(texts))) - 1
    return before >= 0 and texts[before][0] <= place < texts[before][1]


def _next_line(text: str, starts: Sequence[int], line: int) -> int:
    """The next line that is more than a comment; the comment's own if there is none."""
    for number, start in enumerate(starts[line:], start=line + 1):
        end = starts[number] if number < len(starts) else len(text)
        here = text[start:end].strip()
        if here and not here.startswith("#"):
            return number
    return line
