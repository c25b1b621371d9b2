from pathlib import Path

from protocols.errors import OutputRefused


def write_text(file: Path, text: str) -> None:
    """Write a file that a user named.

    Raises:
        OutputRefused: the disk does.
    """
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputRefused(str(file), error.strerror or str(error)) from error
