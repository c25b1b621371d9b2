"""Writing a file that a user named, over nothing but an earlier one of its kind."""

import os
import re
import stat
from pathlib import Path

from protocols.errors import OutputRefused


def refuse_others(file: Path, ours: re.Pattern[str], kind: str) -> None:
    """Refuse to write over a file that does not begin as `ours`; an empty one is nobody's.

    Raises:
        OutputRefused: it is something else than the `kind` of file that is to be written.
    """
    try:
        there = file.read_bytes() if file.is_file() else b""
    except OSError as error:
        raise OutputRefused(str(file), error.strerror or str(error)) from error
    text = there.decode("utf-8", "replace")
    if text.strip() and not ours.match(text):
        raise OutputRefused(str(file), f"a file is there, and it is no {kind}; name another one")


def write_text(file: Path, text: str) -> None:
    """Write a file whole or not at all. A link is followed; a device is written to.

    Raises:
        OutputRefused: the disk does.
    """
    try:
        target = file.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _replace(target, text)
    except OSError as error:
        raise OutputRefused(str(file), error.strerror or str(error)) from error


def _replace(target: Path, text: str) -> None:
    """By way of a draft beside it, with the rights that the file has or would get."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
