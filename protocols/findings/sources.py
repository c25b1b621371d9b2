"""The lines that findings point at."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

Sources = Callable[[str], str | None]
"""A file's name → its text, or None when it cannot or should not be shown."""

_WRITTEN_BY_HAND: Final = frozenset({".yaml", ".yml", ".py", ".pyi", ".toml", ".jinja"})
"""What may be shown. Recorded events, in .jsonl say, hold people's data."""

_MAX_BYTES: Final = 8 * 1024 * 1024
_BREAK: Final = re.compile(r"\r\n|\r|\n")


def from_disk() -> Sources:
    """Files that people write, each read once; nothing of recorded data or of what is no file."""
    return cache(_read)


def _read(file: str) -> str | None:
    path = Path(file)
    try:
        if path.suffix not in _WRITTEN_BY_HAND or not path.is_file():
            return None
        if path.stat().st_size > _MAX_BYTES:
            return None
        return path.read_text("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def split_lines(text: str) -> list[str]:
    """Lines as editors count them."""
    return _BREAK.split(text)
