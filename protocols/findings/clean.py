"""Text that others wrote, made harmless for a terminal, a log line or a markup."""

import os
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from protocols.findings.finding import Position

HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls (ESC among them), bidi and zero-width formats, surrogates, line and paragraph breaks."""


def printable(text: str) -> str:
    """One line that prints as it reads: what cannot be seen becomes a space or a replacement mark."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis: at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _visible(character: str) -> str:
    if character in "\t\r\n":
        return " "
    return "\ufffd" if unicodedata.category(character) in HIDDEN else character


def shown_path(file: str) -> str:
    """A path as people write it: relative to the working directory when it lies below."""
    return _shown(file, str(Path.cwd())) if file.startswith(os.sep) else printable(file)


def shown_place(at: Position) -> str:
    """`plan.yaml:12:9`, the file as people write it."""
    return f"{shown_path(at.file)}:{at.line}:{at.column}"


@lru_cache(maxsize=256)
def _shown(file: str, folder: str) -> str:
    relative = os.path.relpath(file, folder)
    return printable(file if relative.startswith("..") else relative)


def width(text: str) -> int:
    """Columns a terminal uses for `text`."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
