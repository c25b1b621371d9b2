"""The lines that findings point at."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

Sources = Callable[[str], str | None]
"""A file's name → its text, or None when it cannot or should not be shown."""

_MAX_BYTES: Final = 8 * 1024 * 1024
_BREAK: Final = re.compile(r"\r\n|\r|\n")


def from_disk() -> Sources:
    """Files as they are on disk, each read once; nothing for what is no ordinary, small file."""
    return cache(_read)


def withheld(_file: str) -> None:
    """No text: for files whose lines hold people's data."""


def _read(file: str) -> str | None:
    path = Path(file)
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        return path.read_text("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def split_lines(text: str) -> list[str]:
    """Lines as editors count them."""
    return _BREAK.split(text)
