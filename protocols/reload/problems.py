"""What is told of a reload that failed, in the log and by `/readyz`: places and ids, no text of files."""

import os
from pathlib import Path
from typing import Final

from protocols.errors import InvalidInput, Problem, ProtocolsError, UnreadableInput
from protocols.findings import Finding, Position

_MOST: Final = 20


def places(error: Exception, folder: Path) -> tuple[str, ...]:
    """Where the files are at fault, with paths as seen from `folder`.

    Anyone who reaches the gateway may read this, so it holds none of the findings' words: they quote
    what stands in the files. `protocols lint` and the next start tell them whole.
    """
    if isinstance(error, InvalidInput):
        found = [_place(problem, folder) for problem in error.problems]
        more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
        return (*found[:_MOST], *more)
    if isinstance(error, UnreadableInput):
        return (f"{_seen_from(folder, error.path)}: {error.reason}",)
    if isinstance(error, ProtocolsError):
        return (str(error),)
    return (f"a fault of the program: {type(error).__name__}",)


def _place(problem: Problem, folder: Path) -> str:
    if not isinstance(problem, Finding):
        return type(problem).__name__
    return f"{place_from(folder, problem.at)}: {problem.rule}"


def place_from(folder: Path, at: Position) -> str:
    """`plans/web.yaml:12:9`, the file as seen from `folder`."""
    return f"{_seen_from(folder, at.file)}:{at.line}:{at.column}"


def _seen_from(folder: Path, file: str) -> str:
    return os.path.relpath(file, folder)
