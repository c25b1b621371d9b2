"""A source file as a tree and as lines."""

import ast
import re
import sys
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from tokenize import detect_encoding
from typing import Final

from protocols.findings import Position

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_PERHAPS_NEWER: Final = ("invalid syntax", "expected '('", "f-string", "multiple exception types")
"""What an older Python says of `type X = …`, `def f[T](…)`, quotes in quotes, `except A, B`."""
_TROUBLES: Final = (SyntaxError, ValueError, LookupError, RecursionError, MemoryError)
"""What text that is not Python, or not of this world, makes the parser raise."""

MOST_PARSED: Final = 2 * 1024 * 1024
"""A tree takes a hundred times the memory of its text; nobody writes so much into one file."""
_NOT_FOR_FILES: Final = frozenset({"idna", "punycode"})
"""Encodings for names of hosts, which take the square of the time for a long text."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A file's lines, for places in it. Trees count columns in bytes, people in characters."""

    path: str
    lines: tuple[str, ...]
    _counted: dict[int, tuple[bytes, int, int]] = field(default_factory=dict, compare=False)

    def span(self, node: ast.expr | ast.keyword | ast.alias | ast.stmt) -> Position:
        """All of a node."""
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Position(
            self.path,
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, end),
        )

    def name(self, node: ast.expr) -> Position:
        """The name by which an expression is called: the last one of `a.b.c`."""
        while isinstance(node, ast.Call | ast.Subscript):
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Attribute):
            return self.span(node)
        line = node.end_lineno or node.lineno
        end = self._column(line, node.end_col_offset or 0)
        text, start = self.lines[line - 1], end
        while start > 1 and f"a{text[start - 2]}".isidentifier():
            start -= 1
        return Position(self.path, line, start, line, end)

    def keyword(self, node: ast.keyword) -> Position:
        """The name of a keyword argument; of `**` all of it."""
        whole = self.span(node)
        if node.arg is None:
            return whole
        end = whole.column + len(node.arg)
        return Position(self.path, whole.line, whole.column, whole.line, end)

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        return self._counted_column(line, text, offset)

    def _counted_column(self, line: int, text: str, offset: int) -> int:
        """Counted on from the place that was asked for last, for a line may be long."""
        encoded, last, column = self._counted.get(line) or (text.encode(), 0, 1)
        if offset < last:
            last, column = 0, 1
        column += len(encoded[last:offset].decode("utf-8", "replace"))
        self._counted[line] = (encoded, offset, column)
        return column


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file is not Python, and where that shows."""

    message: str
    at: Position


def parsed(path: str, text: bytes) -> tuple[ast.Module, Lines] | Unreadable:
    """The tree of a file and its lines. Nothing of it is run."""
    if len(text) > MOST_PARSED:
        return Unreadable(f"it is larger than {MOST_PARSED // 2**20} MiB", Position(path))
    try:
        encoding, _ = detect_encoding(BytesIO(text).readline)
        if encoding in _NOT_FOR_FILES:
            return Unreadable(f"{encoding} is no encoding for a file", Position(path))
        decoded = text.decode(encoding).removeprefix("\ufeff")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(decoded)
    except _TROUBLES as fault:
        return _unreadable(path, fault)
    return tree, Lines(path, tuple(_BREAK.split(decoded)))


def _not_python(fault: SyntaxError) -> str:
    """What is wrong; the code may as well be for a newer Python, which cannot be known."""
    if not fault.msg.startswith(_PERHAPS_NEWER):
        return fault.msg
    this = ".".join(str(part) for part in sys.version_info[:2])
    return (
        f"{fault.msg} for Python {this}; if the code is for a newer one, run typewriter with that"
    )


def _unreadable(path: str, fault: Exception) -> Unreadable:
    match fault:
        case SyntaxError(lineno=int(line)) if line > 0:
            column = max(fault.offset or 1, 1)
            return Unreadable(_not_python(fault), Position(path, line, column, line, column + 1))
        case SyntaxError():
            message = _not_python(fault)
        case UnicodeDecodeError():
            message = f"its bytes are not {fault.encoding}"
        case RecursionError() | MemoryError():
            message = "it is nested too deeply"
        case _:
            message = str(fault)
    return Unreadable(message, Position(path))
