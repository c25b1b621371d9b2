"""A YAML file as data that knows where each of its parts is written."""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from protocols.errors import UnreadableInput
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.compose import Refused, compose
from protocols.plan.file.spots import Spots, Step

MAX_BYTES: Final = 5 * 1024 * 1024

_CONFLICTS: Final = ("<" * 7, ">" * 7, "|" * 7)
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_NOT_PRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML 1.2 keeps out of a file: control characters, and halves of surrogate pairs."""

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One parsed file. `data` is plain JSON-like values; keys are always strings."""

    file: str
    text: str
    data: Any
    spots: Spots

    def at(self, path: Sequence[Step] = (), *, value: bool = False) -> Position:
        """Where `path` is written: its key in a map, else its value; else its nearest ancestor.

        With `value`, always the value.
        """
        return self.spots.position(self.spots.find(path), value=value)

    def source(self, path: Sequence[Step]) -> str:
        """The value at `path` as it is written."""
        start, end = self.spots.span(self.spots.find(path))
        return self.text[start:end]

    def inside(self, path: Sequence[Step], text: str, offset: int) -> Position | None:
        """Where the value at `path`, whose text this is, goes on from its character `offset`.

        None where the file has the text in another form: with escapes, folded, behind an alias.
        """
        start, end = self.spots.span(self.spots.find(path))
        written = self.text[start:end]
        quotes = int(written[:1] in {"'", '"'})
        if written[quotes : len(written) - quotes] != text:
            return None
        return self.spots.lines.position(start + quotes + offset, end)


def read_document(path: str | os.PathLike[str]) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read and parse a YAML file. `None` when nothing in it can be used.

    Raises:
        UnreadableInput: there is no such file, or it cannot be opened.
    """
    file = os.fspath(path)
    content = _read(file)
    if len(content) > MAX_BYTES:
        return None, (_too_large(file),)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(content, error, file),)
    return parse(text, file)


def parse(text: str, file: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Parse one YAML document: YAML 1.2 core scalars, no tags, no `<<`, bounded aliases and depth.

    A document may come with findings (a duplicate key, say); `None` when nothing can be used.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES:
        return None, (_too_large(file),)
    # Looking for the plain marks first is much quicker, and there hardly ever are any.
    if any(mark in text for mark in _CONFLICTS):
        conflicts = tuple(_conflict(text, match, file) for match in _CONFLICT.finditer(text))
        if conflicts:
            return None, conflicts
    strange = _NOT_PRINTABLE.search(text)
    if strange:
        return None, (_unprintable(text, strange, file),)
    try:
        data, spots, findings = compose(text, file)
    except Refused as refused:
        return None, (refused.problem,)
    return Document(file, text, data, spots), findings


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            if stat.S_ISDIR(os.fstat(stream.fileno()).st_mode):
                raise UnreadableInput(file, "it is a folder")
            return stream.read(MAX_BYTES + 1)
    except ValueError:
        raise UnreadableInput(file, "not a file name") from None
    except OSError as error:
        raise UnreadableInput(file, (error.strerror or str(error)).lower()) from error


def _too_large(file: str) -> Finding:
    limit = f"{MAX_BYTES // 1024 // 1024} MiB"
    return finding(
        "TP007",
        f"the file is larger than {limit}",
        Position(file),
        advice="split it and `use` the parts",
    )


def _not_utf8(content: bytes, error: UnicodeDecodeError, file: str) -> Finding:
    before = content[: error.start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    advice = (
        "save it as UTF-8; it looks like UTF-16" if content[:2] in _UTF16 else "save it as UTF-8"
    )
    at = Position(file, line, column, line, column + 1)
    return finding("TP008", "the file is not UTF-8 text", at, advice=advice)


def _unprintable(text: str, match: re.Match[str], file: str) -> Finding:
    message = f"the file holds the character U+{ord(match.group()):04X}, which no text should"
    advice = 'write it as an escape in double quotes: "\\u0007"'
    return finding("TP008", message, _at(text, match, file), advice=advice)


def _at(text: str, match: re.Match[str], file: str) -> Position:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    return Position(file, line, column, line, column + len(match.group()))


def _conflict(text: str, match: re.Match[str], file: str) -> Finding:
    line = text.count("\n", 0, match.start()) + 1
    at = Position(file, line, 1, line, 1 + len(match.group()))
    return finding(
        "TP009",
        "a merge conflict was left here",
        at,
        advice="keep one side and delete the markers",
    )
